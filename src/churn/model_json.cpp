// SPDX-License-Identifier: Apache-2.0
// The model artifact. It has the shape of an entry of churn.models in a pack; numbers are
// the shortest that read back to the same bits.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "churn/model.hpp"

namespace patron::churn {
namespace {

using Json = json::Kind;
using json::Value;

// Written into each artifact; a meaning that changes gets another.
constexpr std::string_view kFormat = "1";

Status wrong(const Value& value, std::string_view path, std::string message) {
  Place place;
  place.path = "/" + std::string(path);
  place.line = value.line;
  place.column = value.column;
  return {ErrorCode::model, std::move(message), place};
}

bool number_of(const Value& value, double& out) {
  if (!value.is(Json::number) && !value.is(Json::string)) return false;
  const char* end = value.text.data() + value.text.size();
  const auto read = std::from_chars(value.text.data(), end, out);
  return read.ec == std::errc() && read.ptr == end && std::isfinite(out);
}

// Without one an entry of a pack, which says its format at its top.
Status check_format(const Value& root) {
  const Value* format = root.find("format");
  if (format == nullptr) return {};
  if (format->is(Json::number) && format->text == kFormat) return {};
  const std::string found = format->is(Json::number) ? std::string(format->text)
                                                     : "no number";
  return wrong(*format, "format",
               "this release reads models of format 1; found " + found);
}

Status read_params(const Value& params, Model::Fitted& out) {
  if (!params.is(Json::object)) return wrong(params, "params", "params is an object");
  const KindInfo& kind = info(out.parameters.kind);
  for (const json::Member& member : params.members) {
    double value = 0.0;
    const std::string path = "params/" + std::string(member.key);
    if (!number_of(member.value, value))
      return wrong(member.value, path, "a number is expected");
    bool known = false;
    for (std::size_t i = 0; i < kind.count; ++i) {
      if (kind.parameters[i] != member.key) continue;
      out.parameters.p[i] = value;
      known = true;
    }
    if (member.key == "k" && has_k(kind.kind)) {
      if (!(value >= 1.0 && value <= kMostPhases) || value != std::floor(value))
        return wrong(member.value, path, "k is a whole number from 1 to 20");
      out.parameters.k = static_cast<int>(value);
      known = true;
    }
    if (!known)
      return wrong(
          member.value, path,
          std::string(kind.name) + " has no parameter " + base::shown(member.key));
  }
  for (std::size_t i = 0; i < kind.count; ++i)
    if (params.find(kind.parameters[i]) == nullptr)
      return wrong(params, "params",
                   "missing parameter \"" + std::string(kind.parameters[i]) + "\"");
  if (has_k(kind.kind) && params.find("k") == nullptr)
    return wrong(params, "params", "missing parameter \"k\"");
  return {};
}

Status read_covariates(const Value& covariates, Model::Fitted& out) {
  if (!covariates.is(Json::object))
    return wrong(covariates, "covariates", "covariates is an object");
  if (!takes_covariates(out.parameters.kind))
    return wrong(covariates, "covariates",
                 std::string(info(out.parameters.kind).name) + " has no covariates");
  std::vector<const json::Member*> members;
  for (const json::Member& member : covariates.members) members.push_back(&member);
  std::sort(members.begin(), members.end(),
            [](const auto* a, const auto* b) { return a->key < b->key; });
  for (const json::Member* member : members) {
    const std::string path = "covariates/" + std::string(member->key);
    if (const char* fault = covariate_fault(out.covariates, member->key))
      return wrong(member->value, path, fault);
    out.covariates.emplace_back(member->key);
    out.values.emplace_back();
    double activity = 0.0, dropout = 0.0;
    for (const json::Member& part : member->value.members) {
      if (part.key == "value")
        out.values.back() = part.value.text;
      else if (part.key != "activity" && part.key != "dropout")
        return wrong(part.value, path, "unknown key " + base::shown(part.key));
      else if (double& effect = part.key == "activity" ? activity : dropout;
               !number_of(part.value, effect) || !(std::abs(effect) <= 1e6))
        return wrong(part.value, path, "an effect is a number from -1e6 to 1e6");
    }
    out.effects.activity.push_back(activity);
    out.effects.dropout.push_back(dropout);
  }
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  out.effect_errors.activity.assign(out.covariates.size(), unknown);
  out.effect_errors.dropout.assign(out.covariates.size(), unknown);
  return {};
}

Status read_fitted(const Value& fitted, Model::Fitted& out) {
  if (!fitted.is(Json::object)) return wrong(fitted, "fitted", "fitted is an object");
  if (const Value* date = fitted.find("date")) out.as_of = date->text;
  if (const Value* n = fitted.find("n")) number_of(*n, out.customers);
  if (const Value* value = fitted.find("log_likelihood"))
    number_of(*value, out.log_likelihood);
  if (const Value* value = fitted.find("status")) {
    for (const std::string_view word : {"converged", "boundary", "ridge", "given"})
      if (value->text == word) out.status = word;
    if (out.status != value->text)
      return wrong(*value, "fitted/status", "not a status: " + base::shown(value->text));
  }
  const Value* errors = fitted.find("standard_errors");
  const KindInfo& kind = info(out.parameters.kind);
  for (std::size_t i = 0; errors != nullptr && i < kind.count; ++i)
    if (const Value* value = errors->find(kind.parameters[i]))
      number_of(*value, out.standard_errors[i]);
  for (std::size_t i = 0; errors != nullptr && i < out.covariates.size(); ++i) {
    if (const Value* value = errors->find("activity." + out.covariates[i]))
      number_of(*value, out.effect_errors.activity[i]);
    if (const Value* value = errors->find("dropout." + out.covariates[i]))
      number_of(*value, out.effect_errors.dropout[i]);
  }
  return {};
}

void append_key(std::string& out, std::string_view key) {
  if (out.back() != '{') out += ',';
  json::append_string(out, key);
  out += ':';
}
void append(std::string& out, std::string_view key, double value) {
  if (!std::isfinite(value)) return;
  append_key(out, key);
  json::append_double(out, value);
}
void append(std::string& out, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  append_key(out, key);
  json::append_string(out, value);
}

// The parameters of a kind, in order of their names.
template <class Visit>
void by_name(const KindInfo& kind, bool k, Visit&& visit) {
  std::vector<std::pair<std::string_view, int>> names;
  for (std::size_t i = 0; i < kind.count; ++i)
    names.emplace_back(kind.parameters[i], static_cast<int>(i));
  if (k) names.emplace_back("k", -1);
  std::sort(names.begin(), names.end());
  for (const auto& [name, index] : names) visit(name, index);
}

std::map<std::string, double> errors_by_name(const Model::Fitted& fitted) {
  const KindInfo& kind = info(fitted.parameters.kind);
  std::map<std::string, double> out;
  for (std::size_t i = 0; i < kind.count; ++i)
    out.emplace(kind.parameters[i], fitted.standard_errors[i]);
  for (std::size_t i = 0; i < fitted.covariates.size(); ++i) {
    out.emplace("activity." + fitted.covariates[i], fitted.effect_errors.activity[i]);
    out.emplace("dropout." + fitted.covariates[i], fitted.effect_errors.dropout[i]);
  }
  return out;
}

void append_covariates(std::string& out, const Model::Fitted& fitted) {
  append_key(out, "covariates");
  out += '{';
  for (std::size_t i = 0; i < fitted.covariates.size(); ++i) {
    append_key(out, fitted.covariates[i]);
    out += '{';
    append(out, "activity", fitted.effects.activity[i]);
    append(out, "dropout", fitted.effects.dropout[i]);
    append(out, "value", std::string_view(fitted.values[i]));
    out += '}';
  }
  out += '}';
}

}  // namespace

const char* covariate_fault(const std::vector<std::string>& before,
                            std::string_view next) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto more = [&](char c) {
    return letter(c) || c == '_' || (c >= '0' && c <= '9');
  };
  if (next.empty() || next.size() > 64 || !letter(next[0]) ||
      !std::all_of(next.begin(), next.end(), more))
    return "a covariate has a name of small letters, digits and _";
  if (!before.empty() && next <= before.back())
    return "the names of covariates rise: in the order of the alphabet, each once";
  if (before.size() >= limits::kCovariates) return "at most 64 covariates";
  return nullptr;
}

