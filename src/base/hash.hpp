// SPDX-License-Identifier: Apache-2.0
// XXH3 (xxHash inside): ids of effects, digests of payloads, checksums of snapshots.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace patron::base {

struct Hash128 {
  std::uint64_t high = 0, low = 0;
  bool operator==(const Hash128&) const = default;
};
std::uint64_t hash64(std::string_view bytes);
Hash128 hash128(std::string_view bytes);
std::string hex(const Hash128& hash);  // 32 lower-case hexadecimal digits, high first.

}  // namespace patron::base
