// SPDX-License-Identifier: Apache-2.0
// Exact arithmetic for money, points and rates: integers, 128-bit products, declared
// rounding. Nothing here uses binary floating point.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "patron/money.hpp"

namespace patron::base {

enum class Rounding : std::uint8_t { floor, truncate, half_up, half_even, ceil };

// Points and minor units stay within +-(2^53 - 1), exact in every JSON reader.
inline constexpr std::int64_t kAmountMax = (std::int64_t{1} << 53) - 1;

__extension__ using Int128 = __int128;

// numerator / denominator rounded to an integer; nothing if it does not fit int64.
// `denominator` must not be 0.
std::optional<std::int64_t> divide(Int128 numerator, Int128 denominator, Rounding mode);
// a * b / c in 128 bits, rounded once; nothing if it does not fit.
std::optional<std::int64_t> multiply_divide(std::int64_t a, std::int64_t b,
                                            std::int64_t c, Rounding mode);
std::optional<std::int64_t> add(std::int64_t a, std::int64_t b);
std::optional<std::int64_t> subtract(std::int64_t a, std::int64_t b);
std::optional<std::int64_t> multiply(std::int64_t a, std::int64_t b);
bool fits_amount(std::int64_t value);  // |value| <= kAmountMax

// 10^exponent for 0..18.
std::int64_t power_of_ten(std::int32_t exponent);

// "12.50" -> {1250, 2}; up to 18 digits, no exponent, no leading '+'. Nothing if
// malformed.
std::optional<Decimal> parse_decimal(std::string_view text);
// {1250, 2} -> "12.50"
std::string decimal_text(std::int64_t value, std::int32_t scale);
// value/10^from as value/10^to; with rounding when digits are lost; nothing on overflow.
std::optional<std::int64_t> rescale(std::int64_t value, std::int32_t from,
                                    std::int32_t to, Rounding mode);
// The same, but nothing if a digit would be lost.
std::optional<std::int64_t> rescale_exact(std::int64_t value, std::int32_t from,
                                          std::int32_t to);
// -1, 0, 1: exact across scales.
int compare(const Decimal& a, const Decimal& b);

// The decimals of an ISO 4217 currency ("CNY" 2, "JPY" 0, "KWD" 3); nothing if unknown.
std::optional<std::int32_t> currency_decimals(std::string_view code);

}  // namespace patron::base
