// SPDX-License-Identifier: Apache-2.0
// Tiers after an event and at the end of their terms (M39 to M43, M45). A member's own
// figures give one level; beneath a floor nobody falls: a tier given by hand, a little
// grace after a term, a level for life. The tier is the highest of them.
#include <algorithm>

#include "engine/fold.hpp"
#include "loyalty/tiers.hpp"

namespace patron::engine {
namespace {

// The pack's index of a level of the program's list; the lowest where it has none.
std::int32_t local_level(const std::vector<std::int32_t>& levels, std::int32_t level) {
  const auto at = std::find(levels.begin(), levels.end(), level);
  return at == levels.end() ? 0 : static_cast<std::int32_t>(at - levels.begin());
}

Place at_path(const char* path) {
  Place place;
  place.path = path;
  return place;
}

}  // namespace

// What the member's own figures give.
void Fold::set_tier(std::int32_t ladder, std::int32_t level, std::optional<Date> until) {
  const auto at = version().ladder[static_cast<std::size_t>(ladder)];
  Standing& standing = state_.standings[static_cast<std::size_t>(at)];
  standing.own = level;
  standing.own_until = until;
  if (options_.steps != nullptr) options_.steps->push_back({at, level, place(), until});
}

// Tells the tier where it changed.
void Fold::show_tier(std::int32_t ladder) {
  const Version& rules = version();
  const auto& levels = rules.level[static_cast<std::size_t>(ladder)];
  const auto at =
      static_cast<std::size_t>(rules.ladder[static_cast<std::size_t>(ladder)]);
  Standing& standing = state_.standings[at];
  std::int32_t best = local_level(levels, standing.own);
  std::int32_t level = standing.own;
  std::optional<Date> until = standing.own_until;
  for (const Floor& floor : standing.floors) {
    const auto known = std::find(levels.begin(), levels.end(), floor.level);
    if (known == levels.end()) continue;
    const auto rank = static_cast<std::int32_t>(known - levels.begin());
    if (rank > best) {
      best = rank;
      level = floor.level;
      until = floor.until;
    } else if (rank == best && until) {
      until = floor.until ? std::max(*until, *floor.until) : floor.until;
    }
  }
  if (level == standing.level && until == standing.until) return;
  const Names& names = program_.levels[at];
  Emission& effect =
      emit("tier", names[level], rules.ladder_ids[static_cast<std::size_t>(ladder)],
           state_.version);
  effect.before = names[standing.level];
  if (until) effect.until = last_instant(*until);
  if (level != standing.level)
    raise(model::EventType::own_tier_changed,
          {{"ladder", rules.pack().ladders[static_cast<std::size_t>(ladder)].id},
           {"tier", names[level]},
           {"before", names[standing.level]}});
  standing.level = level;
  standing.since = at_;
  standing.until = until;
}

// A tier that was reported at this place and would not be reached by what is known now
// stays (F1, `tier_kept`). True: it raised `level`.
bool Fold::keep_reported(std::int32_t ladder, std::int32_t& level,
                         std::optional<Date>& until) const {
  if (options_.outside == nullptr) return false;
  bool raised = false;
  const Version& rules = version();
  const auto& levels = rules.level[static_cast<std::size_t>(ladder)];
  for (const TierStep& kept : options_.outside->kept) {
    if (kept.ladder != rules.ladder[static_cast<std::size_t>(ladder)] ||
        kept.at != place() || local_level(levels, kept.level) <= level)
      continue;
    level = local_level(levels, kept.level);
    until = kept.until;
    raised = true;
  }
  return raised;
}

// Levels that are held for life once their figure was reached.
void Fold::hold_for_ever(std::int32_t ladder, const View& current) {
  const Version& rules = version();
  const auto i = static_cast<std::size_t>(ladder);
  Standing& standing = state_.standings[static_cast<std::size_t>(rules.ladder[i])];
  const auto& levels = rules.pack().ladders[i].levels;
  for (std::size_t l = 0; l < levels.size(); ++l) {
    if (levels[l].forever.empty() ||
        !loyalty::holds_for_ever(
            levels[l], [&](std::int32_t metric) { return current.metric(metric); }))
      continue;
    const Floor floor{Floor::Kind::forever, rules.level[i][l], std::nullopt};
    const bool there = std::any_of(
        standing.floors.begin(), standing.floors.end(), [&](const Floor& other) {
          return other.kind == floor.kind && other.level == floor.level;
        });
    if (!there) standing.floors.push_back(floor);
  }
}

// What a metric counts for a level: with what is carried into its period.
std::int64_t Fold::figure(const View& view, const Standing& standing,
                          std::int32_t metric) const {
  std::int64_t value = view.metric(metric);
  const std::int32_t tracked = version().metric[static_cast<std::size_t>(metric)];
  for (const Carried& carried : standing.carried)
    if (carried.metric == tracked) value += carried.value;
  return value;
}

// At the turn of a period; true if anything is carried into it.
bool Fold::new_periods() {
  bool carried = false;
  for (std::size_t i = 0; i < version().pack().ladders.size(); ++i)
    carried = new_period(i) || carried;
  return carried;
}

// What a level did not need counts in the next period, once (M44).
bool Fold::new_period(std::size_t ladder) {
  const Version& rules = version();
  const model::Ladder& definition = rules.pack().ladders[ladder];
  Standing& standing = state_.standings[static_cast<std::size_t>(rules.ladder[ladder])];
  const Date first = base::first_of(definition.period, today_);
  if (definition.carry_over.empty()) {  // Any more: another version may have had one.
    standing.period.reset();
    standing.carried.clear();
  }
  if (definition.carry_over.empty() || standing.period == first) return false;
  const Date last{first.days - 1};
  const bool closed = standing.period == base::first_of(definition.period, last);
  std::vector<Carried> carried;
  if (closed) carried = left_over(ladder, last);
  standing.period = first;
  standing.carried = std::move(carried);
  for (const Carried& each : standing.carried) {
    const auto metric = static_cast<std::size_t>(each.metric);
    emit("carried", program_.metric(metric).id, rules.ladder_ids[ladder], state_.version)
        .note = base::decimal_text(each.value, program_.metric(metric).scale);
  }
  return !standing.carried.empty();
}

// One's own figure of the period that ends on `last`, beyond what the level that it gives
// needed after the part that was carried into it.
std::vector<Carried> Fold::left_over(std::size_t ladder, Date last) const {
  const Version& rules = version();
  const model::Ladder& definition = rules.pack().ladders[ladder];
  const Standing& standing =
      state_.standings[static_cast<std::size_t>(rules.ladder[ladder])];
  const View closed = view(at_, last);
  const auto level = static_cast<std::size_t>(
      loyalty::reached(definition, [&](std::int32_t metric) {
        return figure(closed, standing, metric);
      }));
  std::vector<Carried> out;
  for (const model::Ladder::CarryOver& each : definition.carry_over) {
    const auto& reach = definition.levels[level].reach;
    const auto need = std::find_if(reach.begin(), reach.end(), [&](const auto& one) {
      return one.metric == each.metric;
    });
    if (need == reach.end()) continue;
    const std::int64_t own = closed.metric(each.metric);
    const std::int64_t carried = figure(closed, standing, each.metric) - own;
    std::int64_t left = own - std::max<std::int64_t>(0, need->at_least - carried);
    if (each.most) left = std::min(left, *each.most);
    if (left > 0)
      out.push_back({rules.metric[static_cast<std::size_t>(each.metric)], left});
  }
  return out;
}

void Fold::upgrade_tiers() {
  new_periods();
  const Version& rules = version();
  const View current = view(at_, today_);
  for (std::size_t i = 0; i < rules.pack().ladders.size(); ++i) {
    const auto ladder = static_cast<std::int32_t>(i);
    const model::Ladder& definition = rules.pack().ladders[i];
    const Standing& standing =
        state_.standings[static_cast<std::size_t>(rules.ladder[i])];
    const std::int32_t held = local_level(rules.level[i], standing.own);
    std::int32_t level = loyalty::reached(definition, [&](std::int32_t metric) {
      return figure(current, standing, metric);
    });
    std::optional<Date> until = loyalty::term_from(definition, today_);
    keep_reported(ladder, level, until);
    if (level > held)
      set_tier(ladder, rules.level[i][static_cast<std::size_t>(level)], until);
    hold_for_ever(ladder, current);
    show_tier(ladder);
  }
}

void Fold::review_tiers(Date today) {
  const Version& rules = version();
  for (std::size_t i = 0; i < rules.pack().ladders.size(); ++i) {
    Standing& standing = state_.standings[static_cast<std::size_t>(rules.ladder[i])];
    const model::Ladder& definition = rules.pack().ladders[i];
    const std::optional<Date> last = standing.own_until;
    const bool ended = last && *last < today;
    const std::int32_t held = local_level(rules.level[i], standing.own);
    const std::int32_t held_level = standing.own;
    loyalty::Review result{held, last};
    if (ended) {
      const View closed = view(at_, *last);
      result = loyalty::review(
          definition, held, *last,
          [&](std::int32_t metric) { return figure(closed, standing, metric); });
    }
    const auto ladder = static_cast<std::int32_t>(i);
    if (keep_reported(ladder, result.level, result.until) || ended)
      set_tier(ladder, rules.level[i][static_cast<std::size_t>(result.level)],
               result.until);
    if (result.level < held && definition.grace) {
      std::erase_if(standing.floors,
                    [](const Floor& floor) { return floor.kind == Floor::Kind::grace; });
      standing.floors.push_back(
          {Floor::Kind::grace, held_level,
           base::last_of(definition.grace->to_end_of,
                         base::add(*last, definition.grace->span))});
    }
    std::erase_if(standing.floors, [&](const Floor& floor) {
      return floor.until && *floor.until < today;
    });
    show_tier(ladder);
  }
}

// A tier by a person's word, until its end. The newest word holds.
Status Fold::set_by_hand(const Entry& entry, bool fresh) {
  const Version& rules = version();
  const auto text = [&](std::string_view name) {
    return text_of(program_, entry.event, name);
  };
  const auto& ladders = rules.pack().ladders;
  const std::string name = text("ladder");
  const auto ladder = std::find_if(ladders.begin(), ladders.end(), [&](const auto& each) {
    return name.empty() ? ladders.size() == 1 : each.id == name;
  });
  if (ladder == ladders.end())
    return {ErrorCode::event,
            name.empty() ? "say which ladder: the pack has none or several"
                         : "no ladder \"" + name + "\"",
            at_path("/ladder")};
  const std::string tier = text("tier");
  const auto level = std::find_if(ladder->levels.begin(), ladder->levels.end(),
                                  [&](const auto& each) { return each.id == tier; });
  if (level == ladder->levels.end())
    return {ErrorCode::event, "no tier \"" + tier + "\" of " + ladder->id,
            at_path("/tier")};
  const auto said = integer_of(program_, entry.event, "until");
  const std::optional<Date> until =
      said ? Date{static_cast<std::int32_t>(*said)} : loyalty::term_from(*ladder, today_);
  if (until && *until < today_)
    return {ErrorCode::event, "that tier would be over already", at_path("/until")};
  if (fresh) {
    const std::string reason = text("reason");
    if (!ladder->override_reasons)
      return {ErrorCode::not_eligible, "tiers of " + ladder->id +
                                           " are not given by hand: the pack has no "
                                           "\"override\""};
    if (std::find(ladder->override_reasons->begin(), ladder->override_reasons->end(),
                  reason) == ladder->override_reasons->end())
      return {ErrorCode::not_eligible, "no reason for a tier by hand: \"" + reason + "\"",
              at_path("/reason")};
    if (ladder->override_longest &&
        (!until || *until > base::add(today_, *ladder->override_longest)))
      return {ErrorCode::over_limit,
              "a tier by hand lasts through " +
                  base::add(today_, *ladder->override_longest).text() + " at most",
              at_path("/until")};
  }
  const auto i = static_cast<std::size_t>(ladder - ladders.begin());
  Standing& standing = state_.standings[static_cast<std::size_t>(rules.ladder[i])];
  std::erase_if(standing.floors,
                [](const Floor& floor) { return floor.kind == Floor::Kind::hand; });
  if (level != ladder->levels.begin())
    standing.floors.push_back(
        {Floor::Kind::hand,
         rules.level[i][static_cast<std::size_t>(level - ladder->levels.begin())],
         until});
  return {};
}

}  // namespace patron::engine
