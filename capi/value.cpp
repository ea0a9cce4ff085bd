// SPDX-License-Identifier: Apache-2.0
// RFM, ABC and retention over a log of trips, options as JSON.
#include "patron/value.hpp"

#include "base/table_builder.hpp"
#include "capi/churn_options.hpp"

using namespace patron::capi;
using patron::ColumnType;
using patron::Date;
using patron::ErrorCode;
using patron::Status;
using patron::churn::RfmCuts;
using patron::churn::RfmOptions;
using patron::json::Kind;
using patron::json::Value;

namespace {

struct Rfm {
  RfmOptions how;
  double scores = 5.0;
  std::optional<RfmCuts> cuts;
};

Status read_list(const Value& value, std::string_view key, std::vector<double>& out) {
  if (!value.is(Kind::array)) return wrong(value, key, "a list of numbers");
  for (const Value& item : value.items)
    PATRON_TRY(read_number(item, key, out.emplace_back()));
  return {};
}

Status read_cuts(const Value& value, RfmCuts& out) {
  if (!value.is(Kind::object)) return wrong(value, "cuts", "an object");
  for (const patron::json::Member& member : value.members) {
    std::vector<double>* list = member.key == "recency"     ? &out.recency
                                : member.key == "frequency" ? &out.frequency
                                : member.key == "monetary"  ? &out.monetary
                                                            : nullptr;
    if (list == nullptr) return unknown(member);
    PATRON_TRY(read_list(member.value, member.key, *list));
  }
  return {};
}

Status read_options(std::string_view text, Rfm& out) {
  std::optional<Date> as_of;
  PATRON_TRY(each_option(text, [&](const patron::json::Member& member) -> Status {
    if (member.key == "as_of") return read_date(member.value, member.key, as_of);
    if (member.key == "from") return read_date(member.value, member.key, out.how.from);
    if (member.key == "scores") return read_number(member.value, member.key, out.scores);
    if (member.key == "cuts") return read_cuts(member.value, out.cuts.emplace());
    return unknown(member);
  }));
  if (!as_of) return {ErrorCode::argument, "option \"as_of\" is missing: which day?"};
  out.how.as_of = *as_of;
  return {};
}

// The columns of a log; the dates are a copy that has to outlive them.
struct Log {
  std::vector<Date> date;
  patron::churn::Trips trips;
};
Status read_log(const patron_trips* given_trips, bool spending, Log& out) {
  patron_trips in{};
  PATRON_TRY(read_struct(given_trips, "trips", in));
  const auto size = static_cast<std::size_t>(in.size);
  if (size > 0) {
    PATRON_TRY(given("trips.customer", in.customer));
    PATRON_TRY(given("trips.date", in.date));
    if (spending) PATRON_TRY(given("trips.spend", in.spend));
  }
  out.date = dates_of(in.date, in.size);
  out.trips = {{in.customer, size}, out.date, {in.spend, spending ? size : 0}};
  return {};
}

void append(std::string& out, const char* name, const std::vector<double>& cuts) {
  if (out.back() != '{') out += ',';
  (out += '"').append(name) += "\":[";
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    if (i > 0) out += ',';
    patron::json::append_double(out, cuts[i]);
  }
  out += ']';
}

patron::Table table_of(const patron::churn::Rfm& made) {
  patron::TableBuilder b;
  const auto customer = b.column("customer", ColumnType::int64);
  const auto recency = b.column("recency_days", ColumnType::int64);
  const auto trips = b.column("trips", ColumnType::int64);
  const auto spend = b.column("spend", ColumnType::number);
  const auto scores = b.column("rfm", ColumnType::text);
  const auto r = b.column("r", ColumnType::int64);
  const auto f = b.column("f", ColumnType::int64);
  const auto m = b.column("m", ColumnType::int64);
  const auto whole = [](double value) { return static_cast<std::int64_t>(value); };
  for (std::size_t i = 0; i < made.customer.size(); ++i) {
    b.row();
    b.set(customer, made.customer[i]);
    b.set(recency, whole(made.recency_days[i]));
    b.set(trips, whole(made.trips[i]));
    b.set_number(spend, made.spend[i]);
    b.set(r, whole(made.r[i]));
    b.set(f, whole(made.f[i]));
    b.set(m, whole(made.m[i]));
    b.set(scores, std::to_string(whole(made.r[i])) + "-" +
                      std::to_string(whole(made.f[i])) + "-" +
                      std::to_string(whole(made.m[i])));
  }
  return b.finish();
}

patron::Table table_of(const patron::churn::Abc& made) {
  patron::TableBuilder b;
  const auto abc = b.column("abc", ColumnType::text);
  const auto share = b.column("share", ColumnType::number);
  const auto cumulative = b.column("cumulative", ColumnType::number);
  for (std::size_t i = 0; i < made.of.size(); ++i) {
    b.row();
    b.set(abc, std::string_view(&made.of[i], 1));
    b.set_number(share, made.share[i]);
    b.set_number(cumulative, made.cumulative[i]);
  }
  return b.finish();
}

