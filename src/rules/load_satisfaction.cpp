// SPDX-License-Identifier: Apache-2.0
// Satisfaction: touchpoints, the instruments that ask about them, the index and its
// gates.
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <utility>

#include "base/decimal.hpp"
#include "rules/literals.hpp"
#include "rules/loading.hpp"
#include "rules/words.hpp"

namespace patron::rules {

namespace {

using model::Instrument;
using model::InstrumentKind;

std::int32_t touchpoint(Loading& loading, const PackNode& node) {
  if (!node) return -1;
  return loading.reference(node, node.text(), "touchpoint",
                           ids_of(loading.pack().satisfaction.touchpoints));
}

std::vector<std::int32_t> codes(Loading& loading, const PackNode& node,
                                const Instrument& instrument) {
  std::vector<std::int32_t> out;
  for (const PackNode& one : node.items()) {
    const std::int32_t code = one.integer_or(0);
    if (code >= instrument.low && code <= instrument.high) {
      loading.error(one, "a code lies outside the scale, or no answer could be told from "
                         "it; found " + found(one.value()));
    }
    out.push_back(code);
  }
  return out;
}

void load_scale(Loading& loading, const PackNode& node, Instrument& instrument) {
  if (instrument.kind == InstrumentKind::nps) return;  // Always 0 to 10.
  instrument.low = 1;
  instrument.high = 5;
  const PackNode scale = node["scale"];
  if (scale) {
    const std::vector<PackNode> ends = scale.items();
    instrument.low = ends[0].integer_or(1);
    instrument.high = ends[1].integer_or(5);
    if (instrument.low >= instrument.high) loading.error(scale, "a scale rises");
  }
  for (const auto& [point, text] : node["anchors"].entries()) {
    loading.text(text);
  }
}

void load_cuts(Loading& loading, const PackNode& node, Instrument& instrument) {
  instrument.promoters_from = node["promoters_from"].integer_or(9);
  instrument.detractors_to = node["detractors_to"].integer_or(6);
  if (instrument.promoters_from <= instrument.detractors_to ||
      instrument.promoters_from > 10) {
    loading.error(node, "promoters answer more than detractors, and at most 10");
  }
  instrument.top = node["top"].integer_or(2);
  if (const PackNode top = node["top"];
      top && instrument.top > instrument.high - instrument.low) {
    loading.error(top, "the top answers are fewer than all answers; found " +
                           found(top.value()));
  }
}

void load_items(Loading& loading, const PackNode& node, Instrument& instrument) {
  for (const auto& [id, one] : node["items"].entries()) {
    model::Item item;
    item.id = id;
    item.text = loading.text(one["text"]);
    const PackNode own = one["touchpoint"];
    item.touchpoint = own ? touchpoint(loading, own) : instrument.touchpoint;
    item.weight = loading.decimal(one["weight"], {1, 0});
    item.reversed = one["reversed"].flag();
    instrument.items.push_back(std::move(item));
  }
}

Instrument load_instrument(Loading& loading, const std::string& id,
                           const PackNode& node) {
  Instrument out;
  out.id = id;
  out.title = loading.text(node["title"]);
  out.text = loading.text(node["text"]);
  out.origin = node.origin();
  const std::string_view kind = node["kind"].text();
  out.kind = kind == "likert" ? InstrumentKind::likert
             : kind == "csat" ? InstrumentKind::csat
                              : InstrumentKind::nps;
  out.touchpoint = touchpoint(loading, node["touchpoint"]);
  out.weight = loading.decimal(node["weight"], {1, 0});
  load_scale(loading, node, out);
  load_cuts(loading, node, out);
  const PackNode missing = node["missing"];
  out.scale_mean = missing["rule"].text() == "scale_mean";
  if (const auto least = share(missing["at_least"].text_or("50%"))) {
    out.missing_at_least = *least;
  }
  out.codes_dismissed = codes(loading, node["codes"]["dismissed"], out);
  out.codes_not_applicable = codes(loading, node["codes"]["not_applicable"], out);
  out.codes_missing = codes(loading, node["codes"]["missing"], out);
  if (out.kind == InstrumentKind::likert) load_items(loading, node, out);
  return out;
}

void load_index(Loading& loading, const PackNode& node, model::Satisfaction& out) {
  const PackNode half_life = node["half_life"];
  if (half_life) out.half_life_days = days(loading.span(half_life));
  if (out.half_life_days < 1) loading.error(half_life, "a half-life is at least 1 day");
  out.prior_mean = node["prior"]["mean"].number_or(out.prior_mean);
  out.prior_weight = node["prior"]["weight"].number_or(out.prior_weight);
  out.within_sd = node["within_sd"].number_or(out.within_sd);
}

}  // namespace

void load_satisfaction(Loading& loading, const PackNode& root) {
  const PackNode node = root["satisfaction"];
  model::Satisfaction& out = loading.pack().satisfaction;
  for (const auto& [id, one] : node["touchpoints"].entries()) {
    out.touchpoints.push_back(
        {id, loading.text(one["title"]), loading.decimal(one["weight"], {1, 0})});
  }
  for (const auto& [id, one] : node["instruments"].entries()) {
    out.instruments.push_back(load_instrument(loading, id, one));
  }
  load_index(loading, node["index"], out);
  const PackNode report = node["report"];
  out.cohort_min_n = report["min_n"].integer_or(out.cohort_min_n);
  out.cohort_max_width = report["max_width"].number_or(out.cohort_max_width);
  out.confidence = report["confidence"].number_or(out.confidence);
  out.z = std::sqrt(2.0) * boost::math::erf_inv(out.confidence);
}

}  // namespace patron::rules
