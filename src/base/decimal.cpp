// SPDX-License-Identifier: Apache-2.0
// Everything goes through 128 bits and is rounded once. Rounding starts from the floor,
// so that each mode is one question about the remainder.
#include "base/decimal.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace patron::base {
namespace {

constexpr Int128 kMin = std::numeric_limits<std::int64_t>::min();
constexpr Int128 kMax = std::numeric_limits<std::int64_t>::max();

struct CurrencyDecimals {
  std::string_view codes;  // Three letters each, in order.
  std::int32_t decimals;
};

// ISO 4217 active codes by their number of decimals.
constexpr CurrencyDecimals kCurrencies[] = {
    {"BIFCLPDJFGNFISKJPYKMFKRWPYGRWFUGXUYIVNDVUVXAFXOFXPF", 0},
    {"AEDAFNALLAMDANGAOAARSAUDAWGAZNBAMBBDBDTBGNBMDBNDBOBBOVBRLBSDBTNBWPBYNBZDCADCDF"
     "CHECHFCHWCNYCOPCOUCRCCUPCVECZKDKKDOPDZDEGPERNETBEURFJDFKPGBPGELGHSGIPGMDGTQGYD"
     "HKDHNLHTGHUFIDRILSINRIRRJMDKESKGSKHRKPWKYDKZTLAKLBPLKRLRDLSLMADMDLMGAMKDMMKMNT"
     "MOPMRUMURMVRMWKMXNMXVMYRMZNNADNGNNIONOKNPRNZDPABPENPGKPHPPKRPLNQARRONRSDRUBSAR"
     "SBDSCRSDGSEKSGDSHPSLESOSSRDSSPSTNSVCSYPSZLTHBTJSTMTTOPTRYTTDTWDTZSUAHUSDUSNUYU"
     "UZSVEDVESWSTXCDXCGYERZARZMWZWG",
     2},
    {"BHDIQDJODKWDLYDOMRTND", 3},
    {"CLFUYW", 4}};

}  // namespace

std::int64_t power_of_ten(std::int32_t exponent) {
  constexpr auto kPowers = [] {
    std::array<std::int64_t, 19> powers{1};
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
    return powers;
  }();
  return kPowers[static_cast<std::size_t>(std::clamp(exponent, 0, 18))];
}

std::optional<std::int64_t> divide(Int128 numerator, Int128 denominator, Rounding mode) {
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  Int128 quotient = numerator / denominator;
  Int128 rest = numerator % denominator;
  if (rest < 0) {
    rest += denominator;
    --quotient;
  }
  if (rest != 0) {
    // How the rest compares with one half, without doubling it.
    const Int128 other = denominator - rest;
    bool up = false;
    switch (mode) {
      case Rounding::floor: break;
      case Rounding::ceil: up = true; break;
      case Rounding::truncate: up = numerator < 0; break;
      // Half-up goes away from zero, as money is rounded by hand.
      case Rounding::half_up: up = numerator < 0 ? rest > other : rest >= other; break;
      case Rounding::half_even:
        up = rest > other || (rest == other && quotient % 2 != 0);
        break;
    }
    if (up) ++quotient;
  }
  if (quotient < kMin || quotient > kMax) return std::nullopt;
  return static_cast<std::int64_t>(quotient);
}

std::optional<std::int64_t> multiply_divide(std::int64_t a, std::int64_t b,
                                            std::int64_t c, Rounding mode) {
  if (c == 0) return std::nullopt;
  return divide(Int128{a} * b, c, mode);
}

std::optional<std::int64_t> add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::nullopt : std::optional{sum};
}

std::optional<std::int64_t> subtract(std::int64_t a, std::int64_t b) {
  std::int64_t difference = 0;
  return __builtin_sub_overflow(a, b, &difference) ? std::nullopt
                                                   : std::optional{difference};
}

std::optional<std::int64_t> multiply(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? std::nullopt : std::optional{product};
}

bool fits_amount(std::int64_t value) {
  return value >= -kAmountMax && value <= kAmountMax;
}

std::optional<Decimal> parse_decimal(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  Decimal result;
  constexpr std::int64_t kFull = 100'000'000'000'000'000;  // 18 digits: no more fit.
  bool digits = false, point = false;
  for (const char c : text) {
    if (c == '.') {
      if (point || !digits) return std::nullopt;
      point = true;
      continue;
    }
    if (c < '0' || c > '9' || result.value >= kFull) return std::nullopt;
    digits = true;
    result.value = result.value * 10 + (c - '0');
    if (point && ++result.scale > 18) return std::nullopt;
  }
  if (!digits || (point && result.scale == 0)) return std::nullopt;
  if (negative) result.value = -result.value;
  return result;
}

std::string decimal_text(std::int64_t value, std::int32_t scale) {
  const bool negative = value < 0;
  const std::uint64_t magnitude = negative ? ~static_cast<std::uint64_t>(value) + 1
                                           : static_cast<std::uint64_t>(value);
  std::string digits = std::to_string(magnitude);
  if (scale > 0) {
    const auto places = static_cast<std::size_t>(scale);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    digits.insert(digits.size() - places, 1, '.');
  }
  return negative ? "-" + digits : digits;
}

std::optional<std::int64_t> rescale(std::int64_t value, std::int32_t from,
                                    std::int32_t to, Rounding mode) {
  if (from < 0 || to < 0 || from > 18 || to > 18) return std::nullopt;
  if (to >= from) return multiply(value, power_of_ten(to - from));
  return divide(value, power_of_ten(from - to), mode);
}

std::optional<std::int64_t> rescale_exact(std::int64_t value, std::int32_t from,
                                          std::int32_t to) {
  if (to < from && from <= 18 && to >= 0 && value % power_of_ten(from - to) != 0)
    return std::nullopt;
  return rescale(value, from, to, Rounding::truncate);
}

int compare(const Decimal& a, const Decimal& b) {
  const std::int32_t scale = std::max(a.scale, b.scale);
  const Int128 left = Int128{a.value} * power_of_ten(scale - a.scale);
  const Int128 right = Int128{b.value} * power_of_ten(scale - b.scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

std::optional<std::int32_t> currency_decimals(std::string_view code) {
  if (code.size() != 3) return std::nullopt;
  for (const CurrencyDecimals& group : kCurrencies)
    for (std::size_t i = 0; i < group.codes.size(); i += 3)
      if (group.codes.substr(i, 3) == code) return group.decimals;
  return std::nullopt;
}

}  // namespace patron::base
