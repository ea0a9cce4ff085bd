// SPDX-License-Identifier: Apache-2.0
// Published similarities, the worked weights of Fellegi and Sunter, phone numbers of
// libphonenumber; the rest counted by hand.
#include "patron/identity.hpp"

#include "../churn/oracles.hpp"

using namespace patron;
using patron::json::Document;

namespace {

std::string normal(std::string_view kind, std::string_view text) {
  const auto made = identity_normalise(kind, text);
  return made.ok() ? *made : "error: " + made.status().message();
}
std::string e164(std::string_view text, std::string_view region = "CN") {
  const auto made = phone(text, region);
  return made.ok() ? made->e164 : "error: " + made.status().message();
}

}  // namespace

TEST_CASE("identity: phones are those of libphonenumber", "[identity]") {
  const auto text = oracles::text("identity/phones.json");
  if (!text) return;
  const Document document = *Document::parse(*text, {});
  for (const json::Value& one : document.root().find("cases")->items) {
    const std::string_view input = one.find("input")->text;
    const auto made = phone(input, one.find("region")->text);
    INFO(input);
    if (one.find("error") != nullptr) {
      CHECK(!made.ok());
      continue;
    }
    REQUIRE(made.ok());
    CHECK(made->e164 == one.find("e164")->text);
    CHECK((made->kind != PhoneKind::unknown) == one.find("valid")->boolean);
    if (one.find("type")->text == "1") CHECK(made->kind == PhoneKind::mobile);
    if (one.find("type")->text == "0") CHECK(made->kind == PhoneKind::fixed);
  }
}

TEST_CASE("identity: phones as people write them", "[identity]") {
  CHECK(e164("１３８－００１３－８０００") == "+8613800138000");
  CHECK(e164("+86 (0)21 6255 1234") == "+862162551234");
  CHECK(e164("010-62551234") == "+861062551234");
  CHECK(phone("010-62551234")->kind == PhoneKind::fixed);
  CHECK(e164("02-2345-6789", "TW") == "+886223456789");
  CHECK(phone("0912345678", "TW")->kind == PhoneKind::mobile);
  CHECK(e164("9123 4567", "HK") == "+85291234567");
  CHECK(e164("03-1234-5678", "+81") == "+81312345678");
  CHECK(phone("+44 20 7946 0018")->kind == PhoneKind::other);
  CHECK(e164("00000000000").find("calling code") != std::string::npos);
  CHECK(phone("11111111111")->kind == PhoneKind::unknown);
  CHECK(e164("+999 123").starts_with("error: a phone number is expected: no country"));
  CHECK(e164("1").starts_with("error: a phone number is expected: too short"));
  CHECK(e164("1234567890123456").find("more than 15 digits") != std::string::npos);
  CHECK(e164("call me").find("only digits") != std::string::npos);
  CHECK(e164("138", "FR") ==
        "error: a region is CN, HK, MO, TW or a calling code as "
        "\"+81\"; found \"FR\"");
  CHECK(e164("138", "+1234").starts_with("error: a region"));
}

TEST_CASE("identity: names, e-mails and texts", "[identity]") {
  CHECK(normal("name", "WEI, Zhang") == "wei zhang");
  CHECK(normal("name", " Ｚｈａｎｇ　Ｗｅｉ ") == "wei zhang");
  CHECK(normal("name", "张 伟") == "张伟");
  CHECK(normal("name", "伟 张") == "伟张");
  CHECK(normal("name", "阿卜杜拉·买买提") == "阿卜杜拉买买提");
  CHECK(normal("name", "ÉLODIE Dvořák") == "dvořák élodie");
  CHECK(normal("name", "Ёлка ИВАНОВ") == "иванов ёлка");
  CHECK(normal("name", " , ").starts_with("error: a name is expected"));
  CHECK(normal("email", " Li.Na@Example.COM ") == "li.na@example.com");
  CHECK(normal("email", "ｌｉ＠ｘ.cn") == "li@x.cn");
  for (const char* bad :
       {"li", "li@x", "@x.cn", "a@b@c.cn", "a b@x.cn", "a@.cn", "a@x..cn", "a@x.cn."})
    CHECK(normal("email", bad).starts_with("error: an e-mail address is expected"));
  CHECK(normal("text", "  Suite　１２ ") == "suite 12");
  CHECK(normal("text", "\xff") == "\xef\xbf\xbd");
  CHECK(identity_normalise("zip", "1").status().code() == ErrorCode::not_found);
}