Status check_parameters(const Parameters& parameters) {
  const KindInfo& kind = info(parameters.kind);
  for (std::size_t i = 0; i < kind.count; ++i)
    if (!(parameters.p[i] >= 1e-15 && parameters.p[i] <= 1e15))
      return {ErrorCode::model, "parameter \"" + std::string(kind.parameters[i]) +
                                    "\" is above 0, from 1e-15 to 1e15"};
  return {};
}

Result<Model::Fitted> read_model(std::string_view text) {
  json::Options how;
  how.code = ErrorCode::model;
  const auto document = json::Document::parse(text, how);
  if (!document.ok()) return document.status();
  const Value& root = document->root();
  if (!root.is(Json::object)) return wrong(root, "", "a model is a JSON object");
  if (Status s = check_format(root); !s.ok()) return s;
  const Value* name = root.find("kind");
  if (name == nullptr) return wrong(root, "", "missing key \"kind\"");
  const KindInfo* kind = find_kind(name->text);
  if (kind == nullptr)
    return wrong(*name, "kind", "no such kind of model: " + base::shown(name->text));
  Model::Fitted out;
  out.parameters.kind = kind->kind;
  out.standard_errors.fill(std::numeric_limits<double>::quiet_NaN());
  if (const Value* covariates = root.find("covariates"))
    if (Status s = read_covariates(*covariates, out); !s.ok()) return s;
  for (const json::Member& member : root.members) {
    const Value& value = member.value;
    Status status;
    if (member.key == "unit")
      out.unit = value.text;
    else if (member.key == "fitted")
      status = read_fitted(value, out);
    else if (member.key != "covariates" && member.key != "format" &&
             member.key != "kind" && member.key != "params" && member.key != "title" &&
             member.key != "note" && member.key != "when" && member.key != "priority" &&
             member.key != "spend")
      status = wrong(value, member.key, "unknown key " + base::shown(member.key));
    if (!status.ok()) return status;
  }
  const Value* params = root.find("params");
  if (params == nullptr) return wrong(root, "", "missing key \"params\"");
  if (Status s = read_params(*params, out); !s.ok()) return s;
  if (Status s = check_parameters(out.parameters); !s.ok())
    return wrong(*params, "params", s.message());
  return out;
}

