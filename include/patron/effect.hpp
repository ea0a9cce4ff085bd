// SPDX-License-Identifier: Apache-2.0
// Effects: facts for the host, in order: postings, tiers, signals, actions, requests.
// An Effects is filled by the verbs and reused; its texts live as long as its content.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "date.hpp"
#include "table.hpp"

namespace patron {

// Kinds and states are open words: skip what you do not know.
struct Effect {
  std::string_view kind;      // "posting", "tier", "signal", "action", "request" ...
  std::string_view id;        // 32 hexadecimal digits, the same in every replay.
  std::string_view customer;  // Whom it is for.
  std::string_view event;     // Empty if time was the cause.
  Instant at;                 // When it was due.
  Instant recorded_at;        // When it became known.
  std::uint64_t revision = 0, sequence = 0;  // Its place in the journal.
  std::string_view change;  // "late", "corrected", "retracted", or empty.
  bool duplicate = false;
  std::string_view rule;  // "points.earn.base"
  std::string_view pack;  // Version that judged.
  std::string_view what;  // Kind of posting, tier, state of a signal or an action.
  std::string_view before;
  std::string_view currency;
  std::int64_t points = 0;   // Signed, at the currency's scale.
  std::int64_t balance = 0;  // Active points after it.
  std::optional<Instant> until;  // Expiry, deadline, end of a tier.
  std::string_view parent;       // The effect that this one reverses or corrects.
  std::string_view scope;        // Key of the scope asked.
};

class Effects {
 public:
  Effects();
  Effects(Effects&&) noexcept;
  Effects& operator=(Effects&&) noexcept;
  ~Effects();

  std::size_t size() const noexcept;
  bool empty() const noexcept { return size() == 0; }
  const Effect& operator[](std::size_t index) const noexcept;
  const Effect* begin() const noexcept;
  const Effect* end() const noexcept { return begin() + size(); }

  std::string reason(std::size_t index, std::string_view language = "en") const;
  // Lots taken; with trace also inputs and arithmetic. Canonical JSON, "" if none.
  std::string detail_json(std::size_t index) const;
  Table table(std::string_view language = "en") const;

 private:
  friend struct Access;
  struct Rows;
  std::unique_ptr<Rows> rows_;
};

}  // namespace patron
