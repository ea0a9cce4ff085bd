// SPDX-License-Identifier: Apache-2.0
// Members: their bytes and their header.
#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/table_builder.hpp"
#include "capi/guard.hpp"

using namespace patron::capi;
using patron::ErrorCode;
using patron::Status;

namespace {

Status check_customer(std::string_view customer) {
  if (customer.size() > patron::limits::kIdBytes)
    return {ErrorCode::argument,
            "a customer's id has at most " +
                std::to_string(patron::limits::kIdBytes) + " bytes"};
  if (!patron::json::valid_utf8(customer))
    return {ErrorCode::argument, "the customer's id is not UTF-8"};
  return {};
}

patron::Table table_of(const patron::SnapshotHeader& header) {
  using patron::ColumnType;
  patron::TableBuilder b;
  const auto customer = b.column("customer", ColumnType::text),
             format = b.column("format", ColumnType::int64),
             revision = b.column("revision", ColumnType::int64),
             next_due = b.column("next_due", ColumnType::instant),
             watermark = b.column("watermark", ColumnType::instant),
             horizon = b.column("horizon", ColumnType::instant),
             retained = b.column("retained", ColumnType::int64),
             zones = b.column("zones_version", ColumnType::text);
  b.row();
  b.set(customer, header.customer);
  b.set(format, std::int64_t{header.format});
  b.set(revision, static_cast<std::int64_t>(header.revision));
  if (header.next_due < patron::Instant::never())
    b.set(next_due, header.next_due.milliseconds);
  b.set(watermark, header.watermark.milliseconds);
  b.set(horizon, header.horizon.milliseconds);
  b.set(retained, static_cast<std::int64_t>(header.retained));
  b.set(zones, header.zones_version);
  return b.finish();
}

}  // namespace

extern "C" {

patron_status patron_member_create(const patron_engine* engine, const char* customer,
                                   size_t customer_size, patron_member** member,
                                   patron_error* error) {
  if (member != nullptr) *member = nullptr;
  return guard(error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("member", member));
    PATRON_TRY(check_text(customer, customer_size, "customer"));
    const std::string_view id = view(customer, customer_size);
    PATRON_TRY(check_customer(id));
    *member = new patron_member{patron::Member(*engine->frozen, id)};
    return {};
  });
}

patron_status patron_member_copy(const patron_member* member, patron_member** copy,
                                 patron_error* error) {
  if (copy != nullptr) *copy = nullptr;
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("member, copy", member, copy));
    *copy = new patron_member{member->member};
    return {};
  });
}

void patron_member_free(patron_member* member) { delete member; }

patron_status patron_member_load(patron_member* member, const char* snapshot, size_t size,
                                 patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("member", member));
    PATRON_TRY(check_text(snapshot, size, "snapshot"));
    return member->member.load(view(snapshot, size));
  });
}

patron_status patron_member_load_tail(patron_member* member, const char* tail,
                                      size_t size, patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("member", member));
    PATRON_TRY(check_text(tail, size, "tail"));
    return member->member.load_tail(view(tail, size));
  });
}

patron_status patron_member_save(const patron_member* member, int32_t part,
                                 uint64_t since, patron_buffer* snapshot,
                                 patron_error* error) {
  return guard(snapshot, error, [&]() -> Status {
    PATRON_TRY(given("member, snapshot", member, snapshot));
    if (part < PATRON_PART_ALL || part > PATRON_PART_TAIL)
      return {ErrorCode::argument, "no part " + std::to_string(part)};
    member->member.save(static_cast<patron::Part>(part), since, snapshot->bytes);
    return {};
  });
}

patron_status patron_snapshot_header(const char* snapshot, size_t size,
                                     patron_table* header, patron_error* error) {
  return guard(header, error, [&]() -> Status {
    PATRON_TRY(given("header", header));
    PATRON_TRY(check_text(snapshot, size, "snapshot"));
    const auto read = patron::snapshot_header(view(snapshot, size));
    if (!read.ok()) return read.status();
    header->table = table_of(*read);
    return {};
  });
}

const char* patron_member_customer(const patron_member* member, size_t* size) {
  return member == nullptr ? nothing(size) : borrowed(member->member.customer(), size);
}
uint64_t patron_member_revision(const patron_member* member) {
  return member == nullptr ? 0 : member->member.revision();
}
patron_instant patron_member_next_due(const patron_member* member) {
  return member == nullptr ? 0 : member->member.next_due().milliseconds;
}
patron_instant patron_member_watermark(const patron_member* member) {
  return member == nullptr ? 0 : member->member.watermark().milliseconds;
}
patron_instant patron_member_horizon(const patron_member* member) {
  return member == nullptr ? 0 : member->member.horizon().milliseconds;
}
size_t patron_member_retained(const patron_member* member) {
  return member == nullptr ? 0 : member->member.retained();
}

}  // extern "C"
