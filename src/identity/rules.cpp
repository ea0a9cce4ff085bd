// SPDX-License-Identifier: Apache-2.0
// Errors name the option by its JSON pointer and list what would be right.
#include "identity/rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace patron::identity {
namespace {

namespace js = patron::json;

class Reader {
 public:
  Reader(std::span<const TextColumn> columns, bool quality)
      : columns_(columns), quality_(quality) {}

  Result<Rules> read(const js::Value& options) {
    if (!options.is(js::Kind::object))
      return bad(options, "", "options are a JSON object");
    const js::Value* fields = nullptr;
    const js::Value* blocks = nullptr;
    for (const js::Member& member : options.members) {
      if (member.key == "fields")
        fields = &member.value;
      else if (member.key == "blocks" && !quality_)
        blocks = &member.value;
      else if (Status status = option(member); !status.ok())
        return status;
    }
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (const int kind = kind_of_column(columns_[i].name); kind >= 0)
        add_field(i, static_cast<Kind>(kind));
    if (fields != nullptr)
      if (Status status = read_fields(*fields); !status.ok()) return status;
    if (rules_.fields.empty())
      return Status(ErrorCode::table,
                    "no column to compare: they are name, surname, given_name, phone, "
                    "email, birthday, document, or those in \"fields\"");
    if (quality_) return std::move(rules_);
    if (blocks != nullptr) {
      if (Status status = read_blocks(*blocks); !status.ok()) return status;
    } else {
      usual_blocks();
    }
    return std::move(rules_);
  }

 private:
  static Status bad(const js::Value& at, std::string path, std::string message) {
    return {ErrorCode::argument, std::move(message),
            Place{std::move(path), {}, at.line, at.column, {}}};
  }

  Status option(const js::Member& member) {
    const std::string path = "/" + std::string(member.key);
    const js::Value& value = member.value;
    if (member.key == "region") {
      if (!value.is(js::Kind::string))
        return bad(value, path, "\"region\" is a text: \"CN\" or \"+81\"");
      rules_.region = value.text;
      return phone("10000000", rules_.region).status();
    }
    if (quality_ && member.key == "today") {
      const Result<Date> day = value.is(js::Kind::string)
                                   ? Date::parse(value.text)
                                   : Result<Date>(Status(ErrorCode::argument, ""));
      if (!day.ok()) return bad(value, path, "\"today\" is a date: \"2026-06-30\"");
      rules_.today = *day;
      return {};
    }
    double number = 0;
    if (member.key == "threshold" && !quality_)
      return in_range(value, path, 0.0, 1.0, rules_.threshold);
    if (member.key == "prior" && !quality_) {
      Status status = in_range(value, path, 0.0, 1.0, number);
      if (status.ok() && (number <= 0.0 || number >= 1.0))
        return bad(value, path, "\"prior\" is between 0 and 1");
      rules_.prior = number;
      return status;
    }
    if (member.key == "largest_block" && !quality_) {
      Status status = in_range(value, path, 1, 100'000, number);
      rules_.largest_block = static_cast<std::size_t>(number);
      return status;
    }
    if (member.key == "stale_after" && quality_) {
      Status status = in_range(value, path, 0, 100'000, number);
      rules_.stale_after = static_cast<std::int64_t>(number);
      return status;
    }
    const std::vector<std::string_view> known =
        quality_
            ? std::vector<std::string_view>{"region", "today", "stale_after", "fields"}
            : std::vector<std::string_view>{"region",        "threshold", "prior",
                                            "largest_block", "fields",    "blocks"};
    return {ErrorCode::unsupported,
            "unknown option " + base::shown(member.key) +
                base::did_you_mean(member.key, known),
            Place{path, {}, member.line, member.column, {}}};
  }

  static bool read_number(const js::Value& value, double& out) {
    const char* end = value.text.data() + value.text.size();
    return value.is(js::Kind::number) &&
           std::from_chars(value.text.data(), end, out).ec == std::errc() &&
           std::isfinite(out);
  }

  static Status in_range(const js::Value& value, const std::string& path, double low,
                         double high, double& out) {
    if (read_number(value, out) && out >= low && out <= high) return {};
    std::string range = "a number from ";
    js::append_double(range, low);
    range += " to ";
    js::append_double(range, high);
    return bad(value, path, range + " is expected");
  }

  void add_field(std::size_t column, Kind kind) {
    const Levels& levels = levels_of(kind);
    rules_.fields.push_back({std::string(columns_[column].name),
                             column,
                             kind,
                             {levels.m.begin(), levels.m.end()},
                             {levels.u.begin(), levels.u.end()}});
  }

  Result<std::size_t> column(const js::Value& at, const std::string& path,
                             std::string_view name) const {
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].name == name) return i;
      names.push_back(columns_[i].name);
    }
    return bad(at, path,
               "no column " + base::shown(name) + base::did_you_mean(name, names));
  }

