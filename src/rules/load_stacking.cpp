// SPDX-License-Identifier: Apache-2.0
// Stacking groups, and caps: those of the section `caps`, and the `limit` of a rule,
// which is a cap over that rule alone. Caps are sorted narrowest first, the order in
// which they cut.
#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "rules/loading.hpp"

namespace patron::rules {
namespace {

model::Stacking stacking(std::string_view mode) {
  if (mode == "compound") return model::Stacking::compound;
  if (mode == "first") return model::Stacking::first;
  if (mode == "best") return model::Stacking::best;
  if (mode == "unique") return model::Stacking::unique;
  return model::Stacking::sum;
}

model::CapPer per(std::string_view word) {
  if (word == "event") return model::CapPer::event;
  return word == "trip" ? model::CapPer::trip : model::CapPer::member;
}

// About how many days a window covers: only the order of windows matters.
std::int64_t days_in(const model::Window& window) {
  if (window.kind == model::WindowKind::rolling)
    return std::int64_t{window.span.months} * 31 + window.span.days;
  if (window.kind == model::WindowKind::lifetime)
    return std::numeric_limits<std::int64_t>::max();
  switch (window.period) {
    case base::Period::week: return 7;
    case base::Period::month: return 31;
    case base::Period::quarter: return 92;
    case base::Period::half_year: return 184;
    default: return 366;
  }
}

// The one currency of the rules, for a limit in points.
std::int32_t scale_of(Loading& loading, const PackNode& at,
                      const std::vector<std::int32_t>& rules) {
  const model::Pack& pack = loading.pack();
  std::int32_t currency = -1;
  for (const std::int32_t index : rules) {
    const std::int32_t own = pack.earn[static_cast<std::size_t>(index)].currency;
    if (currency >= 0 && own != currency) {
      loading.error(at, "these rules earn different currencies; a limit in points counts "
                        "one");
      break;
    }
    currency = own;
  }
  if (currency < 0 || pack.currencies.empty()) return 0;
  return pack.currencies[static_cast<std::size_t>(currency)].scale;
}

model::Cap limit(Loading& loading, const PackNode& node, const PackNode& rules_at,
                 std::string id, std::vector<std::int32_t> rules) {
  model::Cap cap;
  cap.id = std::move(id);
  cap.origin = node.origin();
  cap.title = loading.text(node["title"]);
  if (node["effective"]) cap.effective = loading.effective(node["effective"]);
  cap.rules = std::move(rules);
  if (node["points"]) {
    const std::int32_t scale = scale_of(loading, rules_at, cap.rules);
    cap.points = loading.points(node["points"], scale);
  } else {
    cap.count = node["count"].integer_or(1);
  }
  cap.per = per(node["per"].text());
  cap.window = loading.window(node["window"]);
  cap.reject = node["overflow"].text() == "reject";
  if (cap.window.ago > 0)
    loading.error(node["window"], "a limit counts a period that is running, like \"this "
                                  "month\"");
  if (cap.per != model::CapPer::member && node["window"])
    loading.error(node["window"], "one event or one trip needs no window");
  return cap;
}

}  // namespace

void load_groups(Loading& loading, const PackNode& root) {
  std::vector<model::Group>& groups = loading.pack().groups;
  const PackNode all = root["points"]["groups"];
  for (const auto& [id, node] : all.entries()) {
    model::Group group;
    group.id = id;
    group.title = loading.text(node["title"]);
    group.origin = node.origin();
    group.mode = stacking(node["mode"].text());
    groups.push_back(std::move(group));
  }
  for (model::Group& group : groups) {
    for (const PackNode& other : all[group.id]["excludes"].items()) {
      const std::int32_t index =
          loading.reference(other, other.text(), "group", ids_of(groups));
      if (index >= 0 && groups[static_cast<std::size_t>(index)].id == group.id)
        loading.error(other, "a group cannot exclude itself");
      else if (index >= 0)
        group.excludes.push_back(index);
    }
  }
}

void load_caps(Loading& loading, const PackNode& root) {
  const PackNode points = root["points"];
  std::vector<model::Cap>& caps = loading.pack().caps;
  for (const auto& [id, node] : points["caps"].entries()) {
    caps.push_back(limit(loading, node, node["rules"], "points.caps." + id,
                         selected_rules(loading, node["rules"], false)));
  }
  const std::vector<model::EarnRule>& earn = loading.pack().earn;
  for (std::size_t i = 0; i < earn.size(); ++i) {
    const PackNode node = points["earn"][earn[i].id]["limit"];
    if (node)
      caps.push_back(limit(loading, node, node, "points.earn." + earn[i].id,
                           {static_cast<std::int32_t>(i)}));
  }
  std::sort(caps.begin(), caps.end(), [](const model::Cap& a, const model::Cap& b) {
    const auto width = [](const model::Cap& cap) {
      return std::tuple(cap.per, days_in(cap.window), cap.rules.size());
    };
    return std::tuple(width(a), std::string_view(a.id)) <
           std::tuple(width(b), std::string_view(b.id));
  });
}

}  // namespace patron::rules
