// SPDX-License-Identifier: Apache-2.0
// The most that an expression can cost, worked by hand from docs/language.md.
#include <catch2/catch.hpp>

#include <string>

#include "patron/expression.hpp"

namespace {

std::uint64_t cost(const std::string& text) {
  const auto made = patron::Expression::compile(
      R"s({"n": "int", "x": "double", "ok": "bool", "s": "string", "tags": "list(string)",
          "zone": {"keys": "int", "values": "int", "rows": {"1": 1}, "default": 0}})s",
      text);
  INFO(text);
  REQUIRE(made.ok());
  return made->cost_max();
}

TEST_CASE("cost: names and operators are a unit each", "[rules][cost]") {
  CHECK(cost("7") == 0);
  CHECK(cost("n") == 1);
  CHECK(cost("n + 1") == 2);
  CHECK(cost("n + 1 > 3 && ok") == 4);  // + > n ok
  CHECK(cost("has(s)") == 2);
}

TEST_CASE("cost: of a condition the dearer branch", "[rules][cost]") {
  CHECK(cost("ok ? n : n + n") == 1 + 3);
}

TEST_CASE("cost: texts and lists by their length", "[rules][cost]") {
  // 256 characters of unknown text are 25 units; 20 written ones are 2.
  CHECK(cost("s == '12345678901234567890'") == 1 + 1 + 25 + 2);
  CHECK(cost("n in [1, 2, 3]") == 1 + 1 + 3);
  CHECK(cost("s in tags") == 1 + 1 + 1 + 64);
  // Text of 25 + 1 passes, times 8 / 4 + 1 for the pattern.
  CHECK(cost("s.matches('^[A-Z].*$')") == 1 + 26 * 3);
}

TEST_CASE("cost: a macro pays its body for each element", "[rules][cost]") {
  CHECK(cost("tags.exists(t, t == 'a')") == 1 + 64 * (1 + 1 + 1 + 25));
  CHECK(cost("[1, 2].map(i, i * n)") == 2 * (1 + 3));
  // Macros within each other multiply: 64 x (1 + 1 + 64 x (1 + 2 + 1 + 25 + 25)).
  CHECK(cost("tags.all(a, tags.all(b, a == b))") ==
        1 + 64 * (1 + 1 + 64 * (1 + 2 + 1 + 25 + 25)));
}

TEST_CASE("cost: a lookup costs the same however large", "[rules][cost]") {
  CHECK(cost("lookup('zone', n)") == 3);
}

TEST_CASE("cost: a deep bomb is told, not overflowed", "[rules][cost]") {
  std::string text = "1";
  for (int i = 0; i < 8; ++i) {
    const std::string name = "v" + std::to_string(i);
    text = "tags.map(" + name + ", " + text + ").size()";
  }
  CHECK(cost(text) > 64ull * 64 * 64 * 64 * 64 * 64 * 64 * 64);
}

}  // namespace
