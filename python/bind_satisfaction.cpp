// SPDX-License-Identifier: Apache-2.0
// patron._core scores of satisfaction over arrays of answers, where NaN is no answer.
#include "shims.hpp"

namespace patron::python {
namespace {

using Numbers = std::vector<double>;
using Scorer = Result<Score> (*)(satisfaction::Answers, satisfaction::Answers,
                                 const satisfaction::ScoreOptions&);

py::tuple score(Scorer scorer, const Numbers& answers, const Numbers& weights,
                const satisfaction::ScoreOptions& options) {
  const Score found = take([&] {
    const py::gil_scoped_release release;
    return scorer(answers, weights, options);
  }());
  return py::make_tuple(found.value, found.low, found.high, found.standard_error, found.n,
                        found.n_effective, found.reportable);
}

void bind_score(py::module_& module, const char* name, Scorer scorer) {
  module.def(name, [scorer](const Numbers& answers, const Numbers& weights,
                            double confidence, double low, double high, double min_n,
                            double max_width, int top) {
    satisfaction::ScoreOptions options;
    options.confidence = confidence;
    options.scale_low = low;
    options.scale_high = high;
    options.min_n = min_n;
    options.max_width = max_width;
    options.top = top;
    return score(scorer, answers, weights, options);
  });
}

}  // namespace

void bind_satisfaction(py::module_& module) {
  bind_score(module, "nps", &satisfaction::nps);
  bind_score(module, "csat", &satisfaction::csat);
  bind_score(module, "mean", &satisfaction::mean);
}

}  // namespace patron::python
