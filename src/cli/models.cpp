// SPDX-License-Identifier: Apache-2.0
// fit: a model of coming back from a log of trips, as a pack takes it. backtest: how
// models and signals would have done on days in the past.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

#include <boost/json.hpp>

#include "cli/handles.hpp"
#include "cli/output.hpp"
#include "cli/text.hpp"
#include "cli/trip_log.hpp"
#include "cli/verbs.hpp"

namespace patron::cli {
namespace {

namespace js = boost::json;

int trouble(const std::string& what) {
  std::fprintf(stderr, "patron: %s\n", what.c_str());
  return kCouldNotSay;
}
int refused(const ErrorHandle& error) {
  return trouble(std::string(message(error.get())));
}

// "26 weeks" in days; months and years are mean ones. 0 if it is no such span.
double span_days(const std::string& text) {
  double count = 0.0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, count);
  if (read.ec != std::errc() || read.ptr == end || *read.ptr != ' ') return 0.0;
  std::string unit(read.ptr + 1, end);
  if (unit.size() > 1 && unit.back() == 's') unit.pop_back();
  const double days = unit == "day"     ? 1.0
                      : unit == "week"  ? 7.0
                      : unit == "month" ? 365.2425 / 12
                      : unit == "year"  ? 365.2425
                                        : 0.0;
  return std::isfinite(count) && count > 0.0 ? count * days : 0.0;
}

struct Asked {
  double unit_days = 7.0, horizon_days = 182.0;
  std::string problem;

  explicit Asked(const Options& options) {
    if (!options.unit.empty()) unit_days = span_days(options.unit);
    if (!options.horizon.empty()) horizon_days = span_days(options.horizon);
    if (unit_days == 0.0 || horizon_days == 0.0)
      problem = "a span is like '26 weeks', found '" +
                (unit_days == 0.0 ? options.unit : options.horizon) + "'";
  }
};

std::vector<double> column(const patron_table* table, const char* name) {
  const std::string_view text(name);
  const auto at = patron_table_column(table, text.data(), text.size());
  std::vector<double> out;
  for (std::size_t row = 0; at >= 0 && row < patron_table_rows(table); ++row)
    out.push_back(patron_table_number(table, row, at));
  return out;
}

bool learn_season(const TripFile& file, const std::string& until, js::array& weights,
                  const ErrorHandle& error) {
  const std::int32_t last = *parse_day(until);
  std::int32_t first = last;
  for (const std::int32_t day : file.date) first = std::min(first, day);
  const std::string options =
      js::serialize(js::object{{"from", day_text(first)}, {"until", until}});
  double learned[12] = {};
  if (patron_churn_season(file.date.data(), file.date.size(), options.data(),
                          options.size(), learned, error.get()) != PATRON_OK)
    return false;
  for (const double weight : learned) weights.push_back(weight);
  return true;
}

// Columns of a summary table as a model takes them.
struct Columns {
  std::vector<double> frequency, recency, age, log_gaps, spend;

  explicit Columns(const patron_table* table)
      : frequency(column(table, "frequency")),
        recency(column(table, "recency")),
        age(column(table, "T")),
        log_gaps(column(table, "log_gaps")),
        spend(column(table, "spend")) {
    // Refunds may take more than was paid: such a mean says nothing of spend.
    for (std::size_t i = 0; i < spend.size(); ++i)
      if (!(spend[i] > 0.0)) spend[i] = 0.0;
  }
  patron_summary summary() const {
    patron_summary out = PATRON_SUMMARY_INIT;
    out.size = frequency.size();
    out.frequency = frequency.data();
    out.recency = recency.data();
    out.T = age.data();
    out.log_gaps = log_gaps.data();
    out.spend = spend.empty() ? nullptr : spend.data();
    return out;
  }
};

// The model artifact as JSON; null with the error filled.
js::value fitted(const std::string& kind, const Columns& columns, const Options& options,
                 const ErrorHandle& error) {
  const std::string how =
      js::serialize(js::object{{"unit", options.unit.empty() ? "1 week" : options.unit},
                               {"as_of", options.as_of}});
  const patron_summary summary = columns.summary();
  patron_model* model = nullptr;
  const BufferHandle json(patron_buffer_create());
  const patron_status made = patron_model_fit(
      kind.data(), kind.size(), &summary, how.data(), how.size(), &model, error.get());
  const bool ok =
      made == PATRON_OK && patron_model_json(model, json.get(), error.get()) == PATRON_OK;
  patron_model_free(model);
  return ok ? js::parse(text(json.get())) : js::value();
}

void print_rows(const patron_table* rows, const std::string& format) {
  const std::vector<std::string> names = {
      "as_of", "evidence", "status", "n",         "base_rate",      "auc",
      "brier", "log_loss", "slope",  "intercept", "top_decile_lift"};
  const bool csv = format == "csv";
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ",") + name;
  out += "\r\n";
  if (!csv)
    out =
        "as of       evidence           status      customers   left    AUC  Brier  "
        "slope   lift\n";
  for (std::size_t row = 0; row < patron_table_rows(rows); ++row) {
    if (csv) {
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) out += ',';
        append_csv(out, cell_text(rows, row, names[i]));
      }
      out += "\r\n";
      continue;
    }
    const auto figure = [&](const char* name, int decimals) {
      const auto at = patron_table_column(rows, name, std::string_view(name).size());
      return patron_table_is_null(rows, row, at)
                 ? std::string("-")
                 : fixed(patron_table_number(rows, row, at), decimals);
    };
    char line[160];
    std::snprintf(line, sizeof line, "%-11s %-18s %-10s %10s %6s %6s %6s %6s %6s\n",
                  cell_text(rows, row, "as_of").c_str(),
                  cell_text(rows, row, "evidence").c_str(),
                  cell_text(rows, row, "status").c_str(), figure("n", 0).c_str(),
                  figure("base_rate", 3).c_str(), figure("auc", 3).c_str(),
                  figure("brier", 3).c_str(), figure("slope", 2).c_str(),
                  figure("top_decile_lift", 2).c_str());
    out += line;
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
}

