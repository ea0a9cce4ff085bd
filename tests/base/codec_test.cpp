// SPDX-License-Identifier: Apache-2.0
#include "base/codec.hpp"

#include <limits>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "property.hpp"

using patron::base::Reader;
using patron::base::Writer;

namespace {

std::string varint(std::uint64_t value) {
  std::string out;
  Writer(out).varint(value);
  return out;
}

}  // namespace

TEST_CASE("codec: bytes stand in little-endian order, seven bits at a time",
          "[base][codec]") {
  std::string out;
  Writer writer(out);
  writer.fixed32(0x01020304);
  CHECK(out == std::string("\x04\x03\x02\x01"));
  CHECK(varint(0) == std::string(1, '\0'));
  CHECK(varint(127) == "\x7f");
  CHECK(varint(128) == std::string("\x80\x01"));
  CHECK(varint(300) == std::string("\xac\x02"));
  CHECK(varint(std::numeric_limits<std::uint64_t>::max()).size() == 10);
  out.clear();
  writer.integer(-1);  // Zigzag: 0, -1, 1, -2 are 0, 1, 2, 3.
  writer.integer(1);
  CHECK(out == std::string("\x01\x02"));
}

TEST_CASE("codec: whatever is written is read back", "[base][codec]") {
  testing::holds_for_all([](std::uint32_t a, std::uint64_t b, std::uint64_t c,
                            std::int64_t d, const std::string& e) {
    std::string out;
    Writer writer(out);
    writer.fixed32(a);
    writer.fixed64(b);
    writer.varint(c);
    writer.integer(d);
    writer.text(e);
    Reader reader(out);
    RC_ASSERT(reader.fixed32() == a);
    RC_ASSERT(reader.fixed64() == b);
    RC_ASSERT(reader.varint() == c);
    RC_ASSERT(reader.integer() == d);
    RC_ASSERT(reader.text() == e);
    RC_ASSERT(reader.at_end());
    // Cut anywhere, it turns bad and gives zeros; it reads nothing beyond.
    const auto size = *rc::gen::inRange<std::size_t>(0, out.size());
    Reader cut(std::string_view(out).substr(0, size));
    cut.fixed32();
    cut.fixed64();
    cut.varint();
    cut.integer();
    cut.text();
    RC_ASSERT(!cut.ok());
    RC_ASSERT(!cut.at_end());
    RC_ASSERT(cut.fixed64() == 0u);
    RC_ASSERT(cut.text().empty());
  });
  for (const std::int64_t value : {std::numeric_limits<std::int64_t>::min(),
                                   std::numeric_limits<std::int64_t>::max()}) {
    std::string out;
    Writer(out).integer(value);
    CHECK(Reader(out).integer() == value);
  }
}

TEST_CASE("codec: a number too long, a text too long and a count too high are refused",
          "[base][codec][error]") {
  Reader eleven(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11));
  CHECK(eleven.varint() == 0);
  CHECK_FALSE(eleven.ok());
  Reader wide(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10));
  CHECK(wide.varint() == 0);
  CHECK_FALSE(wide.ok());
  const std::string huge = varint(std::numeric_limits<std::uint64_t>::max()) + "abc";
  Reader text(huge);
  CHECK(text.text().empty());
  CHECK_FALSE(text.ok());
  const std::string five = varint(5) + "12345";
  CHECK(Reader(five).count() == 5);
  Reader items(five);
  CHECK(items.count(2) == 0);  // Five items of two bytes do not fit into five.
  CHECK_FALSE(items.ok());
}

TEST_CASE("codec: who reads may say that it is bad", "[base][codec]") {
  Reader reader("abc");
  CHECK(reader.ok());
  CHECK_FALSE(reader.at_end());
  reader.fail();
  CHECK_FALSE(reader.ok());
}

TEST_CASE("hash: XXH3 with its published values", "[base][hash]") {
  // xxHash 0.8, seed 0, of no bytes at all.
  CHECK(patron::base::hash64("") == 0x2d06800538d394c2u);
  const auto empty = patron::base::hash128("");
  CHECK(empty.high == 0x99aa06d3014798d8u);
  CHECK(empty.low == 0x6001c324468d497fu);
  CHECK(patron::base::hex(empty) == "99aa06d3014798d86001c324468d497f");
  CHECK(patron::base::hex({0, 10}) == "0000000000000000000000000000000a");
}

TEST_CASE("hash: one changed bit changes the sum", "[base][hash]") {
  const std::string text = "a snapshot of some length, to be checked against accidents";
  const std::uint64_t sum = patron::base::hash64(text);
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string other = text;
    other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << (bit % 8)));
    CHECK(patron::base::hash64(other) != sum);
    CHECK_FALSE(patron::base::hash128(other) == patron::base::hash128(text));
  }
}
