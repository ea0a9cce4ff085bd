// SPDX-License-Identifier: Apache-2.0
// Effects as the host reads them. The table's columns stand in the order of the constants
// in patron.h; they are only ever appended.
#include "engine/effects.hpp"

#include "base/json.hpp"
#include "base/table_builder.hpp"

namespace patron {
namespace {

using engine::Emission;

void append_text(std::string& out, std::string_view key, std::string_view text) {
  if (out.size() > 1) out += ',';
  json::append_string(out, key);
  out += ':';
  json::append_string(out, text);
}

void append_inputs(std::string& out, const Emission& emission) {
  if (emission.inputs.empty()) return;
  if (out.size() > 1) out += ',';
  out += "\"inputs\":{";
  for (std::size_t i = 0; i < emission.inputs.size(); ++i) {
    if (i > 0) out += ',';
    json::append_string(out, emission.inputs[i].first);
    out += ':';
    json::append_string(out, emission.inputs[i].second);
  }
  out += '}';
}

void append_lots(std::string& out, const Emission& emission) {
  if (emission.lots.empty()) return;
  if (out.size() > 1) out += ',';
  out += "\"lots\":[";
  for (std::size_t i = 0; i < emission.lots.size(); ++i) {
    if (i > 0) out += ',';
    out += "{\"lot\":\"" + base::hex(emission.lots[i].lot) + "\",\"points\":";
    json::append_int(out, emission.lots[i].points);
    out += '}';
  }
  out += ']';
}

std::string_view reason_of(const Emission& emission, std::string_view language) {
  return emission.reason == nullptr ? std::string_view()
                                    : model::in_language(*emission.reason, language);
}

}  // namespace

void Effects::Rows::clear() {
  program.reset();
  emissions.clear();
  ids.clear();
  parents.clear();
  effects.clear();
}

void Effects::Rows::fill(std::shared_ptr<const Access::Program> of,
                         std::string_view whose, std::vector<engine::Emission> from,
                         std::uint64_t revision) {
  clear();
  program = std::move(of);
  customer = whose;
  emissions = std::move(from);
  const std::size_t count = emissions.size();
  ids.reserve(count);
  parents.reserve(count);
  effects.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Emission& emission = emissions[i];
    ids.push_back(base::hex(emission.id));
    parents.push_back(emission.parent ? base::hex(*emission.parent) : std::string());
    Effect& effect = effects.emplace_back();
    effect.kind = emission.kind;
    effect.id = ids.back();
    effect.customer = customer;
    effect.event = emission.event;
    effect.at = emission.at;
    effect.recorded_at = emission.recorded_at;
    effect.revision = revision;
    effect.sequence = i;
    effect.change = emission.change;
    effect.duplicate = emission.duplicate;
    effect.rule = emission.rule;
    effect.pack =
        program->versions[static_cast<std::size_t>(emission.version)].pack().version;
    effect.what = emission.what;
    effect.before = emission.before;
    if (emission.currency >= 0) effect.currency = program->currencies[emission.currency];
    effect.points = emission.points;
    effect.balance = emission.balance;
    effect.until = emission.until;
    effect.parent = parents.back();
    effect.scope = emission.scope;
  }
}

std::string Effects::Rows::detail(std::size_t index) const {
  const Emission& emission = emissions[index];
  std::string out = "{";
  if (!emission.arithmetic.empty()) append_text(out, "arithmetic", emission.arithmetic);
  append_inputs(out, emission);
  append_lots(out, emission);
  if (emission.price)
    append_text(out, "price",
                base::decimal_text(
                    *emission.price,
                    program->versions[static_cast<std::size_t>(emission.version)]
                        .pack()
                        .currency_scale));
  if (!emission.note.empty()) append_text(out, "note", emission.note);
  if (out.size() == 1) return {};
  return out + "}";
}

Effects::Effects() : rows_(std::make_unique<Rows>()) {}
Effects::Effects(Effects&&) noexcept = default;
Effects& Effects::operator=(Effects&&) noexcept = default;
Effects::~Effects() = default;

std::size_t Effects::size() const noexcept { return rows_->effects.size(); }
const Effect& Effects::operator[](std::size_t index) const noexcept {
  return rows_->effects[index];
}
const Effect* Effects::begin() const noexcept { return rows_->effects.data(); }

std::string Effects::reason(std::size_t index, std::string_view language) const {
  return index < size() ? std::string(reason_of(rows_->emissions[index], language))
                        : std::string();
}

std::string Effects::detail_json(std::size_t index) const {
  return index < size() ? rows_->detail(index) : std::string();
}

namespace {

// The columns, in the order of PATRON_EFFECT_*.
enum Column : std::int32_t {
  kKind, kId, kCustomer, kEvent, kAt, kRecordedAt, kRevision, kSequence, kChange,
  kDuplicate, kRule, kPack, kWhat, kBefore, kCurrency, kPoints, kBalance, kUntil, kParent,
  kScope, kReason, kDetail
};

// Made once: most calls have few effects or none.
const Table& no_effects() {
  static const Table kNone = [] {
    TableBuilder builder;
    const auto columns = [&](ColumnType type, std::initializer_list<const char*> names) {
      for (const char* name : names) builder.column(name, type);
    };
    columns(ColumnType::text, {"kind", "id", "customer", "event"});
    columns(ColumnType::instant, {"at", "recorded_at"});
    columns(ColumnType::int64, {"revision", "sequence"});
    columns(ColumnType::text, {"change"});
    columns(ColumnType::boolean, {"duplicate"});
    columns(ColumnType::text, {"rule", "pack", "what", "before", "currency"});
    columns(ColumnType::int64, {"points", "balance"});
    columns(ColumnType::instant, {"until"});
    columns(ColumnType::text, {"parent", "scope", "reason"});
    columns(ColumnType::nested, {"detail"});
    return builder.finish();
  }();
  return kNone;
}

}  // namespace

Table Effects::table(std::string_view language) const {
  if (size() == 0) return no_effects();
  TableBuilder builder(no_effects());
  const auto put = [&](std::int32_t column, std::string_view value) {
    if (!value.empty()) builder.set(column, value);
  };
  for (std::size_t i = 0; i < size(); ++i) {
    const Effect& effect = rows_->effects[i];
    builder.row();
    put(kKind, effect.kind);
    put(kId, effect.id);
    put(kCustomer, effect.customer);
    put(kEvent, effect.event);
    builder.set(kAt, effect.at.milliseconds);
    builder.set(kRecordedAt, effect.recorded_at.milliseconds);
    builder.set(kRevision, static_cast<std::int64_t>(effect.revision));
    builder.set(kSequence, static_cast<std::int64_t>(effect.sequence));
    put(kChange, effect.change);
    if (effect.duplicate) builder.set(kDuplicate, 1);
    put(kRule, effect.rule);
    put(kPack, effect.pack);
    put(kWhat, effect.what);
    put(kBefore, effect.before);
    if (!effect.currency.empty()) {
      builder.set(kCurrency, effect.currency);
      builder.set(kPoints, effect.points);
      builder.set(kBalance, effect.balance);
    }
    if (effect.until) builder.set(kUntil, effect.until->milliseconds);
    put(kParent, effect.parent);
    put(kScope, effect.scope);
    put(kReason, reason_of(rows_->emissions[i], language));
    put(kDetail, rows_->detail(i));
  }
  return builder.finish();
}

}  // namespace patron
