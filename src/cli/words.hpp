// SPDX-License-Identifier: Apache-2.0
// The words of the summary page in both languages.
#pragma once

#include <string>
#include <string_view>

namespace patron::cli {

// `words(language, "english", "中文")` picks; unknown languages read English.
inline std::string_view words(std::string_view language, std::string_view english,
                              std::string_view chinese) {
  return language == "zh" ? chinese : english;
}
// "2026-05" for titles.
std::string month_label(int month_number);

}  // namespace patron::cli
