// SPDX-License-Identifier: Apache-2.0
// Owners of the handles of patron.h, so that every way out of a function frees them.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "patron.h"

namespace patron::cli {

struct Free {
  void operator()(patron_error* p) const { patron_error_free(p); }
  void operator()(patron_buffer* p) const { patron_buffer_free(p); }
  void operator()(patron_table* p) const { patron_table_free(p); }
  void operator()(patron_engine* p) const { patron_engine_free(p); }
  void operator()(patron_member* p) const { patron_member_free(p); }
  void operator()(patron_scopes* p) const { patron_scopes_free(p); }
};
using ErrorHandle = std::unique_ptr<patron_error, Free>;
using BufferHandle = std::unique_ptr<patron_buffer, Free>;
using TableHandle = std::unique_ptr<patron_table, Free>;
using EngineHandle = std::unique_ptr<patron_engine, Free>;
using MemberHandle = std::unique_ptr<patron_member, Free>;
using ScopesHandle = std::unique_ptr<patron_scopes, Free>;

inline std::string_view text(const patron_buffer* buffer) {
  return {patron_buffer_text(buffer), patron_buffer_size(buffer)};
}

inline std::string_view message(const patron_error* error) {
  std::size_t size = 0;
  const char* text = patron_error_message(error, &size);
  return text == nullptr ? std::string_view{} : std::string_view{text, size};
}

inline std::string_view path(const patron_error* error) {
  std::size_t size = 0;
  const char* text = patron_error_path(error, &size);
  return text == nullptr ? std::string_view{} : std::string_view{text, size};
}

}  // namespace patron::cli
