// SPDX-License-Identifier: Apache-2.0
// "Within seven days" means by the end of the local day seven days after the trigger's,
// so a deadline is a day, and the action is overdue from the first instant after it.
#include "care/actions.hpp"

#include <tuple>

namespace patron::care {

std::optional<Date> next_step(const OpenAction& open, const model::Action& action) {
  const auto step = static_cast<std::size_t>(open.steps);
  if (!open.started || step >= action.escalate.size()) return std::nullopt;
  return base::add(open.due, action.escalate[step].after);
}

bool comes_before(const OpenAction& a, const model::Action& of_a, const OpenAction& b,
                  const model::Action& of_b) {
  return std::tuple(-of_a.priority, a.due, of_a.id) <
         std::tuple(-of_b.priority, b.due, of_b.id);
}

bool concerns(const OpenAction& open, std::string_view ref) {
  return open.ref.empty() || ref.empty() || open.ref == ref;
}

void write(base::Writer& out, const OpenAction& open) {
  out.varint(static_cast<std::uint64_t>(open.version));
  out.varint(static_cast<std::uint64_t>(open.action));
  out.varint(open.started ? 1 : 0);
  out.fixed64(open.id.high);
  out.fixed64(open.id.low);
  out.text(open.ref);
  out.integer(open.start.days);
  out.integer(open.due.days);
  out.varint(open.overdue ? 1 : 0);
  out.varint(static_cast<std::uint64_t>(open.steps));
}

OpenAction read(base::Reader& in) {
  OpenAction open;
  open.version = static_cast<std::int32_t>(in.varint());
  open.action = static_cast<std::int32_t>(in.varint());
  open.started = in.varint() != 0;
  open.id.high = in.fixed64();
  open.id.low = in.fixed64();
  open.ref = in.text();
  open.start.days = static_cast<std::int32_t>(in.integer());
  open.due.days = static_cast<std::int32_t>(in.integer());
  open.overdue = in.varint() != 0;
  open.steps = static_cast<std::int32_t>(in.varint());
  return open;
}

}  // namespace patron::care
