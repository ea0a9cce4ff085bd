// SPDX-License-Identifier: Apache-2.0
// Every entry that can fail runs inside guard(): the C++ answer becomes a status, and no
// exception gets out. The checks of arguments that all entries share are here, too.
#pragma once

#include <new>
#include <span>
#include <string>
#include <utility>

#include "capi/handles.hpp"

namespace patron::capi {

void clear(patron_error* error) noexcept;
inline void clear(patron_buffer* buffer) noexcept {
  if (buffer != nullptr) buffer->bytes.clear();
}
inline void clear(patron_table* table) noexcept {
  if (table != nullptr) table->table = Table();
}

patron_status fail(patron_error* error, const Status& status);
patron_status fail(patron_error* error, patron_status status,
                   std::string_view message) noexcept;

// Runs `work`, which gives a Status.
template <class Work>
patron_status guard(patron_error* error, Work&& work) noexcept {
  clear(error);
  try {
    const Status status = work();
    return status.ok() ? PATRON_OK : fail(error, status);
  } catch (const std::bad_alloc&) {
    return fail(error, PATRON_E_MEMORY, "out of memory");
  } catch (...) {
    return fail(error, PATRON_E_INTERNAL, "an error in patron itself");
  }
}

// The same with a sink that is emptied before, and stays so on failure.
template <class Sink, class Work>
patron_status guard(Sink* sink, patron_error* error, Work&& work) noexcept {
  clear(sink);
  const patron_status status = guard(error, std::forward<Work>(work));
  if (status != PATRON_OK) clear(sink);
  return status;
}

// An argument error that names what is NULL, or ok.
template <class... Pointers>
Status given(const char* names, const Pointers*... pointers) {
  if (((pointers != nullptr) && ...)) return {};
  return {ErrorCode::argument, std::string("NULL where there must be one: ") + names};
}

// A text argument. NULL is only good with size 0.
inline Status check_text(const char* text, std::size_t size, const char* name) {
  if (text != nullptr || size == 0) return {};
  return {ErrorCode::argument, std::string(name) + " is NULL, its size is not 0"};
}
inline std::string_view view(const char* text, std::size_t size) {
  return text == nullptr ? std::string_view() : std::string_view(text, size);
}

inline Status check_frozen(const patron_engine* engine) {
  if (engine == nullptr) return {ErrorCode::argument, "engine is NULL"};
  if (!engine->frozen) return {ErrorCode::state, "the engine is not frozen"};
  return {};
}

// Text of the library's own, which ends in a NUL.
inline const char* borrowed(std::string_view text, std::size_t* size) {
  if (size != nullptr) *size = text.size();
  return text.data();
}
inline const char* nothing(std::size_t* size) {
  if (size != nullptr) *size = 0;
  return nullptr;
}

}  // namespace patron::capi

// For entries: leave with the first Status that is not ok.
#define PATRON_TRY(expression)                                  \
  do {                                                          \
    if (patron::Status tried = (expression); !tried.ok()) return tried; \
  } while (false)
