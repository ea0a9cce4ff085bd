// SPDX-License-Identifier: Apache-2.0
// Jaro (1989) with Winkler's (1990) prefix: matches within half the longer text, half of
// those in another order are transpositions.
#include "identity/similarity.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include "patron/identity.hpp"

namespace patron {
namespace identity {

namespace {

// How many points of `a` have a partner in `b`, and how many of those stand in another
// order there.
// `taken` has room for `b`, `matched` for `a`.
struct Matches {
  std::size_t count = 0, turned = 0;
};
Matches matches_of(const Points& a, const Points& b, bool* taken, char32_t* matched) {
  const std::size_t longer = std::max(a.size(), b.size());
  const std::size_t reach = longer / 2 > 0 ? longer / 2 - 1 : 0;
  std::fill(taken, taken + b.size(), false);
  Matches out;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t from = i > reach ? i - reach : 0;
    const std::size_t to = std::min(i + reach + 1, b.size());
    for (std::size_t j = from; j < to; ++j) {
      if (taken[j] || a[i] != b[j]) continue;
      taken[j] = true;
      matched[out.count++] = a[i];
      break;
    }
  }
  std::size_t at = 0;
  for (std::size_t j = 0; j < b.size(); ++j)
    if (taken[j] && b[j] != matched[at++]) ++out.turned;
  return out;
}

// Names are short: their scratch lies on the stack.
Matches matches_of(const Points& a, const Points& b) {
  constexpr std::size_t kShort = 64;
  if (std::max(a.size(), b.size()) <= kShort) {
    std::array<bool, kShort> taken;
    std::array<char32_t, kShort> matched;
    return matches_of(a, b, taken.data(), matched.data());
  }
  const auto taken = std::make_unique<bool[]>(b.size());
  Points matched(a.size());
  return matches_of(a, b, taken.get(), matched.data());
}

}  // namespace

double jaro_winkler(const Points& a, const Points& b) {
  if (a.empty() && b.empty()) return 1.0;
  if (a.empty() || b.empty()) return 0.0;
  const Matches found = matches_of(a, b);
  if (found.count == 0) return 0.0;
  const auto m = static_cast<double>(found.count);
  const double jaro =
      (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
       (m - static_cast<double>(found.turned) / 2.0) / m) /
      3.0;
  std::size_t prefix = 0;
  while (prefix < std::min({a.size(), b.size(), std::size_t{4}}) &&
         a[prefix] == b[prefix])
    ++prefix;
  return jaro + 0.1 * static_cast<double>(prefix) * (1.0 - jaro);
}

}  // namespace identity

double jaro_winkler(std::string_view a, std::string_view b) {
  return identity::jaro_winkler(identity::points(a), identity::points(b));
}

}  // namespace patron
