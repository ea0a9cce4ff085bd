// SPDX-License-Identifier: Apache-2.0
// An event is one flat JSON object. Each key is looked up once, each value is checked
// against the attribute's type, and every refusal says where and what was expected.
#include <algorithm>
#include <charconv>

#include "base/decimal.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "model/event.hpp"

namespace patron::model {
namespace {

using json::Kind;
using json::Value;

// Reads one event; the first failure stays.
class Reader {
 public:
  explicit Reader(const EventRules& rules) : rules_(rules) {}

  Result<Event> read(const Value& object) {
    if (!object.is(Kind::object))
      return fail(object, "", "an event is a JSON object");
    if (Status status = head(object); !status.ok()) return status;
    constexpr std::size_t kHead = 6;  // id, type, customer, moment, ref, source.
    event_.attributes.reserve(std::max(object.members.size(), kHead) - kHead);
    for (const json::Member& member : object.members)
      if (Status status = key(member); !status.ok()) return status;
    if (Status status = whole(object); !status.ok()) return status;
    const auto by_attribute = [](const AttributeValue& a, const AttributeValue& b) {
      return a.attribute < b.attribute;
    };
    std::sort(event_.attributes.begin(), event_.attributes.end(), by_attribute);
    std::sort(event_.answers.begin(), event_.answers.end(),
              [](const Answer& a, const Answer& b) { return a.item < b.item; });
    return std::move(event_);
  }

 private:
  static Status fail(const Value& at, std::string path, std::string message) {
    Place place;
    place.path = std::move(path);
    place.line = at.line;
    place.column = at.column;
    return {ErrorCode::event, std::move(message), std::move(place)};
  }
  static std::string pointer(std::string_view key) {
    std::string path;
    json::append_pointer(path, key);
    return path;
  }
  static std::string found(const Value& value) {
    std::string text;
    json::append_canonical(text, value);
    if (text.size() > 60) {
      std::size_t size = 57;  // A cut falls before a character, not into one.
      while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
      text = text.substr(0, size) + "...";
    }
    return "; found " + text;
  }

  Status head(const Value& object) {
    const Value* type = object.find("type");
    if (type == nullptr) return fail(object, "", "missing key \"type\"");
    if (!type->is(Kind::string))
      return fail(*type, "/type", "an event type is a string" + found(*type));
    constexpr std::string_view kLater[] = {"points_transferred", "pool_joined",
                                           "pool_left"};
    if (std::find(std::begin(kLater), std::end(kLater), type->text) != std::end(kLater))
      return fail(*type, "/type",
                  "not supported yet: event type \"" + std::string(type->text) + "\"");
    const auto found_type = rules_.vocabulary->type(type->text);
    if (!found_type)
      return fail(*type, "/type",
                  "no event type \"" + std::string(type->text) + "\"" +
                      base::did_you_mean(type->text, rules_.vocabulary->type_names()));
    event_.type = *found_type;
    if (own(event_.type))
      return fail(*type, "/type", "patron makes this event itself" + found(*type));
    scale_ = base::currency_decimals(rules_.currency).value_or(2);
    currency_ = rules_.currency;
    if (const Value* currency = object.find("currency")) {
      const auto decimals = currency->is(Kind::string)
                                ? base::currency_decimals(currency->text)
                                : std::nullopt;
      if (!decimals)
        return fail(*currency, "/currency",
                    "a currency is an ISO 4217 code, e.g. \"CNY\"" + found(*currency));
      scale_ = *decimals;
      currency_ = currency->text;
      if (currency->text != rules_.currency) event_.currency = currency->text;
    }
    return {};
  }

