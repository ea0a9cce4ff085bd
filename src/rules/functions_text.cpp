// SPDX-License-Identifier: Apache-2.0
// The string library of CEL, and base64. Places and lengths count code points; case
// changes in ASCII only.
#include <algorithm>

#include "base/hash.hpp"
#include "base/limits.hpp"
#include "rules/functions.hpp"
#include "rules/text_format.hpp"
#include "rules/words.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

constexpr std::string_view kPlace = "place out of range";
constexpr auto kNowhere = std::string_view::npos;

Value whole(std::int64_t value) {
  return scalar_value(TypeKind::integer, value);
}
std::int64_t length(std::string_view text) {
  return static_cast<std::int64_t>(code_points(text));
}
bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// The byte at which the code point number `place` begins; the size for the one after the
// last. `place` is within the text.
std::size_t byte_of(std::string_view text, std::int64_t place) {
  std::size_t at = 0;
  for (; place > 0; --place) {
    ++at;
    while (at < text.size() && continues(text[at])) ++at;
  }
  return at;
}
std::int64_t place_of(std::string_view text, std::size_t byte) {
  return length(text.substr(0, byte));
}

// ---- places ---------------------------------------------------------------------------
Value char_at(const Value* a, Storage&) {
  const std::int64_t place = a[1].integer;
  if (place < 0 || place > length(a->text)) return error_value(kPlace);
  const std::size_t from = byte_of(a->text, place);
  std::size_t end = from;
  if (end < a->text.size()) ++end;
  while (end < a->text.size() && continues(a->text[end])) ++end;
  return text_value(a->text.substr(from, end - from));
}

Value index_from(std::string_view text, std::string_view sought, std::int64_t from) {
  if (from < 0 || from > length(text)) return error_value(kPlace);
  const std::size_t found = text.find(sought, byte_of(text, from));
  return whole(found == kNowhere ? -1 : place_of(text, found));
}
Value index_of(const Value* a, Storage&) {
  return index_from(a[0].text, a[1].text, 0);
}
Value index_of_from(const Value* a, Storage&) {
  return index_from(a[0].text, a[1].text, a[2].integer);
}

Value last_index_from(std::string_view text, std::string_view sought, std::int64_t from) {
  if (from < 0 || from > length(text)) return error_value(kPlace);
  const std::size_t found = text.rfind(sought, byte_of(text, from));
  return whole(found == kNowhere ? -1 : place_of(text, found));
}
Value last_index_of(const Value* a, Storage&) {
  return last_index_from(a[0].text, a[1].text, length(a[0].text));
}
Value last_index_of_from(const Value* a, Storage&) {
  return last_index_from(a[0].text, a[1].text, a[2].integer);
}

Value slice(std::string_view text, std::int64_t from, std::int64_t end) {
  if (from < 0 || end > length(text) || from > end) return error_value(kPlace);
  const std::size_t begin = byte_of(text, from);
  return text_value(text.substr(begin, byte_of(text, end) - begin));
}
Value substring(const Value* a, Storage&) {
  return slice(a[0].text, a[1].integer, length(a[0].text));
}
Value substring_to(const Value* a, Storage&) {
  return slice(a[0].text, a[1].integer, a[2].integer);
}

// ---- lists of texts -------------------------------------------------------------------
Value joined(const Value& list, std::string_view between, Storage& storage) {
  std::string out;
  for (std::size_t i = 0; i < list.list->size(); ++i) {
    const Value& one = (*list.list)[i];
    if (!fits(one.kind, TypeKind::string)) return error_value("join() takes strings");
    if (i > 0) out += between;
    out += one.text;
    if (out.size() > limits::kExpressionMade) return error_value(kTooMuchMade);
  }
  return make_text(storage, std::move(out));
}
Value join(const Value* a, Storage& storage) {
  return joined(a[0], "", storage);
}
Value join_with(const Value* a, Storage& storage) {
  return joined(a[0], a[1].text, storage);
}

