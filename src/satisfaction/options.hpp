// SPDX-License-Identifier: Apache-2.0
// Options as a JSON object, read by name; whatever is not asked for is an error. The
// first error is kept and told by done().
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "patron/status.hpp"

namespace patron::satisfaction {

class Options {
 public:
  explicit Options(std::string_view text);  // "" is {}.

  void number(std::string_view key, double& out);
  void whole(std::string_view key, std::int64_t low, std::int64_t high,
             std::int64_t& out);
  void flag(std::string_view key, bool& out);
  void word(std::string_view key, std::string& out);
  void numbers(std::string_view key, std::vector<double>& out);

  // Argument errors of what was read; unsupported for a key that was not.
  Status done() const;

 private:
  const json::Value* find(std::string_view key, json::Kind kind, const char* expected);
  void fail(std::string_view key, const json::Value& value, const char* expected);

  std::optional<json::Document> document_;
  std::set<std::string, std::less<>> known_;
  Status status_;
};

}  // namespace patron::satisfaction
