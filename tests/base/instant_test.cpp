// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <string>

#include "patron/date.hpp"
#include "property.hpp"

using patron::ErrorCode;
using patron::Instant;

namespace {

std::string read(std::string_view text) {
  const auto instant = Instant::parse(text);
  return instant.ok() ? instant->text() : "refused";
}

}  // namespace

TEST_CASE("instant: the offset says which moment it is", "[base][instant]") {
  CHECK(Instant::parse("1970-01-01T00:00:00Z")->milliseconds == 0);
  CHECK(Instant::parse("1970-01-01T08:00:00+08:00")->milliseconds == 0);
  CHECK(read("2026-05-01T10:00:00+08:00") == "2026-05-01T02:00:00.000Z");
  CHECK(read("2025-12-31T20:30:00-05:30") == "2026-01-01T02:00:00.000Z");
  CHECK(read("2026-05-01t10:00:00z") == "2026-05-01T10:00:00.000Z");
  CHECK(read("2026-05-01 10:00:00Z") == "2026-05-01T10:00:00.000Z");
  CHECK(read("1969-12-31T23:59:59.999Z") == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("instant: milliseconds are kept, finer ones only as zeros",
          "[base][instant]") {
  CHECK(read("2026-05-01T10:00:00.5Z") == "2026-05-01T10:00:00.500Z");
  CHECK(read("2026-05-01T10:00:00.125000Z") == "2026-05-01T10:00:00.125Z");
  CHECK(read("2026-05-01T10:00:00.007Z") == "2026-05-01T10:00:00.007Z");
  CHECK(read("2026-05-01T10:00:00.1251Z") == "refused");
  CHECK(read("2026-05-01T10:00:00.Z") == "refused");
}

TEST_CASE("instant: what is no moment is refused", "[base][instant][error]") {
  for (const std::string_view text :
       {"", "2026-05-01", "2026-05-01T10:00:00", "2026-05-01T10:00Z",
        "2026-05-01T24:00:00Z", "2026-05-01T10:60:00Z", "2026-05-01T10:00:60Z",
        "2026-02-30T10:00:00Z", "2026-05-01T10:00:00+8:00", "2026-05-01T10:00:00+0800",
        "2026-05-01T10:00:00+24:00", "2026-05-01T10:00:00+08:60",
        "2026-05-01T10:00:00Z ", "2026-05-01X10:00:00Z", "2026-05-01T1a:00:00Z",
        "1899-12-31T23:59:59Z", "2100-01-01T00:00:00Z", "1900-01-01T00:00:00+01:00"}) {
    CAPTURE(text);
    const auto instant = Instant::parse(text);
    REQUIRE_FALSE(instant.ok());
    CHECK(instant.status().code() == ErrorCode::argument);
  }
  CHECK(Instant::parse("now").status().message() ==
        "an instant is \"2026-05-01T10:00:00+08:00\", with its offset and at most "
        "milliseconds; found \"now\"");
  CHECK(Instant::parse("2100-01-01T00:00:00Z").status().message() ==
        "an instant is from 1900 to 2099; found \"2100-01-01T00:00:00Z\"");
  CHECK(Instant::parse("2099-12-31T23:59:59.999Z").ok());
  CHECK(Instant::parse("1900-01-01T00:00:00Z").ok());
}

TEST_CASE("instant: every moment reads back as written", "[base][instant]") {
  testing::holds_for_all([] {
    const Instant instant{*rc::gen::inRange<std::int64_t>(-2'208'988'800'000,
                                                          4'102'444'800'000)};
    const auto back = Instant::parse(instant.text());
    RC_ASSERT(back.ok());
    RC_ASSERT(*back == instant);
  });
}

TEST_CASE("instant: never is later than all, and has a word", "[base][instant]") {
  CHECK(Instant::never() > *Instant::parse("2099-12-31T23:59:59.999Z"));
  CHECK(Instant::never().text() == "never");
  CHECK(Instant{std::numeric_limits<std::int64_t>::min()}.text() == "never");
}

TEST_CASE("instant: no bytes make it fail in another way",
          "[base][instant][hostile]") {
  testing::Numbers numbers(testing::kSeed);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text =
        i % 2 == 0 ? numbers.bytes(numbers.below(40))
                   : testing::damaged("2026-05-01T10:00:00.250+08:00", numbers);
    const auto instant = Instant::parse(text);
    if (instant.ok())
      CHECK(Instant::parse(instant->text())->milliseconds == instant->milliseconds);
    else
      CHECK(instant.status().code() == ErrorCode::argument);
    const auto date = patron::Date::parse(text);
    if (date.ok()) CHECK(date->text() == text);
  }
}
