// SPDX-License-Identifier: Apache-2.0
// What a member holds at an instant, list by list.
#include <algorithm>

#include "base/table_builder.hpp"
#include "engine/caps.hpp"
#include "engine/question.hpp"
#include "engine/rewards.hpp"

namespace patron {
namespace {

using engine::ask;
using engine::forgotten;
using engine::Question;

Table balances(const Question& q) {
  TableBuilder b;
  const auto currency = b.column("currency", ColumnType::text);
  const auto active = b.column("active", ColumnType::int64);
  const auto pending = b.column("pending", ColumnType::int64);
  const auto reserved = b.column("reserved", ColumnType::int64);
  const auto debt = b.column("debt", ColumnType::int64);
  for (std::size_t i = 0; i < q.state.ledgers.size(); ++i) {
    const loyalty::Ledger& book = q.state.ledgers[i];
    b.row();
    b.set(currency, q.program.currencies[static_cast<std::int32_t>(i)]);
    b.set(active, book.active());
    b.set(pending, book.pending());
    b.set(reserved, book.reserved());
    b.set(debt, book.debt());
  }
  return b.finish();
}

Table lots(const Question& q) {
  TableBuilder b;
  const auto currency = b.column("currency", ColumnType::text);
  const auto lot = b.column("lot", ColumnType::text);
  const auto points = b.column("points", ColumnType::int64);
  const auto activated = b.column("activated_on", ColumnType::date);
  const auto expires = b.column("expires_on", ColumnType::date);
  for (std::size_t i = 0; i < q.state.ledgers.size(); ++i)
    for (const loyalty::Lot& each : q.state.ledgers[i].lots()) {
      b.row();
      b.set(currency, q.program.currencies[static_cast<std::int32_t>(i)]);
      b.set(lot, base::hex(each.id));
      b.set(points, each.points);
      b.set(activated, each.activated_on.days);
      if (each.expires) b.set(expires, each.expires->days);
    }
  return b.finish();
}

// The member-wide caps in force: their window as it runs, what they allow, what was used.
Table caps(const Question& q) {
  TableBuilder b;
  const auto cap = b.column("cap", ColumnType::text);
  const auto from = b.column("from", ColumnType::date);
  const auto counts = b.column("counts", ColumnType::text);
  const auto limit = b.column("limit", ColumnType::int64);
  const auto sum = b.column("used", ColumnType::int64);
  const auto left = b.column("left", ColumnType::int64);
  const std::vector<model::Cap>& all = q.version.pack().caps;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const model::Cap& each = all[i];
    if (each.per != model::CapPer::member || !each.effective.holds(q.today)) continue;
    const engine::CapUsed found =
        engine::used(q.state, q.version.cap[i], each.window, q.today);
    const std::int64_t most = each.count ? *each.count : *each.points;
    const std::int64_t spent = each.count ? found.count : found.points;
    b.row();
    b.set(cap, each.id);
    if (each.window.kind != model::WindowKind::lifetime)
      b.set(from, model::days_of(each.window, q.today).after + 1);
    b.set(counts, each.count ? "grants" : "points");
    b.set(limit, most);
    b.set(sum, spent);
    b.set(left, std::max<std::int64_t>(0, most - spent));
  }
  return b.finish();
}

Table accounts(const Question& q) {
  TableBuilder b;
  const auto currency = b.column("currency", ColumnType::text);
  const auto account = b.column("account", ColumnType::text);
  const auto points = b.column("points", ColumnType::int64);
  for (std::size_t i = 0; i < q.state.ledgers.size(); ++i) {
    const loyalty::Ledger& book = q.state.ledgers[i];
    const loyalty::Totals& t = book.totals();
    const std::pair<std::string_view, std::int64_t> rows[] = {
        {"earned", t.earned},           {"adjusted_up", t.adjusted_up},
        {"written_off", t.written_off}, {"burned", t.burned},
        {"burn_reversed", t.burn_reversed},
        {"expired", t.expired},         {"reinstated", t.reinstated},
                {"voided", t.voided},
        {"clawed_back", t.clawed_back}, {"adjusted_down", t.adjusted_down},
        {"held", book.held()}};
    for (const auto& [name, value] : rows) {
      b.row();
      b.set(currency, q.program.currencies[static_cast<std::int32_t>(i)]);
      b.set(account, name);
      b.set(points, value);
    }
  }
  return b.finish();
}

Table trips(const Question& q) {
  TableBuilder b;
  const auto ref = b.column("ref", ColumnType::text);
  const auto state = b.column("state", ColumnType::text);
  const auto booked = b.column("booked_on", ColumnType::date);
  const auto start = b.column("start", ColumnType::date);
  const auto end = b.column("end", ColumnType::date);
  const std::int32_t scale = q.version.pack().currency_scale;
  const auto net = b.column("net", ColumnType::decimal, scale);
  const auto refunded = b.column("refunded", ColumnType::decimal, scale);
  for (const model::Trip& trip : q.state.trips) {
    b.row();
    b.set(ref, trip.ref);
    b.set(state, model::name(trip.state));
    b.set(booked, trip.booked_on.days);
    if (trip.start) b.set(start, trip.start->days);
    if (trip.end) b.set(end, trip.end->days);
    b.set(net, trip.net());
    b.set(refunded, trip.refunded);
  }
  return b.finish();
}

Table tiers(const Question& q) {
  TableBuilder b;
  const auto ladder = b.column("ladder", ColumnType::text);
  const auto tier = b.column("tier", ColumnType::text);
  const auto since = b.column("since", ColumnType::instant);
  const auto until = b.column("until", ColumnType::date);
  for (std::size_t i = 0; i < q.state.standings.size(); ++i) {
    const engine::Standing& standing = q.state.standings[i];
    b.row();
    b.set(ladder, q.program.ladders[static_cast<std::int32_t>(i)]);
    b.set(tier, q.program.levels[i][standing.level]);
    if (standing.since != engine::kBeforeAll) b.set(since, standing.since.milliseconds);
    if (standing.until) b.set(until, standing.until->days);
  }
  return b.finish();
}

// What the period before has left over for levels (M44).
Table carried(const Question& q) {
  TableBuilder b;
  const auto ladder = b.column("ladder", ColumnType::text);
  const auto metric = b.column("metric", ColumnType::text);
  const auto value = b.column("value", ColumnType::text);
  for (std::size_t i = 0; i < q.state.standings.size(); ++i)
    for (const engine::Carried& each : q.state.standings[i].carried) {
      const model::Metric& counted =
          q.program.metric(static_cast<std::size_t>(each.metric));
      b.row();
      b.set(ladder, q.program.ladders[static_cast<std::int32_t>(i)]);
      b.set(metric, counted.id);
      b.set(value, base::decimal_text(each.value, counted.scale));
    }
  return b.finish();
}

Table metrics(const Question& q) {
  TableBuilder b;
  const auto metric = b.column("metric", ColumnType::text);
  const auto value = b.column("value", ColumnType::text);
  const engine::View view(q.program, q.state.version, q.state, q.at, q.today);
  const auto& all = q.version.pack().metrics;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].hidden) continue;
    b.row();
    b.set(metric, all[i].id);
    b.set(value, base::decimal_text(view.metric(static_cast<std::int32_t>(i)),
                                    all[i].scale));
  }
  return b.finish();
}

