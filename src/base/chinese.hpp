// SPDX-License-Identifier: Apache-2.0
// Messages about packs and expressions in Chinese.
#pragma once

#include <string>
#include <string_view>

namespace patron::base {

// Part by part, where parts are separated by "; ": what is not known stays English.
std::string in_chinese(std::string_view message);

}  // namespace patron::base
