// SPDX-License-Identifier: Apache-2.0
// Comparisons and arithmetic. Whatever leaves its range (an overflow, a zero to divide
// by) makes the row open: the row evaluator then says what it comes to.
#include "rules/columnar_steps.hpp"

#include <limits>
#include <utility>

#include "base/decimal.hpp"
#include "rules/columnar_vectors.hpp"

namespace patron::rules {

using base::Int128;
using model::TypeKind;

namespace {

constexpr std::int64_t kMostDecimal = 999'999'999'999'999'999;
// Milliseconds that are surely an instant or a duration: 292 years.
constexpr std::int64_t kSafeSpan = 9'000'000'000'000;

class Binary : public Step {
 public:
  Binary(Operator op, const Vector& a, const Vector& b) : op_(op), a_(a), b_(b) {}

 protected:
  Operator op_;
  const Vector& a_;
  const Vector& b_;
  States states_;
};

template <class T>
class Compare final : public Binary {
 public:
  Compare(Operator op, const Vector& a, const Vector& b) : Binary(op, a, b) {
    out_.kind = TypeKind::boolean;
    out_.truth = truths_.data();
  }
  void run(std::size_t, std::size_t count) override {
    out_.state = states_.join(a_, b_, count);
    comparing(op_, [&](auto f) { each<T>(a_, b_, count, truths_.data(), f); });
  }

 private:
  Room<std::uint8_t> truths_;
};

// Amounts of two scales: exact in 128 bits.
class CompareScaled final : public Binary {
 public:
  CompareScaled(Operator op, const Vector& a, const Vector& b) : Binary(op, a, b) {
    out_.kind = TypeKind::boolean;
    out_.truth = truths_.data();
    const std::int32_t most = std::max(a.scale, b.scale);
    left_ = base::power_of_ten(most - a.scale);
    right_ = base::power_of_ten(most - b.scale);
  }
  void run(std::size_t, std::size_t count) override {
    out_.state = states_.join(a_, b_, count);
    comparing(op_, [&](auto f) {
      each<std::int64_t>(a_, b_, count, truths_.data(),
                         [&](std::int64_t x, std::int64_t y) {
                           return f(Int128{x} * left_, Int128{y} * right_);
                         });
    });
  }

 private:
  std::int64_t left_, right_;
  Room<std::uint8_t> truths_;
};

// Whole values as numbers, where they meet numbers.
class AsNumber final : public Step {
 public:
  explicit AsNumber(const Vector& a) : a_(a) {
    out_.kind = TypeKind::number;
    out_.number = numbers_.data();
    out_.constant = a.constant;
  }
  void run(std::size_t, std::size_t count) override {
    out_.state = a_.state;
    for (std::size_t i = 0; i < (a_.constant ? 1 : count); ++i)
      numbers_[i] = static_cast<double>(a_.whole[i]);
  }

 private:
  const Vector& a_;
  Room<double> numbers_;
};

// An operation whose operands are adapted first: integers to numbers, a constant to the
// scale of a column.
class Adapted final : public Step {
 public:
  template <class Make>
  Adapted(const Vector& a, const Vector& b, StepPointer left, StepPointer right,
          Make make)
      : left_(std::move(left)),
        right_(std::move(right)),
        step_(make(left_ ? left_->out() : a, right_ ? right_->out() : b)) {
    out_ = step_->out();
  }
  void run(std::size_t first, std::size_t count) override {
    if (left_) left_->run(first, count);
    if (right_) right_->run(first, count);
    step_->run(first, count);
    out_ = step_->out();
  }

 private:
  StepPointer left_, right_, step_;
};

class Numbers final : public Binary {
 public:
  Numbers(Operator op, const Vector& a, const Vector& b) : Binary(op, a, b) {
    out_.kind = TypeKind::number;
    out_.number = numbers_.data();
  }
  void run(std::size_t, std::size_t count) override {
    out_.state = states_.join(a_, b_, count);
    const auto with = [&](auto f) { each<double>(a_, b_, count, numbers_.data(), f); };
    switch (op_) {
      case Operator::add:
        return with([](double x, double y) { return x + y; });
      case Operator::subtract:
        return with([](double x, double y) { return x - y; });
      case Operator::multiply:
        return with([](double x, double y) { return x * y; });
      default:
        return with([](double x, double y) { return x / y; });
    }
  }

