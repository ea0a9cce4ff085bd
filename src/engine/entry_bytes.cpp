// SPDX-License-Identifier: Apache-2.0
#include "engine/state_bytes.hpp"

namespace patron::engine {

void write(base::Writer& out, const Entry& entry) {
  model::write(out, entry.event);
  out.fixed64(entry.digest);
  out.integer(entry.recorded_at.milliseconds);
  out.varint(entry.revision);
  out.varint(entry.facts.without_reservation ? 2 : entry.facts.spend_accepted ? 1 : 0);
  write_all(out, entry.facts.grants, [&](const GrantFact& fact) {
    out.integer(fact.version);
    out.integer(fact.rule);
    out.integer(fact.requested);
    out.integer(fact.granted);
  });
  write_all(out, entry.facts.kept, [&](const TierStep& kept) { write_kept(out, kept); });
}

Entry read_entry(base::Reader& in) {
  Entry entry;
  entry.event = model::read(in);
  entry.digest = in.fixed64();
  entry.recorded_at.milliseconds = in.integer();
  entry.revision = in.varint();
  const std::uint64_t spent = in.varint();
  entry.facts.spend_accepted = spent != 0;
  entry.facts.without_reservation = spent == 2;
  read_all(in, entry.facts.grants, 4, [&] {
    GrantFact fact;
    fact.version = small(in);
    fact.rule = small(in);
    fact.requested = in.integer();
    fact.granted = in.integer();
    return fact;
  });
  read_all(in, entry.facts.kept, 13, [&] { return read_kept(in); });
  if (in.ok()) entry.key = model::order_key(entry.event);
  return entry;
}

}  // namespace patron::engine
