// SPDX-License-Identifier: Apache-2.0
// Amounts are read by their digits: a digit beyond the currency's decimals is refused,
// not rounded, since money that arrives with more digits was meant in another unit.
#include "patron/money.hpp"

#include "base/decimal.hpp"
#include "base/text.hpp"

namespace patron {

Result<Decimal> Decimal::parse(std::string_view text) {
  if (const auto decimal = base::parse_decimal(text)) return *decimal;
  return Status(
      ErrorCode::argument,
      "a decimal has up to 18 digits, e.g. \"12.50\"; found " + base::shown(text));
}

std::string Decimal::text() const { return base::decimal_text(value, scale); }

double Decimal::number() const noexcept {
  return static_cast<double>(value) / static_cast<double>(base::power_of_ten(scale));
}

Result<Money> Money::parse(std::string_view amount, std::string_view currency) {
  const auto decimals = base::currency_decimals(currency);
  if (!decimals)
    return Status(ErrorCode::argument,
                  "no currency " + base::shown(currency) + " in ISO 4217");
  const auto decimal = base::parse_decimal(amount);
  if (!decimal)
    return Status(ErrorCode::argument, "money is a decimal, e.g. \"300.00\"; found " +
                                           base::shown(amount));
  const auto minor = base::rescale_exact(decimal->value, decimal->scale, *decimals);
  if (!minor && decimal->scale > *decimals)
    return Status(ErrorCode::argument, "money has at most " + std::to_string(*decimals) +
                                           " decimals in " + std::string(currency) +
                                           "; found " + base::shown(amount));
  if (!minor || !base::fits_amount(*minor))
    return Status(ErrorCode::argument, "money is at most 2^53 - 1 minor units; found " +
                                           base::shown(amount));
  Money money;
  money.minor = *minor;
  for (std::size_t i = 0; i < 3; ++i) money.currency[i] = currency[i];
  return money;
}

std::string Money::text() const {
  const std::string_view code(currency.data(), currency.size());
  return base::decimal_text(minor, base::currency_decimals(code).value_or(2)) + " " +
         std::string(code);
}

}  // namespace patron
