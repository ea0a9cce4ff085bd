// SPDX-License-Identifier: Apache-2.0
// Worked numbers from outside the repository: found through PATRON_ORACLES, else beside
// the checkout; where they are not, the cases that read them say so and pass.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "patron/churn.hpp"

namespace oracles {

inline std::optional<std::string> text(const std::string& name) {
  const char* folder = std::getenv("PATRON_ORACLES");
  const char* source = std::getenv("PATRON_SOURCE");
  const std::string at =
      folder != nullptr
          ? folder
          : std::string(source != nullptr ? source : ".") + "/../shared/oracles";
  std::ifstream in(at + "/" + name);
  if (!in) {
    WARN("skipped: no " << name << " (PATRON_ORACLES says where the worked numbers are)");
    return {};
  }
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// 1e-800 is 0 here.
inline double number(std::string_view text) {
  return text.empty() ? NAN : std::strtod(std::string(text).c_str(), nullptr);
}

// Lines of JSON, one document each.
inline std::vector<patron::json::Document> lines(const std::string& text) {
  std::vector<patron::json::Document> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) out.push_back(*patron::json::Document::parse(line, {}));
  return out;
}

struct Row {
  const patron::json::Value* value;
  double operator[](const char* key) const {
    const auto* found = value->find(key);
    return found == nullptr ? NAN : number(found->text);
  }
  std::string text(const char* key) const {
    const auto* found = value->find(key);
    return found == nullptr ? "" : std::string(found->text);
  }
};

inline patron::Model model(const std::string& kind, const std::string& params) {
  auto made =
      patron::Model::read(R"({"kind": ")" + kind + R"(", "params": {)" + params + "}}");
  INFO(made.status().message());
  REQUIRE(made.ok());
  return *made;
}

// One answer about one customer.
inline double ask(const patron::Model& model, const char* what, double x, double recency,
                  double age, double horizon = 0.0, double discount = 0.0) {
  double value = NAN;
  const patron::Summary one{{&x, 1}, {&recency, 1}, {&age, 1}, {}, {}, {}};
  const patron::Status status = model.predict(one, what, horizon, discount, {&value, 1});
  INFO(status.message());
  REQUIRE(status.ok());
  return value;
}

// Within `relative` of the truth, or of `floor` where the truth is nearly 0.
inline bool near(double found, double truth, double relative, double floor = 1e-15) {
  return std::abs(found - truth) <= std::max(relative * std::abs(truth), floor);
}

}  // namespace oracles
