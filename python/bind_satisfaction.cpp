// SPDX-License-Identifier: Apache-2.0
// patron._core scores of satisfaction over arrays of answers, where NaN is no answer.
// Names and numbers were chosen by patron/satisfaction.py; what they mean is checked in
// the core.
#include "bind_satisfaction.hpp"

#include <algorithm>
#include <array>

namespace patron::python {

using Codes = py::array_t<std::int32_t, py::array::c_style | py::array::forcecast>;
namespace {

using namespace satisfaction;

constexpr std::array<const char*, 8> kIntervals = {
    "usual", "wald", "adjusted_wald", "wilson", "t", "exact", "jeffreys", "bootstrap"};
constexpr std::array<const char*, 5> kMeasures = {"nps", "csat", "ces", "ces_share",
                                                  "mean"};

template <class Words>
std::size_t index_of(const char* what, const std::string& word, const Words& words) {
  const auto at = std::find(words.begin(), words.end(), word);
  if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
  std::string known;
  for (const char* one : words) known += (known.empty() ? "" : ", ") + std::string(one);
  refuse(ErrorCode::argument,
         std::string(what) + " is one of " + known + "; found \"" + word + "\"");
}

Measure measure_of(const std::string& word) {
  return static_cast<Measure>(index_of("score", word, kMeasures));
}

ScoreOptions options_of(const py::dict& given) {
  ScoreOptions out;
  pick(given, "confidence", out.confidence);
  pick(given, "min_n", out.min_n);
  pick(given, "max_width", out.max_width);
  pick(given, "top", out.top);
  pick(given, "seed", out.seed);
  pick(given, "resamples", out.resamples);
  pick(given, "promoters_from", out.promoters_from);
  pick(given, "detractors_to", out.detractors_to);
  pick(given, "reversed", out.reversed);
  pick_scale(given, out.scale_low, out.scale_high);
  std::string interval = kIntervals[0];
  pick(given, "interval", interval);
  out.interval = static_cast<Interval>(index_of("interval", interval, kIntervals));
  return out;
}

}  // namespace

void bind_satisfaction(py::module_& module) {
  module.def("score", [](const std::string& measure, const Numbers& answers,
                         const MaybeNumbers& weights, const py::dict& given) {
    const ScoreOptions options = options_of(given);
    const Measure which = measure_of(measure);
    const auto of = view(answers), by = view(weights);
    return scored(take([&] {
      const py::gil_scoped_release release;
      return score(which, of, by, options);
    }()));
  });
  module.def("compare", [](const std::string& measure, const Numbers& a, const Numbers& b,
                           const MaybeNumbers& weights_a, const MaybeNumbers& weights_b,
                           const py::dict& given) {
    const Comparison found = take(
        compare(measure_of(measure), {view(a), view(weights_a)},
                {view(b), view(weights_b)}, options_of(given)));
    return py::make_tuple(scored(found.a), scored(found.b), found.difference, found.low,
                          found.high, found.standard_error, found.statistic,
                          found.degrees, found.p, found.significant);
  });
  module.def("cohorts", [](const std::string& measure, const Numbers& answers,
                           const MaybeNumbers& weights, const Codes& groups,
                           const py::dict& given) {
    const ScoreOptions options = options_of(given);
    const Measure which = measure_of(measure);
    const auto of = view(answers), by = view(weights);
    const std::span<const std::int32_t> codes(groups.data(),
                                              static_cast<std::size_t>(groups.size()));
    const auto found = take([&] {
      const py::gil_scoped_release release;
      return cohorts(which, of, by, codes, options);
    }());
    // A column each.
    std::array<std::vector<double>, 11> out;
    py::list reportable;
    for (const Cohort& one : found) {
      const double row[] = {static_cast<double>(one.group), one.score.value,
                            one.score.low, one.score.high, one.score.n,
                            one.score.n_effective, one.asked, one.response.value,
                            one.response.low, one.response.high, one.shrunk};
      for (std::size_t i = 0; i < out.size(); ++i) out[i].push_back(row[i]);
      reportable.append(one.score.reportable);
    }
    py::list columns;
    for (const std::vector<double>& column : out) columns.append(array_of(column));
    return py::make_tuple(columns, reportable);
  });
  module.def("shrink", [](const Numbers& values, const Numbers& errors) {
    const Shrinkage found = take(shrink(view(values), view(errors)));
    return py::make_tuple(found.mean, found.between_variance, array_of(found.values),
                          array_of(found.factors));
  });
  module.def("satisfaction_index",
             [](const Numbers& values, const Numbers& ages, const MaybeNumbers& weights,
                double half_life_days, double prior_mean, double prior_weight,
                double within_sd, double confidence, double max_width) {
               const IndexOptions options{half_life_days, prior_mean, prior_weight,
                                          within_sd,      confidence, max_width};
               return scored(
                   take(index(view(values), view(ages), view(weights), options)));
             });
  bind_scales(module);
  bind_analysis(module);
}

}  // namespace patron::python
