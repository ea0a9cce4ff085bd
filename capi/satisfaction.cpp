// SPDX-License-Identifier: Apache-2.0
// Questions of satisfaction over plain arrays, with their options as JSON.
#include "capi/guard.hpp"
#include "satisfaction/analyse.hpp"

using namespace patron::capi;
using patron::ErrorCode;
using patron::Status;
using patron::satisfaction::Asked;

namespace {

Status read(const patron_answers* given_answers, const char* name, Asked& out) {
  if (given_answers == nullptr) return {};
  const patron_answers& in = *given_answers;
  if (in.struct_size != sizeof(patron_answers))
    return {ErrorCode::argument,
            std::string(name) + ": struct_size is not of this release"};
  if (in.flags != 0)
    return {ErrorCode::unsupported, std::string(name) + ": unknown flag"};
  if (in.size > SIZE_MAX / sizeof(double) || in.columns > SIZE_MAX / sizeof(double*))
    return {ErrorCode::limit, std::string(name) + ": too many rows"};
  const auto size = static_cast<std::size_t>(in.size);
  if (in.columns > 0) PATRON_TRY(given("items", in.items));
  for (std::size_t i = 0; i < in.columns; ++i) {
    if (size > 0) PATRON_TRY(given("items[]", in.items[i]));
    out.columns.emplace_back(in.items[i], size);
  }
  if (in.weight != nullptr) out.weights = {in.weight, size};
  if (in.group != nullptr) out.groups = {in.group, size};
  return {};
}

patron_status analyse(std::string_view what, const patron_answers* answers,
                      const patron_answers* other, const char* options,
                      std::size_t options_size, patron_table* out, patron_error* error) {
  return guard(out, error, [&]() -> Status {
    PATRON_TRY(given("table", out));
    PATRON_TRY(given("answers", answers));
    PATRON_TRY(check_text(options, options_size, "options"));
    Asked asked, beside;
    PATRON_TRY(read(answers, "answers", asked));
    PATRON_TRY(read(other, "other", beside));
    auto made = patron::satisfaction::analyse(what, asked, beside,
                                              view(options, options_size));
    if (!made.ok()) return made.status();
    out->table = std::move(*made);
    return {};
  });
}

patron_status score(std::string_view what, const double* answers, const double* weight,
                    std::size_t size, const char* options, std::size_t options_size,
                    patron_table* out, patron_error* error) {
  patron_answers one = PATRON_ANSWERS_INIT;
  one.size = size;
  one.columns = 1;
  one.items = &answers;
  one.weight = weight;
  return analyse(what, &one, nullptr, options, options_size, out, error);
}

}  // namespace

extern "C" {

patron_status patron_satisfaction_nps(const double* answers, const double* weight,
                                      size_t size, const char* options,
                                      size_t options_size, patron_table* table,
                                      patron_error* error) {
  return score("nps", answers, weight, size, options, options_size, table, error);
}

patron_status patron_satisfaction_csat(const double* answers, const double* weight,
                                       size_t size, const char* options,
                                       size_t options_size, patron_table* table,
                                       patron_error* error) {
  return score("csat", answers, weight, size, options, options_size, table, error);
}

patron_status patron_satisfaction_mean(const double* answers, const double* weight,
                                       size_t size, const char* options,
                                       size_t options_size, patron_table* table,
                                       patron_error* error) {
  return score("mean", answers, weight, size, options, options_size, table, error);
}

patron_status patron_satisfaction_analyse(const char* what, size_t what_size,
                                          const patron_answers* answers,
                                          const patron_answers* other,
                                          const char* options, size_t options_size,
                                          patron_table* table, patron_error* error) {
  if (what == nullptr && what_size > 0)
    return fail(error, PATRON_E_ARGUMENT, "what is NULL");
  return analyse(view(what, what_size), answers, other, options, options_size, table,
                 error);
}

}  // extern "C"
