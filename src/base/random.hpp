// SPDX-License-Identifier: Apache-2.0
// SplitMix64 (Steele, Lea, Flood 2014) and its mapping to an index: the high 64 bits
// of random * size. Both are part of the specification, so that a seed means the same
// draw on every machine; nothing relies on std::*_distribution.
#pragma once

#include <cstddef>
#include <cstdint>

namespace patron::base {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  std::size_t index(std::size_t size) {  // 0 to size - 1; size is not 0.
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::size_t>((Wide{next()} * size) >> 64);
  }

 private:
  std::uint64_t state_;
};

}  // namespace patron::base
