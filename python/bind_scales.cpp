// SPDX-License-Identifier: Apache-2.0
// patron._core scales of several questions: items are a list of arrays, a column each.
#include "bind_satisfaction.hpp"
#include "satisfaction/analyse.hpp"

namespace patron::python {
namespace {

using namespace satisfaction;
using Arrays = std::vector<Numbers>;

ItemOptions options_of(const py::dict& given, const MaybeNumbers& respondents) {
  ItemOptions out;
  pick(given, "reversed", out.reversed);
  pick(given, "weights", out.weights);
  pick(given, "at_least", out.at_least);
  pick(given, "confidence", out.confidence);
  pick(given, "min_n", out.min_n);
  pick(given, "max_width", out.max_width);
  pick_scale(given, out.scale_low, out.scale_high);
  out.respondents = view(respondents);
  return out;
}

py::tuple gap_of(const Gap& gap) {
  return py::make_tuple(scored(gap.gap), gap.perceived, gap.expected, gap.weight);
}

py::list gaps_of(const std::vector<Gap>& gaps) {
  py::list out;
  for (const Gap& gap : gaps) out.append(gap_of(gap));
  return out;
}

py::tuple kano_of(const Kano& found) {
  return py::make_tuple(
      std::vector<double>(found.counts.begin(), found.counts.end()),
      static_cast<int>(found.kind), found.category_strength, found.total_strength,
      scored(found.better), scored(found.worse), found.significant);
}

py::tuple reliability(const Arrays& items, const py::dict& given,
                      const MaybeNumbers& respondents) {
  const ItemArrays columns(items);
  const Reliability found =
      take(alpha(columns.views, options_of(given, respondents)));
  py::list rows;
  for (const ItemReliability& item : found.items)
    rows.append(py::make_tuple(item.alpha_if_dropped, item.standardised_if_dropped,
                               item.item_rest, item.item_corrected, item.mean, item.sd));
  return py::make_tuple(scored(found.alpha), found.standardised,
                        found.average_correlation, found.lambda6, rows);
}

py::tuple quality(const Arrays& perceived, const Arrays& expected,
                  const std::vector<std::int32_t>& dimensions,
                  const std::vector<double>& weights, const py::dict& given,
                  const MaybeNumbers& respondents) {
  const ItemArrays seen(perceived), wanted(expected);
  ServiceQualityOptions options;
  options.dimensions = dimensions;
  options.weights = weights;
  options.items = options_of(given, respondents);
  const ServiceQuality found = take(service_quality(seen.views, wanted.views, options));
  return py::make_tuple(gaps_of(found.items), gaps_of(found.dimensions),
                        gap_of(found.overall), gap_of(found.weighted));
}

}  // namespace

void bind_scales(py::module_& module) {
  module.def("likert", [](const Arrays& items, const py::dict& given) {
    const ItemArrays columns(items);
    return array_of(take(likert(columns.views, options_of(given, {}))));
  });
  module.def("weighted_index", [](const Arrays& items, const py::dict& given,
                                  const MaybeNumbers& respondents) {
    const ItemArrays columns(items);
    return scored(take(weighted_index(columns.views, options_of(given, respondents))));
  });
  module.def("semantic_differential", [](const Arrays& items, const py::dict& given,
                                         const MaybeNumbers& respondents) {
    const ItemArrays columns(items);
    const Profile found =
        take(semantic_differential(columns.views, options_of(given, respondents)));
    py::list pairs;
    for (const Score& pair : found.pairs) pairs.append(scored(pair));
    return py::make_tuple(pairs, scored(found.overall));
  });
  module.def("stars", [](const Numbers& answers, const MaybeNumbers& weights, int high,
                         double prior_mean, double prior_weight, double confidence,
                         double min_n, double max_width) {
    const Stars found = take(
        stars(view(answers), view(weights),
              {high, prior_mean, prior_weight, confidence, min_n, max_width}));
    return py::make_tuple(scored(found.mean), scored(found.expected), found.counts,
                          found.bayesian);
  });
  module.def("service_quality", &quality);
  module.def("exposure", [](const Numbers& complaints, const std::string& options) {
    return rows_of(take(analyse("exposure", {{view(complaints)}}, {}, options)));
  });
  module.def("kano", [](const Numbers& there, const Numbers& absent,
                        const MaybeNumbers& weights, double confidence) {
    return kano_of(take(kano(view(there), view(absent), view(weights), confidence)));
  });
  module.def("kano_counts", [](const std::array<double, 6>& counts, double confidence) {
    return kano_of(take(kano(counts, confidence)));
  });
  module.def("alpha", &reliability);
}

}  // namespace patron::python
