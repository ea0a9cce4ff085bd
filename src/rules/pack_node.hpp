// SPDX-License-Identifier: Apache-2.0
// A value of the pack together with its address, so that every finding has a place. A
// node may be absent: then everything below it is absent, too, and lists are empty.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "model/pack.hpp"

namespace patron::rules {

class PackNode {
 public:
  PackNode() = default;
  PackNode(const json::Value* value, std::string path)
      : value_(value), path_(std::move(path)) {}

  explicit operator bool() const { return value_ != nullptr; }
  const json::Value& value() const { return *value_; }
  const std::string& path() const { return path_; }
  bool is(json::Kind kind) const { return value_ != nullptr && value_->is(kind); }

  PackNode operator[](std::string_view key) const;
  std::vector<PackNode> items() const;  // Of an array.
  // Entries of a map, sorted by id in byte order.
  std::vector<std::pair<std::string, PackNode>> entries() const;

  std::string_view text() const { return value_ == nullptr ? "" : value_->text; }
  std::string_view text_or(std::string_view otherwise) const;
  std::int32_t integer_or(std::int32_t otherwise) const;
  double number_or(double otherwise) const;
  bool flag() const { return value_ != nullptr && value_->boolean; }
  model::Origin origin() const;

 private:
  const json::Value* value_ = nullptr;
  std::string path_;
};

}  // namespace patron::rules
