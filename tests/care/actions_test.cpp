// SPDX-License-Identifier: Apache-2.0
#include "care/actions.hpp"

#include <catch2/catch.hpp>

using patron::Date;

TEST_CASE("actions: steps up are counted from the last day in time", "[care][actions]") {
  patron::model::Action call;
  call.escalate = {{{0, 0}, "lead"}, {{1, 0}, "manager"}};
  patron::care::OpenAction open;
  open.due = *Date::parse("2026-01-31");
  CHECK_FALSE(next_step(open, call));  // Not told yet.
  open.started = true;
  CHECK(next_step(open, call) == *Date::parse("2026-01-31"));
  open.steps = 1;
  CHECK(next_step(open, call) == *Date::parse("2026-02-28"));  // A month, clamped.
  open.steps = 2;
  CHECK_FALSE(next_step(open, call));
}

TEST_CASE("actions: what comes next is by priority, then day, then id",
          "[care][actions]") {
  patron::model::Action call, write;
  call.id = "call";
  write.id = "write";
  patron::care::OpenAction first, second;
  first.due = Date{20'000};
  second.due = Date{20'001};
  CHECK(comes_before(first, write, second, call));
  second.due = first.due;
  CHECK(comes_before(second, call, first, write));
  write.priority = 5;
  second.due = Date{10'000};
  CHECK(comes_before(first, write, second, call));
}

TEST_CASE("actions: an event of another trip does not speak of this one",
          "[care][actions]") {
  patron::care::OpenAction open;
  CHECK(patron::care::concerns(open, "B1"));
  open.ref = "B1";
  CHECK(patron::care::concerns(open, "B1"));
  CHECK(patron::care::concerns(open, ""));
  CHECK_FALSE(patron::care::concerns(open, "B2"));
}

TEST_CASE("actions: damaged bytes turn the reader bad", "[care][actions][error]") {
  patron::care::OpenAction open;
  open.ref = "B1";
  open.due = Date{20'000};
  std::string bytes;
  patron::base::Writer writer(bytes);
  patron::care::write(writer, open);
  patron::base::Reader whole(bytes);
  CHECK(patron::care::read(whole).ref == "B1");
  CHECK(whole.at_end());
  patron::base::Reader cut(std::string_view(bytes).substr(0, bytes.size() - 1));
  patron::care::read(cut);
  CHECK_FALSE(cut.ok());
}
