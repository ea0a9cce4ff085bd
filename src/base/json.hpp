// SPDX-License-Identifier: Apache-2.0
// JSON in with line and column (Boost.JSON's SAX parser inside), JSON out canonical.
// Numbers keep their text, so that no digit is lost; duplicate keys are refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "patron/status.hpp"

namespace patron::json {

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

struct Value;
struct Member;

// One node of a document. Texts live as long as the Document.
struct Value {
  Kind kind = Kind::null;
  bool boolean = false;
  std::string_view text;              // Of a string: decoded; of a number: as written.
  std::vector<Value> items;           // Of an array.
  std::vector<struct Member> members;  // Of an object, in order of the text.
  std::uint32_t line = 0, column = 0;  // From 1; where the value begins.

  bool is(Kind k) const { return kind == k; }
  const Value* find(std::string_view key) const;  // NULL if there is none.
};

struct Member {
  std::string_view key;
  std::uint32_t line = 0, column = 0;  // Where the key begins.
  Value value;
};

struct Limits {
  std::size_t bytes = 4u << 20;
  std::size_t depth = 32;
};
struct Options {
  bool comments = false;  // Comments and trailing commas: packs.
  ErrorCode code = ErrorCode::event;
  Limits limits;
};

// A parsed document and the memory of its texts. Movable.
class Document {
 public:
  // Errors: options.code with line, column and JSON pointer; limit (too large, too deep).
  static Result<Document> parse(std::string_view text, const Options& options);
  const Value& root() const;

 private:
  struct Parts;
  std::shared_ptr<Parts> parts_;
};

// "/a/b~1c" + "d/e" -> appends an escaped token to a JSON pointer.
void append_pointer(std::string& pointer, std::string_view token);
void append_pointer(std::string& pointer, std::size_t index);

// A string literal with quotes; escapes only what JSON demands; UTF-8 passes as it is.
void append_string(std::string& out, std::string_view text);
void append_int(std::string& out, std::int64_t value);
void append_double(std::string& out, double value);  // Shortest that reads back.
// A value in canonical form: keys sorted by bytes, no spaces, numbers as written.
void append_canonical(std::string& out, const Value& value);

// The index of the first byte that is not UTF-8; the size of the text if all is well.
std::size_t first_bad_byte(std::string_view text);
// Is this text valid UTF-8 (no surrogates, no overlong forms)?
bool valid_utf8(std::string_view text);

}  // namespace patron::json