TEST_CASE("identity: Jaro-Winkler as published", "[identity]") {
  CHECK(jaro_winkler("", "") == 1.0);
  CHECK(jaro_winkler("张伟", "张伟") == 1.0);
  CHECK(jaro_winkler("a", "b") == 0.0);
  const auto text = oracles::text("identity/dedup.json");
  if (!text) return;
  const Document document = *Document::parse(*text, {});
  for (const json::Value& one : document.root().find("strings")->items) {
    const oracles::Row row{&one};
    const std::string a = row.text("a"), b = row.text("b");
    INFO(a << ' ' << b);
    CHECK(jaro_winkler(a, b) == Approx(row["jaro_winkler"]).epsilon(1e-12));
    CHECK(jaro_winkler(b, a) == Approx(row["jaro_winkler"]).epsilon(1e-12));
  }
}

TEST_CASE("identity: weights and probabilities of Fellegi and Sunter", "[identity]") {
  const auto text = oracles::text("identity/dedup.json");
  if (!text) return;
  const Document document = *Document::parse(*text, {});
  const json::Value& worked = *document.root().find("fellegi_sunter");
  for (const json::Value& one : worked.find("patterns")->items) {
    const oracles::Row row{&one};
    const auto second = [&](const char* key) { return row[key] == 1.0 ? "x" : "y"; };
    const std::vector<TextColumn> columns = {{"block", {"1", "1"}},
                                             {"surname", {"x", second("s")}},
                                             {"dob", {"x", second("d")}},
                                             {"phone", {"x", second("p")}}};
    const auto pairs = match(columns, R"({"threshold": 0, "prior": 0.0001,
      "blocks": [["block"]], "fields": {"surname": {"kind": "text", "m": 0.9, "u": 0.01},
      "dob": {"m": 0.95, "u": 0.001},
      "phone": {"kind": "text", "m": 0.8, "u": 0.0001}}})");
    INFO(pairs.status().message());
    REQUIRE(pairs.ok());
    REQUIRE(pairs->rows() == 1);
    CHECK(pairs->number(0, pairs->column("weight")) ==
          Approx(row["weight"]).epsilon(1e-12));
    CHECK(pairs->number(0, pairs->column("probability")) ==
          Approx(row["probability"]).epsilon(1e-12));
  }
}

TEST_CASE("identity: what is missing neither speaks for nor against", "[identity]") {
  const std::vector<TextColumn> columns = {
      {"name", {"Zhang Wei", "WEI ZHANG", "Li Na", "Zhang Wei"}},
      {"phone", {"13800138000", "+86 138 0013 8000", "n/a", "n/a"}},
      {"email", {"zw@x.cn", "", "li@x.cn", ""}}};
  // Rows 0 and 1: the names (0.75 / 0.002) and the phones (0.8 / 0.0001) are the same,
  // one e-mail is missing: log2(375 * 8000) = 21.516531.
  const auto pairs = match(columns);
  REQUIRE(pairs.ok());
  REQUIRE(pairs->rows() == 1);
  CHECK(pairs->int64(0, pairs->column("a")) == 0);
  CHECK(pairs->int64(0, pairs->column("b")) == 1);
  CHECK(pairs->number(0, pairs->column("weight")) == Approx(21.516531).epsilon(1e-6));
  CHECK(Document::parse(pairs->text(0, pairs->column("evidence")), {})
            ->root()
            .find("name")
            ->find("level")
            ->text == "same");
  CHECK(Document::parse(pairs->text(0, pairs->column("evidence")), {})
            ->root()
            .find("email") == nullptr);
  // By the name alone 1 and 3, 0 and 3 are candidates: log2(375) and 375e-4 / (1 + ...).
  const auto all = match(columns, R"({"threshold": 0.01})");
  REQUIRE(all->rows() == 3);
  CHECK(all->number(1, all->column("probability")) ==
        Approx(0.0375 / 1.0375).epsilon(1e-3));
  const auto groups = match_groups(*all, 4);
  REQUIRE(groups.ok());
  CHECK(*groups == std::vector<std::int32_t>{0, 0, 1, 0});
  CHECK(match_groups(*all, 3).status().code() == ErrorCode::table);
}

