// SPDX-License-Identifier: Apache-2.0
// The program: the effective-dated versions of one pack, and the tables of names that
// they share. Names are only ever appended, version after version, so that an index means
// the same in an engine that holds a newer version; the hash of each prefix tells a
// snapshot with which of them it was written.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "churn/forecast.hpp"
#include "engine/access.hpp"
#include "model/event.hpp"
#include "model/pack.hpp"
#include "engine/state.hpp"
#include "patron/engine.hpp"
#include "rules/pack_loader.hpp"

namespace patron::engine {

// A list of names that only grows.
class Names {
 public:
  std::int32_t find(std::string_view name) const;  // -1 if there is none.
  std::int32_t add(std::string_view name);         // Its index, new or old.
  std::size_t size() const { return names_.size(); }
  const std::string& operator[](std::int32_t index) const {
    return names_[static_cast<std::size_t>(index)];
  }

 private:
  std::vector<std::string> names_;
};

// One version, and how its own indexes stand in the program's tables.
struct Version {
  rules::CompiledPack compiled;
  Instant from;  // First instant it judges.
  std::vector<std::int32_t> currency, metric, ladder, signal, budget, cap, touchpoint,
      instrument, reward, attribute, customer_attribute;
  std::vector<std::int32_t> occurrence;  // Of each earn rule; -1: it takes all events.
  std::vector<std::vector<std::int32_t>> level;  // Of each ladder.
  std::vector<std::int32_t> placing;
  std::vector<std::vector<std::int32_t>> place;  // Of each placing.
  // What an absent attribute stands for, by this version's index.
  std::vector<std::optional<model::Scalar>> defaults, customer_defaults;
  // The program's event type -> this version's; none: unknown here.
  std::array<std::int16_t, model::kEventTypesMax> local_type{};
  model::EventTypes own_heard;  // Events of patron's own that rules or actions wait for.
  std::vector<std::string> earn_ids, reward_ids, signal_ids, model_ids, action_ids,
      ladder_ids, metric_ids;
  std::vector<churn::PackModel> models;  // As in the pack.
  churn::Season season;

  const model::Pack& pack() const { return compiled.pack; }
  const rules::Expression& expression(model::ExpressionIndex index) const {
    return compiled.expressions[static_cast<std::size_t>(index)];
  }
  // Does the mask of one of this version's rules hold the program's event type?
  bool on(const model::EventTypes& types, model::EventType type) const {
    const std::int16_t local = local_type[model::index(type)];
    return local >= 0 && types.test(static_cast<std::size_t>(local));
  }
};

// A metric as some version declares it. The same words in two versions are one metric;
// other words under the same id are another, kept from the first event on, so that a new
// version finds its figures ready.
struct TrackedMetric {
  std::int32_t version = 0, metric = 0;
};

struct Limits {
  std::int64_t event_bytes;
  std::int64_t history_entries;
};

}  // namespace patron::engine

namespace patron {

struct Engine::Program {
  std::string id, hash;
  std::vector<engine::Version> versions;  // By first instant.
  model::Vocabulary vocabulary;           // Of all versions.
  engine::Names currencies, ladders, signals, budgets, caps, touchpoints, instruments,
      metric_keys, placings, occurrences, rewards;
  std::vector<engine::Names> levels;      // Of each ladder.
  std::vector<engine::Names> places;      // Of each placing.
  std::vector<engine::TrackedMetric> metrics;
  std::vector<std::uint64_t> layouts;     // Hash of the tables after each version.
  engine::Limits limits;

  const engine::Version& newest() const { return versions.back(); }
  engine::Sizes sizes() const;  // Of the tables of a state.
  // The names of a list of the newest version; none for an unknown list.
  const std::vector<std::string>& names(List list) const noexcept;
  void name_lists();  // Fills them, once, when the program is whole.
  // Which version judges an instant; -1 before the first.
  std::int32_t version_at(Instant at) const;
  const model::Metric& metric(std::size_t tracked) const;

 private:
  std::array<std::vector<std::string>, 20> lists_;  // By List.
};

}  // namespace patron
