// SPDX-License-Identifier: Apache-2.0
// Boost.JSON's push parser finds the tokens and decodes the strings; a cursor over the
// same text finds where they stand. Texts without escapes stay views of the document's
// own copy, so that an event costs few allocations.
#include "base/json.hpp"

#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/src.hpp>
#include <charconv>
#include <cmath>
#include <cstring>
#include <forward_list>

#include "base/json_cursor.hpp"
#include "base/text.hpp"

namespace patron::json {
namespace {

namespace boost_json = boost::json;

constexpr std::size_t kNoLimit = static_cast<std::size_t>(-1);

// Up to here a new key is compared with each one before it; larger objects are checked
// once, when they end, so that many keys do not take the square of their number.
constexpr std::size_t kFewKeys = 16;

// Builds the tree; refuses duplicate keys as they come.
class Handler {
 public:
  constexpr static std::size_t max_object_size = kNoLimit;
  constexpr static std::size_t max_array_size = kNoLimit;
  constexpr static std::size_t max_key_size = kNoLimit;
  constexpr static std::size_t max_string_size = kNoLimit;

  using Error = boost_json::error_code;

  explicit Handler(std::string_view text) : text_(text), cursor_(text) {}

  Value root;
  std::forward_list<std::string> arena;
  Status failure;

  // The JSON pointer of the innermost array or object that is open.
  std::string path() const {
    std::string path;
    for (std::size_t i = 0; i + 1 < stack_.size(); ++i) {
      const Value& level = *stack_[i];
      if (level.kind == Kind::array)
        append_pointer(path, level.items.size() - 1);
      else
        append_pointer(path, level.members.back().key);
    }
    return path;
  }

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) { return open(Kind::object); }
  bool on_object_end(std::size_t, Error& ec) { return keys_differ(ec) && close(); }
  bool on_array_begin(Error&) { return open(Kind::array); }
  bool on_array_end(std::size_t, Error&) { return close(); }
  bool on_key_part(boost_json::string_view part, std::size_t, Error&) {
    return append(part);
  }
  bool on_key(boost_json::string_view part, std::size_t, Error& ec) {
    const std::string_view key = whole(part);
    const Cursor::At at = cursor_.token();
    Value& object = *stack_.back();
    if (object.members.size() < kFewKeys && object.find(key) != nullptr)
      return duplicate(key, at, ec);
    object.members.push_back({key, at.line, at.column, {}});
    return true;
  }
  bool on_string_part(boost_json::string_view part, std::size_t, Error&) {
    return append(part);
  }
  bool on_string(boost_json::string_view part, std::size_t, Error&) {
    const std::string_view text = whole(part);
    add(Kind::string).text = text;
    return true;
  }
  bool on_number_part(boost_json::string_view part, Error&) { return append(part); }
  bool on_int64(std::int64_t, boost_json::string_view part, Error&) {
    return number(part);
  }
  bool on_uint64(std::uint64_t, boost_json::string_view part, Error&) {
    return number(part);
  }
  bool on_double(double, boost_json::string_view part, Error&) { return number(part); }
  bool on_bool(bool value, Error&) {
    add(Kind::boolean).boolean = value;
    return true;
  }
  bool on_null(Error&) {
    add(Kind::null);
    return true;
  }
  bool on_comment_part(boost_json::string_view, Error&) { return true; }
  bool on_comment(boost_json::string_view, Error&) { return true; }

 private:
  bool duplicate(std::string_view key, Cursor::At at, Error& ec) {
    Place place;
    place.path = path();
    append_pointer(place.path, key);
    place.line = at.line;
    place.column = at.column;
    failure = {ErrorCode::event, "duplicate key " + base::shown(key), std::move(place)};
    ec = boost_json::error::syntax;
    return false;
  }

  bool keys_differ(Error& ec) {
    const std::vector<Member>& members = stack_.back()->members;
    if (members.size() <= kFewKeys) return true;
    std::vector<const Member*> sorted;
    for (const Member& member : members) sorted.push_back(&member);
    std::sort(sorted.begin(), sorted.end(), [](const Member* a, const Member* b) {
      return a->key != b->key ? a->key < b->key : a < b;
    });
    const Member* again = nullptr;  // The first that repeats a key.
    for (std::size_t i = 1; i < sorted.size(); ++i)
      if (sorted[i]->key == sorted[i - 1]->key && (again == nullptr || sorted[i] < again))
        again = sorted[i];
    return again == nullptr || duplicate(again->key, {again->line, again->column}, ec);
  }