 private:
  Room<double> numbers_;
};

// Whole values: the result with its kind, scale and range; what leaves it is open.
class Wholes final : public Binary {
 public:
  struct Shape {
    TypeKind kind;
    std::int32_t scale = 0;
    std::int64_t least = std::numeric_limits<std::int64_t>::min();
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
    std::int64_t left = 1, right = 1;  // What operands are multiplied by first.
    bool safe = false;                 // Days: no result can leave the range.
  };
  Wholes(Operator op, const Vector& a, const Vector& b, Shape shape)
      : Binary(op, a, b), shape_(shape) {
    out_.kind = shape.kind;
    out_.scale = shape.scale;
    out_.whole = wholes_.data();
  }
  void run(std::size_t, std::size_t count) override {
    std::uint8_t* states = states_.join(a_, b_, count);
    if (shape_.safe) {
      out_.state = states;
      return each<std::int64_t>(a_, b_, count, wholes_.data(),
                                [](std::int64_t x, std::int64_t y) { return x - y; });
    }
    if (states == nullptr) states = states_.clear(count);
    switch (op_) {
      case Operator::add:
        if (!scaled())
          return plainly(states, count, [](auto x, auto y) { return x + y; });
        return within(states, count, [](Int128 x, Int128 y) { return x + y; });
      case Operator::subtract:
        if (!scaled())
          return plainly(states, count, [](auto x, auto y) { return x - y; });
        return within(states, count, [](Int128 x, Int128 y) { return x - y; });
      case Operator::multiply:
        if (shape_.kind == TypeKind::integer) return multiply(states, count);
        return within(states, count, [](Int128 x, Int128 y) { return x * y; });
      default:
        return divide(states, count);
    }
  }

 private:
  bool scaled() const { return shape_.left != 1 || shape_.right != 1; }

  // Sums and differences of operands below 2^62 never overflow 64 bits: a chunk of such,
  // and nearly all are, goes without 128.
  template <class F>
  void plainly(std::uint8_t* states, std::size_t count, F function) {
    constexpr std::uint64_t kHalf = std::uint64_t{1} << 62U;
    std::uint64_t large = 0;
    const auto seen = [&](const Vector& vector) {
      for (std::size_t i = 0; i < (vector.constant ? 1 : count); ++i)
        large |= static_cast<std::uint64_t>(vector.whole[i]) + kHalf;
    };
    seen(a_);
    seen(b_);
    if (large >> 63U != 0)
      return within(states, count, [&](Int128 x, Int128 y) { return function(x, y); });
    each<std::int64_t>(a_, b_, count, wholes_.data(), function);
    std::uint8_t any = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const bool out = wholes_[i] < shape_.least || wholes_[i] > shape_.most;
      states[i] = static_cast<std::uint8_t>(states[i] | (out ? kOpen : 0));
      any |= states[i];
    }
    out_.state = any == 0 ? nullptr : states;
  }

  template <class F>
  void within(std::uint8_t* states, std::size_t count, F function) {
    std::uint8_t any = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const Int128 x = Int128{a_.whole[a_.constant ? 0 : i]} * shape_.left;
      const Int128 y = Int128{b_.whole[b_.constant ? 0 : i]} * shape_.right;
      const Int128 result = function(x, y);
      const bool out = result < shape_.least || result > shape_.most;
      wholes_[i] = static_cast<std::int64_t>(result);
      states[i] = static_cast<std::uint8_t>(states[i] | (out ? kOpen : 0));
      any |= states[i];
    }
    out_.state = any == 0 ? nullptr : states;
  }

  void multiply(std::uint8_t* states, std::size_t count) {
    std::uint8_t any = 0;
    for (std::size_t i = 0; i < count; ++i) {
      std::int64_t result = 0;
      const bool out = __builtin_mul_overflow(a_.whole[a_.constant ? 0 : i],
                                              b_.whole[b_.constant ? 0 : i], &result);
      wholes_[i] = result;
      states[i] = static_cast<std::uint8_t>(states[i] | (out ? kOpen : 0));
      any |= states[i];
    }
    out_.state = any == 0 ? nullptr : states;
  }

  void divide(std::uint8_t* states, std::size_t count) {
    const bool quotient = op_ == Operator::divide;
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t x = a_.whole[a_.constant ? 0 : i];
      std::int64_t y = b_.whole[b_.constant ? 0 : i];
      const bool bad =
          y == 0 || (y == -1 && x == std::numeric_limits<std::int64_t>::min());
      if (bad) states[i] = kOpen;
      if (bad) y = 1;
      wholes_[i] = quotient ? x / y : x % y;
    }
    out_.state = states;
  }

  Shape shape_;
  Room<std::int64_t> wholes_;
};

class Negate final : public Step {
 public:
  explicit Negate(const Vector& a) : a_(a) {
    out_.kind = a.kind;
    out_.scale = a.scale;
    out_.whole = wholes_.data();
    out_.number = numbers_.data();
  }
  void run(std::size_t, std::size_t count) override {
    States& states = states_;
    std::uint8_t* open = states.join(a_, a_, count);
    if (a_.kind == TypeKind::number) {
      for (std::size_t i = 0; i < count; ++i)
        numbers_[i] = -a_.number[a_.constant ? 0 : i];
    } else {
      if (open == nullptr) open = states.clear(count);
      for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t x = a_.whole[a_.constant ? 0 : i];
        const bool least = x == std::numeric_limits<std::int64_t>::min();
        if (least) open[i] = kOpen;
        wholes_[i] = least ? 0 : -x;
      }
    }
    out_.state = open;
  }

 private:
  const Vector& a_;
  States states_;
  Room<std::int64_t> wholes_;
  Room<double> numbers_;
};

