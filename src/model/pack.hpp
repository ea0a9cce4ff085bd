// SPDX-License-Identifier: Apache-2.0
// A pack as typed, checked, plain data: what the rules room makes of the text and the
// engine runs. Names are resolved to indexes; amounts are exact; expressions are indexes
// into the pack's table of compiled programs (rules::CompiledPack), -1 where absent.
// Maps of the text are vectors here, sorted by id in byte order, so an index is the
// ordinal.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/calendar.hpp"
#include "base/decimal.hpp"
#include "base/zone.hpp"
#include "model/currency.hpp"
#include "model/lookup.hpp"
#include "model/names.hpp"
#include "model/vocabulary.hpp"
#include "patron/date.hpp"
#include "patron/money.hpp"

namespace patron::model {

// ---- metrics --------------------------------------------------------------------------
enum class Aggregate : std::uint8_t { count, sum, streak };
enum class WindowKind : std::uint8_t { rolling, calendar, lifetime };
struct Window {
  WindowKind kind = WindowKind::lifetime;
  base::Span span;                                // rolling: (D - span, D]
  base::Period period = base::Period::none;       // calendar: year, quarter, month, week
  std::int32_t ago = 0;                           // calendar: 0 "this", 1 "last"
};
struct Metric {
  std::string id;
  Text title;
  Origin origin;
  Aggregate aggregate = Aggregate::count;
  EventTypes on;               // Mask of event types.
  ExpressionIndex when = -1;   // Over event.*, trip.*, customer.*.
  ExpressionIndex value = -1;  // sum: a decimal, money or int.
  std::int32_t scale = 0;      // Of the sum: money: decimals of the program currency.
  bool money = false;
  bool net_of_refund =
      false;  // `net_of: "refund"`: less refunds, on the day of the original.
  Window window;
  base::Period grain = base::Period::none;  // streak: the period that must not be missed.
  bool hidden = false;  // Of a section of its own: no rule reads it, no list shows it.
};

// ---- points ---------------------------------------------------------------------------
// What an error or a missing input does: told as undecided; taken for a condition that
// does not hold; or the whole event is refused (F11).
enum class OnError : std::uint8_t { report, no_match, refuse };
enum class EarnKind : std::uint8_t { fixed, rate, multiply };
enum class TripUnit : std::uint8_t { nights, segments, km };
struct Hold {
  bool held = false;           // "none" or no hold: active at once.
  EventTypes until;            // Releases, by ref; none: the delay alone does.
  EventTypes void_on;
  std::optional<base::Span> delay;  // After the release, or after the earning.
};
struct Basis {
  bool with_tax = false;         // `tax: with`
  bool before_discount = false;  // `discount: before`
  std::vector<std::string> exclude_tenders;  // "points" and others.
};
// A value with a name.
struct Constant {
  std::string id;  // Read as "constants." + id.
  Text title;
  Origin origin;
  Type type;
  // Numbers at the scale of the type, a date as days, a bool as 0 or 1.
  Literal value;
};
// A number that is found when it is needed: by an expression, or in a decision table.
struct Computed {
  ExpressionIndex value = -1;
  std::int32_t table = -1, output = 0;  // CompiledPack::tables
  std::vector<ExpressionIndex> inputs;  // Of the table, a column each.
};
// Which of the member's matching events: the number-th, or every number-th.
struct Occurrence {
  std::int32_t number = 1;
  bool repeats = false;
  Window window;
};
struct EarnRule {
  std::string id;  // Full id is "points.earn." + id.
  Text title;
  Origin origin;
  std::vector<std::string> tags;
  DatePeriod effective;
  EventTypes on;  // Of a multiplier: the union of its rules' (filled by the loader).
  ExpressionIndex when = -1;
  std::optional<Occurrence> occurrence;
  EarnKind kind = EarnKind::fixed;
  std::int32_t currency = 0;   // Of a multiplier: that of the rules in `of`.
  std::int64_t points = 0;  // fixed: points; rate: points for each `per`; at the scale.
  std::int64_t per_minor = 0;  // rate: money in minor units of the program currency,
  std::int32_t per_units = 0;  // or so many units of the trip, if not 0.
  TripUnit unit = TripUnit::nights;
  bool full_blocks = false;
  Decimal multiply;            // "1.25"
  std::optional<Computed> computed;  // In place of points, or of multiply.
  std::vector<std::int32_t> of;  // Indexes of rules.
  Basis basis;
  Hold hold;
  Round round;
  std::int32_t priority = 0;
  std::int32_t group = -1;     // Stacking group, -1: none.
  OnError on_error = OnError::report;
};
// How the rules of one stacking group share an event.
enum class Stacking : std::uint8_t { sum, compound, first, best, unique };
struct Group {
  std::string id;
  Text title;
  Origin origin;
  Stacking mode = Stacking::sum;
  std::vector<std::int32_t> excludes;  // Groups that do not grant if this one does.
};
// What one member may be granted by some rules, kept inside the member. The `limit` of a
// rule is a cap over itself, with the id of the rule.
enum class CapPer : std::uint8_t { event, trip, member };  // Narrowest first.
struct Cap {
  std::string id;  // Full: "points.caps." + id, or "points.earn." + the rule's.
  Text title;
  Origin origin;
  DatePeriod effective;
  std::vector<std::int32_t> rules;     // Indexes of earn rules, rising.
  std::optional<std::int64_t> points;  // Exactly one of the two; points at the scale
  std::optional<std::int64_t> count;   // of the rules' one currency.
  CapPer per = CapPer::member;
  Window window;
  bool reject = false;  // overflow: all or nothing
};
// What points buy.
struct Reward {
  std::string id;  // Full id is "points.rewards." + id.
  Text title;
  Origin origin;
  DatePeriod effective;
  std::int32_t currency = 0;
  std::int64_t points = 0;           // At the currency's scale, or
  std::optional<Computed> computed;
  ExpressionIndex when = -1;
  std::optional<std::int64_t> count;  // At most so many in the window; none: no limit.
  Window window;
};
// Earn rules in order of execution: fixed and rate by id, then multipliers by priority
// (higher first), then id.

struct Threshold {
  std::int32_t metric = 0;
  std::int64_t at_least = 0;  // At the metric's scale.
};
enum class Need : std::uint8_t { all, any, count };
struct Level {
  std::string id;
  Text title;
  Origin origin;
  std::vector<Threshold> reach, keep;  // keep = reach where the pack does not say.
  std::vector<Threshold> forever;      // Held for life once reached; empty: never.
  Need need = Need::all;
  std::int32_t need_count = 0;
};
enum class Valid : std::uint8_t { end_of_period, end_of_next_period, forever };
enum class Downgrade : std::uint8_t { full, one_step, none };
struct Ladder {
  std::string id;
  Origin origin;
  std::vector<Level> levels;  // Lowest first; the first has no `reach`.
  base::Period period = base::Period::year;
  Valid valid = Valid::end_of_next_period;
  Downgrade downgrade = Downgrade::full;
  struct Grace {
    base::Span span;
    base::Period to_end_of = base::Period::none;
  };
  std::optional<Grace> grace;  // After a term, before falling.
  std::optional<std::vector<std::string>> override_reasons;  // None: not by hand.
  std::optional<base::Span> override_longest;
  bool late_falls = false;  // `lower_on_correction`
  struct CarryOver {
    std::int32_t metric = 0;
    std::optional<std::int64_t> most;  // At the metric's scale.
  };
  std::vector<CarryOver> carry_over;  // What a level did not need, into the next period.
};

// ---- shared ---------------------------------------------------------------------------
struct Budget {
  std::string id;  // Scope key "budgets." + id.
  Origin origin;
  std::vector<std::int32_t> rules;  // Indexes of earn rules, rising.
  std::int64_t points = 0;          // At scale of the rules' one currency.
  Window window;
  bool reject = false;  // overflow: all or nothing
  DatePeriod effective;
};

// ---- satisfaction ---------------------------------------------------------------------
enum class InstrumentKind : std::uint8_t { likert, nps, csat };
struct Item {
  std::string id;
  Text text;
  std::int32_t touchpoint = -1;
  Decimal weight{1, 0};
  bool reversed = false;
};
struct Instrument {
  std::string id;
  Text title, text;
  Origin origin;
  InstrumentKind kind = InstrumentKind::nps;
  std::int32_t touchpoint = -1;
  Decimal weight{1, 0};
  std::int32_t low = 0, high = 10;  // scale
  std::int32_t promoters_from = 9, detractors_to = 6, top = 2;
  bool scale_mean = false;  // missing.rule
  Decimal missing_at_least{50, 2};  // Share of items that must be answered.
  std::vector<std::int32_t> codes_dismissed, codes_not_applicable, codes_missing;
  std::vector<Item> items;  // Likert; sorted by id. Others: none, the answer is by the
                            // instrument's own id.
};
struct Touchpoint {
  std::string id;
  Text title;
  Decimal weight{1, 0};
};
struct Satisfaction {
  std::vector<Touchpoint> touchpoints;
  std::vector<Instrument> instruments;
  std::int32_t half_life_days = 180;
  double prior_mean = 50.0, prior_weight = 2.0;
  double within_sd = 20.0;  // Within-person standard deviation of a response.
  double confidence = 0.95, max_width = 40.0;  // The customer's gate: n >= 1 and width.
  double z = 1.959963984540054;                // Quantile of the confidence.
  std::int32_t cohort_min_n = 5;
  double cohort_max_width = 30.0;
};

// ---- churn ----------------------------------------------------------------------------
struct Bin {
  std::optional<Decimal> below;  // Exclusive; the last bin has none.
  Decimal weight;
};
struct Signal {
  std::string id;  // Full id "churn.signals." + id.
  Text reason, title;
  Origin origin;
  ExpressionIndex when = -1, clear_when = -1;  // By `when` and `weight`,
  Decimal weight;
  ExpressionIndex value = -1;  // or by `value` and `bins`.
  std::vector<Bin> bins;
  std::int32_t min_stay_days = 0;
};
struct Band {
  std::string id;
  Text title;
  std::optional<Decimal> at_least;  // The first has none.
};
// ---- placings -------------------------------------------------------------------------
// A way to place customers, one place each at a time: in or out of a segment, a grade by
// a figure, a box of two figures, a stage by predicates.
enum class PlacingKind : std::uint8_t { segment, grade, quadrant, lifecycle, stage };
struct Place {
  std::string id;
  Text title;
  Origin origin;
  ExpressionIndex when = -1, leave_when = -1;      // segment, lifecycle, stage.
  std::optional<Decimal> at_least, leave_below;    // grade.
  std::int32_t min_stay_days = 0;
};
struct Axis {
  ExpressionIndex value = -1;
  Decimal cut;
};
struct Placing {
  std::string id;  // Address: "grades.customer", "churn.stages".
  PlacingKind kind{};
  Text title;
  Origin origin;
  ExpressionIndex when = -1;  // While it does not hold: the first place.
  // grade: lowest first. segment: out, in. quadrant: low_low, high_low, low_high,
  // high_high, x first. Stages: as in the pack; the last has no `when`.
  std::vector<Place> places;
  std::vector<Axis> axes;  // grade: the figure; quadrant: x and y.
  Decimal margin;          // quadrant: band about the cuts, a share.
};
// Where who has not been placed yet is taken to be.
inline std::size_t first_place(const Placing& placing) {
  const bool by_predicates =
      placing.kind == PlacingKind::lifecycle || placing.kind == PlacingKind::stage;
  return by_predicates ? placing.places.size() - 1 : 0;
}

// A model of coming back; `params` and `spend` by the names of its kind.
struct ChurnModel {
  using Params = std::vector<std::pair<std::string, double>>;
  std::string id;  // Full id "churn.models." + id.
  Text title;
  Origin origin;
  std::string kind;
  ExpressionIndex when = -1;   // For which customers.
  ExpressionIndex value = -1;  // external: the probability itself.
  std::int32_t priority = 0;
  base::Span unit;             // Of the parameters' time.
  Params params, spend;        // spend: of gamma_gamma; empty without.
  struct Covariate {
    ExpressionIndex value = -1;
    double activity = 0.0, dropout = 0.0;
  };
  std::vector<Covariate> covariates;
};
enum class GapLaw : std::uint8_t { lognormal, gamma, empirical };
struct Cadence {
  std::int32_t min_gaps = 2;
  GapLaw law = GapLaw::lognormal;
  double shrink = 3.0;         // Weight of the pool, in gaps.
  bool pooled = false;
  double pool_median_days = 0.0, pool_spread = 0.0;  // Spread: of the logarithms.
};
// Log-odds or probability -> a probability that holds.
struct CalibrationMap {
  double slope = 1.0, intercept = 0.0;           // Platt;
  std::vector<std::pair<double, double>> knots;  // isotonic, rising.
};
struct Churn {
  bool scored = false;  // There is a scorecard.
  std::int32_t horizon_days = 365;
  Cadence cadence;
  std::optional<std::array<double, 12>> season;  // Weights of the months.
  std::int32_t season_half_width = 45;           // Days around the anniversary.
  std::vector<ChurnModel> models;                // The order in which they are tried.
  std::vector<Signal> signals;
  Decimal base_rate;
  Decimal model_weight{1, 0}, cadence_weight{0, 0};
  struct Score {
    double base = 0.0, odds = 1.0, twice = 1.0;
  };
  std::optional<Score> score;
  std::array<std::optional<CalibrationMap>, 13> calibration;  // 0: all; 1-12: a month.
  std::vector<Band> bands;
  ExpressionIndex alive_when = -1;
};

// ---- worth ----------------------------------------------------------------------------
struct Rfm {
  std::int32_t scores = 5;
  std::int32_t frequency = -1, monetary = -1;  // Indexes of metrics.
  std::vector<Decimal> recency_cuts, frequency_cuts, monetary_cuts;  // Right-closed.
};
struct MoneyOf {  // In minor units, or by an expression.
  std::int64_t minor = 0;
  ExpressionIndex value = -1;
};
struct Clv {
  base::Span horizon;
  Decimal discount, margin;  // Of a year; of revenue.
};
struct Acquisition {
  MoneyOf cost;
  ExpressionIndex by = -1;  // A text.
};
struct Credit {  // Level and hold are placings.
  ExpressionIndex when = -1, used = -1;
  std::optional<MoneyOf> limit;
};
struct Worth {
  std::optional<Rfm> rfm;
  std::optional<Clv> clv;
  std::optional<Acquisition> acquisition;
  std::optional<Credit> credit;
};

// ---- care -----------------------------------------------------------------------------
struct Trigger {
  EventTypes on;
  ExpressionIndex when = -1;
};
// Counted from the trigger's local day, or from a day that the event names.
struct Moment {
  base::Span span;
  bool before = false;
  ExpressionIndex from = -1;
};
struct Escalation {
  base::Span after;  // The last day in time.
  std::string to;    // A role.
};
struct Action {
  std::string id;  // Full id "care.actions." + id.
  Text title, reason;
  Origin origin;
  EventTypes on;
  ExpressionIndex when = -1;
  std::string what;     // `do`: "follow_up"
  OnError on_error = OnError::report;
  DatePeriod effective;
  Moment start, due;    // Not before the day; by the end of the day.
  std::string consent;  // Without it nobody is asked; "": none is needed.
  std::int64_t priority = 0;
  std::vector<Escalation> escalate;
  std::string owner;
  std::vector<std::string> channels;
  std::optional<Trigger> done_on, cancel_on;  // Of the same ref, where both have one.
};

// ---- the pack -------------------------------------------------------------------------
struct Role {
  std::string id;
  Text title;
};
struct Pack {
  std::string id, version, hash;  // hash: of the canonical text, 32 hexadecimal digits
  Text title;
  std::vector<std::string> languages;
  base::Zone zone;
  std::string timezone;
  std::string currency;          // ISO 4217
  std::int32_t currency_scale = 2;
  // Foreign money into the pack's: by code, rates sorted by first day (M54).
  struct Rate {
    Date from;
    Decimal rate;
  };
  std::map<std::string, std::vector<Rate>> exchange;
  DatePeriod effective;          // `from` is always given.
  std::int32_t late_accept_days = 180;
  Vocabulary vocabulary;         // Event types and attributes, with the pack's own.
  std::vector<Role> roles;
  std::vector<Constant> constants;
  std::vector<std::shared_ptr<const Lookup>> lookups;
  std::vector<Metric> metrics;
  std::vector<Currency> currencies;
  std::vector<EarnRule> earn;    // In order of execution.
  std::vector<Group> groups;
  std::vector<Cap> caps;         // Narrowest first.
  std::vector<Reward> rewards;
  std::vector<Ladder> ladders;
  std::vector<Budget> budgets;
  std::vector<Placing> placings;  // Those that signals read first, churn.stages last.
  Satisfaction satisfaction;
  Churn churn;
  Worth worth;
  std::vector<Action> actions;
};

}  // namespace patron::model
