// SPDX-License-Identifier: Apache-2.0
// The fold: the one algorithm that makes a member's state from entries and from time.
// Live application, replay after a late event, preview and assessment all run it; they
// differ only in what they do with the effects.
//
// Time is a grid of local days (semantics F3): whatever falls due does so at the first
// instant of a local day, so a step over time is a walk from due day to due day.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/emission.hpp"
#include "engine/program.hpp"
#include "engine/scope_book.hpp"
#include "engine/considered.hpp"
#include "engine/state.hpp"
#include "engine/view.hpp"
#include "loyalty/earn.hpp"

namespace patron::engine {

// What the fold of a whole history must know beside the entry at hand: facts and
// decisions that stand in other entries.
struct Outside {
  std::vector<TierStep> kept;
  // (event id, rule id) -> allowed, of `decide` entries.
  std::map<std::pair<std::string, std::string>, bool> decisions;

  void collect(const Entry& entry, const Access::Program& program);
};

struct FoldOptions {
  std::string_view customer;
  const Outside* outside = nullptr;
  std::vector<TierStep>* steps = nullptr;  // Every change of a tier; NULL: not wanted.
  ScopeBook* scopes = nullptr;            // Answers requests; NULL: they stay open.
  std::vector<Emission>* out = nullptr;   // NULL: effects are not wanted.
  bool trace = false;
  bool recorded = false;                  // Spends were made already.
  Observer* observer = nullptr;           // Of one event; NULL: none is asked about.
  bool every_day = false;                 // Tick on every day: the check of skipping.
};

// More than an amount may be: 2^53 - 1. Error: range.
Status too_much(std::string_view what);

class Fold {
 public:
  Fold(const Access::Program& program, State& state, const FoldOptions& options);

  // Everything that falls due up to and including `until`.
  void advance(Instant until);
  // Advances to the entry's instant, then folds it. `fresh`: its facts are decided now
  // and written into it; else they are taken from it. On failure the state is in between:
  // the caller works on a copy. Errors: event, range, limit, and refusals.
  Status apply(Entry& entry, bool fresh);

  // First instant at which something falls due; never() if nothing does.
  Instant next_due() const;

 private:
  friend class Earning;
  // ---- effects (fold.cpp)
  Status within_bounds() const;
  Emission& emit(std::string_view kind, std::string_view what, std::string_view rule,
                 std::int32_t version);
  Emission& post(std::string_view what, std::string_view rule, std::int32_t version,
                 std::int32_t currency, std::int64_t points);
  void begin_cause(const Entry* entry, Instant at);
  Instant last_instant(Date day) const;

  // ---- time (fold_time.cpp)
  void step(Instant at);
  void switch_version(std::int32_t version);
  void review_tiers(Date today);
  void expire_lots(Date today);
  void lapse_trips(Date today);
  void tick(Date today);

  // ---- care (fold_care.cpp)
  // Who is to be told of the rules that look at this event; NULL: nobody.
  Observer* observer(const Entry& entry) const {
    Observer* const asked = options_.observer;
    return asked != nullptr && asked->event == entry.event.id ? asked : nullptr;
  }
  Status follow_actions(const Entry& entry, bool fresh);
  bool ended(const care::OpenAction& open, const Entry& entry);
  Status set_off(std::int32_t action, const Entry& entry, const View& look, bool fresh);
  Status undecided_action(std::int32_t action, std::string why, bool fresh);
  std::optional<Date> day_of(const model::Moment& moment, const View& look) const;
  bool agreed(const std::string& consent) const;
  void start_actions(Date today);
  void check_actions(Date today);
  Emission& tell(const care::OpenAction& open, std::string_view what);
  const model::Action& action_of(const care::OpenAction& open) const {
    return version(open.version).pack().actions[static_cast<std::size_t>(open.action)];
  }

  // ---- events that patron makes (fold_own.cpp)
  void raise(model::EventType type,
             std::initializer_list<std::pair<std::string_view, model::Scalar>> said);
  bool heard(model::EventType type) const;
  std::optional<Date> birthday() const;
  std::optional<Date> next_yearly(model::EventType type, std::int32_t last) const;
  void raise_yearly();
  void own_events();
  void look_before();

  // ---- recording an event (fold_record.cpp)
  Status record(Entry& entry, bool& final_ignored);
  Status record_trip(const Entry& entry, bool& final_ignored);
  Status record_booking(const Entry& entry);
  void record_profile(const model::Event& event);
  Status record_payment(const model::Event& event);
  Status record_survey(const model::Event& event);
  void record_complaint(const model::Event& event);
  void record_visit(const model::Trip& trip);
  void record_month();
  Status count_metrics(const Entry& entry);
  void purge_trips(Date today);
  model::Trip* trip_of(std::string_view ref);

  // ---- points (fold_points.cpp, fold_earn.cpp)
  void resolve_holds(const Entry& entry);
  void activate(Grant& grant);
  void activate_ready(Date today);
  void true_up(model::Trip& trip, model::EventType outcome);
  void set_pending(Grant& grant, std::int64_t points, const model::Trip& trip);
  void void_grant(Grant& grant, std::string_view rule_note);
  void take_back(Grant& grant, std::int64_t points);
  std::optional<Date> last_day(const model::Expiry& expiry, Date earned_on,
                               std::int32_t currency);
  void keep_alive(model::EventType type);

  // ---- longer, and back again (fold_lapses.cpp)
  void turn_lots(const Entry& entry);
  void extend_lots(std::int32_t currency, const model::Extension& rule);
  void reinstate(std::int32_t currency, const model::Reinstatement& rule);
  void remember_lapsed(std::int32_t currency, const loyalty::Lot& lot);

