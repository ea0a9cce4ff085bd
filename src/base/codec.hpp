// SPDX-License-Identifier: Apache-2.0
// Bytes of a snapshot: little-endian integers, variable-length integers, zigzag, texts.
// A Reader never reads past its end: it turns bad and answers zeros from then on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace patron::base {

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}
  void fixed32(std::uint32_t value);
  void fixed64(std::uint64_t value);
  void varint(std::uint64_t value);
  void integer(std::int64_t value);  // Zigzag varint.
  void text(std::string_view value);  // Length, then bytes.

 private:
  std::string& out_;
};

class Reader {
 public:
  explicit Reader(std::string_view in) : in_(in) {}
  std::uint32_t fixed32();
  std::uint64_t fixed64();
  std::uint64_t varint();
  std::int64_t integer();
  std::string_view text();
  // A count of items of at least `item_bytes` each; bad if the rest cannot hold them.
  std::size_t count(std::size_t item_bytes = 1);
  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && in_.empty(); }
  void fail() { ok_ = false; }

 private:
  std::string_view in_;
  bool ok_ = true;
};

}  // namespace patron::base
