// SPDX-License-Identifier: Apache-2.0
// patron._core churn: columns are numpy arrays in and out, without a copy where they are
// float64 already.
#include <pybind11/stl.h>

#include "patron/backtest.hpp"
#include "patron/value.hpp"

#include "arrays.hpp"

namespace patron::python {
namespace {

// Columns by name, as Python hands them over: frequency, recency, age, ...
struct Columns {
  MaybeNumbers frequency, recency, age, log_gaps, spend, weight;
  std::vector<Numbers> covariates;
  Summary summary() const {
    Summary out{view(frequency), view(recency), view(age), view(log_gaps),
                view(spend),     view(weight),  {}};
    for (const Numbers& column : covariates) out.covariates.push_back(view(column));
    return out;
  }
};
Columns columns_of(const py::dict& given) {
  const auto column = [&](const char* name) -> MaybeNumbers {
    if (!given.contains(name) || given[name].is_none()) return {};
    return py::cast<Numbers>(given[name]);
  };
  Columns out{column("frequency"), column("recency"), column("T"), column("log_gaps"),
              column("spend"),     column("weight"),  {}};
  if (given.contains("covariates"))
    out.covariates = py::cast<std::vector<Numbers>>(given["covariates"]);
  return out;
}

Model fit(const std::string& kind, const py::dict& given, const std::string& options) {
  const Columns columns = columns_of(given);
  return take([&] {
    const py::gil_scoped_release release;
    return Model::fit(kind, columns.summary(), options);
  }());
}

Numbers predict(const Model& model, const py::dict& given, const std::string& what,
                double horizon, double discount) {
  const Columns columns = columns_of(given);
  const Summary summary = columns.summary();
  Numbers out(static_cast<py::ssize_t>(summary.frequency.size()));
  const std::span<double> values(out.mutable_data(), summary.frequency.size());
  check([&] {
    const py::gil_scoped_release release;
    return model.predict(summary, what, horizon, discount, values);
  }());
  return out;
}

py::tuple forecast(const Model& model, const py::dict& given, double horizon) {
  const Columns columns = columns_of(given);
  const Summary summary = columns.summary();
  const auto size = static_cast<py::ssize_t>(summary.frequency.size());
  Numbers none(size), alive(size), trips(size);
  const auto span = [&](Numbers& of) {
    return std::span<double>(of.mutable_data(), summary.frequency.size());
  };
  const Model::Forecasts into{span(none), span(alive), span(trips)};
  check([&] {
    const py::gil_scoped_release release;
    return model.forecast(summary, horizon, into);
  }());
  return py::make_tuple(none, alive, trips);
}

py::dict simulate(const Model& model, const Numbers& ages, double horizon,
                  std::uint64_t seed, const std::vector<Numbers>& covariates) {
  const ItemArrays columns(covariates);
  const auto made = take(model.simulate(view(ages), horizon, seed, columns.views));
  py::dict out;
  out["frequency"] = array_of(made.frequency);
  out["recency"] = array_of(made.recency);
  out["T"] = array_of(made.T);
  out["log_gaps"] = array_of(made.log_gaps);
  out["spend"] = array_of(made.spend);
  out["trips_holdout"] = array_of(made.trips_holdout);
  out["alive"] = array_of(made.alive);
  return out;
}

py::dict by_name(const Model& model,
                 double (Model::*value)(std::string_view) const noexcept) {
  py::dict out;
  for (const std::string_view name : model.parameter_names())
    out[py::str(name.data(), name.size())] = (model.*value)(name);
  return out;
}

std::vector<Date> dates_of(const Wholes& day) {
  std::vector<Date> dates(static_cast<std::size_t>(day.size()));
  for (std::size_t i = 0; i < dates.size(); ++i) {
    const std::int64_t days = day.data()[i];
    if (days < -1'000'000 || days > 1'000'000)
      refuse(ErrorCode::table, "no date, or one out of range",
             {{}, {}, {}, {}, static_cast<std::int64_t>(i)});
    dates[i].days = static_cast<std::int32_t>(days);
  }
  return dates;
}

void bind_season(py::module_& module) {
  py::class_<churn::Season>(module, "Season")
      .def(py::init([](const churn::Season::Weights& weights) {
        return take(churn::Season::of(weights));
      }))
      .def_static("learn",
                  [](const Wholes& days, int from, int until, double prior_days) {
                    return take(churn::Season::learn(dates_of(days), Date{from},
                                                     Date{until}, prior_days));
                  })
      .def("weights", &churn::Season::weights)
      .def("days", [](const churn::Season& season, int after, int until) {
        return season.days(Date{after}, Date{until});
      });
}

py::dict summarise(const Wholes& customer, const Wholes& day, const MaybeNumbers& spend,
                   int as_of, std::optional<int> holdout_end, double unit_days,
                   int trend_days, const std::optional<churn::Season>& season) {
  const std::vector<Date> dates = dates_of(day);
  churn::SummaryOptions options;
  options.as_of.days = as_of;
  if (holdout_end) options.holdout_end = Date{*holdout_end};
  options.unit_days = unit_days;
  options.trend_days = trend_days;
  if (season) options.season = *season;
  const churn::Trips trips{
      {customer.data(), static_cast<std::size_t>(customer.size())}, dates, view(spend)};
  const churn::Summaries made = take([&] {
    const py::gil_scoped_release release;
    return churn::summarise(trips, options);
  }());
  py::dict out;
  out["customer"] =
      Wholes(static_cast<py::ssize_t>(made.customer.size()), made.customer.data());
  std::vector<std::int64_t> first;
  for (const Date date : made.first) first.push_back(date.days);
  out["first"] = Wholes(static_cast<py::ssize_t>(first.size()), first.data());
  const std::pair<const char*, const std::vector<double>*> columns[] = {
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
  for (const auto& [name, values] : columns)
    if (values->size() == made.customer.size()) out[name] = array_of(*values);
  return out;
}

py::dict figures_of(const churn::Quality& made) {
  py::dict out;
  out["n"] = made.n;
  out["base_rate"] = made.base_rate;
  out["auc"] = made.auc;
  out["brier"] = made.brier;
  out["log_loss"] = made.log_loss;
  out["slope"] = made.slope;
  out["intercept"] = made.intercept;
  out["top_decile_lift"] = made.top_decile_lift;
  out["gini"] = made.gini;
  return out;
}

py::dict evaluate(const Numbers& probability, const Numbers& happened,
                  const MaybeNumbers& weight) {
  return figures_of(
      take(churn::evaluate(view(probability), view(happened), view(weight))));
}

// One dict a row.
py::list backtest(const Wholes& customer, const Wholes& day,
                  const std::vector<int>& as_of, int log_end, int horizon_days,
                  double unit_days, std::vector<std::string> models, bool season,
                  std::string calibrate) {
  const std::vector<Date> dates = dates_of(day);
  churn::BacktestOptions options;
  for (const int each : as_of) options.as_of.push_back(Date{each});
  options.log_end = Date{log_end};
  options.horizon_days = horizon_days;
  options.unit_days = unit_days;
  options.models = std::move(models);
  options.season = season;
  options.calibrate = std::move(calibrate);
  const std::span who{customer.data(), static_cast<std::size_t>(customer.size())};
  const auto made = take([&] {
    const py::gil_scoped_release release;
    return churn::backtest({who, dates, {}}, options);
  }());
  py::list out;
  for (const churn::BacktestRow& row : made) {
    py::dict cells;
    cells["as_of"] = row.as_of.days;
    cells["evidence"] = row.evidence;
    cells["status"] = row.status.empty() ? py::object(py::none()) : py::str(row.status);
    const py::dict figures = figures_of(row.quality);
    for (const auto& [name, value] : figures) cells[name] = value;
    out.append(cells);
  }
  return out;
}

py::tuple logistic(const Numbers& features, std::size_t columns, const Numbers& happened,
                   const MaybeNumbers& weight, double penalty) {
  const churn::Logistic made = take(churn::fit_logistic(
      view(features), columns, view(happened), view(weight), penalty));
  return py::make_tuple(made.intercept, array_of(made.weights),
                        array_of(made.standard_errors));
}

churn::RfmOptions rfm_options(int as_of, std::optional<int> from) {
  churn::RfmOptions out;
  out.as_of = Date{as_of};
  if (from) out.from = Date{*from};
  return out;
}

// A log that stays alive while it is looked at.
struct Log {
  Log(const Wholes& of, const Wholes& day, const MaybeNumbers& spend)
      : dates(dates_of(day)),
        trips{{of.data(), static_cast<std::size_t>(of.size())}, dates, view(spend)} {}
  std::vector<Date> dates;
  churn::Trips trips;
};

Wholes whole(const std::vector<double>& values) {
  Wholes out(static_cast<py::ssize_t>(values.size()));
  std::copy(values.begin(), values.end(), out.mutable_data());
  return out;
}
Wholes wholes(const std::vector<std::int64_t>& values) {
  return Wholes(static_cast<py::ssize_t>(values.size()), values.data());
}

void bind_value(py::module_& module) {
  module.def("rfm_cuts", [](const Wholes& customer, const Wholes& day,
                            const Numbers& spend, int as_of, std::optional<int> from,
                            std::size_t scores) {
    const Log log(customer, day, spend);
    const auto made =
        take(churn::fit_rfm(log.trips, rfm_options(as_of, from), scores));
    return py::make_tuple(made.recency, made.frequency, made.monetary);
  });
  module.def("rfm", [](const Wholes& customer, const Wholes& day, const Numbers& spend,
                       int as_of, std::optional<int> from, std::vector<double> recency,
                       std::vector<double> frequency, std::vector<double> monetary) {
    const Log log(customer, day, spend);
    const auto made =
        take(churn::rfm(log.trips, rfm_options(as_of, from),
                        {std::move(recency), std::move(frequency), std::move(monetary)}));
    return py::make_tuple(wholes(made.customer), whole(made.recency_days),
                          whole(made.trips), array_of(made.spend), whole(made.r),
                          whole(made.f), whole(made.m));
  });
  module.def("abc", [](const Numbers& values, double a, double b) {
    const churn::Abc made = take(churn::abc(view(values), a, b));
    std::vector<double> order(made.order.begin(), made.order.end());
    py::list of;
    for (const char each : made.of) of.append(py::str(&each, 1));
    return py::make_tuple(of, array_of(made.share), array_of(made.cumulative),
                          whole(order), made.least_a, made.least_b);
  });
  module.def("retention", [](const Wholes& customer, const Wholes& day, int as_of,
                             int months) {
    const Log log(customer, day, {});
    const auto made = take(churn::retention(log.trips, {Date{as_of}, months}));
    std::vector<std::int64_t> cohort;
    for (const Date each : made.cohort) cohort.push_back(each.days);
    return py::make_tuple(wholes(cohort), wholes(made.n), wholes(made.period),
                          wholes(made.customers), array_of(made.retention),
                          array_of(made.low), array_of(made.high));
  });
}

void bind_learning(py::module_& module) {
  module.def("evaluate", &evaluate);
  module.def("fit_platt", [](const Numbers& p, const Numbers& y, const MaybeNumbers& w) {
    const churn::Platt made = take(churn::fit_platt(view(p), view(y), view(w)));
    return py::make_tuple(made.slope, made.intercept);
  });
  module.def("apply_platt", [](double slope, double intercept, const Numbers& p) {
    std::vector<double> out;
    for (const double each : view(p))
      out.push_back(churn::Platt{slope, intercept}.apply(each));
    return array_of(out);
  });
  module.def(
      "fit_isotonic", [](const Numbers& p, const Numbers& y, const MaybeNumbers& w) {
        const churn::Isotonic made = take(churn::fit_isotonic(view(p), view(y), view(w)));
        return py::make_tuple(array_of(made.probability), array_of(made.calibrated));
      });
  module.def("apply_isotonic",
             [](std::vector<double> from, std::vector<double> to, const Numbers& p) {
               const churn::Isotonic map{std::move(from), std::move(to)};
               std::vector<double> out;
               for (const double each : view(p)) out.push_back(map.apply(each));
               return array_of(out);
             });
  module.def("fit_logistic", &logistic);
  module.def("quantile_cuts", [](const Numbers& values, std::size_t bins) {
    return churn::quantile_cuts(view(values), bins);
  });
  module.def("quantile_scores",
             [](const std::vector<double>& cuts, const Numbers& values) {
               std::vector<double> out;
               for (const double each : view(values))
                 out.push_back(churn::quantile_score(cuts, each));
               return array_of(out);
             });
}

}  // namespace

void bind_churn(py::module_& module) {
  py::class_<Model>(module, "Model")
      .def_static("fit", &fit)
      .def_static("read", [](const std::string& json) { return take(Model::read(json)); })
      .def("json", &Model::json)
      .def("kind", [](const Model& m) { return std::string(m.kind()); })
      .def("unit", [](const Model& m) { return std::string(m.unit()); })
      .def("status", [](const Model& m) { return std::string(m.status()); })
      .def("log_likelihood", &Model::log_likelihood)
      .def("customers", &Model::customers)
      .def("parameters", [](const Model& m) { return by_name(m, &Model::parameter); })
      .def("standard_errors",
           [](const Model& m) { return by_name(m, &Model::standard_error); })
      .def("covariates", &Model::covariates)
      .def("predict", &predict)
      .def("forecast", &forecast)
      .def("simulate", &simulate);
  bind_season(module);
  module.def("summarise", &summarise);
  module.def("backtest", &backtest);
  bind_learning(module);
  bind_value(module);
}

}  // namespace patron::python