Table places(const Question& q) {
  TableBuilder b;
  const auto placing = b.column("placing", ColumnType::text);
  const auto place = b.column("place", ColumnType::text);
  const auto since = b.column("since", ColumnType::date);
  for (std::size_t i = 0; i < q.state.places.size(); ++i) {
    const engine::PlaceState& held = q.state.places[i];
    if (held.place < 0) continue;
    b.row();
    b.set(placing, q.program.placings[static_cast<std::int32_t>(i)]);
    b.set(place, q.program.places[i][held.place]);
    b.set(since, held.since.days);
  }
  return b.finish();
}

Table signals(const Question& q) {
  TableBuilder b;
  const auto signal = b.column("signal", ColumnType::text);
  const auto since = b.column("since", ColumnType::date);
  for (std::size_t i = 0; i < q.state.signals.size(); ++i) {
    if (!q.state.signals[i].raised) continue;
    b.row();
    b.set(signal, q.program.signals[static_cast<std::int32_t>(i)]);
    b.set(since, q.state.signals[i].since.days);
  }
  return b.finish();
}

Table actions(const Question& q) {
  TableBuilder b;
  const auto action = b.column("action", ColumnType::text);
  const auto id = b.column("effect", ColumnType::text);
  const auto ref = b.column("ref", ColumnType::text);
  const auto due = b.column("due_on", ColumnType::date);
  const auto overdue = b.column("overdue", ColumnType::boolean);
  const auto owner = b.column("owner", ColumnType::text);
  const auto start = b.column("start_on", ColumnType::date);
  for (const care::OpenAction& open : q.state.actions) {
    const engine::Version& version =
        q.program.versions[static_cast<std::size_t>(open.version)];
    const auto index = static_cast<std::size_t>(open.action);
    b.row();
    b.set(action, version.action_ids[index]);
    if (open.started) b.set(id, base::hex(open.id));
    if (!open.ref.empty()) b.set(ref, open.ref);
    b.set(start, open.start.days);
    b.set(due, open.due.days);
    b.set(overdue, open.overdue ? 1 : 0);
    const std::string& role = version.pack().actions[index].owner;
    if (!role.empty()) b.set(owner, role);
  }
  return b.finish();
}

