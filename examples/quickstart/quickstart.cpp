// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <iterator>
#include <patron/patron.hpp>

int main() {  // quickstart < examples/packs/minimal.json
  const std::string json{std::istreambuf_iterator<char>(std::cin), {}};
  const auto engine = patron::Engine::compile(json);
  if (!engine.ok()) return std::cerr << engine.status().message() << '\n', 1;

  patron::Member member(*engine, "C1");
  patron::Effects effects;
  const patron::Status status = engine->apply(member, R"({"id": "E1", "type": "booking",
      "customer": "C1", "occurred_at": "2026-05-01T10:00:00+08:00", "ref": "B1",
      "amount": "1200.00"})", effects);
  if (!status.ok()) return std::cerr << status.message() << '\n', 1;
  for (const patron::Effect& effect : effects)
    std::cout << effect.rule << ' ' << effect.points << '\n';
}
