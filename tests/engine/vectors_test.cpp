// SPDX-License-Identifier: Apache-2.0
// The conformance vectors (tests/vectors/*.json) through the C++ face; their format
// stands in tests/vectors/README.md. Of each effect only the fields that a vector names
// are looked at, but number and order of effects are exact.
#include <catch2/catch.hpp>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "patron/engine.hpp"
#include "patron/liability.hpp"

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::string read_file(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(text).str();
}

std::vector<fs::path> vector_files() {
  const char* source = std::getenv("PATRON_SOURCE");
  std::vector<fs::path> found;
  const fs::path folder = fs::path(source == nullptr ? "." : source) / "tests/vectors";
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".json") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

// As text, numbers without an exponent (Boost.JSON writes 0.5 as 5E-1).
std::string written(const json::value& value) {
  std::string text;
  if (value.is_object()) {
    for (const auto& [name, part] : value.as_object())
      text += (text.empty() ? "{" : ",") + json::serialize(name) + ":" + written(part);
    return (text.empty() ? "{" : text) + "}";
  }
  if (value.is_array()) {
    for (const json::value& part : value.as_array())
      text += (text.empty() ? "[" : ",") + written(part);
    return (text.empty() ? "[" : text) + "]";
  }
  if (!value.is_double()) return json::serialize(value);
  char digits[400];
  const auto end = std::to_chars(digits, digits + sizeof digits, value.as_double(),
                                 std::chars_format::fixed);
  return {digits, end.ptr};
}

std::string text_of(const json::value& value) { return value.as_string().c_str(); }

// A row of a table, as the JSON object that every face gives.
std::vector<json::object> rows(const patron::Table& table) {
  std::vector<json::object> found;
  for (std::size_t row = 0; row < table.rows(); ++row)
    found.push_back(json::parse(table.row_json(row)).as_object());
  return found;
}

json::value field(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value == nullptr ? json::value() : *value;
}

class Case {
 public:
  Case(patron::Engine engine)
      : engine_(std::move(engine)), member_(engine_, "C1"), books_(engine_) {}

  void step(const json::object& step) {
    if (step.contains("apply")) {
      REQUIRE(applied(step.at("apply")).ok());
      REQUIRE(books_.add(effects_.table()).ok());
      compare(step.at("effects").as_array());
    } else if (step.contains("preview")) {
      const patron::Member before = member_;
      const std::string events = lines(step.at("preview"));
      REQUIRE(engine_.preview(member_, events, effects_, options()).ok());
      CHECK(member_.save() == before.save());
      compare(step.at("effects").as_array());
    } else if (step.contains("advance")) {
      const auto until = patron::Instant::parse(text_of(step.at("advance")));
      REQUIRE(until.ok());
      REQUIRE(engine_.advance(member_, *until, effects_, options()).ok());
      REQUIRE(books_.add(effects_.table()).ok());
      compare(step.at("effects").as_array());
    } else if (step.contains("refuse")) {
      refuse(step);
    } else if (step.contains("share")) {
      scopes_.emplace(engine_);
      for (const json::value& key : step.at("share").as_array())
        REQUIRE(scopes_->load(text_of(key), {}).ok());
    } else if (step.contains("liability")) {
      liability(step.at("liability").as_array(), step.at("rows").as_array());
    } else if (step.contains("quote")) {
      quote(step.at("quote").as_object(), step.at("answer").as_object());
    } else {
      ask(step);
    }
  }

 private:
  patron::VerbOptions options() {
    patron::VerbOptions found;
    found.scopes = scopes_ ? &*scopes_ : nullptr;
    found.far_ahead = true;
    return found;
  }

  // One event or a list of them, as JSON Lines; "@request" is the last request's id.
  std::string lines(const json::value& events) const {
    const json::array list = events.is_array() ? events.as_array() : json::array{events};
    std::string text;
    for (const json::value& one : list) {
      json::object event = one.as_object();
      for (auto& [name, value] : event)
        if (value.is_string() && value.as_string() == "@request") value = request_;
      text += written(event) + '\n';
    }
    return text;
  }

  patron::Status applied(const json::value& events) {
    return engine_.apply(member_, lines(events), effects_, options());
  }

  void refuse(const json::object& step) {
    const std::string before = member_.save();
    const patron::Status status = applied(step.at("refuse"));
    CHECK(patron::name(status.code()) == text_of(step.at("error")));
    CHECK(member_.save() == before);  // A refused event leaves nothing behind.
  }

  json::value lots_of(const json::object& effect) const {
    json::array lots;
    const json::value detail = field(effect, "detail");
    if (!detail.is_object() || !detail.as_object().contains("lots")) return lots;
    for (const json::value& taken : detail.at("lots").as_array()) {
      const auto opened = events_.find(text_of(taken.at("lot")));
      lots.push_back(json::object{
          {"event", opened == events_.end() ? "" : opened->second},
          {"points", taken.at("points")}});
    }
    return lots;
  }

  static json::value price_of(const json::object& effect) {
    const json::value detail = field(effect, "detail");
    return detail.is_object() ? field(detail.as_object(), "price") : json::value();
  }

  void compare(const json::array& expected) {
    const std::vector<json::object> found = rows(effects_.table());
    INFO(effects_.table().json());
    for (const json::object& effect : found) {
      const json::value event = field(effect, "event");
      if (event.is_string()) events_[text_of(effect.at("id"))] = text_of(event);
      if (effect.at("kind") == "request") request_ = text_of(effect.at("id"));
    }
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
      for (const auto& [name, value] : expected[i].as_object()) {
        INFO("effect " << i << ", " << name);
        const json::value seen = name == "lots"    ? lots_of(found[i])
                                 : name == "price" ? price_of(found[i])
                                                   : field(found[i], name);
        CHECK(json::serialize(seen) == json::serialize(value));
      }
  }