patron::Table table_of(const patron::churn::Retention& made) {
  patron::TableBuilder b;
  const auto cohort = b.column("cohort", ColumnType::date);
  const auto n = b.column("n", ColumnType::int64);
  const auto period = b.column("period", ColumnType::int64);
  const auto customers = b.column("customers", ColumnType::int64);
  const auto retention = b.column("retention", ColumnType::number);
  const auto low = b.column("low", ColumnType::number);
  const auto high = b.column("high", ColumnType::number);
  for (std::size_t i = 0; i < made.cohort.size(); ++i) {
    b.row();
    b.set(cohort, std::int64_t{made.cohort[i].days});
    b.set(n, made.n[i]);
    b.set(period, made.period[i]);
    b.set(customers, made.customers[i]);
    b.set_number(retention, made.retention[i]);
    b.set_number(low, made.low[i]);
    b.set_number(high, made.high[i]);
  }
  return b.finish();
}

}  // namespace

extern "C" {

patron_status patron_churn_rfm_cuts(const patron_trips* trips, const char* options,
                                    size_t options_size, patron_buffer* cuts,
                                    patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("cuts", cuts));
    PATRON_TRY(check_text(options, options_size, "options"));
    Log log;
    PATRON_TRY(read_log(trips, true, log));
    Rfm how;
    PATRON_TRY(read_options(view(options, options_size), how));
    if (!(how.scores >= 2.0 && how.scores <= 100.0) ||
        how.scores != std::floor(how.scores))
      return {ErrorCode::argument, "scores is from 2 to 100"};
    const auto made =
        patron::churn::fit_rfm(log.trips, how.how, static_cast<std::size_t>(how.scores));
    if (!made.ok()) return made.status();
    cuts->bytes = "{";
    append(cuts->bytes, "frequency", made->frequency);
    append(cuts->bytes, "monetary", made->monetary);
    append(cuts->bytes, "recency", made->recency);
    cuts->bytes += '}';
    return {};
  });
}

patron_status patron_churn_rfm(const patron_trips* trips, const char* options,
                               size_t options_size, patron_table* rows,
                               patron_error* error) {
  return guard(rows, error, [&]() -> Status {
    PATRON_TRY(given("rows", rows));
    PATRON_TRY(check_text(options, options_size, "options"));
    Log log;
    PATRON_TRY(read_log(trips, true, log));
    Rfm how;
    PATRON_TRY(read_options(view(options, options_size), how));
    if (!how.cuts)
      return {ErrorCode::argument,
              "option \"cuts\" is missing: patron_churn_rfm_cuts finds them"};
    const auto made = patron::churn::rfm(log.trips, how.how, *how.cuts);
    if (!made.ok()) return made.status();
    rows->table = table_of(*made);
    return {};
  });
}

patron_status patron_churn_abc(const double* values, size_t size, const char* options,
                               size_t options_size, patron_table* rows,
                               patron_error* error) {
  return guard(rows, error, [&]() -> Status {
    PATRON_TRY(given("rows", rows));
    PATRON_TRY(check_text(options, options_size, "options"));
    if (size > 0) PATRON_TRY(given("values", values));
    double a = 0.80, b = 0.95;
    PATRON_TRY(each_option(
        view(options, options_size), [&](const patron::json::Member& member) -> Status {
          if (member.key != "a" && member.key != "b") return unknown(member);
          return read_number(member.value, member.key, member.key == "a" ? a : b);
        }));
    const auto made = patron::churn::abc({values, size}, a, b);
    if (!made.ok()) return made.status();
    rows->table = table_of(*made);
    return {};
  });
}

patron_status patron_churn_retention(const patron_trips* trips, const char* options,
                                     size_t options_size, patron_table* rows,
                                     patron_error* error) {
  return guard(rows, error, [&]() -> Status {
    PATRON_TRY(given("rows", rows));
    PATRON_TRY(check_text(options, options_size, "options"));
    Log log;
    PATRON_TRY(read_log(trips, false, log));
    std::optional<Date> as_of;
    patron::churn::RetentionOptions how;
    PATRON_TRY(each_option(
        view(options, options_size), [&](const patron::json::Member& member) -> Status {
          if (member.key == "as_of") return read_date(member.value, member.key, as_of);
          if (member.key != "grain") return unknown(member);
          const std::string_view grain = member.value.text;
          how.months = grain == "month"     ? 1
                       : grain == "quarter" ? 3
                       : grain == "year"    ? 12
                                            : 0;
          if (how.months == 0)
            return wrong(member.value, member.key, "month, quarter or year");
          return {};
        }));
    if (!as_of) return {ErrorCode::argument, "option \"as_of\" is missing: which day?"};
    how.as_of = *as_of;
    const auto made = patron::churn::retention(log.trips, how);
    if (!made.ok()) return made.status();
    rows->table = table_of(*made);
    return {};
  });
}

}  // extern "C"