// At most `most` parts, the last with the rest; below 0: all. Without a separator each
// code point is a part.
Value parts(std::string_view text, std::string_view by, std::int64_t most,
            Storage& storage) {
  std::vector<Value> out;
  if (most == 0) return make_list(storage, {});
  const auto more = [&] {
    return most < 0 || static_cast<std::int64_t>(out.size()) + 1 < most;
  };
  const std::size_t limit = limits::kExpressionMade / sizeof(Value);
  while (more() && out.size() < limit) {
    const std::size_t end =
        by.empty() ? byte_of(text, text.empty() ? 0 : 1) : text.find(by);
    if (end == kNowhere || (by.empty() && end == text.size())) break;
    out.push_back(text_value(text.substr(0, end)));
    text.remove_prefix(end + by.size());
  }
  if (!by.empty() || !text.empty()) out.push_back(text_value(text));
  return make_list(storage, std::move(out));
}
Value split(const Value* a, Storage& storage) {
  return parts(a[0].text, a[1].text, -1, storage);
}
Value split_most(const Value* a, Storage& storage) {
  return parts(a[0].text, a[1].text, a[2].integer, storage);
}

// ---- other texts ----------------------------------------------------------------------
// The first `most` places; below 0: all. An empty text stands before each code point and
// at the end.
Value replaced(std::string_view text, std::string_view old, std::string_view by,
               std::int64_t most, Storage& storage) {
  std::string out;
  for (std::int64_t done = 0; most < 0 || done < most; ++done) {
    std::size_t at = text.find(old);
    if (old.empty() && done > 0) {
      if (text.empty()) break;
      at = byte_of(text, 1);
    }
    if (at == kNowhere) break;
    out.append(text.substr(0, at)).append(by);
    text.remove_prefix(at + old.size());
    if (out.size() > limits::kExpressionMade) return error_value(kTooMuchMade);
  }
  return make_text(storage, out.append(text));
}
Value replace(const Value* a, Storage& storage) {
  return replaced(a[0].text, a[1].text, a[2].text, -1, storage);
}
Value replace_most(const Value* a, Storage& storage) {
  return replaced(a[0].text, a[1].text, a[2].text, a[3].integer, storage);
}

Value shifted(const Value& value, char first, char last, int by, Storage& storage) {
  std::string text(value.text);
  for (char& c : text) {
    if (c >= first && c <= last) c = static_cast<char>(c + by);
  }
  return make_text(storage, std::move(text));
}
Value lower_ascii(const Value* a, Storage& storage) {
  return shifted(*a, 'A', 'Z', 'a' - 'A', storage);
}
Value upper_ascii(const Value* a, Storage& storage) {
  return shifted(*a, 'a', 'z', 'A' - 'a', storage);
}

// Spaces as Unicode has them (White_Space).
Value trim(const Value* a, Storage&) {
  constexpr auto kSpaces = std::to_array<std::string_view>(
      {" ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u0085",
       "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004",
       "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a", "\u2028",
       "\u2029", "\u202f", "\u205f", "\u3000"});
  std::string_view text = a->text;
  const auto space = [&](auto stands) {
    return std::find_if(kSpaces.begin(), kSpaces.end(), stands);
  };
  for (;;) {
    const auto first = space([&](std::string_view s) { return text.starts_with(s); });
    if (first == kSpaces.end()) break;
    text.remove_prefix(first->size());
  }
  for (;;) {
    const auto last = space([&](std::string_view s) { return text.ends_with(s); });
    if (last == kSpaces.end()) break;
    text.remove_suffix(last->size());
  }
  return text_value(text);
}

Value reverse(const Value* a, Storage& storage) {
  std::string out;
  for (std::size_t end = a->text.size(); end > 0;) {
    std::size_t from = end - 1;
    while (from > 0 && continues(a->text[from])) --from;
    out.append(a->text.substr(from, end - from));
    end = from;
  }
  return make_text(storage, std::move(out));
}

