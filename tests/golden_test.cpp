// SPDX-License-Identifier: Apache-2.0
// The golden cases (tests/golden) through the C++ face: the same bytes as in every face.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "patron/patron.hpp"

namespace {

std::filesystem::path golden() {
  const char* root = std::getenv("PATRON_SOURCE");
  return std::filesystem::path(root != nullptr ? root : ".") / "tests" / "golden";
}

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

patron::Engine engine_of(const std::filesystem::path& folder) {
  patron::Engine::Builder builder;
  for (int version = 1;; ++version) {
    const std::string pack = read(folder / ("pack-" + std::to_string(version) + ".json"));
    if (pack.empty()) break;
    REQUIRE(builder.add_pack(pack).ok());
  }
  auto engine = builder.freeze();
  REQUIRE(engine.ok());
  return *engine;
}

std::string refused(const patron::Status& status) {
  return "refused " + std::string(patron::name(status.code())) + "\n";
}

std::string step(const patron::Engine& engine, patron::Member& member,
                 const std::string& word, const std::string& rest) {
  patron::Effects effects;
  if (word == "apply") {
    const patron::Status status = engine.apply(member, rest, effects);
    return status.ok() ? effects.table().json() : refused(status);
  }
  if (word == "reload") {
    patron::Member loaded(engine);
    REQUIRE(loaded.load(member.save()).ok());
    member = std::move(loaded);
    return {};
  }
  const auto instant = patron::Instant::parse(rest);
  REQUIRE(instant.ok());
  if (word == "advance") {
    patron::VerbOptions options;
    options.far_ahead = true;
    const patron::Status status = engine.advance(member, *instant, effects, options);
    return status.ok() ? effects.table().json() : refused(status);
  }
  REQUIRE(word == "assess");
  const auto assessment = engine.assess(member, *instant);
  return assessment.ok() ? assessment->table().json() : refused(assessment.status());
}

}  // namespace

TEST_CASE("golden: C++ gives the bytes that were worked by hand", "[golden]") {
  std::istringstream cases(read(golden() / "cases.txt"));
  int count = 0;
  for (std::string name; std::getline(cases, name); ++count) {
    INFO(name);
    const patron::Engine engine = engine_of(golden() / name);
    patron::Member member(engine);
    std::istringstream steps(read(golden() / name / "steps.txt"));
    std::string answers;
    for (std::string line; std::getline(steps, line);) {
      if (line.empty() || line[0] == '#') continue;
      const std::size_t space = line.find(' ');
      answers += step(engine, member, line.substr(0, space),
                      space == std::string::npos ? "" : line.substr(space + 1));
    }
    CHECK(answers == read(golden() / name / "expected.ndjson"));
  }
  CHECK(count >= 3);
}
