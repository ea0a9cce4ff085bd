// SPDX-License-Identifier: Apache-2.0
// Properties over generated values (rapidcheck). The seed is fixed, so a run repeats; a
// counterexample is shrunk and shown by the case that failed. And a small generator of
// numbers for what rapidcheck does not make: damaged documents.
#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include <catch2/catch.hpp>

namespace testing {

inline constexpr std::uint64_t kSeed = 20'260'501;

template <class Property>
void holds_for_all(Property&& property, int runs = 500) {
  rc::detail::TestParams params;
  params.seed = kSeed;
  params.maxSuccess = runs;
  const rc::detail::TestResult result = rc::detail::checkTestable(
      std::forward<Property>(property), rc::detail::TestMetadata(), params);
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  INFO(text.str());
  CHECK(result.template is<rc::detail::SuccessResult>());
}

// SplitMix64: the same numbers on every machine.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  // From 0 to `below` - 1.
  std::size_t below(std::size_t below) {
    return static_cast<std::size_t>(next() % below);
  }
  std::string bytes(std::size_t size) {
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>(next() & 255);
    return text;
  }

 private:
  std::uint64_t state_;
};

// A good document, damaged: bytes changed, cut out, doubled, put in, or the end lost.
// `words` are what a hostile writer would try.
inline std::string damaged(std::string text, Numbers& numbers,
                           std::initializer_list<std::string_view> words = {}) {
  const std::size_t edits = 1 + numbers.below(4);
  for (std::size_t i = 0; i < edits && !text.empty(); ++i) {
    const std::size_t at = numbers.below(text.size());
    const std::size_t size = std::min(text.size() - at, 1 + numbers.below(12));
    switch (numbers.below(6)) {
      case 0: text[at] = static_cast<char>(numbers.next() & 255); break;
      case 1: text.erase(at, size); break;
      case 2: text.insert(at, text.substr(at, size)); break;
      case 3: text.insert(at, numbers.bytes(1 + numbers.below(3))); break;
      case 4: text.resize(at); break;
      default:
        if (words.size() > 0)
          text.replace(at, size, words.begin()[numbers.below(words.size())]);
        else
          text[at] = static_cast<char>(text[at] ^ (1 << numbers.below(8)));
    }
  }
  return text;
}

}  // namespace testing
