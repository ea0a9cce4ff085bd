// SPDX-License-Identifier: Apache-2.0
// Jaro (1989) with Winkler's (1990) prefix: matches within half the longer text, half of
// those in another order are transpositions.
#include "identity/similarity.hpp"

#include <algorithm>

#include "patron/identity.hpp"

namespace patron {
namespace identity {

double jaro_winkler(const Points& a, const Points& b) {
  if (a.empty() && b.empty()) return 1.0;
  if (a.empty() || b.empty()) return 0.0;
  const std::size_t longer = std::max(a.size(), b.size());
  const std::size_t reach = longer / 2 > 0 ? longer / 2 - 1 : 0;
  std::vector<bool> taken(b.size());
  Points matched;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t from = i > reach ? i - reach : 0;
    const std::size_t to = std::min(i + reach + 1, b.size());
    for (std::size_t j = from; j < to; ++j) {
      if (taken[j] || a[i] != b[j]) continue;
      taken[j] = true;
      matched.push_back(a[i]);
      break;
    }
  }
  if (matched.empty()) return 0.0;
  std::size_t turned = 0, at = 0;
  for (std::size_t j = 0; j < b.size(); ++j)
    if (taken[j] && b[j] != matched[at++]) ++turned;
  const auto m = static_cast<double>(matched.size());
  const double jaro =
      (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
       (m - static_cast<double>(turned) / 2.0) / m) /
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