Table requests(const Question& q) {
  TableBuilder b;
  const auto id = b.column("request", ColumnType::text);
  const auto scope = b.column("scope", ColumnType::text);
  const auto rule = b.column("rule", ColumnType::text);
  const auto points = b.column("points", ColumnType::int64);
  for (const engine::Request& request : q.state.requests) {
    const engine::Version& version =
        q.program.versions[static_cast<std::size_t>(request.version)];
    b.row();
    b.set(id, base::hex(request.id));
    b.set(scope, "budgets." + q.program.budgets[request.budget]);
    b.set(rule, version.earn_ids[static_cast<std::size_t>(request.rule)]);
    b.set(points, request.points);
  }
  return b.finish();
}

// Points set aside for redemptions that are being agreed on.
Table reservations(const Question& q) {
  TableBuilder b;
  const auto event = b.column("reservation", ColumnType::text);
  const auto currency = b.column("currency", ColumnType::text);
  const auto points = b.column("points", ColumnType::int64);
  const auto reward = b.column("reward", ColumnType::text);
  const auto until = b.column("until", ColumnType::instant);
  for (const engine::Reservation& held : q.state.reservations) {
    const engine::Spend& spend = held.spend;
    b.row();
    b.set(event, spend.event);
    b.set(currency, q.program.currencies[spend.currency]);
    b.set(points, spend.points);
    if (spend.reward >= 0)
      b.set(reward, q.program.versions[static_cast<std::size_t>(spend.version)]
                        .pack()
                        .rewards[static_cast<std::size_t>(spend.reward)]
                        .id);
    b.set(until, held.until.milliseconds);
  }
  return b.finish();
}

// The catalogue of the version in force: what each reward costs this member, whether it
// is on offer to them, and whether the points are there.
Table rewards(const Question& q) {
  TableBuilder b;
  const auto id = b.column("reward", ColumnType::text);
  const auto currency = b.column("currency", ColumnType::text);
  const auto points = b.column("points", ColumnType::int64);
  const auto offered = b.column("offered", ColumnType::boolean);
  const auto affordable = b.column("affordable", ColumnType::boolean);
  const auto why = b.column("why_not", ColumnType::text);
  const engine::View view(q.program, q.state.version, q.state, q.at, q.today);
  const auto& all = q.version.pack().rewards;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto local = static_cast<std::size_t>(all[i].currency);
    const std::int32_t own = q.version.currency[local];
    const engine::Offer offer = engine::offer_of(view, q.state, i);
    const loyalty::Ledger& book = q.state.ledgers[static_cast<std::size_t>(own)];
    b.row();
    b.set(id, all[i].id);
    b.set(currency, q.program.currencies[own]);
    if (offer.points) b.set(points, *offer.points);
    b.set(offered, std::int64_t{offer.status.ok() ? 1 : 0});
    b.set(affordable, std::int64_t{offer.points && book.covers(*offer.points) ? 1 : 0});
    if (!offer.status.ok()) b.set(why, offer.status.message());
  }
  return b.finish();
}

