// SPDX-License-Identifier: Apache-2.0
// The three verbs, their previews and explanations, and the care of a member's history.
#include "capi/guard.hpp"

using namespace patron::capi;
using patron::ErrorCode;
using patron::Status;

namespace {

Status check_flags(std::uint32_t flags, std::uint32_t known) {
  if ((flags & ~known) == 0) return {};
  return {ErrorCode::unsupported, "unknown flags " + std::to_string(flags & ~known)};
}

patron::VerbOptions options(patron::Scopes* scopes, std::uint32_t flags) {
  patron::VerbOptions out;
  out.scopes = scopes;
  out.trace = (flags & PATRON_TRACE) != 0;
  out.far_ahead = (flags & PATRON_FAR_AHEAD) != 0;
  out.recorded = (flags & PATRON_RECORDED) != 0;
  return out;
}

void publish(patron_table& table) {
  table.table = table.effects.table(table.language);
}

}  // namespace

extern "C" {

patron_status patron_engine_apply(const patron_engine* engine, patron_member* member,
                                  const char* events, size_t size, patron_scopes* scopes,
                                  uint32_t flags, patron_table* effects,
                                  patron_error* error) {
  return guard(effects, error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("member, events, effects", member, events, effects));
    PATRON_TRY(check_flags(flags, PATRON_TRACE | PATRON_RECORDED));
    PATRON_TRY(engine->frozen->apply(
        member->member, view(events, size), effects->effects,
        options(scopes == nullptr ? nullptr : &scopes->scopes, flags)));
    publish(*effects);
    return {};
  });
}

patron_status patron_engine_preview(const patron_engine* engine,
                                    const patron_member* member, const char* events,
                                    size_t size, const patron_scopes* scopes,
                                    uint32_t flags, patron_table* effects,
                                    patron_error* error) {
  return guard(effects, error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("member, events, effects", member, events, effects));
    PATRON_TRY(check_flags(flags, PATRON_TRACE | PATRON_RECORDED));
    // The engine only looks at the scopes of a preview; its options are those of apply.
    auto* looked_at =
        scopes == nullptr ? nullptr : const_cast<patron::Scopes*>(&scopes->scopes);
    PATRON_TRY(engine->frozen->preview(member->member, view(events, size),
                                       effects->effects, options(looked_at, flags)));
    publish(*effects);
    return {};
  });
}

patron_status patron_engine_advance(const patron_engine* engine, patron_member* member,
                                    patron_instant until, patron_scopes* scopes,
                                    uint32_t flags, patron_table* effects,
                                    patron_error* error) {
  return guard(effects, error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("member, effects", member, effects));
    PATRON_TRY(check_flags(flags, PATRON_TRACE | PATRON_FAR_AHEAD));
    PATRON_TRY(engine->frozen->advance(
        member->member, {until}, effects->effects,
        options(scopes == nullptr ? nullptr : &scopes->scopes, flags)));
    publish(*effects);
    return {};
  });
}

patron_status patron_engine_assess(const patron_engine* engine,
                                   const patron_member* member, patron_instant at,
                                   patron_table* assessment, patron_error* error) {
  return guard(assessment, error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("member, assessment", member, assessment));
    const auto made = engine->frozen->assess(member->member, {at});
    if (!made.ok()) return made.status();
    assessment->table = made->table(assessment->language);
    return {};
  });
}

patron_status patron_engine_explain_event(const patron_engine* engine,
                                          const patron_member* member, const char* event,
                                          size_t size, patron_table* rules,
                                          patron_error* error) {
  return guard(rules, error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("member, rules", member, rules));
    PATRON_TRY(check_text(event, size, "event"));
    auto made = engine->frozen->explain_event(member->member, view(event, size));
    if (!made.ok()) return made.status();
    rules->table = *std::move(made);
    return {};
  });
}

patron_status patron_engine_explain_assessment(const patron_engine* engine,
                                               const patron_member* member,
                                               patron_instant at, patron_table* trace,
                                               patron_error* error) {
  return guard(trace, error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("member, trace", member, trace));
    auto made = engine->frozen->explain_assessment(member->member, {at}, trace->language);
    if (!made.ok()) return made.status();
    trace->table = *std::move(made);
    return {};
  });
}

patron_status patron_engine_compact(const patron_engine* engine, patron_member* member,
                                    patron_instant before, patron_error* error) {
  return guard(error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("member", member));
    return engine->frozen->compact(member->member, {before});
  });
}

patron_status patron_engine_reconcile(const patron_engine* engine,
                                      const patron_member* member, patron_table* findings,
                                      patron_error* error) {
  return guard(findings, error, [&]() -> Status {
    PATRON_TRY(check_frozen(engine));
    PATRON_TRY(given("member, findings", member, findings));
    auto made = engine->frozen->reconcile(member->member);
    if (!made.ok()) return made.status();
    findings->table = *std::move(made);
    return {};
  });
}

}  // extern "C"
