// SPDX-License-Identifier: Apache-2.0
#include "rules/pack_node.hpp"

#include <algorithm>
#include <charconv>

namespace patron::rules {

PackNode PackNode::operator[](std::string_view key) const {
  std::string path = path_;
  json::append_pointer(path, key);
  return {value_ == nullptr ? nullptr : value_->find(key), std::move(path)};
}

std::vector<PackNode> PackNode::items() const {
  std::vector<PackNode> out;
  if (value_ == nullptr) return out;
  for (std::size_t i = 0; i < value_->items.size(); ++i) {
    std::string path = path_;
    json::append_pointer(path, i);
    out.emplace_back(&value_->items[i], std::move(path));
  }
  return out;
}

std::vector<std::pair<std::string, PackNode>> PackNode::entries() const {
  std::vector<std::pair<std::string, PackNode>> out;
  if (value_ == nullptr) return out;
  for (const json::Member& member : value_->members) {
    std::string path = path_;
    json::append_pointer(path, member.key);
    out.emplace_back(std::string(member.key), PackNode(&member.value, std::move(path)));
  }
  std::sort(out.begin(), out.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return out;
}

std::string_view PackNode::text_or(std::string_view otherwise) const {
  return value_ == nullptr ? otherwise : value_->text;
}

std::int32_t PackNode::integer_or(std::int32_t otherwise) const {
  if (value_ == nullptr) return otherwise;
  std::int32_t out = otherwise;
  std::from_chars(value_->text.data(), value_->text.data() + value_->text.size(), out);
  return out;
}

double PackNode::number_or(double otherwise) const {
  if (value_ == nullptr) return otherwise;
  double out = otherwise;
  std::from_chars(value_->text.data(), value_->text.data() + value_->text.size(), out);
  return out;
}

model::Origin PackNode::origin() const {
  model::Origin origin;
  origin.path = path_;
  if (value_ != nullptr) {
    origin.line = value_->line;
    origin.column = value_->column;
  }
  return origin;
}

}  // namespace patron::rules
