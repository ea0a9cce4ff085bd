// SPDX-License-Identifier: Apache-2.0
// Boost.JSON's push parser finds the tokens and decodes the strings. It does not say where
// they stand, so a cursor follows over the same text: callbacks come in the order of the
// tokens, and between two tokens there is only white space, comments, commas and colons.
#include "base/json.hpp"

#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/src.hpp>
#include <charconv>
#include <unordered_set>

namespace patron::json {
namespace {

namespace boost_json = boost::json;

constexpr std::size_t kNoLimit = static_cast<std::size_t>(-1);

// Walks the text token by token, counting lines and columns (in characters, not bytes).
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  struct At {
    std::uint32_t line, column;
  };

  // To the next token, and over it.
  At token() {
    skip_space();
    const At at{line_, column_};
    if (at_ >= text_.size()) return at;
    if (text_[at_] == '"') {
      step();
      while (at_ < text_.size() && text_[at_] != '"') {
        if (text_[at_] == '\\') step();
        step();
      }
      step();
    } else if (std::string_view("{}[]").find(text_[at_]) != std::string_view::npos) {
      step();
    } else {
      while (at_ < text_.size() &&
             std::string_view(" \t\r\n,:{}[]/\"").find(text_[at_]) ==
                 std::string_view::npos)
        step();
    }
    return at;
  }

  // The line and column of a byte of the text, for errors of the parser.
  static At place(std::string_view text, std::size_t byte) {
    Cursor cursor(text);
    while (cursor.at_ < std::min(byte, text.size())) cursor.step();
    return {cursor.line_, cursor.column_};
  }

 private:
  void step() {
    if (at_ >= text_.size()) return;
    const char c = text_[at_++];
    if (c == '\n') {
      ++line_;
      column_ = 1;
    } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {
      ++column_;
    }
  }

  void skip_space() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '/' && at_ + 1 < text_.size()) {
        skip_comment(text_[at_ + 1] == '*');
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == ':') {
        step();
      } else {
        return;
      }
    }
  }

  void skip_comment(bool block) {
    step();
    step();
    while (at_ < text_.size()) {
      if (!block && text_[at_] == '\n') return;
      if (block && text_[at_] == '*' && at_ + 1 < text_.size() && text_[at_ + 1] == '/') {
        step();
        step();
        return;
      }
      step();
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1, column_ = 1;
};

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
  std::deque<std::string> arena;
  Status failure;

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) { return open(Kind::object); }
  bool on_object_end(std::size_t, Error& ec) { return close(ec); }
  bool on_array_begin(Error&) { return open(Kind::array); }
  bool on_array_end(std::size_t, Error& ec) { return close(ec); }
  bool on_key_part(boost_json::string_view part, std::size_t, Error&) {
    return append(part);
  }
  bool on_key(boost_json::string_view part, std::size_t, Error& ec) {
    const std::string_view key = whole(part);
    const Cursor::At at = cursor_.token();
    Value& object = *stack_.back();
    if (object.find(key) != nullptr) {
      Place place;
      for (const Value* level : stack_) append_level(place.path, *level);
      place.line = at.line;
      place.column = at.column;
      failure = {ErrorCode::event, "duplicate key \"" + std::string(key) + "\"",
                 std::move(place)};
      ec = boost_json::error::syntax;
      return false;
    }
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
  bool on_int64(std::int64_t, boost_json::string_view part, Error&) { return number(part); }
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
  static void append_level(std::string& path, const Value& level) {
    if (level.kind == Kind::array && !level.items.empty())
      append_pointer(path, level.items.size() - 1);
    if (level.kind == Kind::object && !level.members.empty())
      append_pointer(path, level.members.back().key);
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
    arena.push_back(std::move(parts_));
    parts_.clear();
    return arena.back();
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
    stack_.push_back(&add(kind));
    return true;
  }
  bool close(Error&) {
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

Status syntax_error(std::string_view text, std::size_t byte,
                    const boost_json::error_code& error, ErrorCode code) {
  const Cursor::At at = Cursor::place(text, byte);
  Place place;
  place.line = at.line;
  place.column = at.column;
  std::string found = "the end of the text";
  if (byte < text.size()) {
    const auto c = static_cast<unsigned char>(text[byte]);
    found = c >= 0x20 && c < 0x7f ? std::string("\"") + text[byte] + "\""
                                  : "byte " + std::to_string(c);
  }
  std::string what = error == boost_json::error::incomplete ? "unfinished JSON"
                     : error == boost_json::error::extra_data
                         ? "text after the end of the JSON"
                         : "not JSON";
  if (error == boost_json::error::syntax && byte < text.size())
    what = "expected , or } or ], or a value";
  return {code, what + "; found " + found, std::move(place)};
}

}  // namespace

struct Document::Parts {
  std::string text;
  std::deque<std::string> arena;
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
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (!error && read < text.size()) error = boost_json::error::extra_data;
  if (error) {
    const Status& own = parser.handler().failure;
    if (!own.ok()) return Status(options.code, own.message(), own.place());
    if (error == boost_json::error::too_deep)
      return Status(ErrorCode::limit, "this JSON is nested more than " +
                                          std::to_string(options.limits.depth) + " deep");
    return syntax_error(text, read, error, options.code);
  }
  document.parts_->root = std::move(parser.handler().root);
  document.parts_->arena = std::move(parser.handler().arena);
  return document;
}

void append_pointer(std::string& pointer, std::string_view token) {
  pointer += '/';
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

void append_string(std::string& out, std::string_view text) {
  constexpr char kDigits[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (byte < 0x20) {
          out += "\\u00";
          out += kDigits[byte >> 4];
          out += kDigits[byte & 15];
        } else {
          out += c;
        }
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

bool valid_utf8(std::string_view text) {
  std::size_t i = 0;
  const auto byte = [&](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
  };
  while (i < text.size()) {
    const unsigned first = byte(i);
    const std::size_t size = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2
                             : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (size == 0) return false;
    for (std::size_t k = 1; k < size; ++k)
      if ((byte(i + k) & 0xc0) != 0x80) return false;
    const unsigned second = byte(i + 1);
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
        (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f))
      return false;
    i += size;
  }
  return true;
}

}  // namespace patron::json
