// SPDX-License-Identifier: Apache-2.0
#include "base/codec.hpp"

namespace patron::base {

void Writer::fixed32(std::uint32_t value) {
  for (int i = 0; i < 4; ++i) out_.push_back(static_cast<char>((value >> (8 * i)) & 255));
}

void Writer::fixed64(std::uint64_t value) {
  for (int i = 0; i < 8; ++i) out_.push_back(static_cast<char>((value >> (8 * i)) & 255));
}

void Writer::varint(std::uint64_t value) {
  while (value >= 128) {
    out_.push_back(static_cast<char>((value & 127) | 128));
    value >>= 7;
  }
  out_.push_back(static_cast<char>(value));
}

void Writer::integer(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  varint((bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

void Writer::text(std::string_view value) {
  varint(value.size());
  out_.append(value);
}

std::uint32_t Reader::fixed32() {
  if (!ok_ || in_.size() < 4) return ok_ = false, 0;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value |= std::uint32_t{static_cast<unsigned char>(in_[i])} << (8 * i);
  in_.remove_prefix(4);
  return value;
}

std::uint64_t Reader::fixed64() {
  if (!ok_ || in_.size() < 8) return ok_ = false, 0;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i)
    value |= std::uint64_t{static_cast<unsigned char>(in_[i])} << (8 * i);
  in_.remove_prefix(8);
  return value;
}

std::uint64_t Reader::varint() {
  std::uint64_t value = 0;
  for (std::size_t i = 0; ok_ && i < 10 && i < in_.size(); ++i) {
    const auto byte = static_cast<unsigned char>(in_[i]);
    if (i == 9 && byte > 1) break;
    value |= std::uint64_t{byte & 127u} << (7 * i);
    if (byte < 128) {
      in_.remove_prefix(i + 1);
      return value;
    }
  }
  ok_ = false;
  return 0;
}

std::int64_t Reader::integer() {
  const std::uint64_t bits = varint();
  return static_cast<std::int64_t>((bits >> 1) ^ (~(bits & 1) + 1));
}

std::string_view Reader::text() {
  const std::uint64_t size = varint();
  if (!ok_ || size > in_.size()) return ok_ = false, std::string_view();
  const std::string_view value = in_.substr(0, static_cast<std::size_t>(size));
  in_.remove_prefix(static_cast<std::size_t>(size));
  return value;
}

std::size_t Reader::count(std::size_t item_bytes) {
  const std::uint64_t count = varint();
  if (!ok_ || count > in_.size() / item_bytes) return ok_ = false, 0;
  return static_cast<std::size_t>(count);
}

}  // namespace patron::base
