// SPDX-License-Identifier: Apache-2.0
#include "rules/table_cells.hpp"

#include <algorithm>

#include "base/calendar.hpp"
#include "base/decimal.hpp"
#include "base/text.hpp"

namespace patron::rules {
namespace {

class CellReader {
 public:
  CellReader(std::string_view text, CellClass cells, std::string& problem)
      : rest_(text), cells_(cells), problem_(problem) {}

  bool whole(std::vector<Test>& out) {
    if (!list(out, 0)) return false;
    return rest_.empty() || fail("cannot read " + base::shown(rest_));
  }

 private:
  bool fail(std::string why) {
    if (problem_.empty()) problem_ = std::move(why);
    return false;
  }
  void skip() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\t'))
      rest_.remove_prefix(1);
  }
  bool take(std::string_view sign) {
    skip();
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(sign.size());
    skip();
    return true;
  }

  bool list(std::vector<Test>& out, int depth) {
    do {
      if (out.size() >= 1000) return fail("a cell has at most 1,000 tests");
      Test test;
      if (!one(test, depth)) return false;
      out.push_back(std::move(test));
    } while (take(","));
    return true;
  }

  bool one(Test& test, int depth) {
    skip();
    if (rest_.starts_with("not(")) {
      if (depth > 0) return fail("not( stands once, around all of a cell's tests");
      rest_.remove_prefix(4);
      test.kind = Test::Kind::none;
      return list(test.of, depth + 1) && (take(")") || fail("\")\" is missing"));
    }
    if (rest_ == "-" || (rest_.size() > 1 && rest_[0] == '-' && is_end(rest_[1]))) {
      rest_.remove_prefix(1);
      skip();
      return depth == 0 || fail("not(-) never holds");
    }
    for (const auto& [sign, kind] : {std::pair{"<=", Test::Kind::upto},
                                     {">=", Test::Kind::from},
                                     {"<", Test::Kind::below},
                                     {">", Test::Kind::above}}) {
      if (!take(sign)) continue;
      test.kind = kind;
      const bool low = kind == Test::Kind::from || kind == Test::Kind::above;
      return ordered() && literal(low ? test.low : test.high);
    }
    const bool opens = !rest_.empty() && (rest_[0] == '[' || rest_[0] == '(' ||
                                          (rest_[0] == ']' && ordered_class()));
    if (opens) return interval(test);
    test.kind = Test::Kind::equal;
    return literal(test.low);
  }

  static bool is_end(char c) { return c == ' ' || c == ',' || c == ')'; }
  bool ordered_class() const {
    return cells_ == CellClass::number || cells_ == CellClass::date;
  }
  bool ordered() {
    return ordered_class() ||
           fail(std::string(describe(cells_)) + " is equal or not; it has no order");
  }

  bool interval(Test& test) {
    if (!ordered()) return false;
    test.kind = Test::Kind::between;
    test.low_open = rest_[0] != '[';
    rest_.remove_prefix(1);
    if (!literal(test.low)) return false;
    if (!take("..")) return fail("an interval is like [4..7] or [0..1.5)");
    if (!literal(test.high)) return false;
    skip();
    if (rest_.empty() || (rest_[0] != ']' && rest_[0] != ')' && rest_[0] != '['))
      return fail("an interval ends with ] or )");
    test.high_open = rest_[0] != ']';
    rest_.remove_prefix(1);
    skip();
    const int order = compare(test.low, test.high, cells_);
    const bool empty = order > 0 || (order == 0 && (test.low_open || test.high_open));
    return !empty || fail("this interval is empty");
  }

  bool literal(Literal& out) {
    skip();
    if (cells_ == CellClass::text && !rest_.empty() &&
        (rest_[0] == '\'' || rest_[0] == '"')) {
      const std::size_t end = rest_.find(rest_[0], 1);
      if (end == std::string_view::npos) return fail("the quote does not end");
      out.text = rest_.substr(1, end - 1);
      rest_.remove_prefix(end + 1);
      skip();
      return true;
    }
    const std::string_view word = take_word();
    if (word.empty()) return fail("a literal is missing");
    if (cells_ == CellClass::text) {
      out.text = word;
      return true;
    }
    if (cells_ == CellClass::boolean && (word == "true" || word == "false")) {
      out.number.value = word == "true" ? 1 : 0;
      return true;
    }
    if (cells_ == CellClass::number) {
      if (const auto number = base::parse_decimal(word)) {
        out.number = *number;
        return true;
      }
    }
    if (cells_ == CellClass::date) {
      if (const auto day = Date::parse(word); day.ok()) {
        out.number.value = day->days;
        return true;
      }
    }
    return fail(std::string(describe(cells_)) + " is expected; found " +
                base::shown(word));
  }

  // Up to a comma, the end of an interval, or of not( ).
  std::string_view take_word() {
    std::size_t end = 0;
    while (end < rest_.size()) {
      const char c = rest_[end];
      if (c == ',' || c == ')' || c == ']' || (c == '[' && end > 0)) break;
      if (c == '.' && end + 1 < rest_.size() && rest_[end + 1] == '.') break;
      ++end;
    }
    std::string_view word = rest_.substr(0, end);
    rest_.remove_prefix(end);
    while (!word.empty() && word.back() == ' ') word.remove_suffix(1);
    return word;
  }

  std::string_view rest_;
  CellClass cells_;
  std::string& problem_;
};

}  // namespace

std::optional<CellClass> cell_class(model::TypeKind kind) {
  switch (kind) {
    case model::TypeKind::integer:
    case model::TypeKind::decimal:
    case model::TypeKind::money:
      return CellClass::number;
    case model::TypeKind::date:
      return CellClass::date;
    case model::TypeKind::string:
    case model::TypeKind::enumeration:
      return CellClass::text;
    case model::TypeKind::boolean:
      return CellClass::boolean;
    default:
      return std::nullopt;
  }
}

std::string_view describe(CellClass cells) {
  constexpr std::string_view kWords[] = {"a number", "a date", "a text", "true or false"};
  return kWords[static_cast<std::size_t>(cells)];
}

int compare(const Literal& a, const Literal& b, CellClass cells) {
  if (cells == CellClass::text) {
    const int order = a.text.compare(b.text);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  return base::compare(a.number, b.number);
}

std::optional<std::vector<Test>> read_cell(std::string_view text, CellClass cells,
                                           std::string& problem) {
  std::vector<Test> out;
  if (!CellReader(text, cells, problem).whole(out)) return std::nullopt;
  return out;
}

bool passes(const Literal& input, const Test& test, CellClass cells) {
  const auto low = [&] { return compare(input, test.low, cells); };
  const auto high = [&] { return compare(input, test.high, cells); };
  switch (test.kind) {
    case Test::Kind::any:
      return true;
    case Test::Kind::equal:
      return low() == 0;
    case Test::Kind::below:
      return high() < 0;
    case Test::Kind::upto:
      return high() <= 0;
    case Test::Kind::from:
      return low() >= 0;
    case Test::Kind::above:
      return low() > 0;
    case Test::Kind::between:
      return (test.low_open ? low() > 0 : low() >= 0) &&
             (test.high_open ? high() < 0 : high() <= 0);
    case Test::Kind::none:
      break;
  }
  return std::none_of(test.of.begin(), test.of.end(),
                      [&](const Test& one) { return passes(input, one, cells); });
}

}  // namespace patron::rules
