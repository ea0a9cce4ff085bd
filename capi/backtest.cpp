// SPDX-License-Identifier: Apache-2.0
// How models and signals would have done, one row for each day and evidence.
#include "patron/backtest.hpp"

#include "base/table_builder.hpp"
#include "capi/churn_options.hpp"

using namespace patron::capi;
using patron::ColumnType;
using patron::Date;
using patron::ErrorCode;
using patron::Status;
using patron::churn::BacktestOptions;
using patron::churn::BacktestRow;
using patron::json::Kind;
using patron::json::Value;

namespace {

Status read_days_of(const Value& value, std::vector<Date>& out) {
  if (!value.is(Kind::array)) return wrong(value, "as_of", "a list of dates");
  for (const Value& item : value.items) {
    std::optional<Date> date;
    PATRON_TRY(read_date(item, "as_of", date));
    out.push_back(*date);
  }
  return {};
}

Status read_models(const Value& value, std::vector<std::string>& out) {
  if (!value.is(Kind::array)) return wrong(value, "models", "a list of kinds");
  out.clear();
  for (const Value& item : value.items) {
    if (!item.is(Kind::string)) return wrong(item, "models", "a kind of model");
    out.emplace_back(item.text);
  }
  return {};
}

Status read_options(std::string_view text, BacktestOptions& out) {
  std::optional<Date> log_end;
  PATRON_TRY(each_option(text, [&](const patron::json::Member& member) -> Status {
    const Value& value = member.value;
    if (member.key == "as_of") return read_days_of(value, out.as_of);
    if (member.key == "log_end") return read_date(value, member.key, log_end);
    if (member.key == "horizon_days")
      return read_days(value, member.key, out.horizon_days);
    if (member.key == "unit_days") return read_number(value, member.key, out.unit_days);
    if (member.key == "models") return read_models(value, out.models);
    if (member.key == "season") {
      if (!value.is(Kind::boolean)) return wrong(value, member.key, "true or false");
      out.season = value.boolean;
      return {};
    }
    if (member.key != "calibrate") return unknown(member);
    if (!value.is(Kind::string)) return wrong(value, member.key, "a method");
    out.calibrate = value.text;
    return {};
  }));
  if (!log_end)
    return {ErrorCode::argument,
            "option \"log_end\" is missing: which day does the log "
            "cover last?"};
  out.log_end = *log_end;
  return {};
}

patron::Table table_of(const std::vector<BacktestRow>& rows) {
  patron::TableBuilder b;
  const auto as_of = b.column("as_of", ColumnType::date);
  const auto evidence = b.column("evidence", ColumnType::text);
  const auto status = b.column("status", ColumnType::text);
  std::vector<std::int32_t> columns;
  for (const auto& [name, figure] : kFigures)
    columns.push_back(b.column(name, ColumnType::number));
  for (const BacktestRow& row : rows) {
    b.row();
    b.set(as_of, std::int64_t{row.as_of.days});
    b.set(evidence, row.evidence);
    if (!row.status.empty()) b.set(status, row.status);
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (std::isfinite(row.quality.*kFigures[i].second))
        b.set_number(columns[i], row.quality.*kFigures[i].second);
  }
  return b.finish();
}

}  // namespace

extern "C" {

patron_status patron_churn_backtest(const patron_trips* trips, const char* options,
                                    size_t options_size, patron_table* rows,
                                    patron_error* error) {
  return guard(rows, error, [&]() -> Status {
    patron_trips in{};
    PATRON_TRY(read_struct(trips, "trips", in));
    PATRON_TRY(given("rows", rows));
    if (in.size > 0) PATRON_TRY(given("customer, date", in.customer, in.date));
    PATRON_TRY(check_text(options, options_size, "options"));
    BacktestOptions chosen;
    PATRON_TRY(read_options(view(options, options_size), chosen));
    const auto size = static_cast<std::size_t>(in.size);
    const std::vector<Date> dates = dates_of(in.date, in.size);
    const auto made = patron::churn::backtest({{in.customer, size}, dates, {}}, chosen);
    if (!made.ok()) return made.status();
    rows->table = table_of(*made);
    return {};
  });
}

}  // extern "C"
