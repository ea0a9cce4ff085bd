// SPDX-License-Identifier: Apache-2.0
// An assessment as one row. The first ladder and the first points currency, the club and
// its points as a rule, have columns of their own; all of them are in the nested ones.
#include "base/decimal.hpp"
#include "base/json.hpp"
#include "base/table_builder.hpp"
#include "patron/assessment.hpp"

namespace patron {
namespace {

// A JSON object or array, written key by key in the order of their names.
class Nested {
 public:
  explicit Nested(char open) : close_(open == '[' ? ']' : '}') { out_ += open; }

  Nested& item() {
    if (out_.back() != '[' && out_.back() != '{') out_ += ',';
    return *this;
  }
  Nested& key(std::string_view name) {
    item();
    json::append_string(out_, name);
    out_ += ':';
    return *this;
  }
  void raw(std::string_view text) { out_ += text; }
  void text(std::string_view text) { json::append_string(out_, text); }
  void number(std::int64_t value) { json::append_int(out_, value); }
  std::string finish() && { return std::move(out_) + close_; }

 private:
  std::string out_;
  char close_;
};

std::string json_of(const Index100& index) {
  Nested out('{');
  out.key("high").text(index.high.text());
  out.key("low").text(index.low.text());
  out.key("n").number(index.n);
  out.key("n_effective").text(index.n_effective.text());
  out.key("reportable").raw(index.reportable ? "true" : "false");
  out.key("value").text(index.value.text());
  return std::move(out).finish();
}

std::string json_of(const Balance& balance) {
  Nested out('{');
  out.key("active").number(balance.active);
  out.key("currency").text(balance.currency);
  out.key("debt").number(balance.debt);
  if (balance.expire_on) out.key("expire_on").text(balance.expire_on->text());
  out.key("expiring").number(balance.expiring);
  out.key("pending").number(balance.pending);
  return std::move(out).finish();
}

std::string json_of(const Standing& standing) {
  Nested out('{');
  out.key("ladder").text(standing.ladder);
  if (!standing.next.empty()) out.key("next").text(standing.next);
  if (!standing.tier.empty()) out.key("tier").text(standing.tier);
  if (standing.until) out.key("until").text(standing.until->text());
  return std::move(out).finish();
}

std::string json_of(const Reason& reason, std::string_view language) {
  Nested out('{');
  out.key("contribution").text(reason.contribution.text());
  out.key("id").text(reason.id);
  out.key("text").text(reason.text(language));
  return std::move(out).finish();
}

template <class List, class Write>
std::string list_of(const List& list, Write&& write) {
  Nested out('[');
  for (const auto& entry : list) out.item().raw(write(entry));
  return std::move(out).finish();
}

class Row {
 public:
  Row(const Assessment& from, std::string_view language)
      : from_(from), language_(language) {}

  Table table() && {
    declare_and_fill();
    return builder_.finish();
  }

 private:
  // Columns come before the row, so each is kept as what will fill it.
  void text(std::string_view name, std::string_view value) {
    cells_.push_back({builder_.column(name, ColumnType::text), !value.empty(), 0,
                      std::string(value)});
  }
  void nested(std::string_view name, std::string value) {
    cells_.push_back({builder_.column(name, ColumnType::nested), value.size() > 2, 0,
                      std::move(value)});
  }
  void whole(std::string_view name, std::optional<std::int64_t> value,
             ColumnType type = ColumnType::int64, std::int32_t scale = 0) {
    cells_.push_back(
        {builder_.column(name, type, scale), value.has_value(), value.value_or(0), {}});
  }
  void decimal(std::string_view name, std::optional<Decimal> value, std::int32_t scale) {
    whole(name, value ? std::optional(value->value) : std::nullopt, ColumnType::decimal,
          scale);
  }
  void flag(std::string_view name, bool value) {
    whole(name, value ? 1 : 0, ColumnType::boolean);
  }
  void day(std::string_view name, std::optional<Date> value) {
    whole(name, value ? std::optional<std::int64_t>(value->days) : std::nullopt,
          ColumnType::date);
  }
  void instant(std::string_view name, std::optional<Instant> value) {
    whole(name, value ? std::optional(value->milliseconds) : std::nullopt,
          ColumnType::instant);
  }

