// SPDX-License-Identifier: Apache-2.0
// Time zones from the bundled, versioned table (src/base/zones.txt, made from the IANA
// data by src/base/make_zones.py); no file of the machine is read.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "patron/date.hpp"

namespace patron::base {

class Zone {
 public:
  // By IANA name, links included ("Asia/Shanghai"); nothing if unknown.
  static std::optional<Zone> find(std::string_view name);
  // The version of the table: "2026b".
  static std::string_view version() noexcept;

  Date date(Instant instant) const noexcept;
  // First instant whose local date is `date` (a skipped midnight: the first that exists).
  Instant day_start(Date date) const noexcept;
  // The millisecond before the first instant whose local date is after `date`.
  Instant day_end(Date date) const noexcept;
  Instant noon(Date date) const noexcept;  // 12:00 local.
  // Local wall time of a day, in minutes since midnight; in a gap the instant after it.
  Instant at(Date date, int minutes) const noexcept;
  // Offset from UTC in seconds at an instant.
  std::int32_t offset(Instant instant) const noexcept;

 private:
  struct Rules;
  std::shared_ptr<const Rules> rules_;
};

}  // namespace patron::base
