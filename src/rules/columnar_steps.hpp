// SPDX-License-Identifier: Apache-2.0
// The operations over vectors: columnar_sources.cpp, columnar_numbers.cpp and
// columnar_truths.cpp. Private to the columnar evaluator.
#pragma once

#include <memory>
#include <optional>

#include "rules/columnar.hpp"

namespace patron::rules {

using StepPointer = std::unique_ptr<Step>;

// A scalar value in all places. NULL if it is of no kind that vectors hold.
StepPointer constant_step(const Value& value);
// Whole values and numbers as they stand in the lane.
StepPointer lane_step(const Lane& lane);
// An answer for each code of the lane, the last for null. NULL if they are not of one
// kind that vectors hold.
StepPointer coded_step(const Lane& lane, const std::vector<Value>& answers);

// An answer for each value of a lane that is met, computed when it is met first.
class Ask {
 public:
  virtual ~Ask() = default;
  virtual Value answer(const Value& value) = 0;
};
// The least value and how many lie from it to the greatest, if those are few enough for a
// table of them.
struct Range {
  std::int64_t least = 0;
  std::size_t size = 0;
};
std::optional<Range> close_together(const Lane& lane, std::size_t rows);
StepPointer memo_step(const Lane& lane, std::optional<Range> range, model::TypeKind kind,
                      std::int32_t scale, std::unique_ptr<Ask> ask);

// All NULL if vectors of these kinds are for the row evaluator.
StepPointer compare_step(Operator op, const Vector& a, const Vector& b);
StepPointer arithmetic_step(Operator op, const Vector& a, const Vector& b);
StepPointer number_step(const Vector& a);  // double() of an integer.
StepPointer negate_step(const Vector& a);
StepPointer invert_step(const Vector& a);
StepPointer null_step(const Vector& a, bool wanted);  // Is it null?
// Parts that are NULL are open in every row that the others do not decide.
StepPointer chain_step(bool decisive, std::vector<const Vector*> parts);
StepPointer choice_step(const Vector& condition, const Vector& a, const Vector& b);

}  // namespace patron::rules
