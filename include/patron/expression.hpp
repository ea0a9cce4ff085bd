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
#include <optional>
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

// One event as values of a schema's types, for expressions compiled with that schema:
// filled anew for each event, it costs no allocation and no text is read. Threads: one.
class Row {
 public:
  Row(Row&&) noexcept = default;
  Row& operator=(Row&&) noexcept = default;

  // Errors: expression (the schema is malformed, or says nothing).
  static Result<Row> create(std::string_view schema);

  // The place of an input; nothing if the schema has none of this name.
  std::optional<std::size_t> find(std::string_view name) const;

  // Every input is missing, and so are now and today; what set_json keeps is freed. To be
  // called between events.
  void clear();
  void set_now(Instant at);  // now, and today in UTC.
  // A bool (0 or 1) or an int; a decimal or money in units of its last place; a date in
  // days since 1970-01-01; a timestamp or a duration in milliseconds.
  // All errors: event (the input is of another type); argument (there is no such input).
  Status set_whole(std::size_t input, std::int64_t value);
  Status set_number(std::size_t input, double value);
  // A string or a label. A string is not copied: it must stay until it was evaluated.
  Status set_text(std::size_t input, std::string_view value);
  Status set_null(std::size_t input);
  Status set_json(std::size_t input, std::string_view json);  // Of any type.

  struct Parts;
  const Parts& parts() const noexcept { return *parts_; }  // The library's own.

 private:
  Row() = default;
  std::shared_ptr<Parts> parts_;
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

  // For a row of the schema that it was compiled with: the outcome alone, in some tens of
  // nanoseconds. Errors: argument (another schema).
  Result<Outcome> eval(const Row& row) const;
  // The same for several at once: outcomes[i] is that of expressions[i].
  static Status eval(std::span<const Expression> expressions, const Row& row,
                     std::span<Outcome> outcomes);

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

  // What would make a condition that is not true true: way (numbered from 1, those that
  // need least first, 16 at most), text (a part of it), wanted (what that part must be),
  // line, column, inputs (the values in it now, null if missing). The parts of one way
  // must all become so. No rows: it is true, it is no condition, or nothing would do.
  Result<Table> would_take(std::string_view json, Instant now = Instant::never()) const;

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
