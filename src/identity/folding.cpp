// SPDX-License-Identifier: Apache-2.0
#include "identity/folding.hpp"

#include "base/json.hpp"

namespace patron::identity {

Points points(std::string_view text) {
  Points out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (size > text.size() || json::first_bad_byte(text.substr(0, size)) < size) {
      out.push_back(0xfffd);
      text.remove_prefix(1);
      continue;
    }
    char32_t point = size == 1 ? first : first & (0x7fU >> size);
    for (std::size_t i = 1; i < size; ++i)
      point = (point << 6) | (static_cast<unsigned char>(text[i]) & 0x3fU);
    out.push_back(point);
    text.remove_prefix(size);
  }
  return out;
}

void append_utf8(std::string& out, char32_t point) {
  const auto byte = [&](char32_t value) { out += static_cast<char>(value); };
  const auto rest = [&](int shift) { byte(0x80U | ((point >> shift) & 0x3fU)); };
  if (point < 0x80) return byte(point);
  if (point < 0x800) {
    byte(0xc0U | (point >> 6));
  } else if (point < 0x10000) {
    byte(0xe0U | (point >> 12));
    rest(6);
  } else {
    byte(0xf0U | (point >> 18));
    rest(12);
    rest(6);
  }
  rest(0);
}

char32_t narrow(char32_t point) {
  if (point >= 0xff01 && point <= 0xff5e) return point - 0xff01 + '!';
  return is_blank(point) ? U' ' : point;
}

char32_t small(char32_t point) {
  const auto within = [&](char32_t first, char32_t last) {
    return point >= first && point <= last;
  };
  if (within('A', 'Z')) return point + 32;
  if (point < 0xc0) return point;
  if (within(0xc0, 0xde)) return point == 0xd7 ? point : point + 32;
  // Latin Extended-A comes in pairs, large and small.
  if (within(0x100, 0x137) || within(0x14a, 0x177)) return point | 1U;
  if (within(0x139, 0x148) || within(0x179, 0x17e))
    return point % 2 == 1 ? point + 1 : point;
  if (point == 0x178) return 0xff;
  if (within(0x391, 0x3a9) && point != 0x3a2) return point + 32;
  if (within(0x410, 0x42f)) return point + 32;
  if (within(0x400, 0x40f)) return point + 80;
  return point;
}

bool is_blank(char32_t point) {
  return point == ' ' || (point >= '\t' && point <= '\r') || point == 0xa0 ||
         point == 0x3000 || (point >= 0x2000 && point <= 0x200b) || point == 0x202f ||
         point == 0xfeff;
}

bool is_han(char32_t point) {
  return (point >= 0x4e00 && point <= 0x9fff) || (point >= 0x3400 && point <= 0x4dbf) ||
         (point >= 0x20000 && point <= 0x3134f) || (point >= 0xf900 && point <= 0xfaff) ||
         point == 0x3007;
}

std::string folded(std::string_view text) {
  std::string out;
  bool gap = false;
  for (const char32_t point : points(text)) {
    const char32_t plain = small(narrow(point));
    if (plain == ' ') {
      gap = !out.empty();
      continue;
    }
    if (gap) out += ' ';
    gap = false;
    append_utf8(out, plain);
  }
  return out;
}

}  // namespace patron::identity
