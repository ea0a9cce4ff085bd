// SPDX-License-Identifier: Apache-2.0
// The rule language's face: compile text against an environment once, evaluate many
// times. Stages, a file each: lexer, parser (syntax.hpp), checker, compiler, program,
// evaluator.
#pragma once

#include <cstdint>
#include <forward_list>
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/lookup.hpp"
#include "model/names.hpp"
#include "patron/date.hpp"
#include "patron/money.hpp"
#include "patron/status.hpp"
#include "rules/types.hpp"

namespace patron::rules {

class Plain;
struct Cell;
struct Tree;
struct Program;

// ---- values
// ------------------------------------------------------------------------------
enum class Outcome : std::uint8_t { value, error, unknown };

struct Error {
  std::string_view message;  // Static text: "integer division by zero".
  std::uint32_t offset = 0;  // Of the source.
};

// A scalar or a view of one; lists, maps and optionals are views into the activation, the
// storage or the program's constants. Small and cheap to copy.
struct Value {
  model::TypeKind kind = model::TypeKind::null;
  Outcome outcome = Outcome::value;
  std::int32_t scale = 0;    // Of a decimal or money.
  std::int64_t integer = 0;  // boolean, integer, decimal, money, date, instant (ms),
                             // duration (ms), enumeration: ordinal.
  double number = 0.0;
  std::string_view text;  // string; money: its currency if not the program's;
                          // enumeration: its label; type: its name.
  const std::vector<Value>* list = nullptr;  // optional: its one value, or NULL for none
  const std::vector<std::pair<Value, Value>>* map = nullptr;
  Error error;                   // outcome error
  std::int32_t unknown = -1;     // outcome unknown: slot of the name that is missing
  std::int32_t nanoseconds = 0;  // instant, duration: after the millisecond, 0..999'999

  bool is_true() const {
    return outcome == Outcome::value && kind == model::TypeKind::boolean && integer != 0;
  }
};

// Texts, lists and maps that an evaluation makes; values are views into it. Empty, it
// holds no memory.
struct Storage {
  std::list<std::string> texts;
  std::list<std::vector<Value>> lists;
  std::list<std::vector<std::pair<Value, Value>>> maps;
  std::size_t made = 0;  // Bytes.
  std::size_t work = 0;  // Elements compared, bytes searched.

  // False: this evaluation has made, or looked through, as much as it may.
  bool may_make(std::size_t bytes);
  bool may_work(std::size_t steps);
};

// ---- environment: what the text may name
// ---------------------------------------------------
struct Name {
  std::string path;  // "event.amount", "metrics.trips_12m", "today"
  StaticType type;
  model::Reference reference;
  model::Motion motion = model::Motion::still;
  // Not empty: reading it is a load error that says this ("tiers are decided later").
  std::string refusal;
};

// A function of the host that expressions may be checked against; calling it is an error.
struct HostFunction {
  std::string name;
  bool member = false;
  std::vector<StaticType> parameters;  // Their parameters are numbered from 0.
  StaticType result;
};

class Environment {
 public:
  void add(Name name);
  const Name* find(std::string_view path) const;
  // Is `path` a proper prefix of a name ("event")?
  bool prefix(std::string_view path) const;
  const std::vector<Name>& names() const { return names_; }

  // Names are looked up in the container first ("com.example"), then in what holds it.
  void set_container(std::string container) { container_ = std::move(container); }
  const Name* resolve(std::string_view path, bool rooted) const;
  std::string_view container() const { return container_; }

  // A name that is not here stands for a value of any type.
  void set_open() { open_ = true; }
  bool open() const { return open_; }

  void add(HostFunction function) { declared_.push_back(std::move(function)); }
  const std::vector<HostFunction>& declared() const { return declared_; }

  // Maps of constants, for lookup('id', key).
  using LookupPointer = std::shared_ptr<const model::Lookup>;
  void add(LookupPointer lookup) { lookups_.push_back(std::move(lookup)); }
  const std::vector<LookupPointer>& lookups() const { return lookups_; }

