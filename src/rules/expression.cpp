// SPDX-License-Identifier: Apache-2.0
// The face: runs the stages one after the other and keeps what they made.
#include "rules/expression.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "rules/binder.hpp"
#include "rules/checker.hpp"
#include "rules/compiler.hpp"
#include "rules/cost.hpp"
#include "rules/plain.hpp"
#include "rules/evaluator.hpp"
#include "rules/lexer.hpp"
#include "rules/motion.hpp"
#include "rules/parser.hpp"

namespace patron::rules {

using model::TypeKind;

// ---- environment ----------------------------------------------------------------------
namespace {

auto place(const std::vector<Name>& names, std::string_view path) {
  return std::lower_bound(
      names.begin(), names.end(), path,
      [](const Name& name, std::string_view sought) { return name.path < sought; });
}

}  // namespace

void Environment::add(Name name) {
  const auto at = place(names_, name.path) - names_.begin();
  if (static_cast<std::size_t>(at) < names_.size() &&
      names_[static_cast<std::size_t>(at)].path == name.path) {
    names_[static_cast<std::size_t>(at)] = std::move(name);
  } else {
    names_.insert(names_.begin() + at, std::move(name));
  }
}

const Name* Environment::find(std::string_view path) const {
  const auto at = place(names_, path);
  return at != names_.end() && at->path == path ? &*at : nullptr;
}

bool Environment::prefix(std::string_view path) const {
  const std::string start = std::string(path) + ".";
  const auto at = place(names_, start);
  return at != names_.end() && at->path.starts_with(start);
}

const Name* Environment::resolve(std::string_view path, bool rooted) const {
  std::string_view container = rooted ? std::string_view() : container_;
  while (!container.empty()) {
    const std::string whole = std::string(container) + "." + std::string(path);
    if (const Name* name = find(whole)) return name;
    const std::size_t dot = container.rfind('.');
    container = container.substr(0, dot == std::string_view::npos ? 0 : dot);
  }
  return find(path);
}

bool Storage::may_make(std::size_t bytes) {
  made += bytes;
  return made <= limits::kExpressionMade;
}

bool Storage::may_work(std::size_t steps) {
  work += steps;
  return work <= limits::kExpressionWork;
}

// ---- compiled -------------------------------------------------------------------------
struct Expression::Code {
  Tree tree;
  StaticType static_type;
  model::Type type;
  Program program;
  std::size_t turning_points = 0;
  std::uint64_t cost_max = 0;
  std::unique_ptr<const Plain> plain;  // NULL: it has no short way.
};

Result<Expression> Expression::compile(std::string_view text,
                                       const Environment& environment,
                                       const Options& options) {
  if (text.size() > limits::kExpressionBytes) {
    return Status(ErrorCode::limit,
                  "longer than " + std::to_string(limits::kExpressionBytes) + " bytes");
  }
  if (!json::valid_utf8(text)) return Status(ErrorCode::expression, "not UTF-8");
  auto code = std::make_shared<Code>();
  Tree& tree = code->tree;
  tree.source = text;
  const Result<std::vector<Token>> tokens = tokens_of(tree);
  if (!tokens.ok()) return tokens.status();
  if (Status status = parse(tree, *tokens, options.macros); !status.ok()) return status;
  if (Status status = options.check ? check(tree, environment, options.strict)
                                    : bind(tree, environment);
      !status.ok()) {
    return status;
  }
  std::vector<const Node*> roots = {tree.root};
  for (const Node* turn : set_courses(tree)) roots.push_back(turn);
  fold_constants(tree, *tree.root);
  tree.storage.made = tree.storage.work = 0;
  Result<Program> program = rules::compile(tree, roots);
  if (!program.ok()) return program.status();
  code->program = *std::move(program);
  code->cost_max = rules::cost_max(tree);
  if (options.check) code->plain = Plain::compile(tree);
  code->static_type = tree.root->type;
  code->type = to_model(tree.root->type);
  code->turning_points = roots.size() - 1;
  Expression expression;
  expression.code_ = std::move(code);
  return expression;
}

const model::Type& Expression::type() const {
  return code_->type;
}
const StaticType& Expression::static_type() const {
  return code_->static_type;
}
std::string_view Expression::text() const {
  return code_->tree.source;
}
std::span<const Name> Expression::reads() const {
  return code_->tree.reads;
}
std::span<const Environment::LookupPointer> Expression::lookups() const {
  return code_->tree.lookups;
}
std::uint64_t Expression::cost_max() const {
  return code_->cost_max;
}
bool Expression::restless() const {
  return code_->tree.root->course == Course::restless;
}
std::size_t Expression::turning_points() const {
  return code_->turning_points;
}

model::Motion Expression::motion() const {
  switch (code_->tree.root->course) {
    case Course::still:
      return model::Motion::still;
    case Course::stepwise:
      return model::Motion::stepwise;
    default:
      return model::Motion::monotone;
  }
}

Value Expression::evaluate(const Activation& activation) const {
  if (const Plain* plain = code_->plain.get())
    if (const auto held = plain->run(activation)) return boolean_value(*held);
  Storage storage;
  Value value = run(code_->program, 0, activation, storage);
  const bool looks = value.kind == TypeKind::string || value.kind == TypeKind::bytes ||
                     value.kind == TypeKind::list || value.kind == TypeKind::map ||
                     value.kind == TypeKind::optional;
  if (code_->program.makes && looks && value.outcome == Outcome::value) {
    return error_value("the result is made while evaluating and needs storage");
  }
  return value;
}

Value Expression::evaluate(const Activation& activation, Storage& storage) const {
  if (const Plain* plain = code_->plain.get())
    if (const auto held = plain->run(activation)) return boolean_value(*held);
  return run(code_->program, 0, activation, storage);
}

const Plain* Expression::plain() const {
  return code_->plain.get();
}

Value Expression::evaluate_turning_point(std::size_t index,
                                         const Activation& activation) const {
  assert(index < code_->turning_points);
  Storage storage;
  return run(code_->program, index + 1, activation, storage);
}

Place Expression::place(std::uint32_t offset) const {
  return code_->tree.place(offset);
}
const Tree& Expression::tree() const {
  return code_->tree;
}
const Program& Expression::program() const {
  return code_->program;
}

}  // namespace patron::rules
