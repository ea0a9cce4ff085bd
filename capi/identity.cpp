// SPDX-License-Identifier: Apache-2.0
// Customer records: cleaning and matching.
#include <algorithm>
#include <limits>
#include <vector>

#include "capi/guard.hpp"
#include "patron/identity.hpp"

using namespace patron::capi;
using patron::ErrorCode;
using patron::Status;
using patron::TextColumn;

namespace {

Status read(const patron_text_column* columns, std::size_t count, std::size_t rows,
            std::vector<TextColumn>& out) {
  if (count > 0) PATRON_TRY(given("columns", columns));
  for (std::size_t i = 0; i < count; ++i) {
    PATRON_TRY(given("columns[].name", columns[i].name));
    if (rows > 0) PATRON_TRY(given("columns[].texts", columns[i].texts));
    TextColumn& column = out.emplace_back();
    column.name = columns[i].name;
    column.texts.reserve(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      const char* text = columns[i].texts[row];
      column.texts.push_back(text == nullptr ? std::string_view() : text);
    }
  }
  return {};
}

// The region, CN by default.
std::string_view region_of(const char* region, std::size_t size) {
  return size == 0 ? std::string_view("CN") : view(region, size);
}

}  // namespace

extern "C" {

patron_status patron_phone(const char* text, size_t size, const char* region,
                           size_t region_size, patron_buffer* e164, int32_t* kind,
                           patron_error* error) {
  if (kind != nullptr) *kind = PATRON_PHONE_UNKNOWN;
  return guard(e164, error, [&]() -> Status {
    PATRON_TRY(given("e164", e164));
    PATRON_TRY(check_text(text, size, "text"));
    PATRON_TRY(check_text(region, region_size, "region"));
    auto made = patron::phone(view(text, size), region_of(region, region_size));
    if (!made.ok()) return made.status();
    e164->bytes = std::move(made->e164);
    if (kind != nullptr) *kind = static_cast<std::int32_t>(made->kind);
    return {};
  });
}

patron_status patron_identity_normalise(const char* kind, size_t kind_size,
                                        const char* text, size_t size, const char* region,
                                        size_t region_size, patron_buffer* normal,
                                        patron_error* error) {
  return guard(normal, error, [&]() -> Status {
    PATRON_TRY(given("normal", normal));
    PATRON_TRY(check_text(kind, kind_size, "kind"));
    PATRON_TRY(check_text(text, size, "text"));
    PATRON_TRY(check_text(region, region_size, "region"));
    auto made = patron::identity_normalise(view(kind, kind_size), view(text, size),
                                           region_of(region, region_size));
    if (!made.ok()) return made.status();
    normal->bytes = *std::move(made);
    return {};
  });
}

double patron_jaro_winkler(const char* a, size_t a_size, const char* b, size_t b_size) {
  try {
    return patron::jaro_winkler(view(a, a_size), view(b, b_size));
  } catch (...) {
    return std::numeric_limits<double>::quiet_NaN();
  }
}

uint32_t patron_bucket(const char* key, size_t key_size, uint32_t buckets,
                       const char* salt, size_t salt_size) {
  return patron::bucket(view(key, key_size), buckets, view(salt, salt_size));
}

patron_status patron_match(const patron_text_column* columns, size_t count, size_t rows,
                           const char* options, size_t options_size, patron_table* pairs,
                           patron_error* error) {
  return guard(pairs, error, [&]() -> Status {
    PATRON_TRY(given("pairs", pairs));
    PATRON_TRY(check_text(options, options_size, "options"));
    std::vector<TextColumn> asked;
    PATRON_TRY(read(columns, count, rows, asked));
    auto made = patron::match(asked, view(options, options_size));
    if (!made.ok()) return made.status();
    pairs->table = *std::move(made);
    return {};
  });
}

patron_status patron_match_learn(const patron_text_column* columns, size_t count,
                                 size_t rows, const char* options, size_t options_size,
                                 patron_buffer* learned, patron_error* error) {
  return guard(learned, error, [&]() -> Status {
    PATRON_TRY(given("learned", learned));
    PATRON_TRY(check_text(options, options_size, "options"));
    std::vector<TextColumn> asked;
    PATRON_TRY(read(columns, count, rows, asked));
    auto made = patron::learn_match(asked, view(options, options_size));
    if (!made.ok()) return made.status();
    learned->bytes = *std::move(made);
    return {};
  });
}

patron_status patron_match_groups(const patron_table* pairs, size_t rows, int32_t* groups,
                                  patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(given("pairs, groups", pairs, groups));
    const auto made = patron::match_groups(pairs->table, rows);
    if (!made.ok()) return made.status();
    std::copy(made->begin(), made->end(), groups);
    return {};
  });
}

patron_status patron_record_quality(const patron_text_column* columns, size_t count,
                                    size_t rows, const char* options, size_t options_size,
                                    patron_table* quality, patron_error* error) {
  return guard(quality, error, [&]() -> Status {
    PATRON_TRY(given("quality", quality));
    PATRON_TRY(check_text(options, options_size, "options"));
    std::vector<TextColumn> asked;
    PATRON_TRY(read(columns, count, rows, asked));
    auto made = patron::record_quality(asked, view(options, options_size));
    if (!made.ok()) return made.status();
    quality->table = *std::move(made);
    return {};
  });
}

}  // extern "C"
