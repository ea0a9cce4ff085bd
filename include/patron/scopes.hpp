// SPDX-License-Identifier: Apache-2.0
// Scopes: what members share, by key: the budgets of a program. Each is a value that the
// host keeps beside its members and hands to the verbs, which answer requests from it and
// give it back changed. Keys are "budgets.<id>". Threads: one at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "date.hpp"
#include "status.hpp"
#include "table.hpp"

namespace patron {

class Engine;

class Scopes {
 public:
  explicit Scopes(const Engine& engine);
  Scopes(const Scopes&);
  Scopes(Scopes&&) noexcept;
  Scopes& operator=(Scopes) noexcept;
  ~Scopes();

  // Puts a scope in, or replaces it; an empty snapshot is a new one.
  // Errors: not_found (no such key), snapshot, mismatch.
  Status load(std::string_view key, std::string_view snapshot);
  Result<std::string> save(std::string_view key) const;
  // key, window (its first day), limit, used, left, changed (since load).
  Table list(Instant at) const;

 private:
  friend struct Access;
  struct Held;
  std::unique_ptr<Held> held_;
};

}  // namespace patron
