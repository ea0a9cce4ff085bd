// SPDX-License-Identifier: Apache-2.0
// cel_conformance FILE.jsonl...: runs cases of the rule language, one JSON object a line
// (tests/rules/conformance/README.md), prints those that fail and how many passed.
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "base/decimal.hpp"
#include "base/json.hpp"
#include "rules/columnar.hpp"
#include "rules/conformance_value.hpp"
#include "rules/expression.hpp"
#include "rules/schema.hpp"

namespace patron::rules {
namespace {

class Bindings final : public Activation {
 public:
  std::vector<Value> values;
  Value read(const model::Reference& reference) const override {
    return values[static_cast<std::size_t>(reference.index)];
  }
};

// One case; answers why it failed, or "".
class Case {
 public:
  explicit Case(const json::Value& root) : root_(root) {}

  std::string run() {
    Options options;
    options.check = !flag("disable_check");
    options.macros = !flag("disable_macros");
    options.strict = false;
    if (!environment()) return "malformed case: " + problem_;
    const Result<Expression> compiled =
        Expression::compile(root_.find("expr")->text, environment_, options);
    if (const json::Value* wanted = root_.find("compile_error")) {
      return refused(compiled, wanted->text);
    }
    if (!compiled.ok()) {
      const bool expected = flag("error") && !options.check;
      return expected ? "" : "does not compile: " + compiled.status().message();
    }
    const std::string types = deduced(*compiled);
    if (flag("check_only") || !types.empty()) return types;
    const std::string wrong = evaluated(*compiled);
    return wrong.empty() ? over_columns(*compiled) : wrong;
  }

 private:
  bool flag(std::string_view key) const {
    const json::Value* value = root_.find(key);
    return value != nullptr && value->boolean;
  }

  static std::string refused(const Result<Expression>& compiled, std::string_view words) {
    if (compiled.ok()) return "compiles, but should not";
    const std::string message = compiled.status().message();
    if (message.find(words) != std::string::npos) return "";
    return "another message: " + message;
  }

  std::string deduced(const Expression& compiled) {
    const json::Value* wanted = root_.find("expect_type");
    if (wanted == nullptr) return "";
    StaticType type;
    if (!read_type(*wanted, type, problem_)) return "malformed case: " + problem_;
    if (same(type, compiled.static_type())) return "";
    return "type " + describe(compiled.static_type()) + ", expected " + describe(type);
  }

  std::string evaluated(const Expression& compiled) {
    Storage storage;
    const Value value = compiled.evaluate(bindings_, storage);
    const bool is_value = value.outcome == Outcome::value;
    if (flag("error")) {
      return value.outcome == Outcome::error ? "" : "no error but " + text(value);
    }
    if (flag("unknown")) {
      return value.outcome == Outcome::unknown ? "" : "known: " + text(value);
    }
    Value wanted = boolean_value(true);
    if (const json::Value* expect = root_.find("expect")) {
      if (!reader_.read(*expect, wanted, problem_)) return "malformed case: " + problem_;
    }
    if (is_value && identical(value, wanted)) return "";
    return text(value) + ", expected " + text(wanted);
  }

  // The bindings as columns of seven rows, in some of which they are null: the evaluator
  // over columns must come to what the one of rows does.
  std::string over_columns(const Expression& compiled) const {
    constexpr std::size_t kRows = 7;
    std::vector<Lane> lanes;
    std::vector<std::vector<std::int32_t>> codes(compiled.reads().size());
    std::vector<std::vector<std::uint8_t>> nulls(compiled.reads().size());
    for (std::size_t i = 0; i < codes.size(); ++i) {
      const Value& bound = bindings_.read(compiled.reads()[i].reference);
      Lane& lane = lanes.emplace_back();
      lane.nulls = true;
      for (std::size_t row = 0; row < kRows; ++row) {
        const bool null = row > 0 && (row * 5 + i * 3) % 4 == 1;
        nulls[i].push_back(null ? 1 : 0);
        codes[i].push_back(null ? 1 : 0);
      }
      if (bound.kind == model::TypeKind::integer ||
          bound.kind == model::TypeKind::boolean) {
        lane.form = Lane::Form::whole;
        lane.kind = bound.kind;
        lane.made_whole.assign(kRows, bound.integer);
        lane.whole = lane.made_whole.data();
        lane.null = nulls[i].data();
      } else if (bound.kind == model::TypeKind::number) {
        lane.form = Lane::Form::number;
        lane.kind = bound.kind;
        lane.made_number.assign(kRows, bound.number);
        lane.number = lane.made_number.data();
        lane.null = nulls[i].data();
      } else {
        lane.form = Lane::Form::coded;
        lane.codes = codes[i].data();
        lane.words = {bound, Value()};
      }
    }
    Plan plan(compiled.tree(), lanes, kRows);
    if (plan.root() == nullptr) return "";
    plan.run(0, kRows);
    const Vector& found = *plan.root();
    LaneRow rows(compiled.reads(), lanes);
    for (std::size_t row = 0; row < kRows; ++row) {
      const std::size_t at = found.constant ? 0 : row;
      if (found.state != nullptr && found.state[at] != kValue) continue;
      const Value mine =
          found.kind == model::TypeKind::number ? number_value(found.number[at])
          : scalar_value(found.kind,
                         found.kind == model::TypeKind::boolean ? found.truth[at]
                                                                : found.whole[at],
                         found.scale);
      rows.move_to(row);
      Storage storage;
      const Value wanted = compiled.evaluate(rows, storage);
      if (wanted.outcome == Outcome::value && identical(mine, wanted)) continue;
      return "row " + std::to_string(row) + " by column " + text(mine) + ", by row " +
             text(wanted);
    }
    return "";
  }