  Status key(const json::Member& member) {
    const std::string_view name = member.key;
    const Value& value = member.value;
    if (name == "type" || name == "currency") return {};
    if (name == "id") return identifier(value, "/id", event_.id);
    if (name == "customer") return identifier(value, "/customer", event_.customer);
    if (name == "ref") return identifier(value, "/ref", event_.ref);
    if (name == "source") return identifier(value, "/source", event_.source);
    if (name == "occurred_at") return moment(value, "/occurred_at", event_.occurred_at);
    if (name == "recorded_at") {
      event_.recorded_at.emplace();
      return moment(value, "/recorded_at", *event_.recorded_at);
    }
    if (name == "lines" && booking()) return lines(value);
    if (name == "answers" && event_.type == EventType::survey) return answers(value);
    const std::int32_t attribute = rules_.vocabulary->attribute(event_.type, name);
    if (attribute < 0) return unknown(member);
    const Attribute& definition =
        rules_.vocabulary->attributes()[static_cast<std::size_t>(attribute)];
    if (absent(value, definition)) return {};
    AttributeValue& read = event_.attributes.emplace_back();
    read.attribute = attribute;
    return scalar(value, pointer(name), definition, read.value);
  }

  // Where a type allows null, an explicit one says what leaving the key out says.
  static bool absent(const Value& value, const Attribute& definition) {
    return definition.type.nullable && value.is(Kind::null);
  }

  bool booking() const {
    return event_.type == EventType::booking || event_.type == EventType::booking_changed;
  }

  Status unknown(const json::Member& member) const {
    std::vector<std::string_view> names = {"id",          "type",        "customer",
                                           "occurred_at", "recorded_at", "source",
                                           "ref",         "currency"};
    if (booking()) names.push_back("lines");
    if (event_.type == EventType::survey) names.push_back("answers");
    for (const Attribute& attribute : rules_.vocabulary->attributes())
      if (attribute.on.test(index(event_.type))) names.push_back(attribute.name);
    Place place;
    place.path = pointer(member.key);
    place.line = member.line;
    place.column = member.column;
    if (member.key == "line" && event_.type == EventType::refund)
      return {ErrorCode::event, "not supported yet: a refund that names a line",
              std::move(place)};
    return {ErrorCode::event,
            "unknown key \"" + std::string(member.key) + "\" of " +
                std::string(rules_.vocabulary->type_name(event_.type)) +
                base::did_you_mean(member.key, names),
            std::move(place)};
  }

  static Status identifier(const Value& value, std::string path, std::string& out) {
    if (!value.is(Kind::string) || value.text.empty() ||
        value.text.size() > limits::kIdBytes)
      return fail(value, std::move(path),
                  "an id is a string of 1 to " + std::to_string(limits::kIdBytes) +
                      " bytes" + found(value));
    if (std::any_of(value.text.begin(), value.text.end(),
                    [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }))
      return fail(value, std::move(path), "an id holds no control characters");
    out = value.text;
    return {};
  }

  Status moment(const Value& value, std::string path, Instant& out) const {
    if (value.is(Kind::string)) {
      if (value.text.size() == 10) {
        const Result<Date> date = Date::parse(value.text);
        // A day stands for its noon, so that imports of days keep their day (M2).
        if (date.ok() && date->civil().year <= limits::kLastYear) {
          out = rules_.zone->noon(*date);
          return {};
        }
      }
      const Result<Instant> instant = Instant::parse(value.text);
      if (instant.ok()) {
        out = *instant;
        return {};
      }
    }
    return fail(value, std::move(path),
                "a moment is \"2026-05-01T10:00:00+08:00\", with its offset, or a day "
                "\"2026-05-01\"" +
                    found(value));
  }

