// SPDX-License-Identifier: Apache-2.0
#include "engine/incoming.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/limits.hpp"

namespace patron::engine {
namespace {

using MemberState = Access::MemberState;

// One JSON text, or JSON Lines: then the first line is an object of its own.
std::vector<std::string_view> split(std::string_view text) {
  const std::size_t first_end = text.find('\n');
  std::string_view first = text.substr(0, first_end);
  while (!first.empty() && (first.back() == '\r' || first.back() == ' '))
    first.remove_suffix(1);
  if (first_end == std::string_view::npos || first.empty() || first.back() != '}')
    return {text};
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) lines.push_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

Status too_old(std::string message) { return {ErrorCode::too_old, std::move(message)}; }

// Is this event acceptable in time? Fills in when it was recorded.
Status check_time(const MemberState& member, Entry& entry) {
  const model::Event& event = entry.event;
  const std::int32_t version = member.program->version_at(event.occurred_at);
  if (version < 0)
    return {ErrorCode::event,
            "no version of the pack is in force on " + event.occurred_at.text(),
            Place{"/occurred_at", {}, {}, {}, {}}};
  if (event.occurred_at < member.horizon)
    return too_old("history before " + member.horizon.text() + " was forgotten");
  entry.recorded_at =
      event.recorded_at.value_or(std::max(event.occurred_at, member.watermark));
  const std::int64_t accepted =
      std::int64_t{member.program->versions[static_cast<std::size_t>(version)]
                       .pack()
                       .late_accept_days} *
      86'400'000;
  if (entry.recorded_at.milliseconds - event.occurred_at.milliseconds > accepted)
    return too_old("it happened on " + event.occurred_at.text() +
                   " and was recorded on " + entry.recorded_at.text() +
                   ", later than the pack accepts");
  return {};
}

// Is an entry with this id known? Errors: conflict, need_tail.
Result<bool> known(const MemberState& member, const std::vector<Entry>& fresh,
                   const Entry& entry) {
  const auto same_id = [&](const Entry& other) {
    return other.key.id_hash == entry.key.id_hash && other.event.id == entry.event.id;
  };
  const auto verdict = [&](const Entry& other) -> Result<bool> {
    if (other.digest == entry.digest) return true;
    return Status(ErrorCode::conflict,
                  "event " + entry.event.id + " was seen with another payload");
  };
  const auto now = std::find_if(fresh.begin(), fresh.end(), same_id);
  if (now != fresh.end()) return verdict(*now);
  const auto bits = fingerprint(entry.key.id_hash);
  if (std::find(member.fingerprints.begin(), member.fingerprints.end(), bits) ==
      member.fingerprints.end())
    return false;
  const auto old = std::find_if(member.entries.begin(), member.entries.end(), same_id);
  if (old != member.entries.end()) return verdict(*old);
  if (!member.tail)
    return Status(ErrorCode::need_tail,
                  "this id may have been seen: load the tail to tell");
  return false;
}

void sort(Incoming& incoming) {
  if (incoming.fresh.size() < 2) return;
  std::vector<std::size_t> order(incoming.fresh.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return incoming.fresh[a].key < incoming.fresh[b].key;
  });
  std::vector<Entry> fresh;
  std::vector<std::size_t> rows;
  for (const std::size_t at : order) {
    fresh.push_back(std::move(incoming.fresh[at]));
    rows.push_back(incoming.rows[at]);
  }
  incoming.fresh = std::move(fresh);
  incoming.rows = std::move(rows);
}

}  // namespace

Status at_row(Status status, std::size_t row, bool many) {
  if (!many) return status;
  Place place = status.place();
  place.row = static_cast<std::int64_t>(row);
  return {status.code(), status.message(), std::move(place)};
}

Result<Incoming> read_incoming(const MemberState& member, std::string_view text) {
  const auto& program = *member.program;
  const model::Pack& newest = program.newest().pack();
  const model::EventRules rules{&program.vocabulary, &newest.zone, newest.currency};
  Incoming incoming;
  incoming.customer = member.customer;
  const std::vector<std::string_view> lines = split(text);
  const bool many = incoming.many = lines.size() > 1;
  if (lines.size() > limits::kEventsInOneCall)
    return Status(ErrorCode::limit, "too many events in one call");
  for (std::size_t row = 0; row < lines.size(); ++row) {
    if (lines[row].size() > static_cast<std::size_t>(program.limits.event_bytes))
      return at_row({ErrorCode::limit, "an event has at most " +
                                           std::to_string(program.limits.event_bytes) +
                                           " bytes"},
                    row, many);
    Result<model::Event> event = model::read_event(lines[row], rules);
    if (!event.ok()) return at_row(event.status(), row, many);
    Entry entry;
    entry.event = std::move(*event);
    if (entry.event.customer.empty()) entry.event.customer = incoming.customer;
    if (incoming.customer.empty()) incoming.customer = entry.event.customer;
    if (incoming.customer.empty())
      return at_row({ErrorCode::event, "which customer? neither the event nor the member "
                                       "says", Place{"/customer", {}, {}, {}, {}}},
                    row, many);
    if (entry.event.customer != incoming.customer)
      return at_row({ErrorCode::mismatch, "this event is of customer " +
                                              entry.event.customer + ", the member is " +
                                              incoming.customer},
                    row, many);
    entry.key = model::order_key(entry.event);
    entry.digest = model::digest(entry.event);
    entry.revision = member.revision + 1;
    if (entry.event.occurred_at < member.horizon)
      return at_row(too_old("history before " + member.horizon.text() +
                            " was forgotten"), row, many);
    const Result<bool> seen = known(member, incoming.fresh, entry);
    if (!seen.ok()) return at_row(seen.status(), row, many);
    if (*seen) {
      incoming.duplicates.push_back(entry.event.id);
      continue;
    }
    if (Status status = check_time(member, entry); !status.ok())
      return at_row(std::move(status), row, many);
    incoming.fresh.push_back(std::move(entry));
    incoming.rows.push_back(row);
  }
  sort(incoming);
  return incoming;
}

}  // namespace patron::engine