// As people write a pack: indented, numbers in their shortest form, a list in one line.
void append_pack(std::string& out, const js::value& value, std::size_t indent) {
  if (const double* number = value.if_double()) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, *number);
    out.append(digits, end.ptr);
  } else if (const js::object* object = value.if_object()) {
    const std::string margin(indent + 2, ' ');
    out += '{';
    for (const auto& [key, member] : *object) {
      out += (out.back() == '{' ? "\n" : ",\n") + margin;
      append_json(out, {key.data(), key.size()});
      out += ": ";
      append_pack(out, member, indent + 2);
    }
    out += '\n' + std::string(indent, ' ') + '}';
  } else if (const js::array* array = value.if_array()) {
    out += '[';
    for (const js::value& item : *array) {
      if (out.back() != '[') out += ", ";
      append_pack(out, item, indent + 2);
    }
    out += ']';
  } else {
    out += js::serialize(value);
  }
}

js::array texts(const std::vector<std::string>& words) {
  js::array out;
  for (const std::string& word : words) out.emplace_back(word);
  return out;
}

}  // namespace

int fit(const Options& options) {
  const Asked asked(options);
  TripFile file;
  std::string problem = asked.problem;
  if (!problem.empty() || !file.read(options.packs[0], options.columns, problem))
    return trouble(problem);
  const ErrorHandle error(patron_error_create(options.language.c_str()));
  const TableHandle table(patron_table_create(options.language.c_str()));
  js::object summary{{"as_of", options.as_of}, {"unit_days", asked.unit_days}}, churn;
  if (options.season) {
    js::array weights;
    if (!learn_season(file, options.as_of, weights, error)) return refused(error);
    summary["season"] = weights;
    churn["season"] = js::object{{"weights", weights}};
  }
  const std::string how = js::serialize(summary);
  const patron_trips trips = file.trips();
  if (patron_churn_summarise(&trips, how.data(), how.size(), table.get(), error.get()) !=
      PATRON_OK)
    return refused(error);
  const Columns columns(table.get());
  js::object models;
  for (const std::string& kind :
       options.models.empty() ? std::vector<std::string>{"mbg_nbd"} : options.models) {
    js::value model = fitted(kind, columns, options, error);
    if (model.is_null()) return refused(error);
    if (!columns.spend.empty()) {
      const js::value spend = fitted("gamma_gamma", columns, options, error);
      if (spend.is_null()) return refused(error);
      js::object kept{{"params", spend.at("params")}};
      if (spend.as_object().contains("fitted")) kept["fitted"] = spend.at("fitted");
      model.as_object()["spend"] = kept;
    }
    models[kind] = model;
  }
  churn["models"] = models;
  std::string out;
  append_pack(out, js::object{{"churn", churn}}, 0);
  std::printf("%s\n", out.c_str());
  return kYes;
}

int backtest(const Options& options) {
  const Asked asked(options);
  TripFile file;
  std::string problem = asked.problem;
  for (const std::string& day : options.days)
    if (!parse_day(day))
      problem = "--as-of is a day like 2026-06-30, found '" + day + "'";
  if (!problem.empty() || !file.read(options.packs[0], options.columns, problem))
    return trouble(problem);
  js::object how{{"as_of", texts(options.days)},
                 {"log_end", options.log_end},
                 {"horizon_days", std::llround(asked.horizon_days)},
                 {"unit_days", asked.unit_days},
                 {"season", options.season},
                 {"calibrate", options.calibrate}};
  if (!options.models.empty()) how["models"] = texts(options.models);
  const std::string json = js::serialize(how);
  const ErrorHandle error(patron_error_create(options.language.c_str()));
  const TableHandle rows(patron_table_create(options.language.c_str()));
  const patron_trips trips = file.trips();
  if (patron_churn_backtest(&trips, json.data(), json.size(), rows.get(), error.get()) !=
      PATRON_OK)
    return refused(error);
  print_rows(rows.get(), options.format);
  return kYes;
}

}  // namespace patron::cli
