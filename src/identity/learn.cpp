// SPDX-License-Identifier: Apache-2.0
// EM over patterns of levels (Winkler 1988): pairs of one pattern count together. u comes
// from pairs drawn at random, which are hardly ever one person; m and the prior from the
// pairs that share a block. A little of the default keeps chances away from 0 and 1.
#include <cmath>
#include <map>

#include "base/random.hpp"
#include "identity/rules.hpp"

namespace patron {
namespace {

using identity::Pair;
using identity::Records;
using identity::Rules;

constexpr std::size_t kDraws = 1'000'000;
constexpr std::size_t kRounds = 500;
constexpr double kSettled = 1e-9;      // Change of the prior, of itself.
constexpr double kDefaultWorth = 1.0;  // Pairs that the defaults stand for.

using Pattern = std::vector<std::int8_t>;  // By field; -1 is missing.
using Patterns = std::map<Pattern, double>;

Pattern pattern_of(const Records& records, const Rules& rules, Pair pair) {
  Pattern out;
  for (std::size_t i = 0; i < rules.fields.size(); ++i) {
    const auto near = identity::compare(records, rules, i, pair);
    out.push_back(near ? static_cast<std::int8_t>(near->level) : std::int8_t{-1});
  }
  return out;
}

Patterns at_random(const Records& records, const Rules& rules) {
  Patterns out;
  base::Random random(1);
  for (std::size_t i = 0; i < kDraws; ++i) {
    const std::size_t a = random.index(records.size), b = random.index(records.size);
    if (a == b) continue;
    out[pattern_of(records, rules,
                   {static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b)})] +=
        1.0;
  }
  return out;
}

// Chances of the levels of a field from weighted patterns.
template <class Weight>
void share(const Patterns& patterns, std::size_t field, std::span<const double> usual,
           const Weight& weight, std::vector<double>& out) {
  for (std::size_t level = 0; level < out.size(); ++level)
    out[level] = kDefaultWorth * usual[level];
  double sum = kDefaultWorth;
  for (const auto& [pattern, count] : patterns) {
    if (pattern[field] < 0) continue;
    const double counted = weight(pattern, count);
    out[static_cast<std::size_t>(pattern[field])] += counted;
    sum += counted;
  }
  for (double& level : out) level /= sum;
}

double chance_of_match(const Pattern& pattern, const Rules& rules) {
  double odds = rules.prior / (1.0 - rules.prior);
  for (std::size_t i = 0; i < pattern.size(); ++i)
    if (pattern[i] >= 0) {
      const auto level = static_cast<std::size_t>(pattern[i]);
      odds *= rules.fields[i].m[level] / rules.fields[i].u[level];
    }
  return std::isinf(odds) ? 1.0 : odds / (1.0 + odds);
}

// One round of EM; the relative change of the prior.
double round(const Patterns& patterns, Rules& rules) {
  std::map<Pattern, double> chance;
  double all = 0.0, matches = 0.0;
  for (const auto& [pattern, count] : patterns) {
    const double p = chance[pattern] = chance_of_match(pattern, rules);
    all += count;
    matches += p * count;
  }
  for (std::size_t i = 0; i < rules.fields.size(); ++i)
    share(
        patterns, i, identity::levels_of(rules.fields[i].kind).m,
        [&](const Pattern& pattern, double count) { return chance[pattern] * count; },
        rules.fields[i].m);
  const double before = rules.prior;
  rules.prior = (matches + 0.5) / (all + 1.0);
  return std::abs(rules.prior - before) / before;
}

}  // namespace

Result<std::string> learn_match(std::span<const TextColumn> columns,
                                std::string_view options) {
  Result<Rules> rules = identity::read_rules(columns, options, false);
  if (!rules.ok()) return rules.status();
  const Records records = identity::records_of(columns, *rules);
  const Result<std::vector<Pair>> pairs = identity::candidates(records, *rules);
  if (!pairs.ok()) return pairs.status();
  if (pairs->empty())
    return Status(ErrorCode::model,
                  "no two records share a block: nothing to learn from");
  const Patterns strangers = at_random(records, *rules);
  for (std::size_t i = 0; i < rules->fields.size(); ++i)
    share(
        strangers, i, identity::levels_of(rules->fields[i].kind).u,
        [](const Pattern&, double count) { return count; }, rules->fields[i].u);
  Patterns patterns;
  for (const Pair pair : *pairs) patterns[pattern_of(records, *rules, pair)] += 1.0;
  rules->prior = 0.5;  // Of pairs that share a block many are one person.
  for (std::size_t i = 0; i < kRounds; ++i)
    if (round(patterns, *rules) < kSettled) break;
  return identity::to_json(*rules, columns);
}

}  // namespace patron