TEST_CASE("identity: birthdays and e-mails that are nearly the same", "[identity]") {
  const std::vector<TextColumn> columns = {{"phone", {"13800138000", "13800138000"}},
                                           {"birthday", {"1990-03-05", "1990/05/03"}},
                                           {"email", {"zhangwei@x.cn", "zhangwei@y.cn"}}};
  const auto pairs = match(columns, R"({"threshold": 0})");
  REQUIRE(pairs->rows() == 1);
  const Document why = *Document::parse(pairs->text(0, pairs->column("evidence")), {});
  CHECK(why.root().find("birthday")->find("level")->text == "two_parts");
  CHECK(why.root().find("email")->find("level")->text == "alike");
}

TEST_CASE("identity: a large block compares neighbours", "[identity]") {
  std::vector<std::string> names;
  for (int i = 0; i < 50; ++i) names.push_back("name " + std::to_string(1000 + i));
  names.push_back("name 1007");
  TextColumn city{"city", {}}, name{"name", {}};
  for (const std::string& one : names) {
    city.texts.push_back("xian");
    name.texts.push_back(one);
  }
  const auto pairs =
      match(std::vector<TextColumn>{city, name},
            R"({"threshold": 0.01, "largest_block": 2, "blocks": [["city"]],
                               "fields": {"name": {}}})");
  REQUIRE(pairs.ok());
  REQUIRE(pairs->rows() >= 1);
  CHECK(pairs->int64(0, pairs->column("a")) == 7);
  CHECK(pairs->int64(0, pairs->column("b")) == 50);
  CHECK(pairs->rows() < 200);
}

TEST_CASE("identity: EM finds the chances that made the records", "[identity]") {
  // 4,000 people of whom half stand twice; of the second records a fifth has another
  // phone, a tenth another city, a twentieth another day. 20 cities: strangers agree by
  // chance in 1 of 20.
  std::vector<std::string> ids, phones, cities, days;
  for (int i = 0; i < 4000; ++i)
    for (int copy = 0; copy < (i % 2 == 0 ? 2 : 1); ++copy) {
      const bool moved = copy == 1 && i % 20 == 2, changed = copy == 1 && i % 10 == 4;
      ids.push_back(std::to_string(i / 4));  // A block holds four people.
      phones.push_back("139" + std::to_string(10000000 + (changed ? i + 500000 : i)));
      const std::uint32_t home = static_cast<std::uint32_t>(i) * 2654435761U >> 16;
      days.push_back(
          std::to_string((home / 20 + (copy == 1 && i % 40 == 6 ? 3 : 0)) % 300));
      cities.push_back("city " + std::to_string((home + (moved ? 9 : 0)) % 20));
    }
  std::vector<TextColumn> columns = {
      {"family", {}}, {"phone", {}}, {"city", {}}, {"day", {}}};
  for (std::size_t i = 0; i < ids.size(); ++i) {
    columns[0].texts.push_back(ids[i]);
    columns[1].texts.push_back(phones[i]);
    columns[2].texts.push_back(cities[i]);
    columns[3].texts.push_back(days[i]);
  }
  const auto learned = learn_match(columns, R"({"blocks": [["family"]],
    "fields": {"phone": {}, "city": {}, "day": {}}})");
  INFO(learned.status().message());
  REQUIRE(learned.ok());
  const Document found = *Document::parse(*learned, {});
  const auto chance = [&](const char* field, const char* which) {
    return oracles::number(
        found.root().find("fields")->find(field)->find(which)->items[0].text);
  };
  // Six records a block make 15 pairs, of which two are one person.
  CHECK(oracles::number(found.root().find("prior")->text) ==
        Approx(2.0 / 15.0).margin(0.02));
  CHECK(chance("phone", "m") == Approx(0.8).margin(0.05));
  CHECK(chance("city", "m") == Approx(0.9).margin(0.05));
  CHECK(chance("city", "u") == Approx(0.05).margin(0.01));
  CHECK(match(columns, *learned).ok());  // Options as they are.
  CHECK(
      learn_match(std::vector<TextColumn>{{"phone", {"13800138000"}}}).status().code() ==
      ErrorCode::model);
}

