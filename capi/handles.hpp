// SPDX-License-Identifier: Apache-2.0
// What the opaque handles of patron.h are: a C++ object each, and nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "patron.h"
#include "patron/patron.hpp"

// Text of a fixed size, cut at a whole character: filling an error cannot fail.
template <std::size_t kSize>
class FixedText {
 public:
  void clear() noexcept {
    size_ = 0;
    bytes_[0] = '\0';
  }
  void set(std::string_view text) noexcept {
    size_ = text.size() < kSize ? text.size() : kSize - 1;
    if (size_ < text.size())
      while (size_ > 0 && (static_cast<unsigned char>(text[size_]) & 0xc0) == 0x80)
        --size_;
    text.copy(bytes_, size_);
    bytes_[size_] = '\0';
  }
  const char* data() const noexcept { return bytes_; }
  std::size_t size() const noexcept { return size_; }

 private:
  std::size_t size_ = 0;
  char bytes_[kSize] = {};
};

struct patron_error {
  bool chinese = false;
  patron_status status = PATRON_OK;
  FixedText<1024> message;
  FixedText<512> path;
  FixedText<160> rule;
  std::int64_t line = -1, column = -1, row = -1;
};

struct patron_buffer {
  std::string bytes;
};

struct patron_table {
  std::string language;
  patron::Table table;
  patron::Effects effects;  // Of the verbs: the memory is used again.
};

struct patron_engine {
  patron::Engine::Builder builder;
  std::optional<patron::Engine> frozen;
};

struct patron_member {
  patron::Member member;
};

struct patron_scopes {
  patron::Scopes scopes;
};

struct patron_calendar {
  patron::Calendar calendar;
};

struct patron_expression {
  patron::Expression expression;
  std::string type;
};
struct patron_row {
  patron::Row row;
};
struct patron_columns {
  patron::Columns columns;
};

struct patron_liability {
  patron::Liability liability;
};
struct patron_trip_log {
  patron::churn::TripLog log;
};

struct patron_model {
  patron::Model model;
};
