// SPDX-License-Identifier: Apache-2.0
// The public engine: building one, its lists of names, and the verbs.
#include "patron/engine.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/table_builder.hpp"
#include "engine/apply.hpp"
#include "engine/builder.hpp"
#include "engine/effects.hpp"
#include "engine/replay.hpp"

namespace patron {

// ---- building -------------------------------------------------------------------------

struct Engine::Builder::Parts {
  std::vector<std::string> packs;
  engine::Limits limits{static_cast<std::int64_t>(limits::kEventBytes),
                        static_cast<std::int64_t>(limits::kHistoryEntries)};
};

Engine::Builder::Builder() : parts_(std::make_unique<Parts>()) {}
Engine::Builder::Builder(Builder&&) noexcept = default;
Engine::Builder& Engine::Builder::operator=(Builder&&) noexcept = default;
Engine::Builder::~Builder() = default;

Status Engine::Builder::add_pack(std::string_view json) {
  if (parts_->packs.size() >= limits::kPackVersions)
    return {ErrorCode::limit, "a program has at most 64 versions"};
  if (json.size() > limits::kPackBytes)
    return {ErrorCode::limit, "a pack has at most 4 MiB"};
  parts_->packs.emplace_back(json);
  return {};
}

Status Engine::Builder::set_limit(std::string_view name, std::int64_t value) {
  const auto narrow = [&](std::int64_t& limit, std::size_t most) -> Status {
    if (value < 1 || value > static_cast<std::int64_t>(most))
      return {ErrorCode::argument,
              std::string(name) + " is from 1 to " + std::to_string(most)};
    limit = value;
    return {};
  };
  if (name == "event_bytes")
    return narrow(parts_->limits.event_bytes, limits::kEventBytes);
  if (name == "history_entries")
    return narrow(parts_->limits.history_entries, limits::kHistoryEntries);
  return {ErrorCode::not_found, "no limit \"" + std::string(name) +
                                    "\"; there are event_bytes, history_entries"};
}

Result<Engine> Engine::Builder::freeze(bool strict, Diagnostics* diagnostics) {
  if (parts_->packs.empty()) return Status(ErrorCode::state, "add a pack first");
  Diagnostics findings;
  std::vector<rules::CompiledPack> packs;
  Status first;
  for (const std::string& text : parts_->packs) {
    Result<rules::CompiledPack> pack = rules::load_pack(text, findings);
    if (!pack.ok() && first.ok()) first = pack.status();
    if (pack.ok()) packs.push_back(std::move(*pack));
  }
  if (first.ok() && strict) {
    const auto warning =
        std::find_if(findings.begin(), findings.end(), [](const Diagnostic& finding) {
          return finding.severity == Severity::warning;
        });
    if (warning != findings.end())
      first = {ErrorCode::pack, warning->message, warning->place};
  }
  Result<Engine> engine = Status(ErrorCode::internal, "not built");
  if (first.ok()) {
    engine = engine::join_versions(std::move(packs), parts_->limits);
    if (!engine.ok()) {
      first = engine.status();
      findings.push_back({Severity::error, std::string(patron::name(first.code())),
                          first.message(), "", "", first.place()});
    }
  }
  if (diagnostics != nullptr) *diagnostics = std::move(findings);
  if (!first.ok()) return first;
  return engine;
}

Result<Engine> Engine::compile(std::string_view pack, Diagnostics* diagnostics) {
  Builder builder;
  if (Status status = builder.add_pack(pack); !status.ok()) return status;
  return builder.freeze(false, diagnostics);
}

// ---- what it holds --------------------------------------------------------------------

std::string_view Engine::id() const noexcept { return program_->id; }
std::string_view Engine::currency() const noexcept {
  return program_->newest().pack().currency;
}
std::string_view Engine::hash() const noexcept { return program_->hash; }
std::string Engine::pack_json() const { return program_->newest().compiled.canonical; }

Date Engine::date(Instant instant) const noexcept {
  return program_->newest().pack().zone.date(instant);
}
Instant Engine::day_end(Date date) const noexcept {
  return program_->newest().pack().zone.day_end(date);
}

// ---- verbs ----------------------------------------------------------------------------

namespace {

engine::VerbInput input_of(const VerbOptions& options) {
  return {options.scopes, options.trace, options.far_ahead, options.recorded};
}

Status same_program(const Access::MemberState& member,
                    const std::shared_ptr<const Access::Program>& program) {
  if (member.program == program) return {};
  return {ErrorCode::mismatch,
          "this member was made with another engine; save it and load it with this one"};
}

}  // namespace

Status Engine::apply(Member& member, std::string_view events, Effects& effects,
                     const VerbOptions& options) const {
  Access::rows(effects).clear();
  Access::MemberState& state = Access::state(member);
  if (Status status = same_program(state, program_); !status.ok()) return status;
  std::vector<engine::Emission> emissions;
  if (Status status = engine::apply(state, events, input_of(options), emissions);
      !status.ok())
    return status;
  Access::rows(effects).fill(program_, state.customer, std::move(emissions),
                             state.revision);
  return {};
}

Status Engine::preview(const Member& member, std::string_view events, Effects& effects,
                       const VerbOptions& options) const {
  Member trial = member;
  VerbOptions looking = options;
  std::optional<Scopes> copy;
  if (options.scopes != nullptr) looking.scopes = &copy.emplace(*options.scopes);
  return apply(trial, events, effects, looking);
}

Status Engine::advance(Member& member, Instant until, Effects& effects,
                       const VerbOptions& options) const {
  Access::rows(effects).clear();
  Access::MemberState& state = Access::state(member);
  if (Status status = same_program(state, program_); !status.ok()) return status;
  std::vector<engine::Emission> emissions;
  if (Status status = engine::advance(state, until, input_of(options), emissions);
      !status.ok())
    return status;
  Access::rows(effects).fill(program_, state.customer, std::move(emissions),
                             state.revision);
  return {};
}

Status Engine::compact(Member& member, Instant before) const {
  Access::MemberState& state = Access::state(member);
  if (Status status = same_program(state, program_); !status.ok()) return status;
  return engine::compact(state, before);
}

}  // namespace patron