  patron::Instant at(const json::object& step) const {
    if (!step.contains("at")) return member_.watermark();
    return *patron::Instant::parse(text_of(step.at("at")));
  }

  void liability(const json::array& days, const json::array& expected) {
    const auto report = books_.report(*patron::Date::parse(text_of(days.at(0))),
                                      *patron::Date::parse(text_of(days.at(1))));
    REQUIRE(report.ok());
    const std::vector<json::object> found = rows(*report);
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
      for (const auto& [name, value] : expected[i].as_object()) {
        INFO("row " << i << ", " << name);
        CHECK(json::serialize(field(found[i], name)) == json::serialize(value));
      }
  }

  void quote(const json::object& asked, const json::object& expected) {
    const auto currency = engine_.find(patron::List::currencies,
                                       text_of(asked.at("currency")));
    REQUIRE(currency);
    const auto price =
        patron::Money::parse(text_of(asked.at("price")), engine_.currency());
    REQUIRE(price.ok());
    const auto found =
        engine_.quote(member_, *currency, price->minor, member_.watermark());
    REQUIRE(found.ok());
    const auto money = [&](std::int64_t minor) {
      patron::Money part = *price;
      part.minor = minor;
      return part.text();
    };
    CHECK(found->points == expected.at("points").as_int64());
    CHECK(money(found->value) == text_of(expected.at("value")) + " CNY");
    CHECK(money(found->cash) == text_of(expected.at("cash")) + " CNY");
  }

  void ask(const json::object& step) {
    if (step.contains("balances")) ask_balances(step);
    if (step.contains("tiers")) ask_tiers(step);
    if (step.contains("carried")) ask_carried(step);
    if (step.contains("metrics")) {
      const auto metrics = engine_.holdings(member_, "metrics", at(step));
      REQUIRE(metrics.ok());
      std::map<std::string, json::value> found;
      for (const json::object& row : rows(*metrics))
        found[text_of(row.at("metric"))] = row.at("value");
      for (const auto& [name, value] : step.at("metrics").as_object())
        CHECK(found[name] == value);
    }
  }

  void ask_balances(const json::object& step) {
    constexpr std::pair<std::string_view, patron::Points> kWhich[] = {
        {"active", patron::Points::active},
        {"pending", patron::Points::pending},
        {"reserved", patron::Points::reserved},
        {"debt", patron::Points::debt}};
    for (const auto& [currency, expected] : step.at("balances").as_object()) {
      const auto index = engine_.find(patron::List::currencies, currency);
      REQUIRE(index);
      for (const auto& [word, which] : kWhich) {
        if (!expected.as_object().contains(word)) continue;
        INFO(currency << " " << word);
        const auto points = engine_.balance(member_, *index, at(step), which);
        REQUIRE(points.ok());
        CHECK(*points == expected.at(word).as_int64());
      }
    }
  }

  void ask_carried(const json::object& step) {
    const auto carried = engine_.holdings(member_, "carried", at(step));
    REQUIRE(carried.ok());
    json::object found;
    for (const json::object& row : rows(*carried))
      found[text_of(row.at("ladder")) + "." + text_of(row.at("metric"))] =
          row.at("value");
    CHECK(json::serialize(found) == json::serialize(step.at("carried")));
  }

  void ask_tiers(const json::object& step) {
    const auto tiers = engine_.holdings(member_, "tiers", at(step));
    REQUIRE(tiers.ok());
    std::map<std::string, json::object> found;
    for (const json::object& row : rows(*tiers)) found[text_of(row.at("ladder"))] = row;
    for (const auto& [ladder, expected] : step.at("tiers").as_object())
      for (const auto& [name, value] : expected.as_object()) {
        INFO(ladder << " " << name);
        CHECK(json::serialize(field(found[ladder], name)) == json::serialize(value));
      }
  }

  patron::Engine engine_;
  patron::Member member_;
  patron::Liability books_;
  patron::Effects effects_;
  std::optional<patron::Scopes> scopes_;
  std::map<std::string, std::string> events_;  // Effect id -> the event that caused it.
  std::string request_;
};

patron::Engine engine_of(const json::object& c) {
  patron::Engine::Builder builder;
  const json::array packs =
      c.contains("packs") ? c.at("packs").as_array() : json::array{c.at("pack")};
  for (const json::value& pack : packs)
    REQUIRE(builder.add_pack(written(pack)).ok());
  auto engine = builder.freeze();
  INFO(engine.status().message());
  REQUIRE(engine.ok());
  return *engine;
}

}  // namespace

TEST_CASE("vectors: every money rule of the conformance suite holds",
          "[engine][vectors]") {
  std::size_t cases = 0;
  for (const fs::path& path : vector_files()) {
    const json::value document = json::parse(read_file(path));
    for (const json::value& one : document.at("cases").as_array()) {
      const json::object& vector = one.as_object();
      const std::string name =
          path.stem().string() + ": " + text_of(vector.at("title"));
      DYNAMIC_SECTION(name) {
        Case running(engine_of(vector));
        std::size_t number = 0;
        for (const json::value& step : vector.at("steps").as_array()) {
          INFO("step " << number++ << ": " << json::serialize(step));
          running.step(step.as_object());
        }
      }
      ++cases;
    }
  }
  CHECK(cases > 50);  // The suite is there and was read.
}
