// SPDX-License-Identifier: Apache-2.0
// Expression: one expression of the rule language (docs/language.md), compiled, with the
// names it may read and their types. Useful alone, without an engine.
//
//   auto wanted = Expression::compile(R"({"amount": "decimal(2)"})", "amount >= 500");
//   wanted->eval_json(R"({"amount": "812.50"})")->outcome;  // Outcome::true_
//   wanted->eval_json("{}")->outcome;                       // Outcome::unknown
//   Expression::compile(R"({"amount": "decimal(2)"})", "amuont >= 500");
//   // error: no name "amuont"; did you mean "amount"?
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "columns.hpp"
#include "date.hpp"
#include "status.hpp"
#include "table.hpp"

namespace patron {

// What an evaluation comes to. In `a && b` false goes before unknown, unknown before
// error, error before true, in either order; in `a || b` true, unknown, error, false.
// Everywhere else an error goes before an unknown.
enum class Outcome : std::int32_t { false_, true_, value, error, unknown };
std::string_view name(Outcome outcome) noexcept;  // "false", "true", "value", ...

struct Evaluation {
  Outcome outcome = Outcome::unknown;
  // The value; {"column", "error", "line"}; or a list of the inputs that are missing.
  std::string json;
};

// Immutable and cheap to copy. Threads: any number at once.
class Expression {
 public:
  struct Input {
    std::string name, type;
  };

  // `schema`: what may be read, {"amount": "decimal(2)", "tier": {"enum": ["silver",
  // "gold"], "ordered": true}, "note": "string?"}; `now` and `today` (the day in UTC) are
  // known besides. "": any name, its type found while evaluating.
  // Errors: expression, with line and column and the likely fix; limit.
  static Result<Expression> compile(std::string_view schema, std::string_view text);

  std::string_view text() const noexcept;
  std::string_view type() const noexcept;  // "bool", "decimal(2)", "list(string)", "dyn"
  const std::vector<Input>& inputs() const noexcept;  // Those that it reads.
  // The most that one evaluation costs, in units of about one read or one comparison;
  // texts count as 256 characters, ten to a unit, lists and maps as 64 elements.
  std::uint64_t cost_max() const noexcept;

  // For one JSON object: an input is absent or null, or has its type; keys that it does
  // not read are passed over. "event.amount" may stand in an object "event". Without
  // `now`, now and today are missing inputs.
  // Errors: event (an input is not of its type, with its path).
  Result<Evaluation> eval_json(std::string_view json,
                               Instant now = Instant::never()) const;

  // For every row of a table. Columns are found by the names that the expression reads,
  // and their cells taken as JSON's would be; a column that is not there is an input that
  // is missing. `values` false: outcomes only, many times as fast.
  // Errors: event (a cell is not of its type, with its row).
  struct Answers {
    std::vector<std::uint8_t> outcomes;  // An Outcome a row.
    // value, of the expression's type (nested JSON for those that columns do not have);
    // problem: the error or the missing inputs, as Evaluation::json has them.
    Table values;
  };
  Result<Answers> eval_columns(const Columns& columns, Instant now = Instant::never(),
                               bool values = true) const;
  // The same for several at once, which reads the columns from memory once.
  static Result<std::vector<Answers>> eval_columns(
      std::span<const Expression> expressions, const Columns& columns,
      Instant now = Instant::never(), bool values = true);

  // The value of every part, outermost first: depth, text, line, column, outcome, value,
  // decides (did the outcome of the whole come from here?), missing (its inputs).
  Result<Table> explain(std::string_view json, Instant now = Instant::never()) const;

  struct Code;
  const Code& code() const noexcept { return *code_; }  // The library's own.

 private:
  class Sweep;
  std::shared_ptr<const Code> code_;
};

// Two lines that show where: the line of `text`, and a caret under the column. Empty if
// `place` has no line of the text.
std::string excerpt(std::string_view text, const Place& place);

}  // namespace patron