  bool append(boost_json::string_view part) {
    parts_.append(part.data(), part.size());
    return true;
  }

  // A token's text: a view of the input where it stands there as it is, else a copy.
  std::string_view whole(boost_json::string_view last) {
    const std::less_equal<> before;
    if (parts_.empty() && before(text_.data(), last.data()) &&
        before(last.data() + last.size(), text_.data() + text_.size()))
      return {last.data(), last.size()};
    parts_.append(last.data(), last.size());
    arena.push_front(std::move(parts_));
    parts_.clear();
    return arena.front();
  }

  bool number(boost_json::string_view part) {
    const std::string_view text = whole(part);
    add(Kind::number).text = text;
    return true;
  }

  Value& add(Kind kind) {
    Value* value = &root;
    if (!stack_.empty()) {
      Value& parent = *stack_.back();
      value = parent.kind == Kind::array ? &parent.items.emplace_back()
                                         : &parent.members.back().value;
    }
    const Cursor::At at = cursor_.token();
    value->kind = kind;
    value->line = at.line;
    value->column = at.column;
    return *value;
  }

  bool open(Kind kind) {
    Value& value = add(kind);
    // An event is one object of many keys: they need not move as they come.
    if (kind == Kind::object) value.members.reserve(stack_.empty() ? kFewKeys : 4);
    stack_.push_back(&value);
    return true;
  }
  bool close() {
    cursor_.token();
    stack_.pop_back();
    return true;
  }

  std::string_view text_;
  Cursor cursor_;
  std::string parts_;
  std::vector<Value*> stack_;
};

std::string_view without_mark(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  return text;
}

// What is wrong at a byte, in one line.
std::string fault(std::string_view text, std::size_t byte, boost_json::error_code error) {
  if (error == boost_json::error::exponent_overflow) return "a number is too large";
  const std::string wanted = "expected " + std::string(expected(text, byte)) + "; found ";
  if (byte >= text.size()) return wanted + "the end of the text";
  const auto c = static_cast<unsigned char>(text[byte]);
  const std::string number = "byte " + std::to_string(c);
  if (first_bad_byte(text.substr(byte, 4)) == 0) {
    // Four bytes may cut the character after this one, not this one itself.
    return "not UTF-8; found " + number;
  }
  if (c < 0x20 || c == 0x7f) return wanted + number;
  return wanted + base::shown(token_at(text, byte));
}

}  // namespace

struct Document::Parts {
  std::string text;
  std::forward_list<std::string> arena;
  Value root;
};

const Value* Value::find(std::string_view key) const {
  for (const Member& member : members)
    if (member.key == key) return &member.value;
  return nullptr;
}

const Value& Document::root() const { return parts_->root; }

Result<Document> Document::parse(std::string_view input, const Options& options) {
  const std::string_view bare = without_mark(input);
  if (bare.size() > options.limits.bytes)
    return Status(ErrorCode::limit, "this JSON has " + std::to_string(bare.size()) +
                                        " bytes; at most " +
                                        std::to_string(options.limits.bytes) +
                                        " are read");
  Document document;
  document.parts_ = std::make_shared<Parts>();
  document.parts_->text = bare;
  const std::string_view text = document.parts_->text;

  boost_json::parse_options rules;
  rules.max_depth = options.limits.depth;
  rules.allow_comments = rules.allow_trailing_commas = options.comments;
  boost_json::basic_parser<Handler> parser(rules, text);
  boost_json::error_code error;
  std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (!error && read < text.size()) error = boost_json::error::extra_data;
  if (!error && options.comments) {  // The parser does not look into comments.
    read = first_bad_byte(text);
    if (read < text.size()) error = boost_json::error::syntax;
  }
  if (error) {
    const Handler& handler = parser.handler();
    if (!handler.failure.ok())
      return Status(options.code, handler.failure.message(), handler.failure.place());
    const Cursor::At at = Cursor::place(text, read);
    Place place{handler.path(), {}, at.line, at.column, {}};
    if (error == boost_json::error::too_deep)
      return Status(ErrorCode::limit,
                    "this JSON is nested more than " +
                        std::to_string(options.limits.depth) + " deep",
                    std::move(place));
    return Status(options.code, fault(text, read, error), std::move(place));
  }
  document.parts_->root = std::move(parser.handler().root);
  document.parts_->arena = std::move(parser.handler().arena);
  return document;
}