  Status money(const Value& value, std::string path, std::int64_t& out) const {
    const auto decimal = value.is(Kind::string) || value.is(Kind::number)
                             ? base::parse_decimal(value.text)
                             : std::nullopt;
    if (!decimal)
      return fail(value, std::move(path),
                  "money is a decimal, e.g. \"300.00\"" + found(value));
    // Zeros beyond the currency's decimals say nothing; other digits would be lost.
    const auto minor = base::rescale_exact(decimal->value, decimal->scale, scale_);
    if (!minor)
      return fail(value, std::move(path),
                  "money has at most " + std::to_string(scale_) + " decimals in " +
                      std::string(currency_) + found(value));
    if (!base::fits_amount(*minor))
      return fail(value, std::move(path), "this amount is too large" + found(value));
    if (*minor < 0)
      return fail(value, std::move(path), "an amount is not negative" + found(value));
    out = *minor;
    return {};
  }

  static Status integer(const Value& value, std::string path, std::int64_t& out) {
    if (value.is(Kind::number)) {
      const char* end = value.text.data() + value.text.size();
      const auto read = std::from_chars(value.text.data(), end, out);
      if (read.ec == std::errc() && read.ptr == end && base::fits_amount(out)) return {};
    }
    return fail(value, std::move(path), "an integer is expected" + found(value));
  }

  static Status string(const Value& value, std::string path, std::uint32_t most,
                       std::string& out) {
    if (!value.is(Kind::string))
      return fail(value, std::move(path), "a string is expected" + found(value));
    if (value.text.size() > most)
      return fail(value, std::move(path),
                  "a text of at most " + std::to_string(most) +
                      " bytes is expected; found " + std::to_string(value.text.size()));
    out = value.text;
    return {};
  }

  // Nights, segments, a rating: no number of things is negative. Points have a sign.
  static Status whole_number(const Value& value, std::string path,
                             const Attribute& definition, std::int64_t& out) {
    constexpr std::int64_t kMost = 1'000'000'000;
    const std::string at = path;
    if (Status status = integer(value, std::move(path), out); !status.ok()) return status;
    if (definition.built_in && definition.name != "points" && (out < 0 || out > kMost))
      return fail(value, at, "a count is from 0 to 1000000000" + found(value));
    return {};
  }

  Status scalar(const Value& value, std::string path, const Attribute& definition,
                Scalar& out) {
    std::int64_t number = 0;
    Status status;
    switch (definition.type.kind) {
      case TypeKind::integer:
        status = whole_number(value, std::move(path), definition, number);
        break;
      case TypeKind::money: status = money(value, std::move(path), number); break;
      case TypeKind::boolean:
        if (!value.is(Kind::boolean))
          return fail(value, std::move(path), "true or false is expected" + found(value));
        number = value.boolean ? 1 : 0;
        break;
      case TypeKind::date: {
        const Result<Date> date =
            value.is(Kind::string) ? Date::parse(value.text)
                                   : Result<Date>(Status(ErrorCode::event, ""));
        if (!date.ok())
          return fail(value, std::move(path),
                      "a date is \"2026-01-31\"" + found(value));
        number = date->days;
        break;
      }
      case TypeKind::instant: {
        Instant at;
        status = moment(value, std::move(path), at);
        number = at.milliseconds;
        break;
      }
      case TypeKind::decimal: {
        const auto decimal = value.is(Kind::string) || value.is(Kind::number)
                                 ? base::parse_decimal(value.text)
                                 : std::nullopt;
        const auto scaled = decimal ? base::rescale_exact(decimal->value, decimal->scale,
                                                          definition.type.scale)
                                    : std::nullopt;
        if (!scaled || !base::fits_amount(*scaled))
          return fail(value, std::move(path),
                      "a decimal of at most " + std::to_string(definition.type.scale) +
                          " places is expected" + found(value));
        number = *scaled;
        break;
      }
      case TypeKind::enumeration: return label(value, std::move(path), definition, out);
      case TypeKind::list: return list(value, std::move(path), definition, out);
      case TypeKind::number: {
        double real = 0;
        const char* end = value.text.data() + value.text.size();
        if (!value.is(Kind::number) ||
            std::from_chars(value.text.data(), end, real).ec != std::errc())
          return fail(value, std::move(path), "a number is expected" + found(value));
        out = real;
        return {};
      }
      default: {
        std::string text;
        status = string(value, std::move(path), definition.max_length, text);
        out = std::move(text);
        return status;
      }
    }
    out = number;
    return status;
  }

