// SPDX-License-Identifier: Apache-2.0
// The scopes of one call: what is left of each budget, as the host handed it in. The fold
// asks here; the verb writes the difference back when it succeeds.
//
// What a cancelled, changed or refunded booking gives back can be granted again in the
// same call. A late event folds history again, and what was given back in it then is in
// the host's figures already: `earlier`, the book of the fold without that event, tells.
#pragma once

#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "engine/program.hpp"
#include "engine/state.hpp"
#include "patron/scopes.hpp"

namespace patron::engine {

// The window of a budget that a day falls into: its first day, 0 for a lifetime.
std::int32_t window_of(const model::Budget& budget, Date day);

class ScopeBook {
 public:
  explicit ScopeBook(const Scopes* scopes, const ScopeBook* earlier = nullptr)
      : scopes_(scopes), earlier_(earlier) {}

  // Was this budget handed in?
  bool holds(std::int32_t budget, const Access::Program& program) const;
  // How much of `points` the budget grants now; what it grants is counted at once.
  std::int64_t settle(std::int32_t budget, const model::Budget& rules,
                      std::int32_t window, std::int64_t points,
                      const Access::Program& program);
  // A reversal of this grant gives `points` of its budget back.
  void give_back(const Grant& grant, std::int64_t points);

 private:
  using Window = std::pair<std::int32_t, std::int32_t>;  // Budget, first day.
  // Window; event, version and rule of the grant.
  using Source = std::tuple<Window, std::uint64_t, std::int32_t, std::int32_t>;

  const Scopes* scopes_;
  const ScopeBook* earlier_;
  std::map<Source, std::int64_t> returned_;  // In all of the fold.
  std::map<Window, std::int64_t> used_;      // In this call, less what came back in it.
};

}  // namespace patron::engine

namespace patron {

struct Scopes::Held {
  struct Window {
    std::int32_t first_day = 0;
    std::int64_t used = 0;
  };
  struct Scope {
    std::string key;
    std::vector<Window> windows;  // Sorted by first day.
    bool changed = false;
    std::int64_t used(std::int32_t window) const;
    void use(std::int32_t window, std::int64_t points);
  };
  std::shared_ptr<const Access::Program> program;
  std::vector<Scope> scopes;  // Sorted by key.

  const Scope* find(std::string_view key) const;
  Scope* find(std::string_view key);
};

}  // namespace patron