  // ---- lots (fold_points.cpp, fold_prices.cpp)
  void tell_offset(std::string_view rule, std::int32_t version, std::int32_t currency,
                   loyalty::LotParts paid);
  void allocate_prices();
  void open_lot(Grant& grant, std::int64_t points, bool from_pending);
  void give_room(const Grant& grant, std::int64_t points);
  Status earn(Entry& entry, bool fresh);
  Status refund(const Entry& entry);
  Status adjust(const Entry& entry);
  void granted(const Entry& entry);

  // ---- spending (fold_spend.cpp)
  Status ask(Entry& entry, bool fresh, Spend& spend);
  Status may_spend(const model::Currency& rules, const Spend& spend) const;
  Status may_have(std::int32_t reward, std::int64_t points) const;
  Status may_pay(const model::Currency& rules, std::int64_t points,
                 std::int64_t price) const;
  std::string points_text(std::int32_t currency, std::int64_t points) const;
  std::string_view rule_of(const Spend& spend) const;
  void tell_infeasible(const Spend& spend, std::string why);
  Status redeem(Entry& entry, bool fresh);
  void spend(std::string_view what, Burn burn, const base::Hash128* parent);
  Status reserve(Entry& entry, bool fresh);
  std::optional<Spend> end_reservation(std::string_view event);
  Status release(Entry& entry);
  void time_out();
  void let_go(Spend& held);
  void set_free(Spend& held);
  Status post_reserved(Entry& entry, const std::string& name, bool fresh);
  Status post_without(Entry& entry, bool fresh);
  Status unspend(const Entry& entry);
  loyalty::Pieces last_taken(Spend& spend, std::int64_t points) const;
  void give_back(Burn& burn, std::int64_t points);
  void reopen(std::int32_t currency, std::int64_t points, const base::Hash128& id);
  void keep_pieces_alive(std::int32_t currency, loyalty::Pieces& pieces) const;

  // ---- standing, signals, care (fold_member.cpp)
  void upgrade_tiers();
  bool worth_a_turn(const model::Ladder& ladder, const Standing& standing) const;
  bool new_periods();
  bool new_period(std::size_t ladder);
  std::vector<Carried> left_over(std::size_t ladder, Date last) const;
  std::int64_t figure(const View& view, const Standing& standing,
                      std::int32_t metric) const;
  void set_tier(std::int32_t ladder, std::int32_t level, std::optional<Date> until);
  void show_tier(std::int32_t ladder);
  void hold_for_ever(std::int32_t ladder, const View& current);
  Status set_by_hand(const Entry& entry, bool fresh);
  bool keep_reported(std::int32_t ladder, std::int32_t& level,
                     std::optional<Date>& until) const;
  void evaluate_signals(Date today);
  void place_member(std::size_t placing, Date today);
  void place_before_signals(Date today);
  void place_after_signals(Date today);
  void judge(Date today) {  // Phases 7 and 8: what the member is by now.
    place_before_signals(today);
    evaluate_signals(today);
    place_after_signals(today);
  }
  std::optional<Date> next_turn(Date today) const;
  std::optional<Date> watch(Date today) const;

  const Version& version() const {
    return program_.versions[static_cast<std::size_t>(state_.version)];
  }
  const Version& version(std::int32_t index) const {
    return program_.versions[static_cast<std::size_t>(index)];
  }
  const model::EarnRule& rule_of(const Grant& grant) const {
    return version(grant.version).pack().earn[static_cast<std::size_t>(grant.rule)];
  }
  std::int32_t currency_of(const Grant& grant) const {
    const auto local = static_cast<std::size_t>(rule_of(grant).currency);
    return version(grant.version).currency[local];
  }
  loyalty::Ledger& ledger(std::int32_t currency) {
    return state_.ledgers[static_cast<std::size_t>(currency)];
  }
  // The definition of the program's currency in the version in force; NULL if it has
  // none.
  const model::Currency* currency_rules(std::int32_t currency) const;
  std::int64_t debt_room(std::int32_t currency) const;
  // Where in the order of all entries and of time the fold is.
  model::OrderKey place() const {
    return entry_ != nullptr ? entry_->key : place_of_time(at_);
  }
  View view(Instant now, Date today) const {
    return View(program_, state_.version, state_, now, today);
  }

  const Access::Program& program_;
  State& state_;
  FoldOptions options_;
  mutable std::vector<model::ExpressionIndex> watched_;  // What watch() found.

  // The cause at hand.
  const Entry* entry_ = nullptr;
  std::string cause_;
  Instant at_;
  Date today_;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> ordinals_;
  Emission scratch_;

  // Lots of grants that were opened just now; `emission` is the index of what told it.
  struct Sold {
    std::int32_t currency = 0;
    std::int64_t points = 0;
    std::string ref;
    std::size_t emission = 0;
  };
  std::vector<Sold> sold_;

  std::vector<Entry> raised_;  // Events of patron's own whose turn is to come.

  // What the event at hand has before and adds.
  std::vector<Balances> points_before_;
  std::vector<std::int32_t> levels_before_;
  std::vector<std::pair<std::int32_t, std::int64_t>> added_;
};

// What an event says under a name; none where it says nothing.
std::optional<std::int64_t> integer_of(const Access::Program& program,
                                       const model::Event& event, std::string_view name);
std::string text_of(const Access::Program& program, const model::Event& event,
                    std::string_view name);

}  // namespace patron::engine
