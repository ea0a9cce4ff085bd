// SPDX-License-Identifier: Apache-2.0
// The evaluator over columns: 1,024 rows at a time, one operation after another, each
// over all of them. It answers the rows in which everything on the way was a plain value;
// a row with a null where a value is needed, an overflow or a division by zero, or one
// that the expression treats with more than these operations, is left to the row
// evaluator. So both mean the same by construction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "rules/columns.hpp"
#include "rules/program.hpp"

namespace patron::rules {

inline constexpr std::size_t kChunkRows = 1024;

// A vector of a chunk. Whole values (and numbers) stand in `whole` (`number`), booleans
// in `truth`. Operands are pointers, for a column is not copied.
struct Vector {
  model::TypeKind kind = model::TypeKind::null;
  std::int32_t scale = 0;
  bool constant = false;  // One value, at the front; it stands in all places.
  const std::int64_t* whole = nullptr;
  const double* number = nullptr;
  const std::uint8_t* truth = nullptr;
  const std::uint8_t* state = nullptr;  // A State a row; NULL: all are values.
};

enum State : std::uint8_t { kValue = 0, kNull = 1, kOpen = 2 };  // kOpen: ask by row.

// One operation of a plan: fills its vector for the rows [first, first + count).
class Step {
 public:
  virtual ~Step() = default;
  virtual void run(std::size_t first, std::size_t count) = 0;
  const Vector& out() const { return out_; }

 protected:
  Vector out_;
};

// A row of the lanes, for the row evaluator. One row at a time.
class LaneRow final : public Activation {
 public:
  LaneRow(std::span<const Name> reads, std::span<const Lane> lanes)
      : reads_(reads), lanes_(lanes) {}
  // Every name in the lane `only` answers `value`.
  void stand_in(std::size_t only, Value value) {
    only_ = only;
    value_ = value;
  }
  void move_to(std::size_t row) {
    only_ = lanes_.size();
    row_ = row;
  }
  Value read(const model::Reference& reference) const override;

 private:
  std::span<const Name> reads_;
  std::span<const Lane> lanes_;
  std::size_t only_ = 0, row_ = 0;
  Value value_;
};

// The operations of one expression over lanes; made for each evaluation of columns.
class Plan {
 public:
  Plan(const Tree& tree, std::span<const Lane> lanes, std::size_t rows);

  // Of the whole; NULL: every row is for the row evaluator.
  const Vector* root() const { return root_ == nullptr ? nullptr : &root_->out(); }
  void run(std::size_t first, std::size_t count) {
    for (const std::unique_ptr<Step>& step : steps_) step->run(first, count);
  }

 private:
  friend class Planner;
  std::vector<std::unique_ptr<Step>> steps_;
  Step* root_ = nullptr;
  Program program_;  // Of the parts that are evaluated once for each word of a column.
  std::unique_ptr<LaneRow> row_;
};

}  // namespace patron::rules
