// SPDX-License-Identifier: Apache-2.0
// Joins the versions: sorts them by their first day, appends their names to the program's
// tables, and refuses what would leave a member without a meaning (a currency or a tier
// that goes, an attribute that changes its type).
#include "engine/program.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/hash.hpp"
#include "base/limits.hpp"
#include "engine/builder.hpp"

namespace patron::engine {

std::int32_t Names::find(std::string_view name) const {
  const auto at = std::find(names_.begin(), names_.end(), name);
  return at == names_.end() ? -1 : static_cast<std::int32_t>(at - names_.begin());
}

std::int32_t Names::add(std::string_view name) {
  const std::int32_t found = find(name);
  if (found >= 0) return found;
  names_.emplace_back(name);
  return static_cast<std::int32_t>(names_.size() - 1);
}

namespace {

using Program = Access::Program;

Status mismatch(const Version& version, std::string message) {
  return {ErrorCode::mismatch,
          version.pack().id + " " + version.pack().version + ": " + message};
}

std::string words_of(const model::Literal& literal, const model::Type& type) {
  const auto* text = std::get_if<std::string>(&literal);
  return text != nullptr ? *text
                         : std::to_string(std::get<std::int64_t>(literal)) + '@' +
                               std::to_string(type.scale);
}

// The words of an expression, and what the constants and lookups in them stand for.
std::string words_of(const Version& version, model::ExpressionIndex index) {
  if (index < 0) return "";
  std::string out(version.expression(index).text());
  for (const rules::Name& name : version.expression(index).reads()) {
    if (name.reference.space != model::Space::constant) continue;
    const model::Constant& constant =
        version.pack().constants[static_cast<std::size_t>(name.reference.index)];
    out += '\x1e' + words_of(constant.value, constant.type);
  }
  for (const auto& lookup : version.expression(index).lookups()) {
    for (const auto& [key, value] : lookup->rows)
      out += '\x1e' + words_of(key, lookup->keys) + '\x1f' +
             words_of(value, lookup->values);
    if (lookup->fallback) out += '\x1e' + words_of(*lookup->fallback, lookup->values);
  }
  return out;
}

// The words of a metric: two versions that say the same have one metric.
std::string metric_key(const Version& version, const model::Metric& metric) {
  const auto words = [&](model::ExpressionIndex index) {
    return words_of(version, index);
  };
  std::string key = metric.id + '\x1f';
  for (const std::string_view type : version.pack().vocabulary.type_names()) {
    const auto found = version.pack().vocabulary.type(type);
    if (found && metric.on.test(model::index(*found))) key += std::string(type) + ',';
  }
  const model::Window& window = metric.window;
  key += '\x1f' + words(metric.when) + '\x1f' + words(metric.value) + '\x1f';
  for (const std::int32_t n :
       {static_cast<std::int32_t>(metric.aggregate), metric.net_of_refund ? 1 : 0,
        static_cast<std::int32_t>(window.kind), window.span.months, window.span.days,
        static_cast<std::int32_t>(window.period), window.ago})
    key += std::to_string(n) + ',';
  if (metric.grain != base::Period::none)
    key += std::to_string(static_cast<std::int32_t>(metric.grain)) + ',';
  return key;
}

template <class Entries>
std::vector<std::int32_t> append(Names& names, const Entries& entries) {
  std::vector<std::int32_t> indexes;
  for (const auto& entry : entries) indexes.push_back(names.add(entry.id));
  return indexes;
}

template <class Entries>
std::vector<std::string> full_ids(std::string_view prefix, const Entries& entries) {
  std::vector<std::string> ids;
  for (const auto& entry : entries) ids.push_back(std::string(prefix) + entry.id);
  return ids;
}

// Finds or adds an attribute; -1: it exists with another type.
template <class Add>
std::int32_t join_attribute(const std::vector<model::Attribute>& known,
                            const model::Attribute& attribute, const Add& add) {
  for (std::size_t i = 0; i < known.size(); ++i)
    if (known[i].name == attribute.name && known[i].on == attribute.on)
      return known[i].type == attribute.type ? static_cast<std::int32_t>(i) : -1;
  return add(attribute) ? static_cast<std::int32_t>(known.size() - 1) : -1;
}

// The default of an attribute as a value; the loader has checked that it fits.
std::optional<model::Scalar> default_of(const model::Attribute& attribute) {
  if (!attribute.default_text) return std::nullopt;
  const std::string& text = *attribute.default_text;
  const bool quoted = text.size() >= 2 && text.front() == '"';
  const std::string bare = quoted ? text.substr(1, text.size() - 2) : text;
  switch (attribute.type.kind) {
    case model::TypeKind::boolean: return std::int64_t{text == "true" ? 1 : 0};
    case model::TypeKind::integer:
      return std::int64_t{std::strtoll(bare.c_str(), nullptr, 10)};
    case model::TypeKind::enumeration: {
      const auto& labels = attribute.type.labels;
      const auto at = std::find(labels.begin(), labels.end(), bare);
      return at == labels.end()
                 ? std::nullopt
                 : std::optional<model::Scalar>(std::int64_t{at - labels.begin()});
    }
    case model::TypeKind::decimal:
    case model::TypeKind::money: {
      const auto decimal = base::parse_decimal(bare);
      const auto scaled = decimal ? base::rescale_exact(decimal->value, decimal->scale,
                                                        attribute.type.scale)
                                  : std::nullopt;
      return scaled ? std::optional<model::Scalar>(*scaled) : std::nullopt;
    }
    case model::TypeKind::date: {
      const auto date = Date::parse(bare);
      return date.ok() ? std::optional<model::Scalar>(std::int64_t{date->days})
                       : std::nullopt;
    }
    case model::TypeKind::string: return bare;
    default: return std::nullopt;
  }
}

Status join_vocabulary(Program& program, Version& version) {
  const model::Vocabulary& own = version.pack().vocabulary;
  model::Vocabulary& all = program.vocabulary;
  version.local_type.fill(-1);
  for (std::size_t t = model::index(model::EventType::own_first);
       t < model::kEventTypesMax; ++t)
    version.local_type[t] = static_cast<std::int16_t>(t);
  for (const model::EarnRule& rule : version.pack().earn) version.own_heard |= rule.on;
  for (const model::Action& action : version.pack().actions)
    version.own_heard |= action.on;
  for (const std::string_view name : own.type_names()) {
    if (!all.type(name) && !all.add_type(name))
      return mismatch(version, "too many event types over its versions");
    version.local_type[model::index(*all.type(name))] =
        static_cast<std::int16_t>(model::index(*own.type(name)));
  }
  const auto shared = [&](model::Attribute attribute) {
    model::EventTypes on;
    for (std::size_t t = 0; t < model::kEventTypesMax; ++t)
      if (version.local_type[t] >= 0 &&
          attribute.on.test(static_cast<std::size_t>(version.local_type[t])))
        on.set(t);
    attribute.on = on;
    return attribute;
  };
  const auto bad = [&](const model::Attribute& attribute) {
    return mismatch(version, "attribute \"" + attribute.name +
                                 "\" has another type than in another version");
  };
  for (const model::Attribute& attribute : own.attributes()) {
    version.attribute.push_back(
        join_attribute(all.attributes(), shared(attribute),
                       [&](const auto& a) { return all.add_attribute(a); }));
    if (version.attribute.back() < 0) return bad(attribute);
    version.defaults.push_back(default_of(attribute));
  }
  for (const model::Attribute& attribute : own.customer_attributes()) {
    version.customer_attribute.push_back(
        join_attribute(all.customer_attributes(), attribute,
                       [&](const auto& a) { return all.add_customer_attribute(a); }));
    if (version.customer_attribute.back() < 0) return bad(attribute);
    version.customer_defaults.push_back(default_of(attribute));
  }
  for (const model::Attribute& attribute : own.line_attributes())
    if (join_attribute(all.line_attributes(), attribute,
                       [&](const auto& a) { return all.add_line_attribute(a); }) < 0)
      return bad(attribute);
  return {};
}

void join_metrics(Program& program, Version& version, std::int32_t number) {
  const auto& metrics = version.pack().metrics;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const std::size_t known = program.metric_keys.size();
    const std::int32_t index = program.metric_keys.add(metric_key(version, metrics[i]));
    version.metric.push_back(index);
    if (static_cast<std::size_t>(index) == known)
      program.metrics.push_back({number, static_cast<std::int32_t>(i)});
  }
}

// A version may add currencies, ladders and levels; taking one away would need a rule for
// what becomes of the points and the standing.
Status check_kept(const Program& program, const Version& version) {
  const auto lacks = [&](const Names& names, const std::vector<std::int32_t>& has) {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (std::find(has.begin(), has.end(), static_cast<std::int32_t>(i)) == has.end())
        return static_cast<std::int32_t>(i);
    return -1;
  };
  const std::string_view advice = " was in an earlier version; a migration of it is not "
                                  "supported yet: keep it";
  if (const auto i = lacks(program.currencies, version.currency); i >= 0)
    return mismatch(version, "currency \"" + program.currencies[i] + "\"" +
                                 std::string(advice));
  if (const auto i = lacks(program.ladders, version.ladder); i >= 0)
    return mismatch(version,
                    "ladder \"" + program.ladders[i] + "\"" + std::string(advice));
  for (std::size_t l = 0; l < version.level.size(); ++l) {
    const auto& levels = program.levels[static_cast<std::size_t>(version.ladder[l])];
    if (const auto i = lacks(levels, version.level[l]); i >= 0)
      return mismatch(version, "tier \"" + levels[i] + "\"" + std::string(advice));
  }
  return {};
}

std::uint64_t layout_of(const Program& program) {
  std::string text = program.id;
  const auto append_names = [&](const Names& names) {
    text += '\x1e';
    for (std::size_t i = 0; i < names.size(); ++i)
      text += names[static_cast<std::int32_t>(i)] + '\x1d';
  };
  for (const Names* names :
       {&program.currencies, &program.ladders, &program.signals, &program.budgets,
        &program.caps, &program.touchpoints, &program.instruments, &program.metric_keys,
        &program.occurrences, &program.rewards})
    append_names(*names);
  append_names(program.placings);
  for (const Names& names : program.levels) append_names(names);
  for (const Names& names : program.places) append_names(names);
  for (const model::Attribute& attribute : program.vocabulary.attributes())
    text += attribute.name + '\x1d';
  for (const model::Attribute& attribute : program.vocabulary.customer_attributes())
    text += attribute.name + '\x1d';
  for (const std::string_view type : program.vocabulary.type_names())
    text += std::string(type) + '\x1d';
  return base::hash64(text);
}

Status join(Program& program, Version& version, std::int32_t number) {
  const model::Pack& pack = version.pack();
  const Date first = *pack.effective.from;
  version.from = pack.zone.day_start(first);
  if (Status status = join_vocabulary(program, version); !status.ok()) return status;
  version.currency = append(program.currencies, pack.currencies);
  version.ladder = append(program.ladders, pack.ladders);
  version.signal = append(program.signals, pack.churn.signals);
  version.budget = append(program.budgets, pack.budgets);
  version.cap = append(program.caps, pack.caps);
  version.reward = append(program.rewards, pack.rewards);
  for (const model::EarnRule& rule : pack.earn)
    version.occurrence.push_back(rule.occurrence ? program.occurrences.add(rule.id) : -1);
  version.touchpoint = append(program.touchpoints, pack.satisfaction.touchpoints);
  version.instrument = append(program.instruments, pack.satisfaction.instruments);
  program.levels.resize(program.ladders.size());
  for (std::size_t i = 0; i < pack.ladders.size(); ++i)
    version.level.push_back(
        append(program.levels[static_cast<std::size_t>(version.ladder[i])],
               pack.ladders[i].levels));
  version.placing = append(program.placings, pack.placings);
  program.places.resize(program.placings.size());
  for (std::size_t i = 0; i < pack.placings.size(); ++i)
    version.place.push_back(
        append(program.places[static_cast<std::size_t>(version.placing[i])],
               pack.placings[i].places));
  join_metrics(program, version, number);
  version.earn_ids = full_ids("points.earn.", pack.earn);
  version.reward_ids = full_ids("points.rewards.", pack.rewards);
  version.signal_ids = full_ids("churn.signals.", pack.churn.signals);
  version.model_ids = full_ids("churn.models.", pack.churn.models);
  for (const model::ChurnModel& model : pack.churn.models)
    version.models.push_back(churn::prepared(model));
  if (pack.churn.season) version.season = *churn::Season::of(*pack.churn.season);
  version.action_ids = full_ids("care.actions.", pack.actions);
  version.ladder_ids = full_ids("points.tiers.", pack.ladders);
  version.metric_ids = full_ids("metrics.", pack.metrics);
  if (Status status = check_kept(program, version); !status.ok()) return status;
  program.layouts.push_back(layout_of(program));
  return {};
}

Status check_order(const std::vector<Version>& versions) {
  for (std::size_t i = 0; i + 1 < versions.size(); ++i) {
    const model::Pack& a = versions[i].pack();
    const model::Pack& b = versions[i + 1].pack();
    if (*a.effective.from == *b.effective.from)
      return mismatch(versions[i + 1], "begins on the same day as version " + a.version);
    if (a.effective.to && a.effective.to->days + 1 != b.effective.from->days)
      return mismatch(versions[i + 1], "version " + a.version + " ends on " +
                                           a.effective.to->text() +
                                           "; this one must begin on the day after");
    if (a.currency != b.currency)
      return mismatch(versions[i + 1], "a program keeps its currency; version " +
                                           a.version + " has " + a.currency);
  }
  return {};
}

}  // namespace

