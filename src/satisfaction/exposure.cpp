// SPDX-License-Identifier: Apache-2.0
// Word of mouth and recovery, by the arithmetic of the handbooks: with their figures one
// complaint stands for 26 silent guests, and 26 x 10 + 10 x 0.33 x 20 = 326 people hear.
#include <algorithm>
#include <cmath>

#include "patron/satisfaction_analysis.hpp"
#include "satisfaction/sums.hpp"

namespace patron::satisfaction {

Result<Exposure> exposure(double complaints, const ExposureSet& set) {
  const auto all = [](std::initializer_list<double> values, double most) {
    return std::all_of(values.begin(), values.end(),
                       [most](double value) { return value >= 0.0 && value <= most; });
  };
  constexpr double kMost = 1e12;
  if (!all({complaints, set.silent_per_complaint, set.told_by_one, set.retold_by_one,
            set.good_per_bad, set.new_customer_cost, set.margin, set.trips},
           kMost))
    return bad("complaints and the figures of a set are from 0 to 10^12");
  if (!all({set.retold_share, set.return_unheard, set.return_handled, set.return_at_once},
           1.0))
    return bad("shares are from 0 to 1");
  if (!(set.never_complain_low >= 0.0 &&
        set.never_complain_low <= set.never_complain_high &&
        set.never_complain_high < 1.0))
    return bad("never_complain is from 0 to below 1, low before high");
  Exposure out;
  out.complaints = complaints;
  out.silent = complaints * set.silent_per_complaint;
  out.told = out.silent * set.told_by_one;
  out.retold = complaints * set.told_by_one * set.retold_share * set.retold_by_one;
  out.reached = out.told + out.retold;
  out.dissatisfied_low = complaints / (1.0 - set.never_complain_low);
  out.dissatisfied_high = complaints / (1.0 - set.never_complain_high);
  out.back_unheard = complaints * set.return_unheard;
  out.back_handled = complaints * set.return_handled;
  out.back_at_once = complaints * set.return_at_once;
  out.good_impressions = complaints * set.good_per_bad;
  out.new_customer_cost = (complaints - out.back_unheard) * set.new_customer_cost;
  const double worth = set.margin * set.trips;
  out.break_even_handled = worth * std::max(0.0, set.return_handled - set.return_unheard);
  out.break_even_at_once = worth * std::max(0.0, set.return_at_once - set.return_unheard);
  return out;
}

}  // namespace patron::satisfaction