  bool environment() {
    if (root_.find("expr") == nullptr) return false;
    if (const json::Value* container = root_.find("container")) {
      environment_.set_container(std::string(container->text));
    }
    if (const json::Value* declared = root_.find("type_env")) {
      for (const json::Value& one : declared->items) {
        if (!declare(one)) return false;
      }
    }
    if (const json::Value* maps = root_.find("lookups")) {
      std::string schema;
      json::append_canonical(schema, *maps);
      const Result<Environment> read = read_schema(schema);
      if (!read.ok()) problem_ = read.status().message();
      if (!read.ok()) return false;
      for (const auto& lookup : read->lookups()) environment_.add(lookup);
    }
    const json::Value* bound = root_.find("bindings");
    if (bound == nullptr) return true;
    for (const json::Member& member : bound->members) {
      Value value;
      if (!reader_.read(member.value, value, problem_)) return false;
      const Name* name = environment_.find(member.key);
      if (name == nullptr) name = add(member.key, StaticType());
      bindings_.values[static_cast<std::size_t>(name->reference.index)] = value;
    }
    return true;
  }

  const Name* add(std::string_view path, StaticType type) {
    Name name;
    name.path = path;
    name.type = std::move(type);
    name.reference = {model::Space::binding,
                      static_cast<std::int32_t>(bindings_.values.size())};
    bindings_.values.emplace_back();
    environment_.add(std::move(name));
    return environment_.find(path);
  }

  bool declare(const json::Value& one) {
    const std::string_view name = one.find("name")->text;
    if (const json::Value* type = one.find("type")) {
      StaticType read;
      if (!read_type(*type, read, problem_)) return false;
      add(name, std::move(read));
      return true;
    }
    for (const json::Value& overload : one.find("overloads")->items) {
      HostFunction function;
      function.name = name;
      function.member = overload.find("member") != nullptr;
      for (const json::Value& parameter : overload.find("params")->items) {
        if (!read_type(parameter, function.parameters.emplace_back(), problem_)) {
          return false;
        }
      }
      if (!read_type(*overload.find("result"), function.result, problem_)) return false;
      environment_.add(std::move(function));
    }
    return true;
  }

  const json::Value& root_;
  Environment environment_;
  Bindings bindings_;
  ValueReader reader_;
  std::string problem_;
};

struct Count {
  std::size_t passed = 0, failed = 0;
};

void run_line(const std::string& line, const std::string& file, Count& count) {
  json::Options options;
  options.code = ErrorCode::argument;
  const Result<json::Document> document = json::Document::parse(line, options);
  std::string why = document.ok() ? "" : document.status().message();
  std::string id = file;
  if (document.ok()) {
    why = Case(document->root()).run();
    for (const std::string_view key : {"section", "name", "expr"}) {
      const json::Value* part = document->root().find(key);
      if (part != nullptr) id.append("/").append(part->text);
    }
  }
  ++(why.empty() ? count.passed : count.failed);
  if (!why.empty()) std::cout << id << ": " << why << '\n';
}

}  // namespace
}  // namespace patron::rules

int main(int arguments, char** argument) {
  patron::rules::Count count;
  for (int i = 1; i < arguments; ++i) {
    std::ifstream in(argument[i]);
    if (!in) {
      std::cerr << argument[i] << ": cannot be read\n";
      return 2;
    }
    std::string line;
    while (std::getline(in, line)) {
      if (!line.empty()) patron::rules::run_line(line, argument[i], count);
    }
  }
  std::cout << count.passed << " passed, " << count.failed << " failed\n";
  return count.failed > 0 || count.passed == 0 ? 1 : 0;
}