  static Status label(const Value& value, std::string path, const Attribute& definition,
                      Scalar& out) {
    const auto& labels = definition.type.labels;
    const auto at = value.is(Kind::string)
                        ? std::find(labels.begin(), labels.end(), value.text)
                        : labels.end();
    if (at == labels.end()) {
      std::string all;
      std::vector<std::string_view> names(labels.begin(), labels.end());
      for (const std::string& each : labels) all += (all.empty() ? "" : ", ") + each;
      return fail(value, std::move(path),
                  "one of " + all + " is expected" + found(value) +
                      base::did_you_mean(value.text, names));
    }
    out = std::int64_t{at - labels.begin()};
    return {};
  }

  static Status list(const Value& value, std::string path, const Attribute& definition,
                     Scalar& out) {
    if (!value.is(Kind::array) || value.items.size() > definition.max_items)
      return fail(value, std::move(path),
                  "a list of at most " + std::to_string(definition.max_items) +
                      " texts is expected" + found(value));
    Texts texts;
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      std::string inner = path;
      json::append_pointer(inner, i);
      Status status = string(value.items[i], std::move(inner), definition.max_length,
                             texts.emplace_back());
      if (!status.ok()) return status;
    }
    out = std::move(texts);
    return {};
  }

  Status lines(const Value& value) {
    if (!value.is(Kind::array) || value.items.empty() ||
        value.items.size() > limits::kEventLines)
      return fail(value, "/lines",
                  "lines are a list of 1 to " + std::to_string(limits::kEventLines) +
                      " objects" + found(value));
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      std::string path = "/lines";
      json::append_pointer(path, i);
      if (Status status = line(value.items[i], path); !status.ok()) return status;
    }
    return {};
  }

  Status line(const Value& value, const std::string& path) {
    if (!value.is(Kind::object)) return fail(value, path, "a line is an object");
    Line& line = event_.lines.emplace_back();
    line.id = std::to_string(event_.lines.size());
    for (const json::Member& member : value.members) {
      std::string at = path;
      json::append_pointer(at, member.key);
      Status status;
      if (member.key == "id")
        status = identifier(member.value, std::move(at), line.id);
      else if (member.key == "gross" || member.key == "amount")
        status = money(member.value, std::move(at), line.gross);
      else if (member.key == "discount")
        status = money(member.value, std::move(at), line.discount);
      else if (member.key == "tax")
        status = money(member.value, std::move(at), line.tax);
      else if (member.key == "points_paid")
        status = money(member.value, std::move(at), line.points_paid);
      else
        status = line_attribute(member, std::move(at), line);
      if (!status.ok()) return status;
    }
    if (value.find("gross") != nullptr && value.find("amount") != nullptr)
      return fail(value, path, "a line has gross or amount, not both");
    if (line.discount > line.gross || line.tax > line.gross - line.discount)
      return fail(value, path, "a line's discount and tax are within its gross");
    for (std::size_t i = 0; i + 1 < event_.lines.size(); ++i)
      if (event_.lines[i].id == line.id)
        return fail(value, path, "two lines have the id \"" + line.id + "\"");
    std::sort(line.attributes.begin(), line.attributes.end(),
              [](const auto& a, const auto& b) { return a.attribute < b.attribute; });
    return {};
  }

