// SPDX-License-Identifier: Apache-2.0
// An event as bytes: of a snapshot, and of the digest that tells a repetition from a
// conflict. The digest leaves out what a retry may change: recorded_at and source.
#include <algorithm>
#include <bit>

#include "base/decimal.hpp"
#include "base/hash.hpp"
#include "model/event.hpp"

namespace patron::model {
namespace {

void write_values(base::Writer& out, const std::vector<AttributeValue>& values) {
  out.varint(values.size());
  for (const AttributeValue& value : values) {
    out.varint(static_cast<std::uint64_t>(value.attribute));
    out.varint(value.value.index());
    if (const auto* integer = std::get_if<std::int64_t>(&value.value)) {
      out.integer(*integer);
    } else if (const auto* number = std::get_if<double>(&value.value)) {
      out.fixed64(std::bit_cast<std::uint64_t>(*number));
    } else if (const auto* text = std::get_if<std::string>(&value.value)) {
      out.text(*text);
    } else {
      const Texts& texts = std::get<Texts>(value.value);
      out.varint(texts.size());
      for (const std::string& each : texts) out.text(each);
    }
  }
}

Scalar read_scalar(base::Reader& in) {
  switch (in.varint()) {
    case 0: return in.integer();
    case 1: return std::bit_cast<double>(in.fixed64());
    case 2: return std::string(in.text());
    case 3: {
      Texts texts(in.count());
      for (std::string& text : texts) text = in.text();
      return texts;
    }
    default: in.fail(); return std::int64_t{0};
  }
}

std::vector<AttributeValue> read_values(base::Reader& in) {
  std::vector<AttributeValue> values(in.count(3));
  for (AttributeValue& value : values) {
    value.attribute = static_cast<std::int32_t>(in.varint() & 0xffff);
    value.value = read_scalar(in);
  }
  return values;
}

void write_payload(base::Writer& out, const Event& event) {
  out.text(event.id);
  out.text(event.customer);
  out.text(event.ref);
  out.varint(index(event.type));
  out.integer(event.occurred_at.milliseconds);
  out.text(event.currency);
  write_values(out, event.attributes);
  out.varint(event.lines.size());
  for (const Line& line : event.lines) {
    out.text(line.id);
    for (const std::int64_t n : {line.gross, line.discount, line.tax, line.points_paid})
      out.integer(n);
    write_values(out, line.attributes);
  }
  out.varint(event.answers.size());
  for (const Answer& answer : event.answers) {
    out.text(answer.item);
    out.integer(answer.value);
  }
}

// The value of an attribute in JSON.
void append_value(std::string& out, const Scalar& value, const Type& type,
                  std::int32_t money_scale) {
  if (const auto* number = std::get_if<double>(&value)) {
    json::append_double(out, *number);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    json::append_string(out, *text);
  } else if (const auto* texts = std::get_if<Texts>(&value)) {
    out += '[';
    for (std::size_t i = 0; i < texts->size(); ++i) {
      if (i > 0) out += ',';
      json::append_string(out, (*texts)[i]);
    }
    out += ']';
  } else {
    const std::int64_t integer = std::get<std::int64_t>(value);
    switch (type.kind) {
      case TypeKind::boolean: out += integer != 0 ? "true" : "false"; break;
      case TypeKind::money:
        json::append_string(out, base::decimal_text(integer, money_scale));
        break;
      case TypeKind::decimal:
        json::append_string(out, base::decimal_text(integer, type.scale));
        break;
      case TypeKind::date:
        json::append_string(out, Date{static_cast<std::int32_t>(integer)}.text());
        break;
      case TypeKind::instant: json::append_string(out, Instant{integer}.text()); break;
      case TypeKind::enumeration: {
        const auto label = static_cast<std::size_t>(integer);
        json::append_string(out, label < type.labels.size() ? type.labels[label] : "");
        break;
      }
      default: json::append_int(out, integer);
    }
  }
}

using Keys = std::vector<std::pair<std::string, std::string>>;

std::string object(Keys keys) {
  std::sort(keys.begin(), keys.end());
  std::string out = "{";
  for (const auto& [key, value] : keys) {
    if (out.size() > 1) out += ',';
    json::append_string(out, key);
    out += ':' + value;
  }
  return out + "}";
}

std::string quoted(std::string_view text) {
  std::string out;
  json::append_string(out, text);
  return out;
}

void add_values(Keys& keys, const std::vector<AttributeValue>& values,
                const std::vector<Attribute>& attributes, std::int32_t scale) {
  for (const AttributeValue& value : values) {
    const Attribute& attribute = attributes[static_cast<std::size_t>(value.attribute)];
    std::string text;
    append_value(text, value.value, attribute.type, scale);
    keys.emplace_back(attribute.name, std::move(text));
  }
}

std::string lines_json(const Event& event, const Vocabulary& vocabulary,
                       std::int32_t scale) {
  std::string out = "[";
  for (const Line& line : event.lines) {
    Keys keys;
    keys.emplace_back("id", quoted(line.id));
    const std::pair<const char*, std::int64_t> amounts[] = {
        {"gross", line.gross},
        {"discount", line.discount},
        {"tax", line.tax},
        {"points_paid", line.points_paid}};
    for (const auto& [name, minor] : amounts)
      keys.emplace_back(name, quoted(base::decimal_text(minor, scale)));
    add_values(keys, line.attributes, vocabulary.line_attributes(), scale);
    if (out.size() > 1) out += ',';
    out += object(std::move(keys));
  }
  return out + "]";
}

}  // namespace

std::uint64_t digest(const Event& event) {
  std::string bytes;
  base::Writer out(bytes);
  write_payload(out, event);
  return base::hash64(bytes);
}

OrderKey order_key(const Event& event) {
  return {event.occurred_at, rank(event.type), base::hash64(event.id)};
}

void write(base::Writer& out, const Event& event) {
  write_payload(out, event);
  out.text(event.source);
  out.varint(event.recorded_at ? 1 : 0);
  if (event.recorded_at) out.integer(event.recorded_at->milliseconds);
}

Event read(base::Reader& in) {
  Event event;
  event.id = in.text();
  event.customer = in.text();
  event.ref = in.text();
  const std::uint64_t type = in.varint();
  if (type >= kEventTypesMax) in.fail();
  event.type = static_cast<EventType>(type % kEventTypesMax);
  event.occurred_at.milliseconds = in.integer();
  event.currency = in.text();
  event.attributes = read_values(in);
  event.lines.resize(in.count(6));
  for (Line& line : event.lines) {
    line.id = in.text();
    for (std::int64_t* n : {&line.gross, &line.discount, &line.tax, &line.points_paid})
      *n = in.integer();
    line.attributes = read_values(in);
  }
  event.answers.resize(in.count(2));
  for (Answer& answer : event.answers) {
    answer.item = in.text();
    answer.value = static_cast<std::int32_t>(in.integer());
  }
  event.source = in.text();
  if (in.varint() != 0) event.recorded_at = Instant{in.integer()};
  return event;
}

bool fits(const Scalar& value, const Type& type) {
  switch (type.kind) {
    case TypeKind::number: return std::holds_alternative<double>(value);
    case TypeKind::list: return std::holds_alternative<Texts>(value);
    case TypeKind::string: return std::holds_alternative<std::string>(value);
    default: break;
  }
  const auto* integer = std::get_if<std::int64_t>(&value);
  if (integer == nullptr || !base::fits_amount(*integer)) return false;
  if (type.kind == TypeKind::enumeration)
    return *integer >= 0 && static_cast<std::size_t>(*integer) < type.labels.size();
  if (type.kind == TypeKind::date) return *integer > -200'000 && *integer < 200'000;
  return true;
}

std::string to_json(const Event& event, const Vocabulary& vocabulary,
                    std::string_view currency) {
  Keys keys;
  const auto text = [&](const char* key, std::string_view value) {
    if (!value.empty()) keys.emplace_back(key, quoted(value));
  };
  text("id", event.id);
  text("type", vocabulary.type_name(event.type));
  text("customer", event.customer);
  text("ref", event.ref);
  text("source", event.source);
  text("currency", event.currency);
  text("occurred_at", event.occurred_at.text());
  if (event.recorded_at) text("recorded_at", event.recorded_at->text());
  const std::int32_t scale =
      base::currency_decimals(event.currency.empty() ? currency : event.currency)
          .value_or(2);
  add_values(keys, event.attributes, vocabulary.attributes(), scale);
  if (!event.lines.empty())
    keys.emplace_back("lines", lines_json(event, vocabulary, scale));
  if (!event.answers.empty()) {
    Keys answers;
    for (const Answer& answer : event.answers)
      answers.emplace_back(answer.item, std::to_string(answer.value));
    keys.emplace_back("answers", object(std::move(answers)));
  }
  return object(std::move(keys));
}

}  // namespace patron::model