TEST_CASE("identity: how whole records are", "[identity]") {
  const std::vector<TextColumn> columns = {{"name", {"Li Na", " "}},
                                           {"phone", {"13800138000", "12345"}},
                                           {"email", {"", "li@x"}},
                                           {"updated", {"2025-06-29", ""}}};
  const auto table = record_quality(columns, R"({"today": "2026-06-30"})");
  REQUIRE(table.ok());
  CHECK(table->row_json(0) ==
        R"({"days":366,"filled":2,"invalid":[],"missing":["email"],"of":3,)"
        R"("share":0.6666666666666666,"stale":true})");
  CHECK(table->row_json(1) ==
        R"({"filled":0,"invalid":["phone","email"],"missing":["name"],"of":3,)"
        R"("share":0,"stale":true})");
  CHECK(record_quality(std::vector<TextColumn>{{"name", {"x"}}},
                       R"({"today": "2026-06-30"})")
            .status()
            .code() == ErrorCode::table);
}

TEST_CASE("identity: what cannot be", "[identity]") {
  const std::vector<TextColumn> columns = {{"name", {"a", "b"}}, {"id", {"1", "2"}}};
  const auto problem = [&](std::string_view options) {
    const auto made = match(columns, options);
    return made.ok() ? std::string("none")
                     : made.status().place().path + ": " + made.status().message();
  };
  CHECK(problem("[]") == ": options are a JSON object");
  CHECK(problem(R"({"treshold": 1})") ==
        "/treshold: unknown option \"treshold\"; did you mean \"threshold\"?");
  CHECK(problem(R"({"threshold": 2})") == "/threshold: a number from 0 to 1 is expected");
  CHECK(problem(R"({"fields": {"nam": {}}})") ==
        "/fields/nam: no column \"nam\"; did you mean \"name\"?");
  CHECK(problem(R"({"fields": {"name": {"kind": "pet"}}})") ==
        "/fields/name/kind: a kind is name, phone, email, date or text");
  CHECK(problem(R"({"fields": {"name": {"m": 0.9}}})") ==
        "/fields/name/m: chances between 0 and 1 that come to 1 are expected, of same, "
        "close, near, different");
  CHECK(problem(R"({"fields": {"name": {"m": [0.5, 0.5, 0, 0]}}})")
            .starts_with("/fields/name/m: chances"));
  CHECK(problem(R"({"blocks": [["city"]]})") == "/blocks/0: no column \"city\"");
  CHECK(problem(R"({"region": "XX"})").find("a region is") != std::string::npos);
  CHECK(match(std::vector<TextColumn>{{"id", {"1"}}}).status().code() ==
        ErrorCode::table);
  CHECK(match(std::vector<TextColumn>{{"name", {"1"}}, {"phone", {}}}).status().code() ==
        ErrorCode::table);
  CHECK(match({}).status().code() == ErrorCode::table);
  CHECK(match(std::vector<TextColumn>{{"name", {}}})->rows() == 0);
}

TEST_CASE("identity: buckets are those of XXH64", "[identity]") {
  // Worked with the specification of XXH64 in another language.
  CHECK(bucket("C1", 100, "spring") == 28);
  CHECK(bucket("C2", 100, "spring") == 15);
  CHECK(bucket("C1", 2, "") == 1);
  CHECK(bucket("客户-000000000000000000000000001", 1000, "spring-2026") == 526);
  CHECK(bucket("k", 1, "s") == 0);
  CHECK(bucket("k", 0, "s") == 0);
}