  void declare_and_fill() {
    text("customer", from_.customer);
    instant("at", from_.at);
    satisfaction();
    churn();
    worth();
    points();
    whole("complaints_open", from_.complaints_open);
    text("action_next", from_.action_next);
    instant("action_due", from_.action_due);
    details();
    builder_.row();
    for (const Cell& cell : cells_) {
      if (!cell.filled) continue;
      if (cell.text.empty()) builder_.set(cell.column, cell.whole);
      else builder_.set(cell.column, std::string_view(cell.text));
    }
  }

  void satisfaction() {
    const Index100& index = from_.satisfaction;
    decimal("satisfaction", index.value, 2);
    decimal("satisfaction_low", index.low, 2);
    decimal("satisfaction_high", index.high, 2);
    whole("satisfaction_n", index.n);
    decimal("satisfaction_n_effective", index.n_effective, 2);
    flag("satisfaction_reportable", index.reportable);
    text("weakest_touchpoint", from_.weakest_touchpoint);
  }

  void churn() {
    decimal("churn_risk", from_.churn_scored ? std::optional(from_.churn_risk)
                                             : std::nullopt, 6);
    whole("churn_horizon_days", from_.churn_horizon_days);
    text("churn_band", from_.churn_band);
    flag("churn_calibrated", from_.churn_calibrated);
    text("stage", from_.stage);
    whole("churn_score", from_.churn_score);
    text("churn_model", from_.churn_model);
    decimal("p_alive", from_.p_alive, 6);
    decimal("trips_expected", from_.trips_expected, 4);
    decimal("trips_missed", from_.trips_missed, 2);
    decimal("value_expected", from_.value_expected,
            base::currency_decimals(from_.currency).value_or(2));
    text("value_currency", from_.value_expected ? from_.currency : "");
    decimal("overdue_ratio", from_.overdue_ratio, 2);
    std::string reasons;
    for (const Reason& reason : from_.reasons)
      reasons += (reasons.empty() ? "" : "; ") + reason.text(language_);
    text("reasons", reasons);
  }

  void worth() {
    const std::int32_t scale = base::currency_decimals(from_.currency).value_or(2);
    text("rfm", from_.rfm);
    text("abc", from_.abc);
    decimal("clv", from_.clv, scale);
    decimal("acquisition_cost", from_.acquisition_cost, scale);
    text("acquisition_by", from_.acquisition_by);
    text("credit", from_.credit);
    decimal("credit_limit", from_.credit_limit, scale);
    decimal("credit_available", from_.credit_available, scale);
    whole("credit_hold",
          from_.credit_hold ? std::optional<std::int64_t>(*from_.credit_hold)
                            : std::nullopt,
          ColumnType::boolean);
  }

  void points() {
    const Standing standing = from_.standings.empty() ? Standing() : from_.standings[0];
    text("tier", standing.tier);
    text("tier_next", standing.next);
    day("tier_until", standing.until);
    const bool any = !from_.balances.empty();
    const Balance balance = any ? from_.balances[0] : Balance();
    const auto figure = [&](std::string_view name, std::int64_t value) {
      whole(name, any ? std::optional(value) : std::nullopt);
    };
    figure("points_active", balance.active);
    figure("points_pending", balance.pending);
    figure("points_debt", balance.debt);
    figure("points_expiring", balance.expiring);
    day("expire_on", balance.expire_on);
  }

  void details() {
    nested("balances",
           list_of(from_.balances, [](const Balance& each) { return json_of(each); }));
    nested("standings",
           list_of(from_.standings, [](const Standing& each) { return json_of(each); }));
    nested("reasons_detail", list_of(from_.reasons, [&](const Reason& each) {
             return json_of(each, language_);
           }));
    Nested touchpoints('{'), metrics('{');
    for (const auto& [id, index] : from_.touchpoints)
      touchpoints.key(id).raw(json_of(index));
    nested("touchpoints", std::move(touchpoints).finish());
    Nested labels('{');
    for (const auto& [id, label] : from_.labels) labels.key(id).text(label);
    nested("labels", std::move(labels).finish());
    for (const auto& [id, value] : from_.metrics) metrics.key(id).text(value);
    nested("metrics", std::move(metrics).finish());
  }

  struct Cell {
    std::int32_t column;
    bool filled;
    std::int64_t whole;
    std::string text;
  };

  const Assessment& from_;
  std::string_view language_;
  TableBuilder builder_;
  std::vector<Cell> cells_;
};

}  // namespace

std::string Reason::text(std::string_view language) const {
  for (const auto& [each, words] : texts)
    if (each == language) return words;
  return texts.empty() ? id : texts.front().second;
}

Table Assessment::table(std::string_view language) const {
  return Row(*this, language).table();
}

}  // namespace patron
