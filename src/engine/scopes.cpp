// SPDX-License-Identifier: Apache-2.0
// A scope's snapshot is its key and what was used in each window, with a checksum. The
// limit is the pack's, so that raising a budget needs no change of stored values.
#include <algorithm>

#include "base/codec.hpp"
#include "base/hash.hpp"
#include "base/table_builder.hpp"
#include "engine/scope_book.hpp"

namespace patron {
namespace {

constexpr std::uint32_t kMagic = 0x53525450;  // "PTRS"

Status not_found(std::string_view key) {
  return {ErrorCode::not_found, "no budget of this program has the key \"" +
                                    std::string(key) + "\""};
}

// The newest definition of a budget; NULL if the key names none.
const model::Budget* definition(const Access::Program& program, std::string_view key) {
  constexpr std::string_view kPrefix = "budgets.";
  if (!key.starts_with(kPrefix)) return nullptr;
  key.remove_prefix(kPrefix.size());
  for (auto version = program.versions.rbegin(); version != program.versions.rend();
       ++version)
    for (const model::Budget& budget : version->pack().budgets)
      if (budget.id == key) return &budget;
  return nullptr;
}

}  // namespace

std::int64_t Scopes::Held::Scope::used(std::int32_t window) const {
  for (const Window& at : windows)
    if (at.first_day == window) return at.used;
  return 0;
}

void Scopes::Held::Scope::use(std::int32_t window, std::int64_t points) {
  const auto at = std::lower_bound(
      windows.begin(), windows.end(), window,
      [](const Window& w, std::int32_t day) { return w.first_day < day; });
  if (at != windows.end() && at->first_day == window)
    at->used += points;
  else
    windows.insert(at, {window, points});
  changed = true;
}

const Scopes::Held::Scope* Scopes::Held::find(std::string_view key) const {
  for (const Scope& scope : scopes)
    if (scope.key == key) return &scope;
  return nullptr;
}
Scopes::Held::Scope* Scopes::Held::find(std::string_view key) {
  for (Scope& scope : scopes)
    if (scope.key == key) return &scope;
  return nullptr;
}

Scopes::Scopes(const Engine& engine) : held_(std::make_unique<Held>()) {
  held_->program = Access::program(engine);
}
Scopes::Scopes(const Scopes& other) : held_(std::make_unique<Held>(*other.held_)) {}
Scopes::Scopes(Scopes&&) noexcept = default;
Scopes& Scopes::operator=(Scopes other) noexcept {
  std::swap(held_, other.held_);
  return *this;
}
Scopes::~Scopes() = default;

Status Scopes::load(std::string_view key, std::string_view snapshot) {
  if (definition(*held_->program, key) == nullptr) return not_found(key);
  Held::Scope loaded;
  loaded.key = key;
  if (!snapshot.empty()) {
    base::Reader reader(snapshot);
    if (reader.fixed32() != kMagic)
      return {ErrorCode::snapshot, "this is not a snapshot of a scope"};
    const std::uint64_t sum = reader.fixed64();
    if (!reader.ok() || sum != base::hash64(snapshot.substr(12)))
      return {ErrorCode::snapshot, "this snapshot is damaged: its checksum is wrong"};
    const std::string_view of = reader.text();
    if (of != key)
      return {ErrorCode::mismatch, "this snapshot is of scope " + std::string(of)};
    const std::size_t count = reader.count(2);
    for (std::size_t i = 0; i < count && reader.ok(); ++i) {
      const auto day = static_cast<std::int32_t>(reader.integer());
      loaded.windows.push_back({day, reader.integer()});
    }
    const auto bad = [](const Held::Window& window) {
      return window.first_day < -200'000 || window.first_day > 200'000 ||
             !base::fits_amount(window.used);
    };
    const auto rises = [](const Held::Window& a, const Held::Window& b) {
      return a.first_day >= b.first_day;
    };
    if (!reader.at_end() ||
        std::any_of(loaded.windows.begin(), loaded.windows.end(), bad) ||
        std::adjacent_find(loaded.windows.begin(), loaded.windows.end(), rises) !=
            loaded.windows.end())
      return {ErrorCode::snapshot, "this snapshot is damaged: its windows"};
  }
  if (Held::Scope* known = held_->find(key)) {
    *known = std::move(loaded);
    return {};
  }
  const auto at = std::lower_bound(
      held_->scopes.begin(), held_->scopes.end(), key,
      [](const Held::Scope& s, std::string_view k) { return s.key < k; });
  held_->scopes.insert(at, std::move(loaded));
  return {};
}

Result<std::string> Scopes::save(std::string_view key) const {
  const Held::Scope* scope = std::as_const(*held_).find(key);
  if (scope == nullptr) return not_found(key);
  std::string body;
  base::Writer writer(body);
  writer.text(scope->key);
  writer.varint(scope->windows.size());
  for (const Held::Window& window : scope->windows) {
    writer.integer(window.first_day);
    writer.integer(window.used);
  }
  std::string out;
  base::Writer header(out);
  header.fixed32(kMagic);
  header.fixed64(base::hash64(body));
  return out + body;
}

Table Scopes::list(Instant at) const {
  TableBuilder builder;
  const auto key = builder.column("key", ColumnType::text);
  const auto window = builder.column("window", ColumnType::date);
  const auto limit = builder.column("limit", ColumnType::int64);
  const auto used = builder.column("used", ColumnType::int64);
  const auto left = builder.column("left", ColumnType::int64);
  const auto changed = builder.column("changed", ColumnType::boolean);
  const Date today = held_->program->newest().pack().zone.date(at);
  for (const Held::Scope& scope : held_->scopes) {
    const model::Budget& budget = *definition(*held_->program, scope.key);
    const std::int32_t first = engine::window_of(budget, today);
    builder.row();
    builder.set(key, scope.key);
    if (budget.window.kind == model::WindowKind::calendar) builder.set(window, first);
    builder.set(limit, budget.points);
    builder.set(used, scope.used(first));
    builder.set(left, std::max<std::int64_t>(0, budget.points - scope.used(first)));
    builder.set(changed, scope.changed ? 1 : 0);
  }
  return builder.finish();
}

namespace engine {

std::int32_t window_of(const model::Budget& budget, Date day) {
  return budget.window.kind == model::WindowKind::calendar
             ? base::first_of(budget.window.period, day).days
             : 0;
}

bool ScopeBook::holds(std::int32_t budget, const Access::Program& program) const {
  return scopes_ != nullptr &&
         Access::held(*scopes_).find("budgets." + program.budgets[budget]) != nullptr;
}

std::int64_t ScopeBook::settle(std::int32_t budget, const model::Budget& rules,
                               std::int32_t window, std::int64_t points,
                               const Access::Program& program) {
  const Access::HeldScopes::Scope* scope =
      Access::held(*scopes_).find("budgets." + program.budgets[budget]);
  std::int64_t& used = used_[{budget, window}];
  const std::int64_t left =
      std::max<std::int64_t>(0, rules.points - scope->used(window) - used);
  std::int64_t granted = std::min(points, left);
  if (rules.reject && granted < points) granted = 0;
  used += granted;
  return granted;
}

void ScopeBook::give_back(const Grant& grant, std::int64_t points) {
  const Window window{grant.budget, grant.window};
  const Source source{window, base::hash64(grant.event), grant.version, grant.rule};
  std::int64_t known = 0;
  if (earlier_ != nullptr) {
    const auto at = earlier_->returned_.find(source);
    if (at != earlier_->returned_.end()) known = at->second;
  }
  std::int64_t& total = returned_[source];
  const auto fresh = [&] { return std::max<std::int64_t>(0, total - known); };
  const std::int64_t before = fresh();
  total += points;
  used_[window] -= fresh() - before;
}

}  // namespace engine
}  // namespace patron
