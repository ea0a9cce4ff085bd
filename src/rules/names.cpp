// SPDX-License-Identifier: Apache-2.0
// A path is right up to some dot; the message is about the first part that is not.
#include "rules/names.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace patron::rules {

namespace {

constexpr std::size_t kMostListed = 6;

std::string quote(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

// The parts that follow `prefix` ("metrics.") in the environment, each once.
std::vector<std::string_view> parts_after(const Environment& environment,
                                          std::string_view prefix) {
  std::vector<std::string_view> parts;
  for (const Name& name : environment.names()) {
    std::string_view rest = name.path;
    if (!rest.starts_with(prefix)) continue;
    rest.remove_prefix(prefix.size());
    rest = rest.substr(0, rest.find('.'));
    if (std::find(parts.begin(), parts.end(), rest) == parts.end()) parts.push_back(rest);
  }
  return parts;
}

std::string listed(const std::vector<std::string_view>& parts) {
  std::string out;
  for (std::size_t i = 0; i < parts.size() && i < kMostListed; ++i) {
    out += (i == 0 ? "; known: " : ", ") + std::string(parts[i]);
  }
  return parts.size() > kMostListed ? out + "..." : out;
}

std::string noun(std::string_view prefix) {
  constexpr auto kNouns = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"metrics.", "metric"},
       {"before.metrics.", "metric"},
       {"points.", "points currency"},
       {"tiers.", "ladder of tiers"},
       {"event.", "event attribute"},
       {"customer.", "customer attribute"},
       {"trip.", "figure of a trip"}});
  for (const auto& [known, word] : kNouns) {
    if (known == prefix) return std::string(word);
  }
  return "name";
}

}  // namespace

std::string unknown_name(const Environment& environment, std::string_view path) {
  if (environment.prefix(path)) {
    return quote(path) + " is not a value by itself" +
           listed(parts_after(environment, std::string(path) + "."));
  }
  std::size_t known = 0;  // Bytes of the prefix that is right, its dot included.
  for (std::size_t dot = path.find('.'); dot != std::string_view::npos;
       dot = path.find('.', dot + 1)) {
    if (!environment.prefix(path.substr(0, dot))) break;
    known = dot + 1;
  }
  const std::string_view prefix = path.substr(0, known);
  const std::string_view part = path.substr(known, path.find('.', known) - known);
  const std::vector<std::string_view> parts = parts_after(environment, prefix);
  const std::string word = noun(prefix);
  std::string hint = base::did_you_mean(part, parts);
  if (hint.empty() && known > 0) hint = listed(parts);
  return "no " + word + " " + quote(word == "name" ? path : part) + hint;
}

std::string unknown_function(std::string_view name) {
  return "no function " + quote(name) + base::did_you_mean(name, function_names());
}

std::string no_overload(std::string_view name, std::span<const Overload> named,
                        std::span<const StaticType> found) {
  std::string out = std::string(name) + "() takes ";
  std::vector<std::string> forms;
  for (const Overload& one : named) {
    std::string form = "(" + std::string(one.signature);
    form.erase(one.count == 0 ? 1 : form.rfind(" -> "));
    form += ")";
    if (std::find(forms.begin(), forms.end(), form) == forms.end()) forms.push_back(form);
  }
  for (std::size_t i = 0; i < forms.size(); ++i) {
    out += (i == 0 ? "" : i + 1 == forms.size() ? " or " : ", ") + forms[i];
  }
  out += "; found (";
  for (std::size_t i = 0; i < found.size(); ++i) {
    out += (i == 0 ? "" : ", ") + describe(found[i]);
  }
  return out + ")";
}

}  // namespace patron::rules
