// SPDX-License-Identifier: Apache-2.0
// RFM and ABC. A value of no one else decides where one stands, but for the cuts and
// shares, which are of all.
#include "patron/value.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace patron::churn {
namespace {

Status check(const RfmCuts& cuts) {
  for (const std::vector<double>* each : {&cuts.recency, &cuts.frequency, &cuts.monetary})
    if (each->size() != cuts.recency.size() || each->empty() ||
        !std::is_sorted(each->begin(), each->end()) ||
        std::any_of(each->begin(), each->end(),
                    [](double cut) { return std::isnan(cut); }))
      return {ErrorCode::argument,
              "cuts of recency, frequency and monetary rise, as many of each"};
  return {};
}

// Recency, trips and spend of the trips that count.
Result<Rfm> figures(const Trips& trips, const RfmOptions& options) {
  std::vector<std::int64_t> customer;
  std::vector<Date> date;
  std::vector<double> spend;
  const bool all = !options.from;
  if (trips.date.size() != trips.customer.size() ||
      (!trips.spend.empty() && trips.spend.size() != trips.date.size()))
    return Status(ErrorCode::table, "columns of one length are expected");
  for (std::size_t i = 0; !all && i < trips.date.size(); ++i) {
    if (trips.date[i] < *options.from) continue;
    customer.push_back(trips.customer[i]);
    date.push_back(trips.date[i]);
    if (!trips.spend.empty()) spend.push_back(trips.spend[i]);
  }
  SummaryOptions how;
  how.as_of = options.as_of;
  how.unit_days = 1.0;
  const Trips counted = all ? trips : Trips{customer, date, spend};
  Result<Summaries> made = summarise(counted, how);
  if (!made.ok()) return made.status();
  Rfm out;
  out.customer = std::move(made->customer);
  for (std::size_t i = 0; i < out.customer.size(); ++i) {
    out.recency_days.push_back(made->T[i] - made->recency[i]);
    out.trips.push_back(made->frequency[i] + 1.0);
  }
  out.spend = std::move(made->spend_total);
  return out;
}

}  // namespace

Result<RfmCuts> fit_rfm(const Trips& trips, const RfmOptions& options,
                        std::size_t scores) {
  if (scores < 2 || scores > 100)
    return Status(ErrorCode::argument, "scores is from 2 to 100");
  const Result<Rfm> made = figures(trips, options);
  if (!made.ok()) return made.status();
  if (made->customer.empty()) return Status(ErrorCode::argument, "no trip counts");
  return RfmCuts{quantile_cuts(made->recency_days, scores),
                 quantile_cuts(made->trips, scores), quantile_cuts(made->spend, scores)};
}

Result<Rfm> rfm(const Trips& trips, const RfmOptions& options, const RfmCuts& cuts) {
  if (Status s = check(cuts); !s.ok()) return s;
  Result<Rfm> out = figures(trips, options);
  if (!out.ok()) return out;
  const auto best = static_cast<double>(cuts.recency.size() + 2);
  for (std::size_t i = 0; i < out->customer.size(); ++i) {
    out->r.push_back(best - quantile_score(cuts.recency, out->recency_days[i]));
    out->f.push_back(quantile_score(cuts.frequency, out->trips[i]));
    out->m.push_back(quantile_score(cuts.monetary, out->spend[i]));
  }
  return out;
}

Result<Abc> abc(std::span<const double> values, double share_a, double share_b) {
  if (!(share_a > 0.0 && share_a <= share_b && share_b <= 1.0))
    return Status(ErrorCode::argument, "shares rise from 0 to 1");
  double total = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!(values[i] >= 0.0) || std::isinf(values[i]))
      return Status(ErrorCode::argument, "a value is a number from 0",
                    {{}, {}, {}, {}, static_cast<std::int64_t>(i)});
    total += values[i];
  }
  if (!(total > 0.0) || std::isinf(total))
    return Status(ErrorCode::argument, "there is nothing to share");
  Abc out;
  out.order.resize(values.size());
  std::iota(out.order.begin(), out.order.end(), std::size_t{0});
  std::stable_sort(out.order.begin(), out.order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  out.of.resize(values.size());
  out.share.resize(values.size());
  out.cumulative.resize(values.size());
  double before = 0.0;
  for (const std::size_t i : out.order) {
    out.share[i] = values[i] / total;
    out.cumulative[i] = before + out.share[i];
    // A hair below the line is below it: 0.8 is no binary fraction.
    out.of[i] = before < share_a - 1e-12 ? 'a' : before < share_b - 1e-12 ? 'b' : 'c';
    if (out.of[i] == 'a') out.least_a = values[i];
    if (out.of[i] != 'c') out.least_b = values[i];
    before = out.cumulative[i];
  }
  return out;
}

}  // namespace patron::churn
