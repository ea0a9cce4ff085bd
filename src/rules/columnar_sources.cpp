// SPDX-License-Identifier: Apache-2.0
// Where vectors come from: constants, columns, and answers for each word or value.
#include "rules/columnar_steps.hpp"

#include <bit>
#include <limits>
#include <utility>

#include "base/decimal.hpp"
#include "rules/columnar_vectors.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

class Constant final : public Step {
 public:
  explicit Constant(const Value& value) {
    out_.kind = value.kind;
    out_.scale = value.scale;
    out_.constant = true;
    whole_ = value.integer;
    number_ = value.number;
    truth_ = value.integer != 0 ? 1 : 0;
    if (value.kind == TypeKind::null) state_ = kNull;
    if (value.outcome != Outcome::value) state_ = kOpen;
    out_.whole = &whole_;
    out_.number = &number_;
    out_.truth = &truth_;
    if (state_ != kValue) out_.state = &state_;
  }
  void run(std::size_t, std::size_t) override {}

 private:
  std::int64_t whole_ = 0;
  double number_ = 0.0;
  std::uint8_t truth_ = 0, state_ = kValue;
};

class Column final : public Step {
 public:
  explicit Column(const Lane& lane) : lane_(lane) {
    out_.kind = lane.kind;
    out_.scale = lane.scale;
  }
  void run(std::size_t first, std::size_t count) override {
    if (lane_.whole != nullptr) out_.whole = lane_.whole + first;
    if (lane_.number != nullptr) out_.number = lane_.number + first;
    if (lane_.null != nullptr) out_.state = lane_.null + first;
    if (out_.kind != TypeKind::boolean) return;
    for (std::size_t i = 0; i < count; ++i)
      truth_[i] = static_cast<std::uint8_t>(out_.whole[i]);
    out_.truth = truth_.data();
  }

 private:
  const Lane& lane_;
  Room<std::uint8_t> truth_;
};

// Answers by code, in the width of their kind.
class Coded final : public Step {
 public:
  Coded(const Lane& lane, TypeKind kind, std::int32_t scale,
        const std::vector<Value>& answers)
      : codes_(lane.codes) {
    out_.kind = kind;
    out_.scale = scale;
    for (const Value& value : answers) {
      const bool good = plain(value);
      whole_.push_back(good ? value.integer : 0);
      number_.push_back(good ? value.number : 0.0);
      truth_.push_back(good && value.integer != 0 ? 1 : 0);
      const bool null = value.outcome == Outcome::value && value.kind == TypeKind::null;
      state_.push_back(good ? kValue : null ? kNull : kOpen);
      const bool met = lane.nulls || state_.size() < answers.size();
      all_values_ = all_values_ && (good || !met);
    }
  }
  void run(std::size_t first, std::size_t count) override {
    const std::int32_t* codes = codes_ + first;
    const auto gather = [&](const auto& from, auto& to) {
      for (std::size_t i = 0; i < count; ++i)
        to[i] = from[static_cast<std::size_t>(codes[i])];
      return to.data();
    };
    if (out_.kind == TypeKind::boolean)
      out_.truth = gather(truth_, truths_);
    else if (out_.kind == TypeKind::number)
      out_.number = gather(number_, numbers_);
    else
      out_.whole = gather(whole_, wholes_);
    if (!all_values_) out_.state = gather(state_, states_);
  }

 private:
  const std::int32_t* codes_;
  std::vector<std::int64_t> whole_;
  std::vector<double> number_;
  std::vector<std::uint8_t> truth_, state_;
  bool all_values_ = true;
  Room<std::int64_t> wholes_;
  Room<double> numbers_;
  Room<std::uint8_t> truths_, states_;
};

// What has been answered, in the width of its kind.
class Answers {
 public:
  explicit Answers(std::size_t size)
      : whole(size), number(size), truth(size), state(size, kOpen), asked(size) {}
  void set(std::size_t at, const Value& value, const Vector& shape) {
    asked[at] = 1;
    if (!plain(value) || value.kind != shape.kind || value.scale != shape.scale) return;
    state[at] = kValue;
    whole[at] = value.integer;
    number[at] = value.number;
    truth[at] = value.integer != 0 ? 1 : 0;
  }
  std::vector<std::int64_t> whole;
  std::vector<double> number;
  std::vector<std::uint8_t> truth, state, asked;
};

// Values that lie close together (days, counts): a table of all that may come.
class Dense final : public Step {
 public:
  Dense(const Lane& lane, std::int64_t least, std::size_t size, Vector shape,
        std::unique_ptr<Ask> ask)
      : lane_(lane), least_(least), ask_(std::move(ask)), answers_(size + 1) {
    out_ = shape;
    answers_.asked[size] = 1;  // Stands for null: open.
  }
  void run(std::size_t first, std::size_t count) override {
    const std::int64_t* whole = lane_.whole + first;
    for (std::size_t i = 0; i < count; ++i)
      places_[i] = static_cast<std::uint32_t>(whole[i] - least_);
    if (lane_.null != nullptr) {
      const auto null = static_cast<std::uint32_t>(answers_.asked.size() - 1);
      for (std::size_t i = 0; i < count; ++i)
        places_[i] = lane_.null[first + i] != 0 ? null : places_[i];
    }
    std::uint8_t asked = 1;
    for (std::size_t i = 0; i < count; ++i) asked &= answers_.asked[places_[i]];
    for (std::size_t i = 0; asked == 0 && i < count; ++i)
      if (answers_.asked[places_[i]] == 0)
        answers_.set(places_[i], ask_->answer(lane_.value(first + i)), out_);
    const auto gather = [&](const auto& from, auto& to) {
      for (std::size_t i = 0; i < count; ++i) to[i] = from[places_[i]];
      return to.data();
    };
    if (out_.kind == TypeKind::boolean)
      out_.truth = gather(answers_.truth, truths_);
    else if (out_.kind == TypeKind::number)
      out_.number = gather(answers_.number, numbers_);
    else
      out_.whole = gather(answers_.whole, wholes_);
    out_.state = gather(answers_.state, states_);
    std::uint8_t open = 0;
    for (std::size_t i = 0; i < count; ++i) open |= states_[i];
    if (open == 0) out_.state = nullptr;
  }

