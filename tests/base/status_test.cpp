// SPDX-License-Identifier: Apache-2.0
#include "patron/status.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <catch2/catch.hpp>

using patron::ErrorCode;
using patron::Place;
using patron::Result;
using patron::Status;

namespace {

// Every code that the header declares.
constexpr ErrorCode kAll[] = {
    ErrorCode::ok,           ErrorCode::argument,     ErrorCode::state,
    ErrorCode::unsupported,  ErrorCode::not_found,    ErrorCode::need_tail,
    ErrorCode::pack,         ErrorCode::event,        ErrorCode::expression,
    ErrorCode::snapshot,     ErrorCode::format,       ErrorCode::pack_unknown,
    ErrorCode::drift,        ErrorCode::table,        ErrorCode::range,
    ErrorCode::model,        ErrorCode::conflict,     ErrorCode::mismatch,
    ErrorCode::too_old,      ErrorCode::erased,       ErrorCode::stale,
    ErrorCode::undecided,    ErrorCode::insufficient_points,
    ErrorCode::out_of_stock, ErrorCode::not_eligible, ErrorCode::over_limit,
    ErrorCode::already_settled, ErrorCode::memory,    ErrorCode::limit,
    ErrorCode::history_full, ErrorCode::store,        ErrorCode::stream,
    ErrorCode::internal};

}  // namespace

TEST_CASE("status: when all is well there is nothing to say", "[base][status]") {
  const Status status;
  CHECK(status.ok());
  CHECK(status.code() == ErrorCode::ok);
  CHECK(status.message().empty());
  CHECK(status.message("zh").empty());
  CHECK(status.place().path.empty());
  CHECK_FALSE(status.place().line);
}

TEST_CASE("status: a failure says what and where", "[base][status][error]") {
  Place place;
  place.path = "/points/earn/base";
  place.line = 12;
  const Status status(ErrorCode::pack, "no such metric", place);
  CHECK_FALSE(status.ok());
  CHECK(status.code() == ErrorCode::pack);
  CHECK(status.message() == "no such metric");
  CHECK(status.place().path == "/points/earn/base");
  CHECK(status.place().line == 12);
  CHECK_FALSE(status.place().row);
  const Status copy = status;  // Copies share what they say.
  CHECK(copy.message() == status.message());
}

TEST_CASE("status: in Chinese the kind of failure stands first", "[base][status]") {
  const Status status(ErrorCode::insufficient_points, "500 asked, 80 active");
  CHECK(status.message("zh") == "积分不足：500 asked, 80 active");
  CHECK(status.message("fr") == "500 asked, 80 active");
}

TEST_CASE("status: ok is ok whatever is said beside it", "[base][status]") {
  CHECK(Status(ErrorCode::ok, "ignored").ok());
  CHECK(Status(ErrorCode::ok, "ignored").message().empty());
}

TEST_CASE("status: every code has a name of its own, in both languages",
          "[base][status]") {
  std::set<std::string_view> names;
  std::set<std::int32_t> numbers;
  for (const ErrorCode code : kAll) {
    CHECK(name(code) != "unknown");
    CHECK(names.insert(name(code)).second);
    CHECK(numbers.insert(static_cast<std::int32_t>(code)).second);
    if (code == ErrorCode::ok) continue;
    const std::string chinese = Status(code, "x").message("zh");
    CHECK(chinese.size() > std::string("：x").size());
  }
  CHECK(name(ErrorCode::insufficient_points) == "insufficient_points");
  CHECK(name(static_cast<ErrorCode>(7)) == "unknown");
}

TEST_CASE("status: only the 3xx are refusals by the rules", "[base][status]") {
  CHECK(static_cast<std::int32_t>(ErrorCode::conflict) == 301);
  CHECK(static_cast<std::int32_t>(ErrorCode::already_settled) == 315);
  for (const ErrorCode code : kAll) {
    const auto number = static_cast<std::int32_t>(code);
    CHECK(refused(code) == (number >= 300 && number < 400));
  }
}

TEST_CASE("result: holds a value or the reason for none", "[base][status]") {
  Result<std::string> good = std::string("miles");
  REQUIRE(good.ok());
  CHECK(*good == "miles");
  CHECK(good->size() == 5);
  CHECK(good.status().ok());
  const std::string moved = *std::move(good);
  CHECK(moved == "miles");

  const Result<std::string> bad = Status(ErrorCode::not_found, "no such list");
  CHECK_FALSE(bad.ok());
  CHECK(bad.status().code() == ErrorCode::not_found);
}
