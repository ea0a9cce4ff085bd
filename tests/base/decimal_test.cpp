// SPDX-License-Identifier: Apache-2.0
#include "base/decimal.hpp"

#include <limits>
#include <string>

#include "property.hpp"

using patron::Decimal;
using patron::ErrorCode;
using patron::Money;
using namespace patron::base;

namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr Rounding kModes[] = {Rounding::floor, Rounding::truncate, Rounding::half_up,
                               Rounding::half_even, Rounding::ceil};

}  // namespace

TEST_CASE("decimal: each rounding does what it is called", "[base][decimal]") {
  // Tenths, rounded to whole: by floor, truncate, half_up, half_even, ceil.
  struct Row {
    std::int64_t tenths, floor, truncate, half_up, half_even, ceil;
  };
  const Row rows[] = {{25, 2, 2, 3, 2, 3},      {35, 3, 3, 4, 4, 4},
                      {24, 2, 2, 2, 2, 3},      {26, 2, 2, 3, 3, 3},
                      {20, 2, 2, 2, 2, 2},      {0, 0, 0, 0, 0, 0},
                      {5, 0, 0, 1, 0, 1},       {-5, -1, 0, -1, 0, 0},
                      {-25, -3, -2, -3, -2, -2}, {-35, -4, -3, -4, -4, -3},
                      {-24, -3, -2, -2, -2, -2}, {-26, -3, -2, -3, -3, -2}};
  for (const Row& row : rows) {
    CAPTURE(row.tenths);
    CHECK(divide(row.tenths, 10, Rounding::floor) == row.floor);
    CHECK(divide(row.tenths, 10, Rounding::truncate) == row.truncate);
    CHECK(divide(row.tenths, 10, Rounding::half_up) == row.half_up);
    CHECK(divide(row.tenths, 10, Rounding::half_even) == row.half_even);
    CHECK(divide(row.tenths, 10, Rounding::ceil) == row.ceil);
    // The sign may stand below the line as well.
    for (const Rounding mode : kModes)
      CHECK(divide(-row.tenths, -10, mode) == divide(row.tenths, 10, mode));
  }
}

TEST_CASE("decimal: every rounding is within one of the exact quotient",
          "[base][decimal]") {
  testing::holds_for_all([](std::int64_t a, std::int32_t divisor) {
    if (divisor == 0) return;
    for (const Rounding mode : kModes) {
      const auto quotient = divide(a, divisor, mode);
      RC_ASSERT(quotient.has_value());
      const Int128 rest = Int128{a} - Int128{*quotient} * divisor;
      const Int128 size = rest < 0 ? -rest : rest;
      const Int128 most = divisor < 0 ? -Int128{divisor} : Int128{divisor};
      RC_ASSERT(size < most);
      if (mode == Rounding::half_up || mode == Rounding::half_even)
        RC_ASSERT(2 * size <= most);
    }
    RC_ASSERT(*divide(a, divisor, Rounding::floor) <=
              *divide(a, divisor, Rounding::ceil));
  });
}

TEST_CASE("decimal: a product goes through 128 bits and is refused beyond 64",
          "[base][decimal][error]") {
  // 2^53 - 1 points at 2^53 - 1 for as many: itself, though the product has 106 bits.
  CHECK(multiply_divide(kAmountMax, kAmountMax, kAmountMax, Rounding::floor) ==
        kAmountMax);
  CHECK(multiply_divide(3, 5, 2, Rounding::half_up) == 8);
  CHECK_FALSE(multiply_divide(kMax, 2, 1, Rounding::floor));
  CHECK_FALSE(multiply_divide(1, 1, 0, Rounding::floor));
  CHECK_FALSE(divide(Int128{kMax} + 1, 1, Rounding::floor));
  CHECK(divide(Int128{kMax}, 1, Rounding::floor) == kMax);
  CHECK(divide(Int128{kMin}, 1, Rounding::floor) == kMin);
  CHECK_FALSE(divide(Int128{kMin}, -1, Rounding::floor));
}

