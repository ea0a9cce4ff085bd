// SPDX-License-Identifier: Apache-2.0
// What an engine declares, by name and by index: of the newest version.
#include <algorithm>

#include "base/table_builder.hpp"
#include "engine/program.hpp"

namespace patron {
namespace {

struct Declared {
  std::string name;
  const model::Text* title = nullptr;
  const model::Origin* origin = nullptr;
};

template <class Entries>
void append(std::vector<Declared>& out, const Entries& entries) {
  for (const auto& entry : entries) {
    Declared declared{entry.id, nullptr, nullptr};
    if constexpr (requires { entry.title; }) declared.title = &entry.title;
    if constexpr (requires { entry.origin; }) declared.origin = &entry.origin;
    out.push_back(std::move(declared));
  }
}

template <class Entries>
void append_rules(std::vector<Declared>& out, const std::vector<std::string>& ids,
                  const Entries& entries) {
  for (std::size_t i = 0; i < entries.size(); ++i)
    out.push_back({ids[i], &entries[i].title, &entries[i].origin});
}

std::vector<Declared> declared(const Access::Program& program, List list) {
  const engine::Version& version = program.newest();
  const model::Pack& pack = version.pack();
  std::vector<Declared> out;
  switch (list) {
    case List::packs:
      for (const engine::Version& each : program.versions)
        out.push_back({each.pack().id + " " + each.pack().version, &each.pack().title,
                       nullptr});
      break;
    case List::limits:
      out = {{"event_bytes", nullptr, nullptr}, {"history_entries", nullptr, nullptr}};
      break;
    case List::tests:
      for (const rules::PackTest& test : version.compiled.tests)
        out.push_back({test.name, nullptr, &test.origin});
      break;
    case List::event_types:
      for (const std::string_view type : pack.vocabulary.type_names())
        out.push_back({std::string(type), nullptr, nullptr});
      break;
    case List::metrics:
      for (const model::Metric& metric : pack.metrics)
        if (!metric.hidden) out.push_back({metric.id, &metric.title, &metric.origin});
      break;
    case List::rules:
      append_rules(out, version.earn_ids, pack.earn);
      append_rules(out, version.signal_ids, pack.churn.signals);
      append_rules(out, version.action_ids, pack.actions);
      break;
    case List::currencies: append(out, pack.currencies); break;
    case List::ladders: append(out, pack.ladders); break;
    case List::tiers:
      for (const model::Ladder& ladder : pack.ladders)
        for (const model::Level& level : ladder.levels)
          out.push_back({ladder.id + "." + level.id, &level.title, &level.origin});
      break;
    case List::instruments: append(out, pack.satisfaction.instruments); break;
    case List::touchpoints: append(out, pack.satisfaction.touchpoints); break;
    case List::signals: append(out, pack.churn.signals); break;
    case List::actions: append(out, pack.actions); break;
    case List::scopes:
      for (const model::Budget& budget : pack.budgets)
        out.push_back({"budgets." + budget.id, nullptr, &budget.origin});
      break;
  }
  return out;
}

// Of the expressions below an address of the pack.
std::int64_t cost_of(const rules::CompiledPack& pack, const std::string& path) {
  std::uint64_t out = 0;
  for (const auto& [address, cost] : pack.costs)
    if (address.starts_with(path + '/')) out += std::min<std::uint64_t>(cost, 1u << 30);
  return static_cast<std::int64_t>(out);
}

}  // namespace

std::optional<Index> Engine::find(List list, std::string_view name) const noexcept {
  const auto& names = program_->names(list);
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end()) return std::nullopt;
  return static_cast<Index>(at - names.begin());
}

std::size_t Engine::count(List list) const noexcept {
  return program_->names(list).size();
}

std::string_view Engine::name(List list, Index index) const noexcept {
  const auto& names = program_->names(list);
  const auto at = static_cast<std::size_t>(index);
  return index < 0 || at >= names.size() ? std::string_view() : names[at];
}

Table Engine::list(List list, std::string_view language) const {
  TableBuilder builder;
  const auto index = builder.column("index", ColumnType::int64);
  const auto name = builder.column("name", ColumnType::text);
  const auto title = builder.column("title", ColumnType::text);
  const auto pack = builder.column("pack", ColumnType::text);
  const auto path = builder.column("path", ColumnType::text);
  const auto line = builder.column("line", ColumnType::int64);
  const auto cost = builder.column("cost", ColumnType::int64);
  const std::string version = program_->id + " " + program_->newest().pack().version;
  std::int64_t row = 0;
  for (const Declared& each : declared(*program_, list)) {
    builder.row();
    builder.set(index, row++);
    builder.set(name, each.name);
    if (each.title != nullptr && !each.title->empty())
      builder.set(title, model::in_language(*each.title, language));
    builder.set(pack, version);
    if (each.origin == nullptr) continue;
    builder.set(path, each.origin->path);
    builder.set(line, std::int64_t{each.origin->line});
    builder.set(cost, cost_of(program_->newest().compiled, each.origin->path));
  }
  return builder.finish();
}

void Engine::Program::name_lists() {
  for (std::size_t i = 0; i < lists_.size(); ++i)
    for (const Declared& each : declared(*this, static_cast<List>(i)))
      lists_[i].push_back(each.name);
}

const std::vector<std::string>& Engine::Program::names(List list) const noexcept {
  const auto at = static_cast<std::size_t>(list);
  return lists_[at < lists_.size() ? at : 0];
}

}  // namespace patron
