// SPDX-License-Identifier: Apache-2.0
// What an expression sees of a member at an instant: the answers to the names that the
// loader resolved. Reading allocates nothing but for lists.
#pragma once

#include <cstdint>
#include <forward_list>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "churn/cadence.hpp"
#include "engine/program.hpp"
#include "engine/state.hpp"
#include "rules/expression.hpp"
#include "satisfaction/index.hpp"

namespace patron::engine {

struct Balances {  // Of one currency.
  std::int64_t active = 0, pending = 0, debt = 0, reserved = 0;
};

class View final : public rules::Activation {
 public:
  View(const Access::Program& program, std::int32_t version, const State& state,
       Instant now, Date today);

  // The event at hand and its trip, where there are any.
  const model::Event* event = nullptr;
  const model::Trip* trip = nullptr;
  // Balances and levels as they were before the event (semantics F9); absent: as they
  // are.
  const std::vector<Balances>* points_before = nullptr;
  const std::vector<std::int32_t>* levels_before = nullptr;
  // What this event added to tracked metrics, for before.metrics.x.
  const std::vector<std::pair<std::int32_t, std::int64_t>>* added = nullptr;

  // Another day of the same state, at its first instant.
  void move_to(Date today);

  const Version& version() const { return version_; }
  Date today() const { return today_; }
  rules::Value read(const model::Reference& reference) const override;

  // Does a predicate hold? An absent one does.
  rules::Value evaluate(model::ExpressionIndex index) const;
  std::int64_t metric(std::int32_t local) const;  // By this version's index, on `today`.

 private:
  rules::Value attribute(std::int32_t index) const;
  rules::Value constant(std::int32_t index) const;
  rules::Value customer(std::int32_t index) const;
  rules::Value trip_field(model::TripField field) const;
  rules::Value metric_value(std::int32_t local, bool before) const;
  rules::Value points_field(std::int32_t index) const;
  rules::Value tier(std::int32_t ladder) const;
  rules::Value place(std::int32_t placing) const;
  rules::Value score(model::SatisfactionField field) const;
  const churn::Cadence& cadence() const;
  rules::Value churn_field(model::ChurnField field) const;
  const struct Risk& risk() const;
  rules::Value worth_field(model::WorthField field) const;
  rules::Value builtin(model::Builtin name) const;
  rules::Value scalar(const model::Scalar& value,
                      const model::Attribute& attribute) const;

  const Access::Program& program_;
  const Version& version_;
  const State& state_;
  mutable std::optional<Instant> now_;  // None yet: the first instant of the day.
  Date today_;
  // Asked for by several rules; no rule adds a response.
  mutable std::optional<satisfaction::Index> index_;
  mutable std::shared_ptr<const struct Risk> risk_;
  mutable std::optional<churn::Cadence> cadence_;  // Of any gaps there are.
  // What list and map values point at; they stay where they are.
  mutable std::forward_list<std::vector<rules::Value>> lists_;
  mutable std::forward_list<std::vector<std::pair<rules::Value, rules::Value>>> maps_;
};

// When the customer joined: as the profile says, or the day of the first event.
std::optional<Date> joined_on(const State& state, const Access::Program& program,
                              const base::Zone& zone);
// Values of a rule.
rules::Value integer_value(std::int64_t value);
rules::Value null_value();

}  // namespace patron::engine
