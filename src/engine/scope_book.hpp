// SPDX-License-Identifier: Apache-2.0
// The scopes of one call: what is left of each budget, as the host handed it in. The fold
// asks here; the verb writes the difference back when it succeeds.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/program.hpp"
#include "patron/scopes.hpp"

namespace patron::engine {

// The window of a budget that a day falls into: its first day, 0 for a lifetime.
std::int32_t window_of(const model::Budget& budget, Date day);

class ScopeBook {
 public:
  explicit ScopeBook(const Scopes* scopes) : scopes_(scopes) {}

  // Was this budget handed in?
  bool holds(std::int32_t budget, const Access::Program& program) const;
  // How much of `points` the budget grants now; what it grants is counted at once.
  std::int64_t settle(std::int32_t budget, const model::Budget& rules,
                      std::int32_t window, std::int64_t points,
                      const Access::Program& program);

 private:
  struct Taken {
    std::int32_t budget = 0, window = 0;
    std::int64_t points = 0;
  };
  const Scopes* scopes_;
  std::vector<Taken> taken_;  // In this call.
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