Result<Engine> join_versions(std::vector<rules::CompiledPack> packs,
                             const Limits& limits) {
  auto program = std::make_shared<Program>();
  std::sort(packs.begin(), packs.end(), [](const auto& a, const auto& b) {
    return *a.pack.effective.from < *b.pack.effective.from;
  });
  program->id = packs.front().pack.id;
  program->limits = limits;
  std::string hashes;
  for (rules::CompiledPack& pack : packs) {
    hashes += pack.pack.hash;
    program->versions.emplace_back().compiled = std::move(pack);
  }
  program->hash = base::hex(base::hash128(hashes));
  for (const Version& version : program->versions)
    if (version.pack().id != program->id)
      return mismatch(version, "an engine holds one program; this is not " + program->id);
  if (Status status = check_order(program->versions); !status.ok()) return status;
  for (std::size_t i = 0; i < program->versions.size(); ++i)
    if (Status status =
            join(*program, program->versions[i], static_cast<std::int32_t>(i));
        !status.ok())
      return status;
  program->name_lists();
  return Access::engine(std::move(program));
}

}  // namespace patron::engine

namespace patron {

Engine Access::engine(std::shared_ptr<const Program> program) {
  Engine engine;
  engine.program_ = std::move(program);
  return engine;
}

std::int32_t Engine::Program::version_at(Instant at) const {
  std::int32_t found = -1;
  for (const engine::Version& version : versions) {
    if (version.from > at) break;
    ++found;
  }
  if (found < 0) return found;
  const auto& pack = versions[static_cast<std::size_t>(found)].pack();
  const auto& last = pack.effective.to;
  return last && pack.zone.date(at) > *last ? -1 : found;
}

engine::Sizes Engine::Program::sizes() const {
  return {currencies.size(), metrics.size(), ladders.size(), signals.size(),
          placings.size()};
}

const model::Metric& Engine::Program::metric(std::size_t tracked) const {
  const engine::TrackedMetric& at = metrics[tracked];
  return versions[static_cast<std::size_t>(at.version)]
      .pack()
      .metrics[static_cast<std::size_t>(at.metric)];
}

}  // namespace patron
