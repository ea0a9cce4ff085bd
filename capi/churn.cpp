// SPDX-License-Identifier: Apache-2.0
// Summaries, models and their evaluation over plain arrays, options as JSON.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/table_builder.hpp"
#include "capi/churn_options.hpp"
#include "capi/guard.hpp"

using namespace patron::capi;
using patron::ColumnType;
using patron::Date;
using patron::ErrorCode;
using patron::Status;
using patron::json::Kind;
using patron::json::Value;

namespace {

patron::Summary columns(const patron_summary& summary) {
  const auto column = [&](const double* values) {
    return patron::Summary::Column(
        values, values == nullptr ? 0 : static_cast<std::size_t>(summary.size));
  };
  patron::Summary out{column(summary.frequency),
                      column(summary.recency),
                      column(summary.T),
                      column(summary.log_gaps),
                      column(summary.spend),
                      column(summary.weight),
                      {}};
  // One more than a model can have is refused there.
  const std::uint64_t most = patron::limits::kCovariates + 1;
  const std::uint64_t count =
      summary.covariates == nullptr ? 0 : std::min(summary.covariate_count, most);
  for (std::uint64_t i = 0; i < count; ++i)
    out.covariates.push_back(column(summary.covariates[i]));
  return out;
}

Status read_season(const Value& value, patron::churn::Season& out) {
  patron::churn::Season::Weights weights{};
  if (!value.is(Kind::array) || value.items.size() != weights.size())
    return wrong(value, "season", "a list of twelve numbers");
  for (std::size_t i = 0; i < weights.size(); ++i)
    PATRON_TRY(read_number(value.items[i], "season", weights[i]));
  const auto season = patron::churn::Season::of(weights);
  if (!season.ok()) return season.status();
  out = *season;
  return {};
}

struct SeasonOptions {
  std::optional<Date> from, until;
  double prior_days = 30.0;
};
Status read_options(std::string_view text, SeasonOptions& out) {
  PATRON_TRY(each_option(text, [&](const patron::json::Member& member) -> Status {
    if (member.key == "from") return read_date(member.value, member.key, out.from);
    if (member.key == "until") return read_date(member.value, member.key, out.until);
    if (member.key == "prior_days")
      return read_number(member.value, member.key, out.prior_days);
    return unknown(member);
  }));
  if (!out.from || !out.until)
    return {ErrorCode::argument, "options \"from\" and \"until\" are needed"};
  return {};
}

Status read_options(std::string_view text, patron::churn::SummaryOptions& out) {
  std::optional<Date> as_of;
  PATRON_TRY(each_option(text, [&](const patron::json::Member& member) -> Status {
    const Value& value = member.value;
    if (member.key == "as_of") return read_date(value, member.key, as_of);
    if (member.key == "holdout_end") return read_date(value, member.key, out.holdout_end);
    if (member.key == "unit_days") return read_number(value, member.key, out.unit_days);
    if (member.key == "season") return read_season(value, out.season);
    if (member.key != "trend_days") return unknown(member);
    return read_days(value, member.key, out.trend_days);
  }));
  if (!as_of) return {ErrorCode::argument, "option \"as_of\" is missing: which day?"};
  out.as_of = *as_of;
  return {};
}

patron::Table table_of(const patron::churn::Summaries& made) {
  patron::TableBuilder b;
  const auto customer = b.column("customer", ColumnType::int64);
  const auto first = b.column("first", ColumnType::date);
  const std::pair<const char*, const std::vector<double>*> numbers[] = {
      {"frequency", &made.frequency},
      {"recency", &made.recency},
      {"T", &made.T},
      {"log_gaps", &made.log_gaps},
      {"spend", &made.spend},
      {"spend_total", &made.spend_total},
      {"gap_median", &made.gap_median},
      {"gap_p90", &made.gap_p90},
      {"trend", &made.trend},
      {"trips_holdout", &made.trips_holdout},
      {"spend_holdout", &made.spend_holdout}};
  const std::size_t rows = made.customer.size();
  std::vector<std::pair<std::int32_t, const std::vector<double>*>> shown;
  for (const auto& [name, values] : numbers)
    if (values->size() == rows)
      shown.emplace_back(b.column(name, ColumnType::number), values);
  for (std::size_t i = 0; i < rows; ++i) {
    b.row();
    b.set(customer, made.customer[i]);
    b.set(first, std::int64_t{made.first[i].days});
    for (const auto& [column, values] : shown)
      if (!std::isnan((*values)[i])) b.set_number(column, (*values)[i]);
  }
  return b.finish();
}

// Calls `use` with the trips as C++ has them.
template <class Use>
Status with_trips(const patron_trips* trips, Use&& use) {
  patron_trips in{};
  PATRON_TRY(read_struct(trips, "trips", in));
  if (in.size > 0) PATRON_TRY(given("customer, date", in.customer, in.date));
  const auto size = static_cast<std::size_t>(in.size);
  const std::vector<Date> dates = dates_of(in.date, in.size);
  return use(patron::churn::Trips{
      {in.customer, size}, dates, {in.spend, in.spend == nullptr ? 0 : size}});
}

// `make` gives the summaries for the options.
template <class Make>
Status summarise(const char* options, std::size_t size, patron_table* summary,
                 Make&& make) {
  PATRON_TRY(given("summary", summary));
  PATRON_TRY(check_text(options, size, "options"));
  patron::churn::SummaryOptions chosen;
  PATRON_TRY(read_options(view(options, size), chosen));
  const auto made = make(chosen);
  if (!made.ok()) return made.status();
  summary->table = table_of(*made);
  return {};
}

patron::Table table_of(const patron::churn::Quality& made) {
  patron::TableBuilder b;
  std::vector<std::int32_t> at;
  for (const auto& [name, figure] : kFigures)
    at.push_back(b.column(name, ColumnType::number));
  b.row();
  for (std::size_t i = 0; i < at.size(); ++i)
    if (!std::isnan(made.*kFigures[i].second))
      b.set_number(at[i], made.*kFigures[i].second);
  return b.finish();
}

// The model goes out only if all went well.
patron_status make(patron_model** out, patron_error* error, auto&& work) {
  if (out != nullptr) *out = nullptr;
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("model", out));
    patron::Result<patron::Model> made = work();
    if (!made.ok()) return made.status();
    *out = new patron_model{std::move(*made)};
    return {};
  });
}

}  // namespace

