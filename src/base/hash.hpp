// SPDX-License-Identifier: Apache-2.0
// xxHash: ids of effects, digests of payloads, checksums of snapshots (XXH3), buckets of
// experiments (XXH64).
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
// (XXH64(salt, 0x1F, key) * buckets) >> 64 with seed 0: 0 to buckets - 1.
std::uint64_t bucket(std::string_view key, std::uint64_t buckets, std::string_view salt);
std::string hex(const Hash128& hash);  // 32 lower-case hexadecimal digits, high first.

}  // namespace patron::base
