// SPDX-License-Identifier: Apache-2.0
#include "rules/decision_table.hpp"

#include <algorithm>
#include <bit>

#include "base/decimal.hpp"

namespace patron::rules {
namespace {

constexpr std::size_t kMostWords = std::size_t{4} << 20;  // Of a table: 32 MB.

void gather(const Test& test, std::vector<Literal>& cuts) {
  switch (test.kind) {
    case Test::Kind::any:
      break;
    case Test::Kind::below:
    case Test::Kind::upto:
      cuts.push_back(test.high);
      break;
    case Test::Kind::between:
      cuts.push_back(test.high);
      [[fallthrough]];
    case Test::Kind::equal:
    case Test::Kind::from:
    case Test::Kind::above:
      cuts.push_back(test.low);
      break;
    case Test::Kind::none:
      for (const Test& one : test.of) gather(one, cuts);
  }
}

// The cuts that a test lets pass, first to last; `last` below `first`: none. Cut 2i + 1
// is literal i itself, 2i what lies between literal i - 1 and literal i.
struct Range {
  std::size_t first = 0, last = 0;
};

class Cuts {
 public:
  Cuts(const std::vector<Literal>& literals, CellClass cells)
      : literals_(literals), cells_(cells) {}

  std::size_t top() const { return 2 * literals_.size(); }

  // Of any test but `none`.
  Range range(const Test& test) const {
    switch (test.kind) {
      case Test::Kind::equal:
        return {at(test.low), at(test.low)};
      case Test::Kind::below:
        return {0, at(test.high) - 1};
      case Test::Kind::upto:
        return {0, at(test.high)};
      case Test::Kind::from:
        return {at(test.low), top()};
      case Test::Kind::above:
        return {at(test.low) + 1, top()};
      case Test::Kind::between:
        return {at(test.low) + (test.low_open ? 1 : 0),
                at(test.high) - (test.high_open ? 1 : 0)};
      default:
        return {0, top()};
    }
  }

 private:
  std::size_t at(const Literal& literal) const {
    const auto found = std::lower_bound(
        literals_.begin(), literals_.end(), literal,
        [&](const Literal& a, const Literal& b) { return compare(a, b, cells_) < 0; });
    return 2 * static_cast<std::size_t>(found - literals_.begin()) + 1;
  }