  Status read_fields(const js::Value& fields) {
    if (!fields.is(js::Kind::object))
      return bad(fields, "/fields", "\"fields\" is an object of columns");
    rules_.fields.clear();  // Only those that are named.
    if (fields.members.size() > limits::kItems)
      return {ErrorCode::limit, "at most " + std::to_string(limits::kItems) + " fields"};
    for (const js::Member& member : fields.members) {
      std::string path = "/fields";
      js::append_pointer(path, member.key);
      const Result<std::size_t> index = column(member.value, path, member.key);
      if (!index.ok()) return index.status();
      if (Status status = field(*index, member.value, path); !status.ok()) return status;
    }
    return {};
  }

  Status field(std::size_t index, const js::Value& value, const std::string& path) {
    if (!value.is(js::Kind::object))
      return bad(value, path, "a field is {\"kind\", \"m\", \"u\"}");
    const int usual = kind_of_column(columns_[index].name);
    Kind kind = usual < 0 ? Kind::text : static_cast<Kind>(usual);
    if (const js::Value* word = value.find("kind")) {
      const auto words = kind_words();
      const auto found = std::find(words.begin(), words.end(), word->text);
      if (!word->is(js::Kind::string) || found == words.end())
        return bad(*word, path + "/kind", "a kind is name, phone, email, date or text");
      kind = static_cast<Kind>(found - words.begin());
    }
    add_field(index, kind);
    Field& made = rules_.fields.back();
    for (const js::Member& member : value.members) {
      if (member.key == "kind") continue;
      const std::string at = path + "/" + std::string(member.key);
      if (member.key != "m" && member.key != "u")
        return {ErrorCode::unsupported, "a field has kind, m and u",
                Place{at, {}, member.line, member.column, {}}};
      std::vector<double>& chances = member.key == "m" ? made.m : made.u;
      if (Status status = read_chances(member.value, at, made.kind, chances);
          !status.ok())
        return status;
    }
    return {};
  }

  // One number for "the same", or one a level that come to 1.
  static Status read_chances(const js::Value& value, const std::string& path, Kind kind,
                             std::vector<double>& out) {
    const auto words = levels_of(kind).words;
    std::string all;
    for (const std::string_view word : words)
      all += (all.empty() ? "" : ", ") + std::string(word);
    std::vector<double> read;
    double number = 0;
    if (read_number(value, number)) read = {number, 1.0 - number};
    for (const js::Value& item : value.items)
      read.push_back(read_number(item, number) ? number : -1.0);
    double sum = 0;
    for (const double one : read) sum += one > 0.0 && one < 1.0 ? one : 1000.0;
    if (read.size() != words.size() || std::abs(sum - 1.0) > 1e-6)
      return bad(value, path,
                 "chances between 0 and 1 that come to 1 are expected, of " + all);
    out = std::move(read);
    return {};
  }

