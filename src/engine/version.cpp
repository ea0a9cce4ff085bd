// SPDX-License-Identifier: Apache-2.0
#include "patron/version.hpp"

#include "base/zone.hpp"
#include "engine/member_state.hpp"

namespace patron {

std::uint32_t version() noexcept { return 100; }
std::string_view version_text() noexcept { return "0.1.0"; }
std::string_view zones_version() noexcept { return base::Zone::version(); }
std::uint32_t snapshot_format_min() noexcept { return 1; }
std::uint32_t snapshot_format_max() noexcept { return engine::kSnapshotFormat; }

}  // namespace patron
