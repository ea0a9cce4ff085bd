// SPDX-License-Identifier: Apache-2.0
// A booking and a change carry the whole set of lines, so taking one replaces what the
// trip knew; payments and refunds stay. Sums are enough: no rule reads a single line.
#include "model/trip.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace patron::model {
namespace {

std::optional<std::int64_t> integer_of(const Event& event, const Vocabulary& vocabulary,
                                       std::string_view name) {
  const std::int32_t index = vocabulary.attribute(event.type, name);
  const Scalar* value = index < 0 ? nullptr : event.find(index);
  if (value == nullptr) return std::nullopt;
  const auto* integer = std::get_if<std::int64_t>(value);
  return integer == nullptr ? std::nullopt : std::optional{*integer};
}

struct Sums {
  std::int64_t gross = 0, discount = 0, tax = 0, points_paid = 0;
};

Sums sums_of(const Event& event, const Vocabulary& vocabulary) {
  Sums sums;
  for (const Line& line : event.lines) {
    sums.gross += line.gross;
    sums.discount += line.discount;
    sums.tax += line.tax;
    sums.points_paid += line.points_paid;
  }
  if (event.lines.empty())
    sums.gross = integer_of(event, vocabulary, "amount").value_or(0);
  return sums;
}

}  // namespace

std::string_view name(TripState state) {
  constexpr std::string_view kNames[] = {"booked",    "started", "completed",
                                         "cancelled", "no_show", "lapsed"};
  return kNames[static_cast<std::size_t>(state)];
}

std::optional<Decimal> exchange_rate(const Pack& pack, std::string_view currency,
                                     Date day) {
  if (currency.empty() || currency == pack.currency) return Decimal{1, 0};
  const auto rates = pack.exchange.find(std::string(currency));
  if (rates == pack.exchange.end()) return std::nullopt;
  std::optional<Decimal> found;
  for (const Pack::Rate& rate : rates->second)
    if (rate.from <= day) found = rate.rate;
  return found;
}

std::optional<std::int64_t> convert(const Pack& pack, std::int64_t minor,
                                    std::string_view currency, const Decimal& rate) {
  if (currency.empty() || currency == pack.currency) return minor;
  const std::int32_t from = base::currency_decimals(currency).value_or(2);
  if (from + rate.scale > 18) return std::nullopt;
  const std::optional<std::int64_t> up = base::multiply(
      rate.value, base::power_of_ten(pack.currency_scale));
  if (!up) return std::nullopt;
  const auto result = base::divide(base::Int128{minor} * *up,
                                   base::power_of_ten(from + rate.scale),
                                   base::Rounding::half_even);
  return result && base::fits_amount(*result) ? result : std::nullopt;
}

BasisAmount basis_of(const Trip& trip, const Basis& basis) {
  const std::int64_t price = trip.price();
  std::int64_t excluded = 0;
  for (const std::string& tender : basis.exclude_tenders) {
    if (tender == "points") excluded += trip.points_paid;
    for (const Payment& payment : trip.payments)
      if (payment.tender == tender) excluded += payment.minor;
  }
  const std::int64_t eligible = std::clamp<std::int64_t>(price - excluded, 0, price);
  const std::int64_t money = (basis.before_discount ? trip.gross : price) -
                             (basis.with_tax ? 0 : trip.tax);
  if (price <= 0) return {basis.before_discount ? base::Int128{money} : 0, 1};
  return {base::Int128{money} * eligible, price};
}

