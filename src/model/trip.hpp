// SPDX-License-Identifier: Apache-2.0
// A trip: what a member's booking came to. Kept for each `ref` while it is open, and
// after its end for as long as a refund can reach it. Money is in minor units of the
// program's currency, converted once, at the booking's rate.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/codec.hpp"
#include "model/event.hpp"
#include "model/pack.hpp"

namespace patron::model {

enum class TripState : std::uint8_t {
  booked, started, completed, cancelled, no_show, lapsed
};
std::string_view name(TripState state);

struct Payment {
  std::string tender;
  std::int64_t minor = 0;
};

// What a metric counted at completion, so that a refund can take it back in proportion.
struct Counted {
  std::int32_t metric = 0;
  std::int64_t value = 0, reduced = 0;
};

struct Trip {
  std::string ref;
  TripState state = TripState::booked;
  std::int32_t version = 0;  // Of the program, at booking: it prices changes, too.
  std::vector<std::uint8_t> levels;  // Level on each ladder at booking.
  Date booked_on, closed_on;
  std::optional<Date> start, end;
  std::int32_t nights = 0, segments = 0, distance = 0;
  std::int64_t gross = 0, discount = 0, tax = 0, points_paid = 0;
  std::int64_t refunded = 0;
  std::int64_t allocated = 0;  // Of the price, to points that were sold with it (M55).
  Decimal rate{1, 0};        // Of the booking's currency into the program's.
  std::string currency;      // Of the booking; "" is the program's.
  bool money_known = true;   // False: no exchange rate; rules over money are undecided.
  std::vector<Payment> payments;
  std::vector<Counted> counted;

  bool open() const { return state <= TripState::started; }
  std::int64_t price() const { return gross - discount; }
  std::int64_t net() const { return gross - discount - tax; }
  // The last day that the plan names; the day of booking where it names none.
  Date planned_end() const { return end ? *end : start ? *start : booked_on; }
};

// Minor units of `currency` as minor units of the pack's, half-even, at the rate in force
// on `day` (M54). Nothing: no rate, or it does not fit.
std::optional<Decimal> exchange_rate(const Pack& pack, std::string_view currency,
                                     Date day);
std::optional<std::int64_t> convert(const Pack& pack, std::int64_t minor,
                                    std::string_view currency, const Decimal& rate);

// The money on which a rule's points are counted (M7): (gross - discount - tax) x
// eligible paid / (gross - discount), rounded half-even to minor units only if `basis`
// asks for nothing finer; exact as numerator / denominator.
struct BasisAmount {
  base::Int128 numerator = 0;
  std::int64_t denominator = 1;  // Never 0.
};
BasisAmount basis_of(const Trip& trip, const Basis& basis);

// Takes the whole new set of lines and the plan of a booking or a change.
// False: an amount does not fit.
bool take_booking(Trip& trip, const Event& event, const Pack& pack, Date day);

void write(base::Writer& out, const Trip& trip);
Trip read_trip(base::Reader& in);

}  // namespace patron::model
