// SPDX-License-Identifier: Apache-2.0
#include "care/actions.hpp"

#include <catch2/catch.hpp>

using patron::Date;

TEST_CASE("actions: within seven days means by the end of the seventh day after",
          "[care][actions]") {
  patron::model::Action call;
  call.due = {0, 7};
  // F23: due by the end of local day end + 7.
  CHECK(patron::care::deadline(call, *Date::parse("2026-03-20")) ==
        *Date::parse("2026-03-27"));
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
