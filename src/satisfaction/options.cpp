// SPDX-License-Identifier: Apache-2.0
// Numbers are read by from_chars, which knows no locale.
#include "satisfaction/options.hpp"

#include <charconv>

namespace patron::satisfaction {

using json::Kind;
using json::Value;

Options::Options(std::string_view text) {
  json::Options how;
  how.code = ErrorCode::argument;
  Result<json::Document> document =
      json::Document::parse(text.empty() ? "{}" : text, how);
  if (!document.ok()) {
    status_ = document.status();
  } else if (!document->root().is(Kind::object)) {
    status_ = {ErrorCode::argument, "options are a JSON object"};
  } else {
    document_ = std::move(*document);
  }
}

void Options::fail(std::string_view key, const Value& value, const char* expected) {
  if (!status_.ok()) return;
  status_ = {ErrorCode::argument,
             "option \"" + std::string(key) + "\": " + expected + " is expected",
             {"/" + std::string(key), {}, value.line, value.column, {}}};
}

const Value* Options::find(std::string_view key, Kind kind, const char* expected) {
  known_.emplace(key);
  const Value* value = document_ ? document_->root().find(key) : nullptr;
  if (value == nullptr || value->is(kind)) return value;
  fail(key, *value, expected);
  return nullptr;
}

void Options::number(std::string_view key, double& out) {
  const Value* value = find(key, Kind::number, "a number");
  if (value == nullptr) return;
  const char* end = value->text.data() + value->text.size();
  if (std::from_chars(value->text.data(), end, out).ec != std::errc())
    fail(key, *value, "a number");
}

void Options::whole(std::string_view key, std::int64_t low, std::int64_t high,
                    std::int64_t& out) {
  const Value* value = find(key, Kind::number, "a whole number");
  if (value == nullptr) return;
  const char* end = value->text.data() + value->text.size();
  std::int64_t found = 0;
  const auto read = std::from_chars(value->text.data(), end, found);
  if (read.ec != std::errc() || read.ptr != end || found < low || found > high) {
    const std::string range =
        "a whole number from " + std::to_string(low) + " to " + std::to_string(high);
    fail(key, *value, range.c_str());
  } else {
    out = found;
  }
}

void Options::flag(std::string_view key, bool& out) {
  if (const Value* value = find(key, Kind::boolean, "true or false"))
    out = value->boolean;
}

void Options::word(std::string_view key, std::string& out) {
  if (const Value* value = find(key, Kind::string, "a word")) out = value->text;
}

void Options::numbers(std::string_view key, std::vector<double>& out) {
  const Value* value = find(key, Kind::array, "a list of numbers");
  if (value == nullptr) return;
  out.clear();
  for (const Value& item : value->items) {
    double number = 0.0;
    const char* end = item.text.data() + item.text.size();
    if (!item.is(Kind::number) ||
        std::from_chars(item.text.data(), end, number).ec != std::errc())
      return fail(key, item, "a list of numbers");
    out.push_back(number);
  }
}

Status Options::done() const {
  if (!status_.ok() || !document_) return status_;
  for (const json::Member& member : document_->root().members)
    if (!known_.contains(member.key))
      return {ErrorCode::unsupported,
              "unknown option \"" + std::string(member.key) + "\"",
              {"/" + std::string(member.key), {}, member.line, member.column, {}}};
  return {};
}

}  // namespace patron::satisfaction
