// SPDX-License-Identifier: Apache-2.0
// Compensated sums (two-sum of Knuth, Neumaier 1974). Rows are summed in blocks of a
// fixed size and the blocks in their order, so that the bits depend on the rows alone,
// not on who sums which block.
#pragma once

#include <cmath>
#include <cstddef>

namespace patron::churn {

inline constexpr std::size_t kBlock = 4096;

class Sum {
 public:
  void add(double x) {
    const double t = sum_ + x, back = t - sum_;
    lost_ += (sum_ - (t - back)) + (x - back);  // Exact, without asking which is larger.
    sum_ = t;
  }
  void add(const Sum& other) {
    add(other.sum_);
    lost_ += other.lost_;
  }
  double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0.0, lost_ = 0.0;
};

// Several side by side, so that they go through the processor's lanes.
template <std::size_t N>
class Sums {
 public:
  void add(const double* x, double weight) {
    for (std::size_t i = 0; i < N; ++i) {
      const double each = weight * x[i], t = sum_[i] + each, back = t - sum_[i];
      lost_[i] += (sum_[i] - (t - back)) + (each - back);
      sum_[i] = t;
    }
  }
  void add(const Sums& other) {
    add(other.sum_, 1.0);
    for (std::size_t i = 0; i < N; ++i) lost_[i] += other.lost_[i];
  }
  double value(std::size_t i) const { return sum_[i] + lost_[i]; }

 private:
  alignas(16) double sum_[N] = {};
  alignas(16) double lost_[N] = {};
};

}  // namespace patron::churn
