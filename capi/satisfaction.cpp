// SPDX-License-Identifier: Apache-2.0
// Scores over plain arrays, with their options as JSON.
#include <charconv>

#include "base/json.hpp"
#include "base/table_builder.hpp"
#include "capi/guard.hpp"

using namespace patron::capi;
using patron::ErrorCode;
using patron::Status;
using patron::json::Kind;
using patron::json::Value;
using patron::satisfaction::Answers;
using patron::satisfaction::ScoreOptions;

namespace {

Status read_number(const Value& value, std::string_view key, double& out) {
  if (value.is(Kind::number)) {
    const char* end = value.text.data() + value.text.size();
    if (std::from_chars(value.text.data(), end, out).ec == std::errc()) return {};
  }
  return {ErrorCode::argument,
          "option \"" + std::string(key) + "\": a number is expected",
          {"/" + std::string(key), {}, value.line, value.column, {}}};
}

Status read_scale(const Value& value, ScoreOptions& out) {
  if (!value.is(Kind::array) || value.items.size() != 2)
    return {ErrorCode::argument, "option \"scale\": [low, high] is expected",
            {"/scale", {}, value.line, value.column, {}}};
  PATRON_TRY(read_number(value.items[0], "scale/0", out.scale_low));
  return read_number(value.items[1], "scale/1", out.scale_high);
}

Status read_top(const Value& value, ScoreOptions& out) {
  double top = 0.0;
  PATRON_TRY(read_number(value, "top", top));
  if (!(top >= 1.0 && top <= 1000.0))
    return {ErrorCode::argument, "option \"top\" is from 1 to 1000",
            {"/top", {}, value.line, value.column, {}}};
  out.top = static_cast<int>(top);
  return {};
}

Status read_options(std::string_view text, ScoreOptions& out) {
  if (text.empty()) return {};
  patron::json::Options how;
  how.code = ErrorCode::argument;
  const auto document = patron::json::Document::parse(text, how);
  if (!document.ok()) return document.status();
  const Value& root = document->root();
  if (!root.is(Kind::object)) return {ErrorCode::argument, "options are a JSON object"};
  for (const patron::json::Member& member : root.members) {
    const Value& value = member.value;
    if (member.key == "confidence")
      PATRON_TRY(read_number(value, member.key, out.confidence));
    else if (member.key == "min_n") PATRON_TRY(read_number(value, member.key, out.min_n));
    else if (member.key == "max_width")
      PATRON_TRY(read_number(value, member.key, out.max_width));
    else if (member.key == "scale") PATRON_TRY(read_scale(value, out));
    else if (member.key == "top") PATRON_TRY(read_top(value, out));
    else
      return {ErrorCode::unsupported,
              "unknown option \"" + std::string(member.key) + "\"",
              {"/" + std::string(member.key), {}, member.line, member.column, {}}};
  }
  return {};
}

patron::Table table_of(const patron::Score& score) {
  using patron::ColumnType;
  patron::TableBuilder b;
  const auto number = [&](std::string_view name) {
    return b.column(name, ColumnType::number);
  };
  const auto value = number("value"), low = number("low"), high = number("high"),
             error = number("standard_error"), n = number("n"),
             n_effective = number("n_effective"),
             reportable = b.column("reportable", ColumnType::boolean);
  b.row();
  b.set_number(value, score.value);
  b.set_number(low, score.low);
  b.set_number(high, score.high);
  b.set_number(error, score.standard_error);
  b.set_number(n, score.n);
  b.set_number(n_effective, score.n_effective);
  b.set(reportable, std::int64_t{score.reportable ? 1 : 0});
  return b.finish();
}

using Scoring = patron::Result<patron::Score> (*)(Answers, Answers, const ScoreOptions&);

patron_status score(Scoring scoring, const double* answers, const double* weight,
                    std::size_t size, const char* options, std::size_t options_size,
                    patron_table* out, patron_error* error) {
  return guard(out, error, [&]() -> Status {
    PATRON_TRY(given("score", out));
    if (size > 0) PATRON_TRY(given("answers", answers));
    PATRON_TRY(check_text(options, options_size, "options"));
    ScoreOptions chosen;
    PATRON_TRY(read_options(view(options, options_size), chosen));
    const auto made =
        scoring({answers, size}, {weight, weight == nullptr ? 0 : size}, chosen);
    if (!made.ok()) return made.status();
    out->table = table_of(*made);
    return {};
  });
}

}  // namespace

extern "C" {

patron_status patron_satisfaction_nps(const double* answers, const double* weight,
                                      size_t size, const char* options,
                                      size_t options_size, patron_table* table,
                                      patron_error* error) {
  return score(patron::satisfaction::nps, answers, weight, size, options, options_size,
               table, error);
}

patron_status patron_satisfaction_csat(const double* answers, const double* weight,
                                       size_t size, const char* options,
                                       size_t options_size, patron_table* table,
                                       patron_error* error) {
  return score(patron::satisfaction::csat, answers, weight, size, options, options_size,
               table, error);
}

patron_status patron_satisfaction_mean(const double* answers, const double* weight,
                                       size_t size, const char* options,
                                       size_t options_size, patron_table* table,
                                       patron_error* error) {
  return score(patron::satisfaction::mean, answers, weight, size, options, options_size,
               table, error);
}

}  // extern "C"
