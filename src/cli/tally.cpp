// SPDX-License-Identifier: Apache-2.0
// Points are counted from the postings, by the local month in which each was due; open
// actions from what raised them less what closed them; scores from the answers.
#include "cli/tally.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include <boost/json.hpp>

#include "cli/output.hpp"
#include "cli/scores.hpp"
#include "cli/text.hpp"

namespace patron::cli {
namespace {

namespace js = boost::json;

// For a document that is looked at once: it lies on the stack, if it is not large.
class Scratch {
 public:
  Scratch() : resource_(room_.data(), room_.size()) {}
  js::storage_ptr memory() { return &resource_; }

 private:
  std::array<unsigned char, 8192> room_;
  js::monotonic_resource resource_;
};

constexpr std::int32_t kWeekDays = 7;
constexpr std::size_t kOverdueListed = 10, kDueListed = 30;
constexpr int kMonthsBack = 24, kMonthsAhead = 12;

int month_number(std::int32_t day) {
  const YearMonth civil = year_month(day);
  return civil.year * 12 + civil.month - 1;
}

std::string text_at(const js::object& object, const char* key) {
  const js::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return {value->as_string().data(), value->as_string().size()};
}

std::int64_t whole_at(const js::object& object, const char* key) {
  const js::value* value = object.if_contains(key);
  return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

void add(PointsMonth& to, const PointsMonth& from) {
  to.issued += from.issued;
  to.spent += from.spent;
  to.expired += from.expired;
  to.expiring += from.expiring;
}

const js::array* list_at(const js::object& object, const char* key) {
  const js::value* value = object.if_contains(key);
  return value != nullptr ? value->if_array() : nullptr;
}

}  // namespace

Tally::Tally(const patron_engine* engine, const PackWords& pack, std::int32_t as_of)
    : engine_(engine), pack_(pack), as_of_(as_of) {}

std::int32_t Tally::day_of(std::int64_t instant) const {
  return patron_engine_date(engine_, instant);
}

void Tally::survey(std::string_view event_json, std::int32_t day) {
  boost::system::error_code code;
  Scratch scratch;
  const js::value event =
      js::parse({event_json.data(), event_json.size()}, code, scratch.memory());
  if (code || !event.is_object()) return;
  const auto found = pack_.instruments.find(text_at(event.as_object(), "instrument"));
  if (found == pack_.instruments.end()) return;
  Answers& answers = answers_[found->first];
  const double score = response_score(found->second, event.as_object());
  if (score < 0.0) {
    ++answers.without;
  } else {
    answers.by_month[month_number(day)].push_back(score);
  }
}

void Tally::effects(const patron_table* table) {
  const std::int32_t duplicate = patron_table_column(table, PATRON_LITERAL("duplicate"));
  const std::int32_t kinds = patron_table_column(table, PATRON_LITERAL("kind"));
  const std::int32_t whats = patron_table_column(table, PATRON_LITERAL("what"));
  for (std::size_t row = 0; row < patron_table_rows(table); ++row) {
    if (duplicate >= 0 && patron_table_int64(table, row, duplicate) != 0) continue;
    std::size_t size = 0;
    const char* name = patron_table_text(table, row, kinds, &size);
    const std::string_view kind(name == nullptr ? "" : name, size);
    name = patron_table_text(table, row, whats, &size);
    const std::string_view what(name == nullptr ? "" : name, size);
    if (kind == "posting") posting(table, row, what);
    if (kind == "action") action(table, row, what);
    if (kind == "undecided" && cell_text(table, row, "change") != "retracted")
      ++undecided_[cell_text(table, row, "rule")];
  }
}

void Tally::posting(const patron_table* table, std::size_t row, std::string_view what) {
  const std::int64_t points = cell_int64(table, row, "points");
  const bool into = what == "earn" || what == "activate";
  const bool adjusted = what == "adjust";
  const bool out = what == "burn" || what == "post";
  const bool back = what == "burn_reversal";
  const bool expired = what == "expire" || what == "reversed_expired";
  if (!into && !adjusted && !out && !back && !expired) return;
  const int month = month_number(day_of(cell_int64(table, row, "at")));
  PointsMonth& counts = points_[cell_text(table, row, "currency")][month];
  const std::int64_t size = points < 0 ? -points : points;
  if (into || (adjusted && points > 0)) {
    counts.issued += size;
  } else if (expired) {
    counts.expired += size;
  } else if (back) {
    counts.spent -= size;
  } else {
    counts.spent += size;
  }
}

void Tally::action(const patron_table* table, std::size_t row, std::string_view what) {
  const std::string id = cell_text(table, row, "id");
  const std::string rule = cell_text(table, row, "rule");
  const std::string parent = cell_text(table, row, "parent");
  const bool retracted = cell_text(table, row, "change") == "retracted";
  const auto same = [&](const OpenAction& other) {
    if (retracted) return other.id == id || other.id == parent;
    return parent.empty() ? other.rule == rule : other.id == parent;
  };
  std::vector<OpenAction>& open = open_[cell_text(table, row, "customer")];
  const auto found = std::find_if(open.begin(), open.end(), same);
  if (what == "due" && !retracted) {
    const std::size_t dot = rule.rfind('.');
    const std::string name = dot == std::string::npos ? rule : rule.substr(dot + 1);
    const auto title = pack_.actions.find(name);
    open.push_back({id, rule,
                     {day_of(cell_int64(table, row, "until")),
                      cell_text(table, row, "customer"),
                      title == pack_.actions.end() ? name : title->second,
                      cell_text(table, row, "reason"), false}});
  } else if (found == open.end()) {
    return;
  } else if (what == "overdue") {
    found->row.overdue = !retracted;
  } else {
    open.erase(found);
  }
}

void Tally::customer_done(const std::string& customer) {
  for (OpenAction& open : open_[customer]) {
    if (open.row.overdue || open.row.due_day <= as_of_) {
      open.row.overdue = true;
      overdue_.push_back(std::move(open.row));
    } else if (open.row.due_day <= as_of_ + kWeekDays) {
      due_.push_back(std::move(open.row));
    }
  }
  open_.erase(customer);
}

void Tally::lots(const patron_table* table) {
  for (std::size_t row = 0; row < patron_table_rows(table); ++row) {
    const auto day = parse_day(cell_text(table, row, "expires_on"));
    if (!day) continue;
    const int month = month_number(*day);
    points_[cell_text(table, row, "currency")][month].expiring +=
        cell_int64(table, row, "points");
  }
}

void Tally::assessment(std::string_view row_json) {
  boost::system::error_code code;
  Scratch scratch;
  const js::value value =
      js::parse({row_json.data(), row_json.size()}, code, scratch.memory());
  if (code || !value.is_object()) return;
  const js::object& row = value.as_object();
  ++bands_[text_at(row, "churn_band")];
  const auto days = static_cast<int>(whole_at(row, "churn_horizon_days"));
  horizon_days_ = std::max(horizon_days_, days);
  const js::value* calibrated = row.if_contains("churn_calibrated");
  if (calibrated != nullptr && calibrated->is_bool())
    calibrated_ |= calibrated->as_bool();
  if (const js::array* balances = list_at(row, "balances")) {
    for (const js::value& balance : *balances) {
      const js::object& object = balance.as_object();
      Totals& totals = totals_[text_at(object, "currency")];
      totals.active += whole_at(object, "active");
      totals.pending += whole_at(object, "pending");
      totals.debt += whole_at(object, "debt");
    }
  }
  if (const js::array* standings = list_at(row, "standings")) {
    for (const js::value& standing : *standings) {
      const js::object& object = standing.as_object();
      ++tiers_[text_at(object, "ladder")][text_at(object, "tier")];
    }
  }
}

void Tally::merge(Tally&& later) {
  for (auto& [instrument, answers] : later.answers_) {
    Answers& mine = answers_[instrument];
    mine.without += answers.without;
    for (const auto& [month, scores] : answers.by_month) {
      std::vector<double>& all = mine.by_month[month];
      all.insert(all.end(), scores.begin(), scores.end());
    }
  }
  for (const auto& [currency, months] : later.points_)
    for (const auto& [month, counts] : months) add(points_[currency][month], counts);
  for (const auto& [currency, totals] : later.totals_) {
    totals_[currency].active += totals.active;
    totals_[currency].pending += totals.pending;
    totals_[currency].debt += totals.debt;
  }
  for (const auto& [band, customers] : later.bands_) bands_[band] += customers;
  for (const auto& [ladder, levels] : later.tiers_)
    for (const auto& [level, customers] : levels) tiers_[ladder][level] += customers;
  for (const auto& [rule, events] : later.undecided_) undecided_[rule] += events;
  due_.insert(due_.end(), later.due_.begin(), later.due_.end());
  overdue_.insert(overdue_.end(), later.overdue_.begin(), later.overdue_.end());
  horizon_days_ = std::max(horizon_days_, later.horizon_days_);
  calibrated_ = calibrated_ || later.calibrated_;
}

void Tally::finish_points(Summary& summary) const {
  const int now = month_number(as_of_);
  for (const auto& [id, words] : pack_.currencies) {
    PointsPanel panel;
    panel.title = words.title;
    panel.scale = words.scale;
    const auto totals = totals_.find(id);
    if (totals != totals_.end()) {
      panel.active = totals->second.active;
      panel.pending = totals->second.pending;
      panel.debt = totals->second.debt;
    }
    const auto months = points_.find(id);
    if (months != points_.end() && !months->second.empty()) {
      const int first = std::max(now - kMonthsBack + 1,
                                 std::min(now, months->second.begin()->first));
      const int newest = months->second.rbegin()->first;
      const int last = std::clamp(newest, now, now + kMonthsAhead);
      for (int month = first; month <= last; ++month) {
        const auto found = months->second.find(month);
        panel.months.push_back(found == months->second.end() ? PointsMonth{}
                                                             : found->second);
        panel.months.back().month = month;
      }
    }
    summary.points.push_back(std::move(panel));
  }
}

void Tally::finish_actions(Summary& summary) const {
  const auto by_day = [](const ActionRow& a, const ActionRow& b) {
    return std::tie(a.due_day, a.customer) < std::tie(b.due_day, b.customer);
  };
  std::vector<ActionRow> due = due_, overdue = overdue_;
  std::stable_sort(due.begin(), due.end(), by_day);
  std::stable_sort(overdue.begin(), overdue.end(), by_day);
  summary.actions_due = static_cast<std::int64_t>(due.size());
  summary.actions_overdue = static_cast<std::int64_t>(overdue.size());
  if (overdue.size() > kOverdueListed) {  // Those that may still be mended.
    overdue.erase(overdue.begin(), overdue.end() - kOverdueListed);
  }
  due.resize(std::min(due.size(), kDueListed));
  summary.actions = std::move(overdue);
  summary.actions.insert(summary.actions.end(), due.begin(), due.end());
}

void Tally::finish(Summary& summary, const std::string& language) const {
  summary.program = pack_.title;
  summary.language = language;
  summary.as_of = as_of_;
  summary.undecided.assign(undecided_.begin(), undecided_.end());
  for (const auto& [id, words] : pack_.instruments) {
    const auto found = answers_.find(id);
    if (found == answers_.end()) continue;
    summary.scores.push_back(
        score_panel(words, found->second.by_month, found->second.without, pack_.min_n));
  }
  std::stable_sort(summary.scores.begin(), summary.scores.end(),
                   [](const ScorePanel& a, const ScorePanel& b) {
                     return (a.kind == "nps") > (b.kind == "nps");
                   });
  for (const auto& [id, title] : pack_.bands) {
    const auto found = bands_.find(id);
    summary.bands.push_back({title, found == bands_.end() ? 0 : found->second, true});
  }
  const auto unscored = bands_.find("");
  if (!pack_.bands.empty() && unscored != bands_.end()) {
    const char* name = language == "zh" ? "未评分" : "not scored";
    summary.bands.push_back({name, unscored->second, false});
  }
  summary.churn_horizon_days = horizon_days_;
  summary.churn_calibrated = calibrated_;
  finish_points(summary);
  for (const auto& [ladder, levels] : pack_.ladders) {
    const auto counts = tiers_.find(ladder);
    for (const auto& [id, title] : levels) {
      std::int64_t customers = 0;
      if (counts != tiers_.end() && counts->second.contains(id)) {
        customers = counts->second.at(id);
      }
      summary.tiers.push_back({ladder, title, customers});
    }
  }
  finish_actions(summary);
}

}  // namespace patron::cli