extern "C" {

patron_status patron_churn_summarise(const patron_trips* trips, const char* options,
                                     size_t options_size, patron_table* summary,
                                     patron_error* error) {
  return guard(summary, error, [&]() -> Status {
    return with_trips(trips, [&](const patron::churn::Trips& in) {
      return summarise(options, options_size, summary, [&](const auto& chosen) {
        return patron::churn::summarise(in, chosen);
      });
    });
  });
}

patron_trip_log* patron_trip_log_create(void) {
  try {
    return new patron_trip_log;
  } catch (...) {
    return nullptr;
  }
}

void patron_trip_log_free(patron_trip_log* log) {
  delete log;
}

patron_status patron_trip_log_add(patron_trip_log* log, const patron_trips* trips,
                                  patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("log", log));
    return with_trips(trips, [&](const auto& in) { return log->log.add(in); });
  });
}

patron_status patron_trip_log_merge(patron_trip_log* log, const patron_trip_log* other,
                                    patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("log, other", log, other));
    return log->log.merge(other->log);
  });
}

patron_status patron_trip_log_summarise(const patron_trip_log* log, const char* options,
                                        size_t options_size, patron_table* summary,
                                        patron_error* error) {
  return guard(summary, error, [&]() -> Status {
    PATRON_TRY(given("log", log));
    return summarise(options, options_size, summary,
                     [&](const auto& chosen) { return log->log.summarise(chosen); });
  });
}

patron_status patron_churn_season(const patron_date* trips, uint64_t size,
                                  const char* options, size_t options_size,
                                  double* weights, patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("weights", weights));
    if (size > 0) PATRON_TRY(given("trips", trips));
    if (size > SIZE_MAX / sizeof(Date)) return {ErrorCode::limit, "too many trips"};
    PATRON_TRY(check_text(options, options_size, "options"));
    SeasonOptions chosen;
    PATRON_TRY(read_options(view(options, options_size), chosen));
    const std::vector<Date> dates = dates_of(trips, size);
    const auto made = patron::churn::Season::learn(dates, *chosen.from, *chosen.until,
                                                   chosen.prior_days);
    if (!made.ok()) return made.status();
    const auto learned = made->weights();
    std::copy(learned.begin(), learned.end(), weights);
    return {};
  });
}