void append_pointer(std::string& pointer, std::string_view token) {
  pointer += '/';
  if (token.find_first_of("~/") == std::string_view::npos) {
    pointer += token;
    return;
  }
  for (const char c : token) {
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
}

void append_pointer(std::string& pointer, std::size_t index) {
  pointer += '/' + std::to_string(index);
}

namespace {

// How many bytes at the front need no escape; looked at eight at a time, where a byte
// that needs one leaves its high bit (Mycroft's test for zero bytes).
std::size_t plain_run(std::string_view text) {
  const auto is_plain = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
  };
  constexpr std::uint64_t kOnes = 0x0101010101010101u, kHigh = kOnes * 0x80;
  const auto has_zero = [](std::uint64_t x) { return (x - kOnes) & ~x & kHigh; };
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t eight;
    std::memcpy(&eight, text.data() + at, 8);
    const std::uint64_t low = (eight - kOnes * 0x20) & ~eight & kHigh;
    const std::uint64_t quote = has_zero(eight ^ (kOnes * '"'));
    if ((low | quote | has_zero(eight ^ (kOnes * '\\'))) != 0) break;
  }
  while (at < text.size() && is_plain(text[at])) ++at;
  return at;
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  constexpr char kDigits[] = "0123456789abcdef";
  out += '"';
  while (!text.empty()) {
    const std::size_t run = plain_run(text);
    out.append(text.data(), run);
    if (run == text.size()) break;
    const char c = text[run];
    text.remove_prefix(run + 1);
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        out += "\\u00";
        out += kDigits[static_cast<unsigned char>(c) >> 4];
        out += kDigits[static_cast<unsigned char>(c) & 15];
    }
  }
  out += '"';
}

void append_int(std::string& out, std::int64_t value) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), end.ptr);
}

void append_double(std::string& out, double value) {
  if (!std::isfinite(value)) {  // JSON has no word for it.
    out += "null";
    return;
  }
  std::array<char, 40> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), end.ptr);
}

void append_canonical(std::string& out, const Value& value) {
  switch (value.kind) {
    case Kind::null: out += "null"; return;
    case Kind::boolean: out += value.boolean ? "true" : "false"; return;
    case Kind::number: out += value.text; return;
    case Kind::string: append_string(out, value.text); return;
    case Kind::array:
      out += '[';
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        if (i > 0) out += ',';
        append_canonical(out, value.items[i]);
      }
      out += ']';
      return;
    case Kind::object: break;
  }
  std::vector<const Member*> members;
  for (const Member& member : value.members) members.push_back(&member);
  std::sort(members.begin(), members.end(),
            [](const Member* a, const Member* b) { return a->key < b->key; });
  out += '{';
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i > 0) out += ',';
    append_string(out, members[i]->key);
    out += ':';
    append_canonical(out, members[i]->value);
  }
  out += '}';
}

std::size_t first_bad_byte(std::string_view text) {
  std::size_t i = 0;
  const auto byte = [&](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
  };
  while (i < text.size()) {
    while (i + 8 <= text.size()) {  // Eight of ASCII at once.
      std::uint64_t eight;
      std::memcpy(&eight, text.data() + i, 8);
      if ((eight & 0x8080808080808080u) != 0) break;
      i += 8;
    }
    if (i == text.size()) break;
    const unsigned first = byte(i);
    const std::size_t size = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2
                             : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (size == 0) return i;
    for (std::size_t k = 1; k < size; ++k)
      if ((byte(i + k) & 0xc0) != 0x80) return i;
    const unsigned second = byte(i + 1);
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
        (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f))
      return i;
    i += size;
  }
  return i;
}

bool valid_utf8(std::string_view text) { return first_bad_byte(text) == text.size(); }

}  // namespace patron::json
