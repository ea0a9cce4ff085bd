// SPDX-License-Identifier: Apache-2.0
// The public Expression over Columns: chunk by chunk, and the rows that the chunk leaves
// open one by one.
#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

#include "base/table_builder.hpp"
#include "rules/columnar.hpp"
#include "rules/expression_code.hpp"
#include "rules/syntax.hpp"

namespace patron {

namespace {

using model::TypeKind;

ColumnType column_type(const rules::StaticType& type) {
  switch (type.kind) {
    case TypeKind::boolean:
      return ColumnType::boolean;
    case TypeKind::integer:
      return ColumnType::int64;
    case TypeKind::number:
      return ColumnType::number;
    case TypeKind::decimal:
      return ColumnType::decimal;
    case TypeKind::date:
      return ColumnType::date;
    case TypeKind::string:
    case TypeKind::enumeration:
      return ColumnType::text;
    default:
      return ColumnType::nested;
  }
}

}  // namespace

// One evaluation: lanes, a plan over them, and what comes out.
class Expression::Sweep {
 public:
  Sweep(const Code& code, std::size_t rows) : code_(code), rows_(rows) {}

  Status read(const Columns& columns, Instant now) {
    const std::span<const rules::Name> reads = code_.compiled.reads();
    lanes_.resize(reads.size());
    for (std::size_t i = 0; i < reads.size(); ++i) {
      if (reads[i].reference.space == model::Space::clock) {
        lanes_[i].form = rules::Lane::Form::fixed;
        lanes_[i].words = {rules::clock_value(reads[i], now)};
        continue;
      }
      Status status = read_lane(columns.data(), reads[i], storage_, lanes_[i]);
      if (!status.ok()) return status;
    }
    return {};
  }

  void begin(bool wants_values) {
    answers_.outcomes.resize(rows_);
    if (wants_values) begin_values();
    const rules::Expression& compiled = code_.compiled;
    plan_.emplace(compiled.tree(), lanes_, rows_);
    row_.emplace(compiled.reads(), lanes_);
  }

  void run(std::size_t first, std::size_t count) {
    if (plan_->root() != nullptr) plan_->run(first, count);
    take(plan_->root(), *row_, first, count);
  }

  Answers finish() {
    if (value_ >= 0) answers_.values = table_.finish();
    return std::move(answers_);
  }

 private:
  void begin_values() {
    const rules::StaticType& type = code_.compiled.static_type();
    type_ = column_type(type);
    value_ = table_.column("value", type_, type_ == ColumnType::decimal ? type.scale : 0);
    problem_ = table_.column("problem", ColumnType::nested);
  }

  void take(const rules::Vector* root, rules::LaneRow& row, std::size_t first,
            std::size_t count) {
    const bool truths = root != nullptr && root->kind == TypeKind::boolean;
    const bool states = root != nullptr && root->state != nullptr;
    if (truths && !states && value_ < 0 && !root->constant) {
      std::copy_n(root->truth, count, answers_.outcomes.begin() + first);
      return;
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = root != nullptr && root->constant ? 0 : i;
      const bool open = root == nullptr || (states && root->state[at] != rules::kValue);
      std::uint8_t& outcome = answers_.outcomes[first + i];
      if (!open && truths && value_ < 0) {
        outcome = root->truth[at];
        continue;
      }
      rules::Storage storage;
      rules::Value value =
          open ? one_by_one(row, first + i, storage) : at_place(*root, at);
      outcome = static_cast<std::uint8_t>(rules::outcome_of(value));
      if (value_ >= 0) show(row, value);
    }
  }

  static rules::Value at_place(const rules::Vector& vector, std::size_t at) {
    if (vector.kind == TypeKind::number) return rules::number_value(vector.number[at]);
    const std::int64_t whole =
        vector.kind == TypeKind::boolean ? vector.truth[at] : vector.whole[at];
    return rules::scalar_value(vector.kind, whole, vector.scale);
  }

  rules::Value one_by_one(rules::LaneRow& row, std::size_t at, rules::Storage& storage) {
    row.move_to(at);
    rules::Value value = code_.compiled.evaluate(row, storage);
    const bool absent =
        value.outcome == rules::Outcome::value && value.kind == TypeKind::null &&
        value.unknown >= 0 &&
        lanes_[static_cast<std::size_t>(value.unknown)].form <= rules::Lane::Form::fixed;
    if (absent) value.outcome = rules::Outcome::unknown;
    return value;
  }

  void show(const rules::LaneRow& row, const rules::Value& value) {
    table_.row();
    if (value.outcome != rules::Outcome::value) {
      rules::Expression::Clause whole;
      whole.value = value;
      if (value.outcome == rules::Outcome::unknown)
        whole.missing = code_.compiled.explain(row).front().missing;
      table_.set(problem_, code_.shown(whole));
    } else if (value.kind != TypeKind::null) {
      show_value(value);
    }
  }

  void show_value(const rules::Value& value) {
    switch (type_) {
      case ColumnType::number:
        return table_.set_number(value_, value.number);
      case ColumnType::text:
        return table_.set(value_, value.text);
      case ColumnType::nested: {
        rules::Expression::Clause whole;
        whole.value = value;
        return table_.set(value_, code_.shown(whole));
      }
      default:
        table_.set(value_, value.integer);
    }
  }

  const Code& code_;
  std::size_t rows_;
  rules::Storage storage_;
  std::vector<rules::Lane> lanes_;
  std::optional<rules::Plan> plan_;
  std::optional<rules::LaneRow> row_;
  Answers answers_;
  TableBuilder table_;
  ColumnType type_ = ColumnType::nested;
  std::int32_t value_ = -1, problem_ = -1;
};

// All expressions over a chunk before the next: its columns are read from memory once.
Result<std::vector<Expression::Answers>> Expression::eval_columns(
    std::span<const Expression> expressions, const Columns& columns, Instant now,
    bool values) {
  const std::size_t rows = columns.rows();
  std::deque<Sweep> sweeps;
  for (const Expression& each : expressions) {
    Status status = sweeps.emplace_back(*each.code_, rows).read(columns, now);
    if (!status.ok()) return status;
    sweeps.back().begin(values);
  }
  for (std::size_t first = 0; first < rows; first += rules::kChunkRows)
    for (Sweep& sweep : sweeps)
      sweep.run(first, std::min(rules::kChunkRows, rows - first));
  std::vector<Answers> out;
  for (Sweep& sweep : sweeps) out.push_back(sweep.finish());
  return out;
}

Result<Expression::Answers> Expression::eval_columns(const Columns& columns, Instant now,
                                                     bool values) const {
  auto all = eval_columns({this, 1}, columns, now, values);
  if (!all.ok()) return all.status();
  return std::move(all->front());
}

}  // namespace patron