 private:
  const Lane& lane_;
  std::int64_t least_;
  std::unique_ptr<Ask> ask_;
  Answers answers_;
  Room<std::uint32_t> places_;
  Room<std::int64_t> wholes_;
  Room<double> numbers_;
  Room<std::uint8_t> truths_, states_;
};

// A hash table of the values met; full, it leaves new ones to the row evaluator.
class Memo final : public Step {
 public:
  Memo(const Lane& lane, Vector shape, std::unique_ptr<Ask> ask)
      : lane_(lane), ask_(std::move(ask)), places_(kPlaces) {
    out_ = shape;
    out_.whole = wholes_.data();
    out_.number = numbers_.data();
    out_.truth = truths_.data();
    out_.state = states_.data();
  }
  void run(std::size_t first, std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t row = first + i;
      const bool null = lane_.null != nullptr && lane_.null[row] != 0;
      const std::int64_t key = null ? 0
                               : lane_.whole != nullptr
                                   ? lane_.whole[row]
                                   : std::bit_cast<std::int64_t>(lane_.number[row]);
      const Place* place = null ? nullptr : find(key, row);
      states_[i] = place == nullptr ? std::uint8_t{kOpen} : place->state;
      wholes_[i] = place == nullptr ? 0 : place->whole;
      numbers_[i] = place == nullptr ? 0.0 : place->number;
      truths_[i] = wholes_[i] != 0 ? 1 : 0;
    }
  }

 private:
  static constexpr std::size_t kPlaces = 8192, kMost = 4096;
  struct Place {
    std::int64_t key = 0, whole = 0;
    double number = 0.0;
    std::uint8_t state = kOpen;
    bool taken = false;
  };

  const Place* find(std::int64_t key, std::size_t row) {
    std::size_t at = static_cast<std::uint64_t>(key) * 0x9E3779B97F4A7C15U >> 51U;
    while (places_[at].taken && places_[at].key != key) at = (at + 1) % kPlaces;
    Place& place = places_[at];
    if (place.taken) return &place;
    if (used_ == kMost) return nullptr;
    ++used_;
    place.taken = true;
    place.key = key;
    const Value value = ask_->answer(lane_.value(row));
    const bool fits =
        plain(value) && value.kind == out_.kind && value.scale == out_.scale;
    if (!fits) return &place;
    place.state = kValue;
    place.whole = value.integer;
    place.number = value.number;
    return &place;
  }

  const Lane& lane_;
  std::unique_ptr<Ask> ask_;
  std::vector<Place> places_;
  std::size_t used_ = 0;
  Room<std::int64_t> wholes_;
  Room<double> numbers_;
  Room<std::uint8_t> truths_, states_;
};

}  // namespace

std::optional<Range> close_together(const Lane& lane, std::size_t rows) {
  constexpr std::int64_t kMost = 65'536;
  if (lane.whole == nullptr || rows == 0) return std::nullopt;
  std::int64_t least = std::numeric_limits<std::int64_t>::max(), most = -least;
  for (std::size_t row = 0; row < rows; ++row) {
    const bool null = lane.null != nullptr && lane.null[row] != 0;
    least = null ? least : std::min(least, lane.whole[row]);
    most = null ? most : std::max(most, lane.whole[row]);
  }
  const base::Int128 size = base::Int128{most} - least + 1;
  if (size < 1 || size > kMost) return std::nullopt;
  return Range{least, static_cast<std::size_t>(size)};
}

StepPointer constant_step(const Value& value) {
  const bool none = value.outcome != Outcome::value || value.kind == TypeKind::null;
  return none || plain(value) ? std::make_unique<Constant>(value) : nullptr;
}

StepPointer lane_step(const Lane& lane) {
  const bool held = whole_kind(lane.kind) || lane.kind == TypeKind::boolean ||
                    lane.kind == TypeKind::number;
  const bool here = lane.form == Lane::Form::whole || lane.form == Lane::Form::number;
  return held && here ? std::make_unique<Column>(lane) : nullptr;
}

StepPointer coded_step(const Lane& lane, const std::vector<Value>& answers) {
  const Value* first = nullptr;
  for (const Value& value : answers) {
    if (value.outcome != Outcome::value || value.kind == TypeKind::null) continue;
    if (!plain(value)) return nullptr;
    if (first == nullptr) first = &value;
    if (value.kind != first->kind || value.scale != first->scale) return nullptr;
  }
  const TypeKind kind = first == nullptr ? TypeKind::boolean : first->kind;
  return std::make_unique<Coded>(lane, kind, first == nullptr ? 0 : first->scale,
                                 answers);
}

StepPointer memo_step(const Lane& lane, std::optional<Range> range, TypeKind kind,
                      std::int32_t scale, std::unique_ptr<Ask> ask) {
  const bool held =
      whole_kind(kind) || kind == TypeKind::boolean || kind == TypeKind::number;
  if (!held) return nullptr;
  Vector shape;
  shape.kind = kind;
  shape.scale = scale;
  if (range)
    return std::make_unique<Dense>(lane, range->least, range->size, shape,
                                   std::move(ask));
  return std::make_unique<Memo>(lane, shape, std::move(ask));
}

}  // namespace patron::rules