patron_status patron_churn_evaluate(const double* probability, const double* happened,
                                    const double* weight, size_t size,
                                    patron_table* evaluation, patron_error* error) {
  return guard(evaluation, error, [&]() -> Status {
    PATRON_TRY(given("evaluation", evaluation));
    if (size > 0) PATRON_TRY(given("probability, happened", probability, happened));
    const auto made = patron::churn::evaluate({probability, size}, {happened, size},
                                              {weight, weight == nullptr ? 0 : size});
    if (!made.ok()) return made.status();
    evaluation->table = table_of(*made);
    return {};
  });
}

patron_status patron_model_fit(const char* kind, size_t kind_size,
                               const patron_summary* summary, const char* options,
                               size_t options_size, patron_model** model,
                               patron_error* error) {
  return make(model, error, [&]() -> patron::Result<patron::Model> {
    patron_summary in{};
    PATRON_TRY(given("kind", kind));
    PATRON_TRY(read_struct(summary, "summary", in));
    if (in.size > 0) PATRON_TRY(given("frequency", in.frequency));
    PATRON_TRY(check_text(options, options_size, "options"));
    return patron::Model::fit(view(kind, kind_size), columns(in),
                              view(options, options_size));
  });
}

patron_status patron_model_read(const char* json, size_t size, patron_model** model,
                                patron_error* error) {
  return make(model, error, [&]() -> patron::Result<patron::Model> {
    PATRON_TRY(given("json", json));
    return patron::Model::read(view(json, size));
  });
}

patron_status patron_model_json(const patron_model* model, patron_buffer* json,
                                patron_error* error) {
  return guard(json, error, [&]() -> Status {
    PATRON_TRY(given("model, json", model, json));
    json->bytes = model->model.json();
    return {};
  });
}

void patron_model_free(patron_model* model) {
  delete model;
}

const char* patron_model_kind(const patron_model* model) {
  return model == nullptr ? nullptr : model->model.kind().data();
}

const char* patron_model_status(const patron_model* model) {
  return model == nullptr ? nullptr : model->model.status().data();
}

double patron_model_log_likelihood(const patron_model* model) {
  return model == nullptr ? NAN : model->model.log_likelihood();
}

double patron_model_parameter(const patron_model* model, const char* name, size_t size) {
  return model == nullptr ? NAN : model->model.parameter(view(name, size));
}

double patron_model_standard_error(const patron_model* model, const char* name,
                                   size_t size) {
  return model == nullptr ? NAN : model->model.standard_error(view(name, size));
}

patron_status patron_model_predict(const patron_model* model,
                                   const patron_summary* summary, const char* what,
                                   size_t what_size, double horizon, double discount,
                                   double* values, patron_error* error) {
  return guard(error, [&]() -> Status {
    patron_summary in{};
    PATRON_TRY(given("model, what", model, what));
    PATRON_TRY(read_struct(summary, "summary", in));
    if (in.size > 0) PATRON_TRY(given("frequency, values", in.frequency, values));
    const auto size = static_cast<std::size_t>(in.size);
    return model->model.predict(columns(in), view(what, what_size), horizon, discount,
                                {values, size});
  });
}

patron_status patron_model_forecast(const patron_model* model,
                                    const patron_summary* summary, double horizon,
                                    double* p_none, double* p_alive, double* trips,
                                    patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("model", model));
    patron_summary in{};
    PATRON_TRY(read_struct(summary, "summary", in));
    const auto span = [&](double* values) {
      return std::span<double>(values,
                               values == nullptr ? 0 : static_cast<std::size_t>(in.size));
    };
    return model->model.forecast(columns(in), horizon,
                                 {span(p_none), span(p_alive), span(trips)});
  });
}

}  // extern "C"