  const std::vector<Literal>& literals_;
  CellClass cells_;
};

// Calls `pass` with each cut, from 0 to the top, that one of the tests lets pass.
template <class Pass>
void each_cut(const Cuts& cuts, const std::vector<Test>& tests, Pass&& pass) {
  for (const Test& test : tests) {
    if (test.kind != Test::Kind::none) {
      const Range range = cuts.range(test);
      for (std::size_t cut = range.first; cut <= range.last; ++cut) pass(cut);
      continue;
    }
    std::vector<bool> out(cuts.top() + 1);
    for (const Test& one : test.of) {
      const Range range = cuts.range(one);
      for (std::size_t cut = range.first; cut <= range.last; ++cut) out[cut] = true;
    }
    for (std::size_t cut = 0; cut < out.size(); ++cut)
      if (!out[cut]) pass(cut);
  }
}

bool same(const Literal& a, const Literal& b) {
  return a.text == b.text && base::compare(a.number, b.number) == 0;
}

}  // namespace

bool DecisionTable::add_column(std::string id, CellClass cells, bool whole,
                               const std::vector<std::vector<Test>>& tests) {
  Column column;
  column.id = std::move(id);
  column.cells = cells;
  column.whole = whole;
  for (const auto& cell : tests)
    for (const Test& test : cell) gather(test, column.cuts);
  const auto less = [&](const Literal& a, const Literal& b) {
    return compare(a, b, cells) < 0;
  };
  std::sort(column.cuts.begin(), column.cuts.end(), less);
  const auto equal = [&](const Literal& a, const Literal& b) {
    return compare(a, b, cells) == 0;
  };
  column.cuts.erase(std::unique(column.cuts.begin(), column.cuts.end(), equal),
                    column.cuts.end());
  std::size_t used = cuts(column) * words();
  for (const Column& other : columns_) used += other.bitmaps.size();
  if (used > kMostWords) return false;
  std::vector<std::uint64_t> any(words());  // Rows that take all, an absent input, too.
  for (std::size_t row = 0; row < tests.size(); ++row)
    if (std::any_of(tests[row].begin(), tests[row].end(),
                    [](const Test& test) { return test.kind == Test::Kind::any; }))
      any[row / 64] |= std::uint64_t{1} << row % 64;
  for (std::size_t cut = 0; cut < cuts(column); ++cut)
    column.bitmaps.insert(column.bitmaps.end(), any.begin(), any.end());
  const Cuts known(column.cuts, cells);
  for (std::size_t row = 0; row < tests.size(); ++row) {
    const std::uint64_t bit = std::uint64_t{1} << row % 64;
    if ((any[row / 64] & bit) != 0) continue;
    each_cut(known, tests[row],
             [&](std::size_t cut) { column.bitmaps[cut * words() + row / 64] |= bit; });
  }
  columns_.push_back(std::move(column));
  return true;
}

std::size_t DecisionTable::cut_of(const Column& column,
                                  const std::optional<Literal>& input) const {
  if (!input) return cuts(column) - 1;
  const auto found = std::lower_bound(column.cuts.begin(), column.cuts.end(), *input,
                                      [&](const Literal& a, const Literal& b) {
                                        return compare(a, b, column.cells) < 0;
                                      });
  const auto before = static_cast<std::size_t>(found - column.cuts.begin());
  const bool at =
      found != column.cuts.end() && compare(*found, *input, column.cells) == 0;
  return 2 * before + (at ? 1 : 0);
}

std::vector<std::int32_t> DecisionTable::matches(
    std::span<const std::optional<Literal>> inputs) const {
  std::vector<std::int32_t> met;
  std::vector<const std::uint64_t*> maps;
  for (std::size_t i = 0; i < columns_.size(); ++i)
    maps.push_back(bitmap(columns_[i], cut_of(columns_[i], inputs[i])).data());
  for (std::size_t word = 0; word < words(); ++word) {
    std::uint64_t bits = ~std::uint64_t{0};
    for (const std::uint64_t* map : maps) bits &= map[word];
    for (; bits != 0; bits &= bits - 1)
      met.push_back(static_cast<std::int32_t>(
          word * 64 + static_cast<std::size_t>(std::countr_zero(bits))));
    if (hit == Hit::first && !met.empty()) break;
  }
  return met;
}

// The row whose outputs stand first in their orders; of equals the first.
std::int32_t DecisionTable::best(const std::vector<std::int32_t>& met) const {
  const auto place = [&](std::int32_t row, std::size_t output) {
    const std::vector<Literal>& order = outputs[output].order;
    const Literal& value = rows[static_cast<std::size_t>(row)][output];
    return std::find_if(order.begin(), order.end(),
                        [&](const Literal& one) { return same(one, value); }) -
           order.begin();
  };
  return *std::min_element(met.begin(), met.end(), [&](std::int32_t a, std::int32_t b) {
    for (std::size_t i = 0; i < outputs.size(); ++i)
      if (!outputs[i].order.empty() && place(a, i) != place(b, i))
        return place(a, i) < place(b, i);
    return a < b;
  });
}

DecisionTable::Answer DecisionTable::collected(const std::vector<std::int32_t>& met,
                                               std::size_t output) const {
  Answer out;
  Literal value;
  value.number.scale = outputs[output].scale;
  if (aggregate == Aggregate::count) {
    value.number = {static_cast<std::int64_t>(met.size()), 0};
    out.value = value;
    return out;
  }
  bool begun = false;
  for (const std::int32_t row : met) {
    const Decimal& one = rows[static_cast<std::size_t>(row)][output].number;
    const auto scaled = base::rescale_exact(one.value, one.scale, value.number.scale);
    if (!scaled) return {std::nullopt, row, "an output does not fit"};
    std::int64_t& sum = value.number.value;
    if (!begun)
      sum = *scaled;
    else if (aggregate == Aggregate::min)
      sum = std::min(sum, *scaled);
    else if (aggregate == Aggregate::max)
      sum = std::max(sum, *scaled);
    else if (const auto next = base::add(sum, *scaled))
      sum = *next;
    else
      return {std::nullopt, row, "the sum of the rows does not fit"};
    begun = true;
  }
  out.value = value;
  return out;
}

DecisionTable::Answer DecisionTable::answer(
    std::span<const std::optional<Literal>> inputs, std::size_t output) const {
  const std::vector<std::int32_t> met = matches(inputs);
  const bool counts = hit == Hit::collect && aggregate == Aggregate::count;
  if (met.empty() && !counts) {
    if (otherwise.empty()) return {std::nullopt, -1, "no row of the table matches"};
    return {otherwise[output], -1, nullptr};
  }
  if (hit == Hit::collect) return collected(met, output);
  std::int32_t row = met.front();
  if (hit == Hit::unique && met.size() > 1)
    return {std::nullopt, met[1], "several rows of a unique table match"};
  if (hit == Hit::any)
    for (const std::int32_t other : met)
      if (!same(rows[static_cast<std::size_t>(other)][output],
                rows[static_cast<std::size_t>(row)][output]))
        return {std::nullopt, other, "rows that match say different things"};
  if (hit == Hit::priority) row = best(met);
  return {rows[static_cast<std::size_t>(row)][output], row, nullptr};
}

}  // namespace patron::rules
