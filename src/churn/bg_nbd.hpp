// SPDX-License-Identifier: Apache-2.0
// The BG family in one: k-Erlang gaps at a gamma rate, a beta chance to leave after every
// purchase (BG: every repeat purchase; MBG: the first one, too). k = 1 is BG/NBD,
// MBG/NBD.
#pragma once

#include <cstddef>
#include <vector>

#include "churn/kinds.hpp"

namespace patron::churn {

// ln of sum_{j<k} (n)_j q^j / j! and its derivatives by n and L = ln q.
struct Phases {
  double value = 0.0, n = 0.0, l = 0.0, nn = 0.0, nl = 0.0, ll = 0.0;
};
Phases phases(int k, double n, double q);
double log_phases(int k, double n, double q);  // The value alone.

// What is known of one customer's state: y chances to leave survived or not, n the shape
// of the rate's posterior.
struct BgState {
  double n, y, since, start;  // since = T - t_x, start = alpha + t_x.
  double log_odds_dead;       // -inf where leaving was not possible yet.
};
BgState bg_state(const Parameters& parameters, const Row& row);

// sum_N (nu)_N / N! z^N C(floor((N + j) / k)) is a power series whose coefficients the
// customers of one frequency share. Kept for one set of parameters; grows as needed.
// Threads: one.
class PurchaseSeries {
 public:
  static constexpr double kHighestNu = 64.0;  // Coefficients below 1e140.
  // `number` tells the series apart: k x + j, below kHighestNu. NaN if it is too long.
  double sum(std::size_t number, int k, int j, double nu, double a, double b, double z);

 private:
  struct Series {
    std::vector<double> coefficients;
    double rising = 1.0, made = 0.0, chance = 1.0, m = 0.0;  // Of the next.
    int phase = 0;
    void extend(int k, double nu, double a, double b);
  };
  std::vector<Series> series_;
};

// Expected purchases within `horizon` of a customer who is alive.
double bg_purchases_alive(const Parameters& parameters, const BgState& state,
                          double horizon, PurchaseSeries* shared = nullptr);
double bg_dert_alive(const Parameters& parameters, const BgState& state, double discount);

}  // namespace patron::churn