bool mixes(const Vector& a, const Vector& b) {  // Numbers, or a number and an integer.
  const auto counts = [](const Vector& x) {
    return x.kind == TypeKind::number || x.kind == TypeKind::integer;
  };
  return counts(a) && counts(b) &&
         (a.kind == TypeKind::number || b.kind == TypeKind::number);
}

// A constant at a larger scale, if it fits.
StepPointer at_scale(const Vector& a, std::int32_t scale) {
  if (!a.constant || a.state != nullptr || a.scale >= scale) return nullptr;
  const auto value = base::rescale_exact(*a.whole, a.scale, scale);
  if (!value) return nullptr;
  return constant_step(scalar_value(TypeKind::decimal, *value, scale));
}

StepPointer compare_wholes(Operator op, const Vector& a, const Vector& b) {
  const auto at_one_scale = [op](const Vector& x, const Vector& y) {
    return std::make_unique<Compare<std::int64_t>>(op, x, y);
  };
  if (a.scale == b.scale) return at_one_scale(a, b);
  StepPointer left = at_scale(a, b.scale), right = at_scale(b, a.scale);
  if (left == nullptr && right == nullptr)
    return std::make_unique<CompareScaled>(op, a, b);
  return std::make_unique<Adapted>(a, b, std::move(left), std::move(right), at_one_scale);
}

StepPointer amounts(Operator op, const Vector& a, const Vector& b, TypeKind kind) {
  Wholes::Shape shape{kind, std::max(a.scale, b.scale), -kMostDecimal, kMostDecimal};
  if (op == Operator::multiply) {
    shape.scale = a.scale + b.scale;
    if (shape.scale > 18) return nullptr;
  } else if (op == Operator::add || op == Operator::subtract) {
    shape.left = base::power_of_ten(shape.scale - a.scale);
    shape.right = base::power_of_ten(shape.scale - b.scale);
  } else {
    return nullptr;
  }
  return std::make_unique<Wholes>(op, a, b, shape);
}

// Days and milliseconds, well inside all calendars.
StepPointer times(Operator op, const Vector& a, const Vector& b) {
  if (op != Operator::add && op != Operator::subtract) return nullptr;
  const bool minus = op == Operator::subtract;
  if (a.kind == TypeKind::date && b.kind == TypeKind::date && minus) {
    Wholes::Shape days{TypeKind::integer};
    days.safe = true;
    return std::make_unique<Wholes>(op, a, b, days);
  }
  const bool left = a.kind == TypeKind::instant, right = b.kind == TypeKind::instant;
  const bool spans =
      (left || a.kind == TypeKind::duration) && (right || b.kind == TypeKind::duration);
  if (!spans || (right && (left ? !minus : minus))) return nullptr;
  const TypeKind kind = left != right ? TypeKind::instant : TypeKind::duration;
  return std::make_unique<Wholes>(op, a, b,
                                  Wholes::Shape{kind, 0, -kSafeSpan, kSafeSpan});
}

}  // namespace

StepPointer number_step(const Vector& a) {
  return a.kind == TypeKind::integer ? std::make_unique<AsNumber>(a) : nullptr;
}

StepPointer compare_step(Operator op, const Vector& a, const Vector& b) {
  const auto exactly = [](const Vector& x) { return exact(x.kind); };
  if (a.kind == TypeKind::null || b.kind == TypeKind::null) return nullptr;
  if (mixes(a, b))
    return std::make_unique<Adapted>(a, b, number_step(a), number_step(b),
                                     [op](const Vector& x, const Vector& y) {
                                       return std::make_unique<Compare<double>>(op, x, y);
                                     });
  if (exactly(a) && exactly(b)) return compare_wholes(op, a, b);
  if (a.kind != b.kind) return nullptr;
  if (a.kind == TypeKind::boolean)
    return std::make_unique<Compare<std::uint8_t>>(op, a, b);
  return compare_wholes(op, a, b);
}

StepPointer arithmetic_step(Operator op, const Vector& a, const Vector& b) {
  if (a.kind == TypeKind::null || b.kind == TypeKind::null) return nullptr;
  if (a.kind == TypeKind::number && b.kind == TypeKind::number && op != Operator::modulo)
    return std::make_unique<Numbers>(op, a, b);
  if (a.kind == TypeKind::integer && b.kind == TypeKind::integer)
    return std::make_unique<Wholes>(op, a, b, Wholes::Shape{TypeKind::integer});
  if (exact(a.kind) && exact(b.kind)) return amounts(op, a, b, TypeKind::decimal);
  const bool left = a.kind == TypeKind::money, right = b.kind == TypeKind::money;
  if (left || right) {
    const bool fits = op == Operator::multiply
                          ? left != right && (exact(a.kind) || exact(b.kind))
                          : left && right;
    return fits ? amounts(op, a, b, TypeKind::money) : nullptr;
  }
  return times(op, a, b);
}

StepPointer negate_step(const Vector& a) {
  const bool can = a.kind == TypeKind::integer || a.kind == TypeKind::number ||
                   a.kind == TypeKind::decimal || a.kind == TypeKind::money;
  return can ? std::make_unique<Negate>(a) : nullptr;
}

}  // namespace patron::rules