  Status read_blocks(const js::Value& blocks) {
    if (!blocks.is(js::Kind::array) || blocks.items.empty() ||
        blocks.items.size() > limits::kItems)
      return bad(blocks, "/blocks", "\"blocks\" is a list of lists of columns");
    for (std::size_t i = 0; i < blocks.items.size(); ++i) {
      const js::Value& block = blocks.items[i];
      const std::string path = "/blocks/" + std::to_string(i);
      if (!block.is(js::Kind::array) || block.items.empty())
        return bad(block, path, "a block is a list of columns");
      Block& made = rules_.blocks.emplace_back();
      for (const js::Value& part : block.items) {
        if (!part.is(js::Kind::string))
          return bad(part, path, "a column, or its first characters: \"name:1\"");
        std::string_view name = part.text;
        std::size_t characters = 0;
        if (const std::size_t colon = name.rfind(':'); colon != std::string_view::npos) {
          const char* end = name.data() + name.size();
          const auto read = std::from_chars(name.data() + colon + 1, end, characters);
          if (read.ec == std::errc() && read.ptr == end && characters > 0)
            name = name.substr(0, colon);
          else
            characters = 0;
        }
        const Result<std::size_t> index = column(part, path, name);
        if (!index.ok()) return index.status();
        made.push_back({*index, characters});
      }
    }
    return {};
  }

  // Whatever tells people apart on its own, and the birthday with the first character of
  // the name. Fields of other kinds block if nothing else does.
  void usual_blocks() {
    const auto& fields = rules_.fields;
    for (const Field& field : fields)
      if (field.kind != Kind::date &&
          (field.kind != Kind::text || field.column == "document"))
        rules_.blocks.push_back({{field.index, 0}});
    for (const Field& birthday : fields)
      for (const Field& name : fields)
        if (birthday.kind == Kind::date && name.kind == Kind::name)
          rules_.blocks.push_back({{birthday.index, 0}, {name.index, 1}});
    if (rules_.blocks.empty())
      for (const Field& field : fields) rules_.blocks.push_back({{field.index, 0}});
  }

  std::span<const TextColumn> columns_;
  bool quality_;
  Rules rules_;
};

void append_numbers(std::string& out, const char* name, const std::vector<double>& from) {
  out += std::string(",\"") + name + "\":[";
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (i > 0) out += ',';
    js::append_double(out, from[i]);
  }
  out += ']';
}

}  // namespace

Kind Rules::kind_of(std::size_t column) const {
  for (const Field& field : fields)
    if (field.index == column) return field.kind;
  return Kind::text;
}

Result<Rules> read_rules(std::span<const TextColumn> columns, std::string_view options,
                         bool quality) {
  for (const TextColumn& column : columns)
    if (column.texts.size() != columns.front().texts.size())
      return Status(ErrorCode::table,
                    "columns have different lengths: " + base::shown(column.name));
  if (!columns.empty() && columns.front().texts.size() > limits::kCustomers)
    return Status(ErrorCode::limit, "too many records");
  js::Options how;
  how.code = ErrorCode::argument;
  const Result<js::Document> document =
      js::Document::parse(options.empty() ? "{}" : options, how);
  if (!document.ok()) return document.status();
  return Reader(columns, quality).read(document->root());
}

std::string to_json(const Rules& rules, std::span<const TextColumn> columns) {
  std::string out = "{\"blocks\":[";
  for (const Block& block : rules.blocks) {
    if (out.back() != '[') out += ',';
    out += '[';
    for (const BlockPart& part : block) {
      if (out.back() != '[') out += ',';
      std::string name(columns[part.column].name);
      if (part.characters > 0) name += ':' + std::to_string(part.characters);
      js::append_string(out, name);
    }
    out += ']';
  }
  out += "],\"fields\":{";
  for (const Field& field : rules.fields) {
    if (out.back() != '{') out += ',';
    js::append_string(out, field.column);
    out += ":{\"kind\":";
    js::append_string(out, kind_words()[static_cast<std::size_t>(field.kind)]);
    append_numbers(out, "m", field.m);
    append_numbers(out, "u", field.u);
    out += '}';
  }
  out += "},\"largest_block\":" + std::to_string(rules.largest_block) + ",\"prior\":";
  js::append_double(out, rules.prior);
  out += ",\"region\":";
  js::append_string(out, rules.region);
  out += ",\"threshold\":";
  js::append_double(out, rules.threshold);
  return out + '}';
}

}  // namespace patron::identity
