// SPDX-License-Identifier: Apache-2.0
// What the bytes of states and of entries have in common. Private to them.
#pragma once

#include <climits>

#include "engine/state.hpp"

namespace patron::engine {

inline void write_day(base::Writer& out, const std::optional<Date>& day) {
  out.integer(day ? std::int64_t{day->days} : std::int64_t{INT32_MIN});
}
inline std::int32_t small(base::Reader& in) {
  const std::int64_t value = in.integer();
  if (value < INT32_MIN || value > INT32_MAX) in.fail();
  return static_cast<std::int32_t>(value);
}
inline std::optional<Date> read_day(base::Reader& in) {
  const std::int32_t days = small(in);
  return days == INT32_MIN ? std::nullopt : std::optional{Date{days}};
}

template <class Item, class Write>
void write_all(base::Writer& out, const std::vector<Item>& items,
               const Write& write_one) {
  out.varint(items.size());
  for (const Item& item : items) write_one(item);
}
template <class Item, class Read>
void read_all(base::Reader& in, std::vector<Item>& items, std::size_t bytes,
              const Read& read_one) {
  const std::size_t count = in.count(bytes);
  items.reserve(count);
  for (std::size_t i = 0; i < count && in.ok(); ++i) items.push_back(read_one());
}

inline void write_kept(base::Writer& out, const TierStep& kept) {
  out.integer(kept.ladder);
  out.integer(kept.level);
  out.integer(kept.at.occurred_at.milliseconds);
  out.integer(kept.at.rank);
  out.fixed64(kept.at.id_hash);
  write_day(out, kept.until);
}

inline TierStep read_kept(base::Reader& in) {
  TierStep kept;
  kept.ladder = small(in);
  kept.level = small(in);
  kept.at.occurred_at.milliseconds = in.integer();
  kept.at.rank = small(in);
  kept.at.id_hash = in.fixed64();
  kept.until = read_day(in);
  return kept;
}

}  // namespace patron::engine
