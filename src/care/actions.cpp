// SPDX-License-Identifier: Apache-2.0
// "Within seven days" means by the end of the local day seven days after the trigger's,
// so a deadline is a day, and the action is overdue from the first instant after it.
#include "care/actions.hpp"

namespace patron::care {

Date deadline(const model::Action& action, Date day) {
  return base::add(day, action.due);
}

bool concerns(const OpenAction& open, std::string_view ref) {
  return open.ref.empty() || ref.empty() || open.ref == ref;
}

void write(base::Writer& out, const OpenAction& open) {
  out.varint(static_cast<std::uint64_t>(open.version));
  out.varint(static_cast<std::uint64_t>(open.action));
  out.fixed64(open.id.high);
  out.fixed64(open.id.low);
  out.text(open.ref);
  out.integer(open.due.days);
  out.varint(open.overdue ? 1 : 0);
}

OpenAction read(base::Reader& in) {
  OpenAction open;
  open.version = static_cast<std::int32_t>(in.varint());
  open.action = static_cast<std::int32_t>(in.varint());
  open.id.high = in.fixed64();
  open.id.low = in.fixed64();
  open.ref = in.text();
  open.due.days = static_cast<std::int32_t>(in.integer());
  open.overdue = in.varint() != 0;
  return open;
}

}  // namespace patron::care
