// SPDX-License-Identifier: Apache-2.0
// How whole and how fresh customer records are.
#include "base/table_builder.hpp"
#include "base/text.hpp"
#include "identity/rules.hpp"

namespace patron {
namespace {

void append_name(std::string& list, std::string_view name) {
  if (list.size() > 1) list += ',';
  json::append_string(list, name);
}

}  // namespace

Result<Table> record_quality(std::span<const TextColumn> columns,
                             std::string_view options) {
  const Result<identity::Rules> rules = identity::read_rules(columns, options, true);
  if (!rules.ok()) return rules.status();
  const TextColumn* updated = nullptr;
  for (const TextColumn& column : columns)
    if (column.name == "updated") updated = &column;
  if (rules->today && updated == nullptr)
    return Status(ErrorCode::table, "a day is given, but there is no column \"updated\"");

  TableBuilder table;
  const auto filled = table.column("filled", ColumnType::int64);
  const auto of = table.column("of", ColumnType::int64);
  const auto share = table.column("share", ColumnType::number);
  const auto missing = table.column("missing", ColumnType::nested);
  const auto invalid = table.column("invalid", ColumnType::nested);
  const auto days = table.column("days", ColumnType::int64);
  const auto stale = table.column("stale", ColumnType::boolean);
  const std::size_t rows = columns.front().texts.size();
  for (std::size_t row = 0; row < rows; ++row) {
    std::string lacks = "[", wrong = "[";
    std::int64_t good = 0;
    for (const identity::Field& field : rules->fields) {
      const std::string_view text = columns[field.index].texts[row];
      if (identity::folded(text).empty())
        append_name(lacks, field.column);
      else if (identity::key_of(field.kind, text, rules->region).empty())
        append_name(wrong, field.column);
      else
        ++good;
    }
    const auto all = static_cast<std::int64_t>(rules->fields.size());
    table.row();
    table.set(filled, good);
    table.set(of, all);
    table.set_number(share, static_cast<double>(good) / static_cast<double>(all));
    table.set(missing, lacks + ']');
    table.set(invalid, wrong + ']');
    if (!rules->today) continue;
    const std::string day =
        identity::key_of(identity::Kind::date, updated->texts[row], rules->region);
    table.set(stale, std::int64_t{1});  // What nobody has looked at is stale.
    if (day.empty()) continue;
    const std::int64_t since = rules->today->days - Date::parse(day)->days;
    table.set(days, since);
    table.set(stale, std::int64_t{since > rules->stale_after ? 1 : 0});
  }
  return table.finish();
}

}  // namespace patron
