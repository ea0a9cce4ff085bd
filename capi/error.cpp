// SPDX-License-Identifier: Apache-2.0
// Version, status names, and the error that calls fill.
#include "capi/guard.hpp"

namespace patron::capi {

void clear(patron_error* error) noexcept {
  if (error == nullptr || error->status == PATRON_OK) return;
  error->status = PATRON_OK;
  error->message.clear();
  error->path.clear();
  error->rule.clear();
  error->line = error->column = error->row = -1;
}

patron_status fail(patron_error* error, patron_status status,
                   std::string_view message) noexcept {
  if (error == nullptr) return status;
  clear(error);
  error->status = status;
  error->message.set(message);
  return status;
}

patron_status fail(patron_error* error, const Status& status) {
  const auto code = static_cast<patron_status>(status.code());
  if (error == nullptr) return code;
  fail(error, code, status.message(error->chinese ? "zh" : "en"));
  const Place& place = status.place();
  error->path.set(place.path);
  error->rule.set(place.rule);
  error->line = place.line.value_or(-1);
  error->column = place.column.value_or(-1);
  error->row = place.row.value_or(-1);
  return code;
}

}  // namespace patron::capi

using namespace patron::capi;

extern "C" {

uint32_t patron_version(void) { return patron::version(); }
const char* patron_version_text(void) { return patron::version_text().data(); }
const char* patron_zones_version(void) {
  // A part of the built-in table: it needs an end of its own.
  static const std::string text(patron::zones_version());
  return text.c_str();
}
uint32_t patron_format_min(void) { return patron::snapshot_format_min(); }
uint32_t patron_format_max(void) { return patron::snapshot_format_max(); }

const char* patron_status_name(patron_status status) {
  const std::string_view name = patron::name(static_cast<patron::ErrorCode>(status));
  return name == "unknown" ? nullptr : name.data();
}

patron_error* patron_error_create(const char* language) {
  auto* error = new (std::nothrow) patron_error;
  if (error != nullptr && language != nullptr)
    error->chinese = std::string_view(language) == "zh";
  return error;
}

void patron_error_free(patron_error* error) { delete error; }

patron_status patron_error_status(const patron_error* error) {
  return error == nullptr ? PATRON_OK : error->status;
}

const char* patron_error_message(const patron_error* error, size_t* size) {
  if (error == nullptr) return nothing(size);
  return borrowed({error->message.data(), error->message.size()}, size);
}

const char* patron_error_path(const patron_error* error, size_t* size) {
  if (error == nullptr || error->path.size() == 0) return nothing(size);
  return borrowed({error->path.data(), error->path.size()}, size);
}

const char* patron_error_rule(const patron_error* error, size_t* size) {
  if (error == nullptr || error->rule.size() == 0) return nothing(size);
  return borrowed({error->rule.data(), error->rule.size()}, size);
}

int64_t patron_error_line(const patron_error* error) {
  return error == nullptr ? -1 : error->line;
}
int64_t patron_error_column(const patron_error* error) {
  return error == nullptr ? -1 : error->column;
}
int64_t patron_error_row(const patron_error* error) {
  return error == nullptr ? -1 : error->row;
}

}  // extern "C"
