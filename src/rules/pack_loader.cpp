// SPDX-License-Identifier: Apache-2.0
// One pass over one document: JSON, shape, what is not built yet, then the sections in
// the order in which they build on each other. A later stage runs only if the earlier
// ones found no error, so that no finding is a consequence of another.
#include "rules/pack_loader.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "rules/loading.hpp"
#include "rules/shape.hpp"

namespace patron::rules {

namespace {

// The maps whose entries are rules: "/points/earn/base/when" speaks of points.earn.base.
constexpr auto kRuleMaps = std::to_array<std::string_view>(
    {"/care/actions/", "/churn/signals/", "/points/currencies/", "/points/earn/",
     "/points/rewards/", "/points/tiers/", "/satisfaction/instruments/",
     "/shared/budgets/", "/metrics/"});

std::string rule_of(std::string_view path) {
  for (const std::string_view map : kRuleMaps) {
    if (!path.starts_with(map)) continue;
    const std::size_t end = path.find('/', map.size());
    std::string rule(path.substr(1, end == std::string_view::npos ? end : end - 1));
    std::replace(rule.begin(), rule.end(), '/', '.');
    return rule;
  }
  return "";
}

ErrorCode code_of(const Diagnostic& diagnostic) {
  for (const ErrorCode code : {ErrorCode::expression, ErrorCode::limit}) {
    if (diagnostic.code == name(code)) return code;
  }
  return ErrorCode::pack;
}

// Completes the findings, sorts them (errors first, each in the order of the document)
// and hands them over. The first error, if there is one, becomes the status.
Status report(std::vector<Diagnostic> findings, const std::string& pack,
              std::vector<Diagnostic>& out) {
  const auto order = [](const Diagnostic& one) {
    return std::tuple(one.severity, one.place.line.value_or(0),
                      one.place.column.value_or(0));
  };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) {
                     return order(a) < order(b);
                   });
  Status status;
  for (Diagnostic& one : findings) {
    one.place.rule = rule_of(one.place.path);
    one.pack = pack;
    if (status.ok() && one.severity == Severity::error) {
      status = Status(code_of(one), one.message, one.place);
    }
    out.push_back(std::move(one));
  }
  return status;
}

// The first map or list with too many entries.
std::optional<Diagnostic> oversized(const PackNode& node) {
  const json::Value& value = node.value();
  const std::size_t size = std::max(value.items.size(), value.members.size());
  if (size > limits::kPackEntries) {
    Diagnostic out{Severity::error, std::string(name(ErrorCode::limit)),
                   "at most " + std::to_string(limits::kPackEntries) +
                       " entries; found " + std::to_string(size),
                   "", "", {}};
    out.place.path = node.path();
    out.place.line = value.line;
    out.place.column = value.column;
    return out;
  }
  for (const PackNode& item : node.items()) {
    if (auto out = oversized(item)) return out;
  }
  for (const auto& [key, entry] : node.entries()) {
    if (auto out = oversized(entry)) return out;
  }
  return std::nullopt;
}

std::vector<Diagnostic> from_status(const Status& status) {
  Diagnostic out{Severity::error, std::string(name(status.code())), status.message(), "",
                 "", status.place()};
  return {std::move(out)};
}

void load_sections(Loading& loading, const PackNode& root) {
  loading.limit_cost(root["bounds"]);
  load_header(loading, root);
  load_attributes(loading, root);
  load_constants(loading, root);
  load_lookups(loading, root);
  load_metrics(loading, root);
  load_currencies(loading, root);
  load_tiers(loading, root);
  load_placings(loading, root);
  load_worth(loading, root);
  load_tables(loading, root);
  load_lapses(loading, root);
  load_groups(loading, root);
  load_earn(loading, root);
  load_caps(loading, root);
  load_rewards(loading, root);
  load_shared(loading, root);
  load_satisfaction(loading, root);
  load_churn(loading, root);
  load_care(loading, root);
  check_tables_are_used(loading);
  loading.check_cost(root["bounds"]);
  load_tests(loading, root);
  check_sense(loading, root);
}

// "silk-road-club 2026.1", as far as the document says it.
std::string title_of(const PackNode& root) {
  std::string out(root["id"].text());
  if (const PackNode version = root["version"]) out += " " + std::string(version.text());
  return out;
}

}  // namespace

Result<CompiledPack> load_pack(std::string_view text,
                               std::vector<Diagnostic>& diagnostics) {
  json::Options options;
  options.comments = true;
  options.code = ErrorCode::pack;
  options.limits = {limits::kPackBytes, limits::kPackDepth};
  const Result<json::Document> document = json::Document::parse(text, options);
  if (!document.ok()) {
    return report(from_status(document.status()), "", diagnostics);
  }
  const PackNode root(&document->root(), "");
  const std::string title = title_of(root);
  if (auto out = oversized(root)) return report({std::move(*out)}, title, diagnostics);

  const Result<Shape>& shape = Shape::of_packs();
  if (!shape.ok()) return Status(ErrorCode::internal, shape.status().message());
  Shape::Findings findings = shape.value().check(root.value());
  if (!findings.errors.empty()) {
    return report(std::move(findings.errors), title, diagnostics);
  }
  if (!findings.later.empty()) {
    return report(std::move(findings.later), title, diagnostics);
  }

  CompiledPack out;
  Loading loading(out);
  load_sections(loading, root);
  if (Status status = report(std::move(loading.findings()), title, diagnostics);
      !status.ok()) {
    return status;
  }
  json::append_canonical(out.canonical, root.value());
  out.pack.hash = base::hex(base::hash128(out.canonical));
  return out;
}

}  // namespace patron::rules
