// SPDX-License-Identifier: Apache-2.0
// What the questions about logs and models share: structs by size, options as JSON.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "capi/guard.hpp"
#include "patron/churn.hpp"

namespace patron::capi {

// A struct of this release or an older one, whose tail is then zero.
template <class Struct>
Status read_struct(const Struct* given_struct, const char* name, Struct& out) {
  PATRON_TRY(given(name, given_struct));
  const std::size_t size = given_struct->struct_size;
  if (size != sizeof(Struct))
    return {ErrorCode::argument,
            std::string(name) + ": struct_size is not of this release"};
  out = *given_struct;
  if (out.flags != 0)
    return {ErrorCode::unsupported, std::string(name) + ": unknown flag"};
  if (out.size > SIZE_MAX / sizeof(double))
    return {ErrorCode::limit, std::string(name) + ": too many rows"};
  return {};
}

inline Status wrong(const json::Value& value, std::string_view key,
                    const char* expected) {
  return {ErrorCode::argument,
          "option \"" + std::string(key) + "\": " + expected + " is expected",
          {"/" + std::string(key), {}, value.line, value.column, {}}};
}

inline Status read_date(const json::Value& value, std::string_view key,
                        std::optional<Date>& out) {
  const auto date = Date::parse(value.is(json::Kind::string) ? value.text : "");
  if (!date.ok()) return wrong(value, key, "a date");
  out = *date;
  return {};
}

inline Status read_number(const json::Value& value, std::string_view key, double& out) {
  const char* end = value.text.data() + value.text.size();
  if (value.is(json::Kind::number) &&
      std::from_chars(value.text.data(), end, out).ec == std::errc())
    return {};
  return wrong(value, key, "a number");
}

// Whole days, from 1 to 100000.
inline Status read_days(const json::Value& value, std::string_view key,
                        std::int32_t& out) {
  double days = 0.0;
  PATRON_TRY(read_number(value, key, days));
  if (!(days >= 1.0 && days <= 1e5) || days != std::floor(days))
    return wrong(value, key, "a whole number of days");
  out = static_cast<std::int32_t>(days);
  return {};
}

inline Status unknown(const json::Member& member) {
  return {ErrorCode::unsupported,
          "unknown option \"" + std::string(member.key) + "\"",
          {"/" + std::string(member.key), {}, member.line, member.column, {}}};
}

// Days as they come through the ABI.
inline std::vector<Date> dates_of(const patron_date* days, std::uint64_t size) {
  std::vector<Date> out(static_cast<std::size_t>(size));
  for (std::size_t i = 0; i < out.size(); ++i) out[i].days = days[i];
  return out;
}

// How good probabilities are: the columns of an evaluation.
inline constexpr std::pair<const char*, double churn::Quality::*> kFigures[] = {
    {"n", &churn::Quality::n},
    {"base_rate", &churn::Quality::base_rate},
    {"auc", &churn::Quality::auc},
    {"brier", &churn::Quality::brier},
    {"log_loss", &churn::Quality::log_loss},
    {"slope", &churn::Quality::slope},
    {"intercept", &churn::Quality::intercept},
    {"top_decile_lift", &churn::Quality::top_decile_lift},
    {"gini", &churn::Quality::gini}};

// The members of options that are a JSON object; empty text has none. `read` is given
// each and gives a Status.
template <class Read>
Status each_option(std::string_view text, Read&& read) {
  json::Options how;
  how.code = ErrorCode::argument;
  const auto document = json::Document::parse(text.empty() ? "{}" : text, how);
  if (!document.ok()) return document.status();
  if (!document->root().is(json::Kind::object))
    return {ErrorCode::argument, "options are a JSON object"};
  for (const json::Member& member : document->root().members) PATRON_TRY(read(member));
  return {};
}

}  // namespace patron::capi
