// SPDX-License-Identifier: Apache-2.0
// Points currencies: how they round, lapse, are spent, and may fall below nothing.
#include <charconv>
#include <utility>

#include "base/decimal.hpp"
#include "rules/literals.hpp"
#include "rules/loading.hpp"
#include "rules/words.hpp"

namespace patron::rules {

base::Rounding rounding(std::string_view mode) {
  if (mode == "truncate") return base::Rounding::truncate;
  if (mode == "half_up") return base::Rounding::half_up;
  if (mode == "half_even") return base::Rounding::half_even;
  if (mode == "ceil") return base::Rounding::ceil;
  return base::Rounding::floor;
}

namespace {

constexpr double kLongestReturn = 731.0;
constexpr std::int64_t kLongestReserve = 366LL * 86'400'000;

// "12-31"; a day that no year has is an error.
model::Yearly yearly(Loading& loading, const PackNode& node) {
  const std::string_view text = node.text();
  const auto two = [&](std::size_t at) {
    return at + 2 > text.size() ? 0 : (text[at] - '0') * 10 + (text[at + 1] - '0');
  };
  const model::Yearly out{two(0), two(3)};
  constexpr std::int32_t kLeap = 2024;  // A year that has them all.
  if (!Date::from_civil({kLeap, out.month, out.day}).ok())
    loading.error(node, "no year has this day: " + quoted(text));
  return out;
}

model::Expiry load_expiry(Loading& loading, const PackNode& node) {
  model::Expiry out;
  const std::string_view kind = node["kind"].text_or("none");
  if (kind == "none") return out;
  if (kind == "fixed") {
    out.kind = model::ExpiryKind::fixed;
    out.after = loading.span(node["at_least"]);
    for (const PackNode& date : node["dates"].items())
      out.dates.push_back(yearly(loading, date));
    return out;
  }
  if (kind == "anniversary") {
    out.kind = model::ExpiryKind::anniversary;
    out.years = node["years"].integer_or(1);
    return out;
  }
  out.kind = kind == "idle" ? model::ExpiryKind::idle : model::ExpiryKind::rolling;
  out.reset_on = loading.events(node["reset_on"]);
  out.after = loading.span(node["after"]);
  if (out.after.days == 0 && out.after.months == 0) {
    loading.error(node["after"], "points that lapse at once are never there");
  }
  out.from_activation = node["from"].text_or("activation") == "activation";
  out.to_end_of = period(node["to_end_of"].text());
  return out;
}

// "15 minutes"; a day has 24 hours.
std::int64_t length(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  const bool days = text.find("day") != std::string_view::npos;
  const bool hours = text.find("hour") != std::string_view::npos;
  return number * (days ? 1440 : hours ? 60 : 1) * 60'000;
}

void load_value(Loading& loading, const PackNode& node, model::Currency& out) {
  if (const PackNode rate = node["rate"]) {
    const PackNode points = rate["points"], per = rate["per"];
    if (points["value"] || points["table"])
      loading.error(points, "what points are worth is one figure");
    if (rate["full_blocks"])
      loading.error(rate["full_blocks"], "spend.step says which blocks can be spent");
    out.rate_points = points["value"] || points["table"]
                          ? 1
                          : loading.points(points, out.scale);
    out.rate_minor = loading.money(per);
    if (out.rate_points < 1 || out.rate_minor < 1)
      loading.error(rate, "so many points pay so much money: neither is nothing");
  } else if (node["share"]) {
    loading.error(node["share"], "a share of a price needs the rate of points to money");
  }
  constexpr std::int32_t kPlaces = 6;  // So that what is computed from it fits.
  const auto most = share(node["share"].text_or("100%"));
  if (!most || most->scale > kPlaces || most->value > base::power_of_ten(most->scale))
    loading.error(node["share"],
                  "a share of a price is at most 100%, with four decimals");
  else
    out.share = *most;
}

// Numbers that products of amounts have room for.
bool modest(const Decimal& number) {
  constexpr std::int32_t kPlaces = 6;
  constexpr std::int64_t kMost = 1'000'000'000'000;
  return number.scale <= kPlaces && number.value >= 0 && number.value <= kMost;
}

void load_books(Loading& loading, const PackNode& node, model::Currency& out) {
  if (!node) return;
  model::Books books;
  books.point_value = loading.decimal(node["point_value"]);
  if (!modest(books.point_value) || books.point_value.value == 0)
    loading.error(node["point_value"],
                  "a point is worth more than nothing, with at most six decimals");
  const auto redeemed = share(node["redeemed"].text_or("100%"));
  if (!redeemed || !modest(*redeemed) ||
      redeemed->value > base::power_of_ten(redeemed->scale))
    loading.error(node["redeemed"], "a share from 0% to 100%, with four decimals");
  else
    books.redeemed = *redeemed;
  books.cohort = period(node["cohort"].text_or("quarter"));
  if (!out.spend) loading.error(node, "points that only qualify are worth nothing");
  out.books = books;
}

void load_spend(Loading& loading, const PackNode& node, model::Currency& out) {
  load_value(loading, node, out);
  if (const PackNode reserve = node["reserve"]) {
    out.reserve_ms = length(reserve.text());
    if (out.reserve_ms == 0 || out.reserve_ms > kLongestReserve)
      loading.error(reserve, "a reservation holds for a minute to 366 days");
  }
  const std::int64_t one = loading.points(node["step"], out.scale, 1);
  out.spend_step = one;
  out.spend_min = loading.points(node["min"], out.scale, 1);
  if (one < 1) loading.error(node["step"], "a step is at least one");
  if (const PackNode most = node["max"]) {
    out.spend_max = loading.points(most, out.scale);
    if (*out.spend_max < out.spend_min) {
      loading.error(most, "the most that can be spent is below the least");
    }
  }
  if (node && !out.spend) {
    loading.error(node, "points that only qualify cannot be spent");
  }
}

}  // namespace

// Conditions read metrics and tiers, which are loaded after the currencies.
void load_lapses(Loading& loading, const PackNode& root) {
  for (model::Currency& currency : loading.pack().currencies) {
    const PackNode node = root["points"]["currencies"][currency.id]["expiry"];
    const auto condition = [&](const PackNode& of, const model::EventTypes& on) {
      return loading.predicate(of["when"],
                               rules::environment(loading.pack(), Phase::earn, on));
    };
    for (const PackNode& each : node["extend"].items()) {
      model::Extension out{loading.events(each["on"]), -1, loading.span(each["add"])};
      out.when = condition(each, out.on);
      if (out.add.days == 0 && out.add.months == 0)
        loading.error(each["add"], "an extension of nothing");
      currency.expiry.extend.push_back(out);
    }
    const PackNode back = node["reinstate"];
    if (!back) continue;
    model::Reinstatement out;
    out.on = loading.events(back["on"]);
    out.when = condition(back, out.on);
    out.within = loading.span(back["within"]);
    out.valid = loading.span(back["valid"]);
    if (base::mean_days(out.within) > kLongestReturn)
      loading.error(back["within"], "points come back within at most two years");
    const auto part = share(back["share"].text_or("100%"));
    if (!part || !modest(*part) || part->value > base::power_of_ten(part->scale))
      loading.error(back["share"], "a share from 0% to 100%, with four decimals");
    else
      out.share = *part;
    currency.expiry.reinstate = out;
  }
}

void load_currencies(Loading& loading, const PackNode& root) {
  for (const auto& [id, node] : root["points"]["currencies"].entries()) {
    model::Currency out;
    out.id = id;
    out.title = loading.text(node["title"]);
    out.origin = node.origin();
    const std::string_view use = node["use"].text_or("spend");
    out.spend = use != "qualify";
    out.qualify = use != "spend";
    out.scale = node["decimals"].integer_or(0);
    out.round.mode = rounding(node["round"]["mode"].text());
    out.expiry = load_expiry(loading, node["expiry"]);
    const PackNode negative = node["negative"];
    const PackNode limit = negative["limit"];
    if (negative["policy"].text() == "allow") {
      out.negative = model::NegativePolicy::allow;
      if (!limit) loading.error(negative, "say how far it may fall: \"limit\": 5000");
      out.debt_limit = loading.points(limit, out.scale);
    } else if (limit) {
      loading.error(limit, "a limit belongs to the policy allow");
    }
    load_spend(loading, node["spend"], out);
    load_books(loading, node["liability"], out);
    loading.pack().currencies.push_back(std::move(out));
  }
}

}  // namespace patron::rules
