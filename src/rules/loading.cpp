// SPDX-License-Identifier: Apache-2.0
// Findings and literals. The schema has checked the form of every literal; what is left
// is what a pattern cannot say: days that do not exist, figures out of range, decimals
// that the currency does not have.
#include "rules/loading.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/decimal.hpp"
#include "base/text.hpp"
#include "rules/literals.hpp"
#include "rules/words.hpp"

namespace patron::rules {

void Loading::error(const PackNode& node, std::string message, ErrorCode code) {
  Diagnostic diagnostic{Severity::error, std::string(name(code)), std::move(message), "",
                        "", {}};
  diagnostic.place.path = node.path();
  if (node) {
    diagnostic.place.line = node.value().line;
    diagnostic.place.column = node.value().column;
  }
  findings_.push_back(std::move(diagnostic));
}

void Loading::warn(const PackNode& node, std::string_view code, std::string message,
                   std::string hint) {
  error(node, std::move(message));
  findings_.back().severity = Severity::warning;
  findings_.back().code = code;
  findings_.back().hint = std::move(hint);
}

model::Text Loading::text(const PackNode& node) {
  const std::vector<std::string>& languages = pack().languages;
  if (!node) return {};
  if (node.is(json::Kind::string)) {
    return {{languages.front(), std::string(node.text())}};
  }
  model::Text out;
  std::string missing;
  for (const std::string& language : languages) {
    if (const PackNode one = node[language]) {
      out.emplace_back(language, std::string(one.text()));
    } else {
      missing += (missing.empty() ? "" : ", ") + language;
    }
  }
  if (!missing.empty()) warn(node, "missing_text", "no text in " + missing);
  for (const auto& [language, one] : node.entries()) {
    if (std::find(languages.begin(), languages.end(), language) == languages.end()) {
      warn(one, "undeclared_language",
           quoted(language) + " is not one of the pack's languages");
    }
  }
  return out;
}

Decimal Loading::decimal(const PackNode& node, Decimal otherwise) {
  if (!node) return otherwise;
  if (const auto value = base::parse_decimal(node.text())) return *value;
  error(node, "a decimal of up to 18 digits, without an exponent; found " +
                  found(node.value()));
  return otherwise;
}

std::int64_t Loading::points(const PackNode& node, std::int32_t scale,
                             std::int64_t otherwise) {
  if (!node) return otherwise;
  const auto value = base::parse_decimal(node.text());
  const auto scaled =
      value ? base::rescale_exact(value->value, value->scale, scale) : std::nullopt;
  if (scaled && base::fits_amount(*scaled)) return *scaled;
  error(node, value && value->scale > scale
                  ? "the points currency has " + std::to_string(scale) +
                        " decimals; found " + found(node.value())
                  : "points go up to 9007199254740991; found " + found(node.value()));
  return otherwise;
}

std::int64_t Loading::money(const PackNode& node) {
  std::string_view text = node.text();
  const std::size_t space = text.find(' ');
  if (space != std::string_view::npos) {
    const std::string_view code = text.substr(space + 1);
    text = text.substr(0, space);
    if (code != pack().currency) {
      error(node, "not supported yet: an amount in " + std::string(code) +
                      " where the pack's currency is " + pack().currency);
      return 0;
    }
  }
  const auto value = base::parse_decimal(text);
  const auto minor = value ? base::rescale_exact(value->value, value->scale,
                                                 pack().currency_scale)
                           : std::nullopt;
  if (minor && base::fits_amount(*minor)) return *minor;
  error(node, value && value->scale > pack().currency_scale
                  ? pack().currency + " has " + std::to_string(pack().currency_scale) +
                        " decimals; found " + found(node.value())
                  : "the amount is too large; found " + found(node.value()));
  return 0;
}

base::Span Loading::span(const PackNode& node, base::Span otherwise) {
  if (!node) return otherwise;
  if (const auto value = rules::span(node.text())) return *value;
  error(node, "not supported yet: " + quoted(node.text()));
  return otherwise;
}

model::Window Loading::window(const PackNode& node) {
  if (!node) return {};
  if (const auto value = rules::window(node.text())) return *value;
  error(node, "not supported yet: " + quoted(node.text()));
  return {};
}

std::optional<Date> Loading::date(const PackNode& node) {
  if (!node) return std::nullopt;
  const Result<Date> value = Date::parse(node.text());
  if (value.ok()) return *value;
  error(node, "there is no such day; found " + quoted(node.text()));
  return std::nullopt;
}

model::DatePeriod Loading::effective(const PackNode& node) {
  model::DatePeriod out{date(node["from"]), date(node["to"])};
  if (out.from && out.to && *out.to < *out.from) {
    error(node, "the period ends before it begins");
  }
  // Still empty while the pack's own is read.
  const model::DatePeriod& pack_days = pack().effective;
  if ((out.to && pack_days.from && *out.to < *pack_days.from) ||
      (out.from && pack_days.to && *pack_days.to < *out.from)) {
    warn(node, "never_in_force", "these days lie outside the pack's own");
  }
  return out;
}

model::EventTypes Loading::events(const PackNode& node, bool own) {
  model::EventTypes out;
  if (!node) return out;
  const std::vector<PackNode> list =
      node.is(json::Kind::array) ? node.items() : std::vector<PackNode>{node};
  for (const PackNode& one : list) {
    if (const auto type = pack().vocabulary.type(one.text())) {
      out.set(model::index(*type));
      if (model::own(*type) && !own)
        error(one, quoted(one.text()) + " is made by patron; it sets off earn rules and "
                                        "care actions only");
    } else {
      // A misspelt built-in type was found by the schema; this is one of the pack's own.
      std::vector<std::string_view> known = pack().vocabulary.type_names();
      std::erase_if(
          known, [](std::string_view name) { return !name.starts_with("custom."); });
      error(one, "no event type " + quoted(one.text()) + " is declared in attributes" +
                     base::did_you_mean(one.text(), known));
    }
  }
  return out;
}

std::int32_t Loading::reference(const PackNode& node, std::string_view id,
                                std::string_view what,
                                const std::vector<std::string_view>& ids) {
  const auto place = std::find(ids.begin(), ids.end(), id);
  if (place != ids.end()) return static_cast<std::int32_t>(place - ids.begin());
  error(node, "no " + std::string(what) + " " + quoted(id) + base::did_you_mean(id, ids));
  return -1;
}

void Loading::distinct_ids(const PackNode& list) {
  std::set<std::string_view> seen;
  for (const PackNode& one : list.items()) {
    const PackNode id = one["id"];
    if (!seen.insert(id.text()).second) error(id, "duplicate id " + quoted(id.text()));
  }
}

model::OnError on_error(const PackNode& rule, const PackNode& root) {
  const PackNode said = rule["on_error"] ? rule["on_error"] : root["on_error"];
  if (said.text() == "no_match") return model::OnError::no_match;
  return said.text() == "refuse" ? model::OnError::refuse : model::OnError::report;
}

// ---- expressions --------------------------------------------------------------------
model::ExpressionIndex Loading::value(const PackNode& node,
                                      const Environment& environment) {
  if (!node) return -1;
  Result<Expression> compiled = Expression::compile(node.text(), environment);
  if (!compiled.ok()) {
    error(node, compiled.status().message(), compiled.status().code());
    // A pack keeps an expression on one line of JSON; its column counts from the quote.
    const Place& inner = compiled.status().place();
    if (inner.line.value_or(1) == 1 && inner.column) {
      findings_.back().place.column = node.value().column + *inner.column;
    }
    return -1;
  }
  const std::uint64_t cost = compiled->cost_max();
  if (cost > rule_cost_)
    error(node, "costs up to " + std::to_string(cost) + " units; the pack allows " +
                    std::to_string(rule_cost_), ErrorCode::limit);
  out_.costs.emplace_back(node.path(), cost);
  return keep(*std::move(compiled));
}

void Loading::limit_cost(const PackNode& bounds) {
  if (const PackNode most = bounds["rule_cost"])
    rule_cost_ = static_cast<std::uint64_t>(most.integer_or(INT32_MAX));
}

void Loading::check_cost(const PackNode& bounds) {
  const PackNode most = bounds["event_cost"];
  if (!most) return;
  std::uint64_t all = 0;
  for (const auto& [path, cost] : out_.costs) all += std::min(cost, UINT64_MAX - all);
  if (all > static_cast<std::uint64_t>(most.integer_or(INT32_MAX)))
    error(most, "an event may cost up to " + std::to_string(all) + " units; the pack " +
                    "allows " + std::string(most.text()), ErrorCode::limit);
}

model::ExpressionIndex Loading::predicate(const PackNode& node,
                                          const Environment& environment) {
  const model::ExpressionIndex index = value(node, environment);
  if (index < 0) return index;
  const model::TypeKind kind = expression(index).type().kind;
  if (kind != model::TypeKind::boolean && kind != model::TypeKind::dynamic) {
    error(node, "a predicate answers true or false; this is another kind of value",
          ErrorCode::expression);
  }
  return index;
}

}  // namespace patron::rules
