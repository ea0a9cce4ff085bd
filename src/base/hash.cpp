// SPDX-License-Identifier: Apache-2.0
#define XXH_INLINE_ALL
#include "base/hash.hpp"

#include <xxhash.h>

namespace patron::base {

std::uint64_t hash64(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

Hash128 hash128(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.high64, hash.low64};
}

std::uint64_t bucket(std::string_view key, std::uint64_t buckets,
                     std::string_view salt) {
  XXH64_state_t state;
  XXH64_reset(&state, 0);
  XXH64_update(&state, salt.data(), salt.size());
  XXH64_update(&state, "\x1f", 1);
  XXH64_update(&state, key.data(), key.size());
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>((Wide{XXH64_digest(&state)} * buckets) >> 64);
}

std::string hex(const Hash128& hash) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text(32, '0');
  for (std::size_t i = 0; i < 16; ++i) {
    const int shift = static_cast<int>(60 - 4 * i);
    text[i] = kDigits[(hash.high >> shift) & 15];
    text[16 + i] = kDigits[(hash.low >> shift) & 15];
  }
  return text;
}

}  // namespace patron::base