std::string model_json(const Model::Fitted& fitted) {
  const KindInfo& kind = info(fitted.parameters.kind);
  std::string out = "{";
  if (!fitted.covariates.empty()) append_covariates(out, fitted);
  if (fitted.status != "given" || !fitted.as_of.empty()) {
    append_key(out, "fitted");
    out += '{';
    append(out, "date", std::string_view(fitted.as_of));
    append(out, "log_likelihood", fitted.log_likelihood);
    // Whole in a pack; weights may be fractions.
    if (fitted.customers > 0.0)
      append(out, "n", std::max(1.0, std::round(fitted.customers)));
    append_key(out, "standard_errors");
    out += '{';
    for (const auto& [name, error] : errors_by_name(fitted)) append(out, name, error);
    out += '}';
    append(out, "status", std::string_view(fitted.status));
    out += '}';
  }
  append_key(out, "format");
  out += kFormat;
  append(out, "kind", kind.name);
  append_key(out, "params");
  out += '{';
  by_name(kind, has_k(kind.kind), [&](std::string_view name, int i) {
    append(
        out, name,
        i < 0 ? fitted.parameters.k : fitted.parameters.p[static_cast<std::size_t>(i)]);
  });
  out += '}';
  append(out, "unit", std::string_view(fitted.unit));
  return out + '}';
}

}  // namespace patron::churn
