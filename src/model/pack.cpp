// SPDX-License-Identifier: Apache-2.0
#include "model/pack.hpp"

namespace patron::model {

std::string_view in_language(const Text& text, std::string_view language) {
  for (const auto& [name, words] : text)
    if (name == language) return words;
  return text.empty() ? std::string_view() : std::string_view(text.front().second);
}

}  // namespace patron::model
