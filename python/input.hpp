// SPDX-License-Identifier: Apache-2.0
// A table on its way in: events, or customers. Each cell becomes the JSON of one
// attribute,
// by the rules of docs/events.md for tables; a cell that cannot makes its row a bad row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/program.hpp"
#include "patron/engine.hpp"

namespace patron::python {

// A cell as the table holds it.
struct CellValue {
  enum class Kind : std::uint8_t {
    null, text, digits, real, boolean, day, instant, local, json
  };
  Kind kind = Kind::null;
  std::string_view text;     // text, digits, json
  double number = 0.0;       // real
  bool single = false;       // real: of a float32
  std::int64_t whole = 0;    // boolean, days, milliseconds (of the wall clock if local)
};

struct BadCell {
  std::size_t row;
  std::string column, message;
};

class Input {
 public:
  struct Options {
    bool customers = false;      // Rows are profiles, not events.
    bool extra_columns = false;  // Columns that no event knows are passed over.
    bool local_times = false;    // A time without a zone is in the program's.
  };
  Input(const Engine& engine, Options options);

  // Begins a column, to be filled cell by cell. False: it is to be passed over.
  // Errors: table (unknown, twice).
  Result<bool> column(std::string_view name);
  // Errors: table, if no cell of the kind can be in this column.
  Status add(const CellValue& value);
  // The columns are whole. Errors: table (lengths differ, a needed column is missing).
  Status finish();

  std::size_t rows() const { return rows_; }
  const std::vector<BadCell>& bad() const { return bad_; }

  struct Event {
    std::string json, id, customer;
    Instant instant;
    std::string problem;  // Why the row makes no event.
  };
  Event event(std::size_t row) const;
  std::string customer(std::size_t row) const;

 private:
  enum class Use : std::uint8_t { text, number, boolean, list, json, date, instant, id };
  struct Column {
    std::string name, key;  // `key`: as JSON, with its colon.
    Use use = Use::text;
    bool answer = false;
    std::string bytes;
    std::vector<std::size_t> ends{0};
    std::string_view cell(std::size_t row) const;
  };

  Status unknown(std::string_view name) const;
  std::optional<Use> use_of(std::string_view name) const;
  void put(std::string_view json);
  void put_text(std::string_view text);
  void put_real(const CellValue& value);
  void fail(std::string message);
  std::string_view cell(std::int32_t column, std::size_t row) const;
  Instant instant_of(std::string_view text) const;
  void complete_profile(Event& event, std::size_t row) const;

  const Access::Program& program_;
  Engine engine_;  // Keeps the program.
  Options options_;
  std::vector<Column> columns_;
  std::vector<BadCell> bad_;
  std::size_t rows_ = 0;
  std::int32_t id_ = -1, type_ = -1, customer_ = -1, occurred_ = -1, joined_ = -1;
};

}  // namespace patron::python