bool take_booking(Trip& trip, const Event& event, const Pack& pack, Date day) {
  const Vocabulary& vocabulary = pack.vocabulary;
  const auto rate = exchange_rate(pack, event.currency, day);
  trip.currency = event.currency;
  trip.money_known = rate.has_value();
  trip.rate = rate.value_or(Decimal{1, 0});

  Sums sums = trip.money_known ? sums_of(event, vocabulary) : Sums{};
  for (std::int64_t* part : {&sums.gross, &sums.discount, &sums.tax, &sums.points_paid}) {
    const auto converted = convert(pack, *part, event.currency, trip.rate);
    if (!converted || !base::fits_amount(*converted)) return false;
    *part = *converted;
  }
  trip.gross = sums.gross;
  trip.discount = sums.discount;
  trip.tax = sums.tax;
  trip.points_paid = sums.points_paid;

  const auto plan = [&](std::string_view name, auto& target) {
    using Target = std::remove_reference_t<decltype(target)>;
    const auto value = integer_of(event, vocabulary, name);
    if (!value) return;
    if constexpr (std::is_same_v<Target, std::optional<Date>>)
      target = Date{static_cast<std::int32_t>(*value)};
    else
      target = static_cast<Target>(*value);
  };
  plan("start", trip.start);
  plan("end", trip.end);
  plan("nights", trip.nights);
  plan("segments", trip.segments);
  plan("distance", trip.distance);
  return true;
}

void write(base::Writer& out, const Trip& trip) {
  const auto day = [&](const std::optional<Date>& date) {
    out.integer(date ? std::int64_t{date->days} : std::int64_t{INT32_MIN});
  };
  out.text(trip.ref);
  out.varint(static_cast<std::uint64_t>(trip.state));
  out.varint(static_cast<std::uint64_t>(trip.version));
  out.varint(trip.levels.size());
  for (const std::uint8_t level : trip.levels) out.varint(level);
  out.integer(trip.booked_on.days);
  out.integer(trip.closed_on.days);
  day(trip.start);
  day(trip.end);
  for (const std::int32_t n : {trip.nights, trip.segments, trip.distance}) out.integer(n);
  for (const std::int64_t n :
       {trip.gross, trip.discount, trip.tax, trip.points_paid, trip.refunded,
        trip.allocated})
    out.integer(n);
  out.integer(trip.rate.value);
  out.integer(trip.rate.scale);
  out.text(trip.currency);
  out.varint(trip.money_known ? 1 : 0);
  out.varint(trip.payments.size());
  for (const Payment& payment : trip.payments) {
    out.text(payment.tender);
    out.integer(payment.minor);
  }
  out.varint(trip.counted.size());
  for (const Counted& counted : trip.counted) {
    out.integer(counted.metric);
    out.integer(counted.value);
    out.integer(counted.reduced);
  }
}

Trip read_trip(base::Reader& in) {
  const auto small = [&] { return static_cast<std::int32_t>(in.integer()); };
  const auto day = [&]() -> std::optional<Date> {
    const std::int32_t days = small();
    return days == INT32_MIN ? std::nullopt : std::optional{Date{days}};
  };
  Trip trip;
  trip.ref = in.text();
  const std::uint64_t state = in.varint();
  if (state > static_cast<std::uint64_t>(TripState::lapsed)) in.fail();
  trip.state = static_cast<TripState>(state % 6);
  trip.version = static_cast<std::int32_t>(in.varint());
  trip.levels.resize(in.count());
  for (std::uint8_t& level : trip.levels) level = static_cast<std::uint8_t>(in.varint());
  trip.booked_on.days = small();
  trip.closed_on.days = small();
  trip.start = day();
  trip.end = day();
  for (std::int32_t* n : {&trip.nights, &trip.segments, &trip.distance}) *n = small();
  for (std::int64_t* n : {&trip.gross, &trip.discount, &trip.tax, &trip.points_paid,
                          &trip.refunded,
        &trip.allocated})
    *n = in.integer();
  trip.rate.value = in.integer();
  trip.rate.scale = small();
  if (trip.rate.scale < 0 || trip.rate.scale > 18) in.fail();
  trip.currency = in.text();
  trip.money_known = in.varint() != 0;
  trip.payments.resize(in.count(2));
  for (Payment& payment : trip.payments) {
    payment.tender = in.text();
    payment.minor = in.integer();
  }
  trip.counted.resize(in.count(3));
  for (Counted& counted : trip.counted) {
    counted.metric = small();
    counted.value = in.integer();
    counted.reduced = in.integer();
  }
  return trip;
}

}  // namespace patron::model
