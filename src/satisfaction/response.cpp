// SPDX-License-Identifier: Apache-2.0
// Normalising is (answer - low) / (high - low), turned round for reversed items. Items of
// one touchpoint are joined by their weights before the one rounding, half-even.
#include "satisfaction/response.hpp"

#include <algorithm>
#include <map>

#include "base/decimal.hpp"
#include "base/text.hpp"

namespace patron::satisfaction {
namespace {

bool coded(const std::vector<std::int32_t>& codes, std::int32_t answer) {
  return std::find(codes.begin(), codes.end(), answer) != codes.end();
}

bool no_answer(const model::Instrument& instrument, std::int32_t answer) {
  return coded(instrument.codes_dismissed, answer) ||
         coded(instrument.codes_not_applicable, answer) ||
         coded(instrument.codes_missing, answer);
}

std::int32_t ppm(const Decimal& weight) {
  return static_cast<std::int32_t>(
      std::clamp<std::int64_t>(base::rescale(weight.value, weight.scale, 6,
                                             base::Rounding::half_even)
                                   .value_or(1'000'000),
                               0, 1'000'000'000));
}

Status outside(const model::Instrument& instrument, const model::Answer& answer) {
  Place place;
  place.path = "/answers";
  json::append_pointer(place.path, answer.item);
  return {ErrorCode::event,
          "answers to " + instrument.id + " are from " + std::to_string(instrument.low) +
              " to " + std::to_string(instrument.high) + "; found " +
              std::to_string(answer.value),
          std::move(place)};
}

Status unknown(const model::Instrument& instrument, const model::Answer& answer) {
  Place place;
  place.path = "/answers";
  json::append_pointer(place.path, answer.item);
  std::vector<std::string_view> names;
  for (const model::Item& item : instrument.items) names.push_back(item.id);
  if (names.empty()) names.push_back(instrument.id);
  return {ErrorCode::event,
          "instrument " + instrument.id + " has no item \"" + answer.item + "\"" +
              base::did_you_mean(answer.item, names),
          std::move(place)};
}

// Sum of weight x (answer - low) and of weight, over the items of a touchpoint.
struct Sum {
  base::Int128 weighted = 0;
  std::int64_t weight = 0;
  std::int32_t items = 0, answered = 0;
};

Result<std::vector<Response>> single(const model::Event& event,
                                     const model::Instrument& instrument,
                                     std::int32_t day) {
  std::vector<Response> out;
  for (const model::Answer& answer : event.answers) {
    if (answer.item != instrument.id) return unknown(instrument, answer);
    if (no_answer(instrument, answer.value)) continue;
    if (answer.value < instrument.low || answer.value > instrument.high)
      return outside(instrument, answer);
    const auto value = base::multiply_divide(answer.value - instrument.low, 10'000,
                                             instrument.high - instrument.low,
                                             base::Rounding::half_even);
    out.push_back({day, static_cast<std::int32_t>(*value), ppm(instrument.weight), -1,
                   static_cast<std::int16_t>(instrument.touchpoint)});
  }
  return out;
}

}  // namespace

Result<std::vector<Response>> responses(const model::Event& event,
                                        const model::Instrument& instrument,
                                        std::int32_t day) {
  if (instrument.items.empty()) return single(event, instrument, day);
  std::map<std::int32_t, Sum> sums;
  for (const model::Item& item : instrument.items) ++sums[item.touchpoint].items;
  for (const model::Answer& answer : event.answers) {
    const auto item = std::find_if(
        instrument.items.begin(), instrument.items.end(),
        [&](const model::Item& each) { return each.id == answer.item; });
    if (item == instrument.items.end()) return unknown(instrument, answer);
    if (no_answer(instrument, answer.value)) continue;
    if (answer.value < instrument.low || answer.value > instrument.high)
      return outside(instrument, answer);
    Sum& sum = sums[item->touchpoint];
    const std::int64_t weight = ppm(item->weight);
    const std::int64_t place = item->reversed ? instrument.high - answer.value
                                              : answer.value - instrument.low;
    sum.weighted += base::Int128{weight} * place;
    sum.weight += weight;
    ++sum.answered;
  }
  std::vector<Response> out;
  for (const auto& [touchpoint, sum] : sums) {
    if (sum.answered == 0 || sum.weight == 0) continue;
    // scale_mean: the mean of the answered items stands for all, if enough were answered.
    const Decimal& share = instrument.missing_at_least;
    if (instrument.scale_mean &&
        std::int64_t{sum.answered} * base::power_of_ten(share.scale) <
            std::int64_t{sum.items} * share.value)
      continue;
    const auto value = base::divide(
        sum.weighted * 10'000,
        base::Int128{sum.weight} * (instrument.high - instrument.low),
        base::Rounding::half_even);
    out.push_back({day, static_cast<std::int32_t>(value.value_or(0)),
                   ppm(instrument.weight), -1,
                   static_cast<std::int16_t>(touchpoint < 0 ? instrument.touchpoint
                                                            : touchpoint)});
  }
  return out;
}

}  // namespace patron::satisfaction
