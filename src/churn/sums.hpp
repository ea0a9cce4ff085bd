// SPDX-License-Identifier: Apache-2.0
// Compensated sums (Neumaier 1974). Rows are summed in blocks of a fixed size and the
// blocks in their order, so that the bits depend on the rows alone, not on who sums which
// block.
#pragma once

#include <cmath>
#include <cstddef>

namespace patron::churn {

inline constexpr std::size_t kBlock = 4096;

class Sum {
 public:
  void add(double x) {
    const double t = sum_ + x;
    lost_ += std::abs(sum_) >= std::abs(x) ? (sum_ - t) + x : (x - t) + sum_;
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

}  // namespace patron::churn