Value quote(const Value* a, Storage& storage) {
  constexpr std::string_view kMeans = "\a\b\f\n\r\t\v\\\"";
  constexpr std::string_view kNames = "abfnrtv\\\"";
  std::string out = "\"";
  for (const char c : a->text) {
    const std::size_t escape = kMeans.find(c);
    if (escape == kNowhere) {
      out += c;
    } else {
      out.append(1, '\\').append(1, kNames[escape]);
    }
  }
  return make_text(storage, out + '"');
}

Value format(const Value* a, Storage& storage) {
  std::string out;
  const std::string_view failure = format_text(a[0].text, *a[1].list, out);
  return failure.empty() ? make_text(storage, std::move(out)) : error_value(failure);
}

// ---- base64 ---------------------------------------------------------------------------
constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

Value encode(const Value* a, Storage& storage) {
  std::string out;
  for (std::size_t i = 0; i < a->text.size(); i += 3) {
    std::uint32_t bits = 0;
    const std::size_t count = std::min<std::size_t>(3, a->text.size() - i);
    for (std::size_t j = 0; j < 3; ++j) {
      bits = bits << 8U | (j < count ? static_cast<unsigned char>(a->text[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= count ? kDigits[bits >> (18U - 6U * j) & 63U] : '=';
    }
  }
  return make_text(storage, std::move(out));
}

// With or without padding.
Value decode(const Value* a, Storage& storage) {
  std::string_view text = a->text;
  for (int i = 0; i < 2 && text.ends_with('=') && a->text.size() % 4 == 0; ++i) {
    text.remove_suffix(1);
  }
  std::string out;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == kNowhere) return error_value("this text is no base64");
    bits = bits << 6U | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 255U);
  }
  if (held >= 6) return error_value("this text is no base64");
  return make_text(storage, std::move(out), TypeKind::bytes);
}

// ---- experiments ----------------------------------------------------------------------
Value bucket(const Value* a, Storage&) {
  if (a[1].integer < 1) return error_value("buckets are at least 1");
  const auto buckets = static_cast<std::uint64_t>(a[1].integer);
  return whole(static_cast<std::int64_t>(base::bucket(a[0].text, buckets, a[2].text)));
}

constexpr auto kRows = std::to_array<Overload>({
    {"charAt", Style::member, "string, int -> string", char_at},
    {"indexOf", Style::member, "string, string -> int", index_of},
    {"indexOf", Style::member, "string, string, int -> int", index_of_from},
    {"lastIndexOf", Style::member, "string, string -> int", last_index_of},
    {"lastIndexOf", Style::member, "string, string, int -> int", last_index_of_from},
    {"substring", Style::member, "string, int -> string", substring},
    {"substring", Style::member, "string, int, int -> string", substring_to},
    {"join", Style::member, "list(string) -> string", join},
    {"join", Style::member, "list(string), string -> string", join_with},
    {"split", Style::member, "string, string -> list(string)", split},
    {"split", Style::member, "string, string, int -> list(string)", split_most},
    {"replace", Style::member, "string, string, string -> string", replace},
    {"replace", Style::member, "string, string, string, int -> string", replace_most},
    {"lowerAscii", Style::member, "string -> string", lower_ascii},
    {"upperAscii", Style::member, "string -> string", upper_ascii},
    {"trim", Style::member, "string -> string", trim},
    {"reverse", Style::member, "string -> string", reverse},
    {"strings.quote", Style::global, "string -> string", quote},
    {"format", Style::member, "string, list(dyn) -> string", format},
    {"base64.encode", Style::global, "bytes -> string", encode},
    {"base64.decode", Style::global, "string -> bytes", decode},
    {"bucket", Style::global, "string, int, string -> int", bucket},
});

}  // namespace

std::span<const Overload> text_functions() {
  return kRows;
}

}  // namespace patron::rules
