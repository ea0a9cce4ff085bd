// SPDX-License-Identifier: Apache-2.0
// Truths: not, and, or, choice, and whether there is a value.
#include "rules/columnar_steps.hpp"

#include <utility>

#include "rules/columnar_vectors.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

class Invert final : public Step {
 public:
  explicit Invert(const Vector& a) : a_(a) {
    out_.kind = TypeKind::boolean;
    out_.truth = truths_.data();
  }
  void run(std::size_t, std::size_t count) override {
    out_.state = states_.join(a_, a_, count);
    for (std::size_t i = 0; i < count; ++i)
      truths_[i] = static_cast<std::uint8_t>(a_.truth[a_.constant ? 0 : i] ^ 1U);
  }

 private:
  const Vector& a_;
  States states_;
  Room<std::uint8_t> truths_;
};

class IsNull final : public Step {
 public:
  IsNull(const Vector& a, bool wanted) : a_(a), wanted_(wanted) {
    out_.kind = TypeKind::boolean;
    out_.truth = truths_.data();
  }
  void run(std::size_t, std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint8_t state =
          a_.state == nullptr ? std::uint8_t{kValue} : a_.state[a_.constant ? 0 : i];
      truths_[i] = (state == kNull) == wanted_ ? 1 : 0;
      open_[i] = state == kOpen ? std::uint8_t{kOpen} : std::uint8_t{kValue};
    }
    out_.state = a_.state == nullptr ? nullptr : open_.data();
  }

 private:
  const Vector& a_;
  bool wanted_;
  Room<std::uint8_t> truths_, open_;
};

// && and ||: decided by one part that is the decisive value; else open if a part is.
class Chain final : public Step {
 public:
  Chain(bool decisive, std::vector<const Vector*> parts)
      : decisive_(decisive ? 1 : 0), parts_(std::move(parts)) {
    out_.kind = TypeKind::boolean;
    out_.truth = truths_.data();
  }
  void run(std::size_t, std::size_t count) override {
    std::uint8_t rest = 0;  // What is open in every row, for no vector answers it.
    bool states = false;
    for (const Vector* part : parts_) {
      if (part == nullptr) rest = kOpen;
      states = states || part == nullptr || part->state != nullptr;
    }
    if (!states) return join(count);
    std::fill_n(decided_.begin(), count, std::uint8_t{0});
    std::fill_n(open_.begin(), count, rest);
    for (const Vector* part : parts_)
      if (part != nullptr) take(*part, count);
    const std::uint8_t decisive = decisive_;
    std::uint8_t any = 0;
    for (std::size_t i = 0; i < count; ++i) {
      truths_[i] = static_cast<std::uint8_t>(decided_[i] ^ decisive ^ 1U);
      open_[i] = static_cast<std::uint8_t>(open_[i] & (decided_[i] - 1U));
      any |= open_[i];
    }
    out_.state = any == 0 ? nullptr : open_.data();
  }

 private:
  // All are values: one loop a part.
  void join(std::size_t count) {
    out_.state = nullptr;
    std::fill_n(truths_.begin(), count, static_cast<std::uint8_t>(decisive_ ^ 1U));
    for (const Vector* part : parts_) {
      const std::uint8_t* truth = part->truth;
      if (part->constant && *truth != decisive_) continue;
      if (part->constant) {
        std::fill_n(truths_.begin(), count, decisive_);
      } else if (decisive_ == 0) {
        for (std::size_t i = 0; i < count; ++i) truths_[i] &= truth[i];
      } else {
        for (std::size_t i = 0; i < count; ++i) truths_[i] |= truth[i];
      }
    }
  }

  void take(const Vector& part, std::size_t count) {
    const std::uint8_t other = decisive_ ^ 1U;
    if (part.constant || part.state != nullptr) {
      for (std::size_t i = 0; i < count; ++i) {
        const std::size_t at = part.constant ? 0 : i;
        const std::uint8_t state = part.state == nullptr ? 0 : part.state[at];
        const bool decides = state == 0 && part.truth[at] != other;
        decided_[i] |= static_cast<std::uint8_t>(decides);
        if (state != 0) open_[i] = kOpen;
      }
      return;
    }
    for (std::size_t i = 0; i < count; ++i)
      decided_[i] |= static_cast<std::uint8_t>(part.truth[i] ^ other);
  }

  std::uint8_t decisive_;
  std::vector<const Vector*> parts_;
  Room<std::uint8_t> truths_, decided_, open_;
};

class Choice final : public Step {
 public:
  Choice(const Vector& condition, const Vector& a, const Vector& b)
      : condition_(condition), a_(a), b_(b) {
    out_.kind = a.kind;
    out_.scale = a.scale;
    out_.whole = wholes_.data();
    out_.number = numbers_.data();
    out_.truth = truths_.data();
  }
  void run(std::size_t, std::size_t count) override {
    if (out_.kind == TypeKind::boolean)
      choose(count, truths_.data());
    else if (out_.kind == TypeKind::number)
      choose(count, numbers_.data());
    else
      choose(count, wholes_.data());
    const bool states =
        condition_.state != nullptr || a_.state != nullptr || b_.state != nullptr;
    out_.state = states ? states_.data() : nullptr;
    if (!states) return;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t c = condition_.constant ? 0 : i;
      const Vector& from = condition_.truth[c] != 0 ? a_ : b_;
      const bool asked = condition_.state != nullptr && condition_.state[c] != 0;
      states_[i] = asked                   ? std::uint8_t{kOpen}
                   : from.state == nullptr ? std::uint8_t{kValue}
                                           : from.state[from.constant ? 0 : i];
    }
  }

 private:
  template <class T>
  void choose(std::size_t count, T* out) {
    const T* a = data_of<T>(a_);
    const T* b = data_of<T>(b_);
    const std::size_t by_a = a_.constant ? 0 : 1, by_b = b_.constant ? 0 : 1;
    const std::uint8_t* truth = condition_.truth;
    if (condition_.constant) {
      for (std::size_t i = 0; i < count; ++i)
        out[i] = *truth != 0 ? a[i * by_a] : b[i * by_b];
    } else if (by_a != 0 && by_b != 0) {
      for (std::size_t i = 0; i < count; ++i) {
        const T x = a[i], y = b[i];
        out[i] = truth[i] != 0 ? x : y;
      }
    } else {
      for (std::size_t i = 0; i < count; ++i) {
        const T x = a[i * by_a], y = b[i * by_b];
        out[i] = truth[i] != 0 ? x : y;
      }
    }
  }

  const Vector& condition_;
  const Vector& a_;
  const Vector& b_;
  Room<std::int64_t> wholes_;
  Room<double> numbers_;
  Room<std::uint8_t> truths_, states_;
};

}  // namespace

StepPointer invert_step(const Vector& a) {
  return a.kind == TypeKind::boolean ? std::make_unique<Invert>(a) : nullptr;
}

StepPointer null_step(const Vector& a, bool wanted) {
  return std::make_unique<IsNull>(a, wanted);
}

StepPointer chain_step(bool decisive, std::vector<const Vector*> parts) {
  for (const Vector*& part : parts)
    if (part != nullptr && part->kind != TypeKind::boolean) part = nullptr;
  return std::make_unique<Chain>(decisive, std::move(parts));
}

StepPointer choice_step(const Vector& condition, const Vector& a, const Vector& b) {
  if (condition.kind != TypeKind::boolean || a.kind != b.kind || a.scale != b.scale ||
      a.kind == TypeKind::null)
    return nullptr;
  return std::make_unique<Choice>(condition, a, b);
}

}  // namespace patron::rules
