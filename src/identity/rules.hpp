// SPDX-License-Identifier: Apache-2.0
// The options of a match, read and checked, and the records as they are compared.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "identity/kinds.hpp"
#include "patron/date.hpp"
#include "patron/identity.hpp"

namespace patron::identity {

struct Field {
  std::string column;
  std::size_t index = 0;  // Of the column.
  Kind kind = Kind::text;
  std::vector<double> m, u;  // By level.
};

// A column that both records of a block share, or its first characters.
struct BlockPart {
  std::size_t column = 0;
  std::size_t characters = 0;  // 0: all.
};
using Block = std::vector<BlockPart>;

struct Rules {
  std::vector<Field> fields;
  std::vector<Block> blocks;
  double prior = 0.0001, threshold = 0.9;
  std::string region = "CN";
  std::size_t largest_block = 100;
  std::optional<Date> today;
  std::int64_t stale_after = 365;

  // The kind of any column: of a field its own.
  Kind kind_of(std::size_t column) const;
};

// `quality`: the options are those of record_quality.
Result<Rules> read_rules(std::span<const TextColumn> columns, std::string_view options,
                         bool quality);
// The rules as options.
std::string to_json(const Rules& rules, std::span<const TextColumn> columns);

// What is compared, column by column; only of columns that fields and blocks name.
struct Records {
  std::size_t size = 0;
  std::vector<std::vector<std::string>> keys;  // By column, then by row.
  std::vector<std::vector<std::uint64_t>>
      codes;                               // By field: equal keys, equal codes; 0 ""
  std::vector<std::vector<Points>> names;  // By field; empty unless it is a name.
};
Records records_of(std::span<const TextColumn> columns, const Rules& rules);

// Pairs of rows that share a block, each once, in order. Errors: limit.
struct Pair {
  std::uint32_t a, b;
};
Result<std::vector<Pair>> candidates(const Records& records, const Rules& rules);

// The level of a field in two records; nothing if one of them has no value.
std::optional<Nearness> compare(const Records& records, const Rules& rules,
                                std::size_t field, Pair pair);

}  // namespace patron::identity