Table undecided(const Question& q) {
  TableBuilder b;
  const auto event = b.column("event", ColumnType::text);
  const auto rule = b.column("rule", ColumnType::text);
  const auto why = b.column("why", ColumnType::text);
  for (const engine::Undecided& each : q.state.undecided) {
    b.row();
    b.set(event, each.event);
    b.set(rule, each.rule);
    b.set(why, each.why);
  }
  return b.finish();
}

Table responses(const Question& q) {
  TableBuilder b;
  const auto day = b.column("day", ColumnType::date);
  const auto instrument = b.column("instrument", ColumnType::text);
  const auto touchpoint = b.column("touchpoint", ColumnType::text);
  const auto value = b.column("value", ColumnType::decimal, 2);
  for (const satisfaction::Response& response : q.state.responses) {
    b.row();
    b.set(day, response.day);
    b.set(instrument, q.program.instruments[response.instrument]);
    if (response.touchpoint >= 0)
      b.set(touchpoint, q.program.touchpoints[response.touchpoint]);
    b.set(value, response.value);
  }
  return b.finish();
}

Table profile(const Question& q) {
  TableBuilder b;
  const auto attribute = b.column("attribute", ColumnType::text);
  const auto value = b.column("value", ColumnType::text);
  const engine::View view(q.program, q.state.version, q.state, q.at, q.today);
  const auto& names = q.version.pack().vocabulary.customer_attributes();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const rules::Value found =
        view.read({model::Space::customer, static_cast<std::int32_t>(i)});
    if (found.kind == model::TypeKind::null) continue;
    b.row();
    b.set(attribute, names[i].name);
    b.set(value, rules::text(found));
  }
  return b.finish();
}

Table events(const Access::MemberState& member, Instant at) {
  TableBuilder b;
  const auto id = b.column("id", ColumnType::text);
  const auto occurred = b.column("occurred_at", ColumnType::instant);
  const auto recorded = b.column("recorded_at", ColumnType::instant);
  const auto event = b.column("event", ColumnType::nested);
  for (const engine::Entry& entry : member.entries) {
    if (entry.event.occurred_at > at) break;
    b.row();
    b.set(id, entry.event.id);
    b.set(occurred, entry.event.occurred_at.milliseconds);
    b.set(recorded, entry.recorded_at.milliseconds);
    b.set(event, model::to_json(entry.event, member.program->vocabulary,
                                member.program->newest().pack().currency));
  }
  return b.finish();
}

using Holding = Table (*)(const Question&);
constexpr std::pair<std::string_view, Holding> kHoldings[] = {
    {"accounts", accounts},   {"actions", actions},   {"balances", balances},
    {"caps", caps},           {"carried", carried},
    {"lots", lots},         {"metrics", metrics},
    {"places", places},       {"profile", profile},   {"requests", requests},
    {"reservations", reservations},
    {"responses", responses}, {"rewards", rewards},   {"signals", signals},
    {"tiers", tiers},         {"trips", trips},       {"undecided", undecided}};

}  // namespace

Result<Table> Engine::holdings(const Member& member, std::string_view what,
                               Instant at) const {
  if (what == "events") {
    const Access::MemberState& state = Access::state(member);
    if (!state.tail)
      return Status(ErrorCode::need_tail, "the events of a member are in its tail");
    if (at < state.horizon) return forgotten(state);
    return events(state, at);
  }
  for (const auto& [name, holding] : kHoldings)
    if (name == what) return ask(*program_, member, at, holding);
  std::string names = "events";
  for (const auto& [name, holding] : kHoldings) names += ", " + std::string(name);
  return Status(ErrorCode::not_found,
                "a member holds no \"" + std::string(what) + "\"; it holds " + names);
}

}  // namespace patron