  Status line_attribute(const json::Member& member, std::string path, Line& line) {
    if (member.key == "kind") {
      std::string kind;
      return string(member.value, std::move(path), limits::kTextBytes, kind);
    }
    const std::int32_t attribute = rules_.vocabulary->line_attribute(member.key);
    if (attribute < 0) {
      std::vector<std::string_view> names = {"id",       "kind", "gross",      "amount",
                                             "discount", "tax",  "points_paid"};
      for (const Attribute& each : rules_.vocabulary->line_attributes())
        names.push_back(each.name);
      return fail(member.value, std::move(path),
                  "unknown key \"" + std::string(member.key) + "\" of a line" +
                      base::did_you_mean(member.key, names));
    }
    const Attribute& definition =
        rules_.vocabulary->line_attributes()[static_cast<std::size_t>(attribute)];
    if (absent(member.value, definition)) return {};
    AttributeValue& read = line.attributes.emplace_back();
    read.attribute = attribute;
    return scalar(member.value, std::move(path), definition, read.value);
  }

  Status answers(const Value& value) {
    if (!value.is(Kind::object) || value.members.size() > limits::kEventAnswers)
      return fail(value, "/answers",
                  "answers are an object of at most " +
                      std::to_string(limits::kEventAnswers) + " items" + found(value));
    for (const json::Member& member : value.members) {
      std::string path = "/answers";
      json::append_pointer(path, member.key);
      std::int64_t number = 0;
      if (Status status = integer(member.value, path, number); !status.ok())
        return status;
      if (number < -1000 || number > 1000)
        return fail(member.value, std::move(path),
                    "an answer is from -1000 to 1000" + found(member.value));
      event_.answers.push_back(
          {std::string(member.key), static_cast<std::int32_t>(number)});
    }
    return {};
  }

  // What only the whole event can tell.
  Status whole(const Value& object) const {
    if (event_.id.empty()) return fail(object, "", "missing key \"id\"");
    if (object.find("occurred_at") == nullptr)
      return fail(object, "", "missing key \"occurred_at\"");
    constexpr std::int64_t kClockSkew = 24 * 3'600'000;
    if (event_.recorded_at && event_.occurred_at.milliseconds >
                                  event_.recorded_at->milliseconds + kClockSkew)
      return fail(*object.find("occurred_at"), "/occurred_at",
                  "an event occurs at most 24 hours after it was recorded");
    for (const Attribute& attribute : rules_.vocabulary->attributes())
      if (attribute.required && attribute.on.test(index(event_.type)) &&
          object.find(attribute.name) == nullptr)
        return fail(object, "",
                    "missing key \"" + attribute.name + "\" of " +
                        std::string(rules_.vocabulary->type_name(event_.type)));
    return amounts(object);
  }

  Status amounts(const Value& object) const {
    std::int64_t price = 0, gross = 0;
    for (const Line& line : event_.lines) {
      gross += line.gross;
      price += line.gross - line.discount;
    }
    if (!base::fits_amount(gross))
      return fail(*object.find("lines"), "/lines", "these lines are too large together");
    const Value* amount = object.find("amount");
    if (event_.lines.empty() || amount == nullptr) return {};
    const Scalar* total =
        event_.find(rules_.vocabulary->attribute(event_.type, "amount"));
    if (total != nullptr && std::get<std::int64_t>(*total) != price)
      return fail(*amount, "/amount",
                  "the amount is the sum of the lines less their discounts, " +
                      base::decimal_text(price, scale_) + found(*amount));
    return {};
  }

  const EventRules& rules_;
  std::int32_t scale_ = 2;
  std::string_view currency_;
  Event event_;
};

}  // namespace

const Scalar* Event::find(std::int32_t attribute) const {
  for (const AttributeValue& value : attributes)
    if (value.attribute == attribute) return &value.value;
  return nullptr;
}

Result<Event> read_event(const json::Value& object, const EventRules& rules) {
  return Reader(rules).read(object);
}
Result<Event> read_event(std::string_view text, const EventRules& rules) {
  json::Options options;
  options.code = ErrorCode::event;
  options.limits = {limits::kEventBytes, limits::kEventDepth};
  const Result<json::Document> document = json::Document::parse(text, options);
  if (!document.ok()) return document.status();
  return Reader(rules).read(document->root());
}

}  // namespace patron::model