TEST_CASE("decimal: sums and products that do not fit are nothing",
          "[base][decimal][error]") {
  CHECK(add(2, 3) == 5);
  CHECK_FALSE(add(kMax, 1));
  CHECK(subtract(2, 3) == -1);
  CHECK_FALSE(subtract(kMin, 1));
  CHECK(multiply(-4, 3) == -12);
  CHECK_FALSE(multiply(kMin, -1));
  CHECK(fits_amount(9'007'199'254'740'991));
  CHECK_FALSE(fits_amount(9'007'199'254'740'992));
  CHECK_FALSE(fits_amount(-9'007'199'254'740'992));
}

TEST_CASE("decimal: powers of ten", "[base][decimal]") {
  CHECK(power_of_ten(0) == 1);
  CHECK(power_of_ten(2) == 100);
  CHECK(power_of_ten(18) == 1'000'000'000'000'000'000);
}

TEST_CASE("decimal: text is read by its digits", "[base][decimal]") {
  const auto read = [](std::string_view text) { return *parse_decimal(text); };
  CHECK(read("12.50").value == 1250);
  CHECK(read("12.50").scale == 2);
  CHECK(read("-0.005").value == -5);
  CHECK(read("-0.005").scale == 3);
  CHECK(read("0").value == 0);
  CHECK(read("999999999999999999").value == 999'999'999'999'999'999);
  CHECK(read("0.123456789012345678").scale == 18);
  CHECK(read("0001.5").value == 15);  // Zeros before it are no digits of it.
}

TEST_CASE("decimal: what is no decimal is refused", "[base][decimal][error]") {
  for (const std::string_view text :
       {"", "-", ".", "1.", ".5", "-.5", "+1", "1e3", "1,5", " 1", "1 ", "1.2.3", "--1",
        "0x10", "NaN", "inf", "1234567890123456789", "0.1234567890123456789",
        "0.0000000000000000001",
        "\xEF\xBC\x91"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_decimal(text));
    const auto parsed = Decimal::parse(text);
    CHECK(parsed.status().code() == ErrorCode::argument);
  }
  CHECK_FALSE(parse_decimal(std::string_view("1\0", 2)));
  CHECK(Decimal::parse("1e3").status().message() ==
        "a decimal has up to 18 digits, e.g. \"12.50\"; found \"1e3\"");
}

TEST_CASE("decimal: writing and reading back gives the same", "[base][decimal]") {
  testing::holds_for_all([] {
    const auto value = *rc::gen::inRange<std::int64_t>(-99'999'999'999'999'999,
                                                       100'000'000'000'000'000);
    const auto scale = *rc::gen::inRange<std::int32_t>(0, 19);
    const Decimal decimal{value, scale};
    const auto back = Decimal::parse(decimal.text());
    RC_ASSERT(back.ok());
    RC_ASSERT(back->value == value);
    RC_ASSERT(back->scale == scale);
    RC_ASSERT(compare(*back, decimal) == 0);
  });
}

TEST_CASE("decimal: text has its places, also of small and of negative numbers",
          "[base][decimal]") {
  CHECK(decimal_text(1250, 2) == "12.50");
  CHECK(decimal_text(5, 2) == "0.05");
  CHECK(decimal_text(-5, 2) == "-0.05");
  CHECK(decimal_text(0, 3) == "0.000");
  CHECK(decimal_text(7, 0) == "7");
  CHECK(decimal_text(kMin, 0) == "-9223372036854775808");
}

TEST_CASE("decimal: another scale keeps the value or says that it cannot",
          "[base][decimal]") {
  CHECK(rescale(125, 2, 4, Rounding::floor) == 12'500);
  CHECK(rescale(12'550, 3, 1, Rounding::half_even) == 126);  // 12.550 -> 12.6 (12.5|5 up)
  CHECK(rescale(12'450, 3, 1, Rounding::half_even) == 124);  // 12.45 -> 12.4
  CHECK(rescale_exact(12'500, 3, 1) == 125);
  CHECK_FALSE(rescale_exact(12'550, 3, 1));
  CHECK_FALSE(rescale(kMax, 0, 1, Rounding::floor));
  CHECK_FALSE(rescale(1, -1, 0, Rounding::floor));
  CHECK_FALSE(rescale(1, 0, 19, Rounding::floor));
  CHECK_FALSE(rescale_exact(1, 19, 0));
}

TEST_CASE("decimal: comparing looks through the scales", "[base][decimal]") {
  CHECK(compare({125, 2}, {1250, 3}) == 0);
  CHECK(compare({125, 2}, {1251, 3}) == -1);
  CHECK(compare({-1, 0}, {-11, 1}) == 1);
  // Ten to the 18th apart: exact in 128 bits.
  CHECK(compare({kMax, 0}, {kMax, 18}) == 1);
  CHECK(compare({kMin, 0}, {kMin, 18}) == -1);
}

TEST_CASE("decimal: as a binary number, for display", "[base][decimal]") {
  CHECK(Decimal{1250, 2}.number() == 12.5);
  CHECK(Decimal{-1, 3}.number() == -0.001);
}

TEST_CASE("money: each currency has its own minor unit", "[base][money]") {
  CHECK(currency_decimals("CNY") == 2);
  CHECK(currency_decimals("JPY") == 0);
  CHECK(currency_decimals("KWD") == 3);
  CHECK(currency_decimals("CLF") == 4);
  for (const std::string_view code : {"", "CN", "CNYX", "cny", "QQQ", "NYC"})
    CHECK_FALSE(currency_decimals(code));

  CHECK(Money::parse("300", "CNY")->minor == 30'000);
  CHECK(Money::parse("300.00", "CNY")->text() == "300.00 CNY");
  CHECK(Money::parse("1500", "JPY")->minor == 1500);
  CHECK(Money::parse("1500", "JPY")->text() == "1500 JPY");
  CHECK(Money::parse("-1.250", "KWD")->text() == "-1.250 KWD");
  CHECK(*Money::parse("1.0", "CNY") == *Money::parse("1.00", "CNY"));
  CHECK_FALSE(*Money::parse("1.00", "CNY") == *Money::parse("1.00", "USD"));
}

TEST_CASE("money: a digit too many is refused, not rounded", "[base][money][error]") {
  const auto message = [](std::string_view amount, std::string_view currency) {
    const auto money = Money::parse(amount, currency);
    REQUIRE_FALSE(money.ok());
    CHECK(money.status().code() == ErrorCode::argument);
    return money.status().message();
  };
  CHECK(message("1.005", "CNY") ==
        "money has at most 2 decimals in CNY; found \"1.005\"");
  CHECK(message("1.5", "JPY") == "money has at most 0 decimals in JPY; found \"1.5\"");
  CHECK(message("one", "CNY") == "money is a decimal, e.g. \"300.00\"; found \"one\"");
  CHECK(message("1.00", "YUAN") == "no currency \"YUAN\" in ISO 4217");
  // 2^53 - 1 fen is 90,071,992,547,409.91.
  CHECK(Money::parse("90071992547409.91", "CNY").ok());
  CHECK(message("90071992547409.92", "CNY") ==
        "money is at most 2^53 - 1 minor units; found \"90071992547409.92\"");
  CHECK(Money::parse("1.000", "CNY").ok());  // Zeros say nothing.
}