 private:
  std::vector<Name> names_;  // Sorted by path.
  std::vector<HostFunction> declared_;
  std::vector<LookupPointer> lookups_;
  std::string container_;
  bool open_ = false;
};

struct Options {
  // Off: no types; what does not fit is an error of the evaluation.
  bool check = true;
  bool macros = true;
  // A pattern that is no literal, and a constant that is malformed, do not compile.
  bool strict = true;
};

// Answers names while evaluating. Absent attributes answer kind null.
class Activation {
 public:
  virtual ~Activation() = default;
  virtual Value read(const model::Reference& reference) const = 0;
  // The cells of all bindings in order, where they stand so (plain.hpp); before them, at
  // -1 and -2, those of now and today.
  virtual const Cell* cells() const { return nullptr; }

  // Keeps a text that a function made (a sum of strings) for as long as this lives.
  std::string_view keep(std::string text) const {
    return texts_.emplace_front(std::move(text));
  }

 private:
  mutable std::forward_list<std::string> texts_;
};

// ---- compiled
// -----------------------------------------------------------------------------
class Expression {
 public:
  struct Code;
  // Errors: expression, with line and column inside `text` (1-based) and a message that
  // says what was found, what was expected, and the nearest name; limit.
  static Result<Expression> compile(std::string_view text, const Environment& environment,
                                    const Options& options = {});

  const model::Type& type() const;
  const StaticType& static_type() const;
  std::string_view text() const;
  // Names it reads, each once.
  std::span<const Name> reads() const;
  // Maps of constants that it looks into, each once.
  std::span<const Environment::LookupPointer> lookups() const;
  // The most that one evaluation costs (cost.hpp).
  std::uint64_t cost_max() const;
  // How its value moves while a member is idle; `monotone` only if every comparison holds
  // at most one monotone name, so that each comparison turns at most once.
  model::Motion motion() const;
  // Fits no class above: needs `every` in the pack.
  bool restless() const;

  // No allocation for scalars. Threads: any.
  Value evaluate(const Activation& activation) const;
  // The same, where the result itself may be a text, list or map that is made on the way
  // (`event.city + '!'`); it lives as long as `storage`. Without one it is an error.
  Value evaluate(const Activation& activation, Storage& storage) const;
  const Plain* plain() const;  // The short way, if there is one.
  // The comparisons that hold a monotone name, as expressions of their own: each turns at
  // most once while a member is idle (bisection over days finds the day).
  std::size_t turning_points() const;
  Value evaluate_turning_point(std::size_t index, const Activation& activation) const;

  // Each clause with its value, outermost first: for explanations.
  struct Clause {
    std::string text;
    int depth = 0;
    std::uint32_t at = 0;  // Where it begins, in bytes.
    Value value;
    bool decides = false;               // The outcome of the whole comes from here.
    std::vector<std::int32_t> missing;  // Of reads(): why it is unknown.
    std::shared_ptr<const void> keeps;  // What `value` looks at.
  };
  std::vector<Clause> explain(const Activation& activation) const;

  // What would make a condition that is not true true: ways of as few parts as there are,
  // each a list of what must become so. None if it is true, or nothing does.
  struct Change {
    std::string text;
    std::uint32_t at = 0;  // Where it begins, in bytes.
    bool wanted = true;
    std::vector<std::pair<std::string, Value>> inputs;  // The names in it, as they are.
  };
  std::vector<std::vector<Change>> would_take(const Activation& activation) const;

  // The line and column of a byte of the source.
  Place place(std::uint32_t offset) const;
  const Tree& tree() const;
  const Program& program() const;

 private:
  std::shared_ptr<const Code> code_;
};

// A value as text: "true", "12.50", "'gold'", "2026-05-01", "null", "error: ...".
std::string text(const Value& value);

}  // namespace patron::rules
