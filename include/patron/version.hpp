// SPDX-License-Identifier: Apache-2.0
// What this library is: its version, the time zone rules built in, and the snapshot
// formats that it reads. It writes the newest.
#pragma once

#include <cstdint>
#include <string_view>

namespace patron {

std::uint32_t version() noexcept;         // major * 10000 + minor * 100 + patch.
std::string_view version_text() noexcept;  // "0.1.0"
std::string_view zones_version() noexcept;  // "2026b"
std::uint32_t snapshot_format_min() noexcept;
std::uint32_t snapshot_format_max() noexcept;

}  // namespace patron
