// SPDX-License-Identifier: Apache-2.0
// The verbs and questions over one member, and what they give: effects, assessments.
#include "shims.hpp"

namespace patron::python {
namespace {

// ---- effects --------------------------------------------------------------------------

// In the order of Effect's fields in patron/_effects.py.
py::tuple effect_parts(const SpokenEffects& self, std::size_t at) {
  if (at >= self.effects.size()) throw py::index_error("no such effect");
  const Effect& effect = self.effects[at];
  const bool points = !effect.currency.empty();
  const auto moved = [&](std::int64_t value) {
    return points ? py::object(py::int_(value)) : py::none();
  };
  return py::make_tuple(
      to_python(effect.kind), to_python(effect.id), to_python(effect.customer),
      to_python(effect.event), to_python(effect.at), to_python(effect.recorded_at),
      effect.revision, effect.sequence, to_python(effect.change), effect.duplicate,
      to_python(effect.rule), to_python(effect.pack), to_python(effect.what),
      to_python(effect.before), to_python(effect.currency), moved(effect.points),
      moved(effect.balance), to_python(effect.until), to_python(effect.parent),
      to_python(effect.scope), self.effects.reason(at, "en"),
      self.effects.reason(at, "zh"), self.effects.detail_json(at));
}

void bind_effects(py::module_& module) {
  py::class_<SpokenEffects, std::shared_ptr<SpokenEffects>>(module, "Effects")
      .def_readonly("language", &SpokenEffects::language)
      .def("__len__", [](const SpokenEffects& self) { return self.effects.size(); })
      .def("parts", &effect_parts)
      .def("table", [](const SpokenEffects& self, const std::string& language) {
        return rows_of(self.effects.table(language));
      });
}

// ---- assessment -----------------------------------------------------------------------

py::tuple index_parts(const Index100& index) {
  return py::make_tuple(to_python(index.value), to_python(index.low),
                        to_python(index.high), index.n, to_python(index.n_effective),
                        index.reportable);
}

py::dict assessment_parts(const Assessment& from, const std::string& language) {
  py::dict out;
  out["customer"] = to_python(std::string_view(from.customer));
  out["at"] = to_python(from.at);
  out["satisfaction"] = index_parts(from.satisfaction);
  py::dict touchpoints, standings, balances, metrics;
  for (const auto& [id, index] : from.touchpoints)
    touchpoints[py::str(id)] = index_parts(index);
  out["touchpoints"] = touchpoints;
  out["weakest_touchpoint"] = to_python(std::string_view(from.weakest_touchpoint));
  out["churn_risk"] = from.churn_scored ? to_python(from.churn_risk) : py::none();
  out["churn_horizon_days"] = from.churn_horizon_days;
  out["churn_band"] = to_python(std::string_view(from.churn_band));
  out["churn_calibrated"] = from.churn_calibrated;
  out["stage"] = to_python(std::string_view(from.stage));
  py::dict labels;
  for (const auto& [id, label] : from.labels) labels[py::str(id)] = label;
  out["labels"] = labels;
  out["churn_score"] = from.churn_score ? py::cast(*from.churn_score) : py::none();
  out["churn_model"] = to_python(std::string_view(from.churn_model));
  const auto figure = [&](const char* name, const std::optional<Decimal>& value) {
    out[name] = value ? to_python(*value) : py::none();
  };
  figure("p_alive", from.p_alive);
  figure("trips_expected", from.trips_expected);
  figure("trips_missed", from.trips_missed);
  figure("value_expected", from.value_expected);
  out["currency"] = from.currency;
  out["rfm"] = to_python(std::string_view(from.rfm));
  out["abc"] = to_python(std::string_view(from.abc));
  figure("clv", from.clv);
  figure("acquisition_cost", from.acquisition_cost);
  out["acquisition_by"] = to_python(std::string_view(from.acquisition_by));
  out["credit"] = to_python(std::string_view(from.credit));
  figure("credit_limit", from.credit_limit);
  figure("credit_available", from.credit_available);
  out["credit_hold"] = from.credit_hold ? py::cast(*from.credit_hold) : py::none();
  out["overdue_ratio"] = to_python(from.overdue_ratio);
  py::list reasons;
  for (const Reason& reason : from.reasons)
    reasons.append(py::make_tuple(reason.id, to_python(reason.contribution),
                                  reason.text(language)));
  out["reasons"] = reasons;
  for (const Standing& each : from.standings)
    standings[py::str(each.ladder)] = py::make_tuple(
        each.ladder, to_python(std::string_view(each.tier)),
        to_python(std::string_view(each.next)), to_python(each.until));
  out["standings"] = standings;
  for (const Balance& each : from.balances)
    balances[py::str(each.currency)] =
        py::make_tuple(each.currency, each.active, each.pending, each.debt,
                       each.expiring, to_python(each.expire_on));
  out["balances"] = balances;
  for (const auto& [name, value] : from.metrics) metrics[py::str(name)] = value;
  out["metrics"] = metrics;
  out["complaints_open"] = from.complaints_open;
  out["action_next"] = to_python(std::string_view(from.action_next));
  out["action_due"] = to_python(from.action_due);
  return out;
}

// ---- verbs ----------------------------------------------------------------------------

using Effected = std::shared_ptr<SpokenEffects>;

Effected apply(const SpokenEngine& self, SharedMember& member, const py::object& events,
               SharedScopes* scopes, bool trace, bool preview) {
  const std::string text = events_text(events);
  Effected out = std::make_shared<SpokenEffects>(SpokenEffects{{}, self.language});
  VerbOptions options;
  options.scopes = scopes == nullptr ? nullptr : &scopes->value;
  options.trace = trace;
  const auto run = [&] {
    return preview ? self.engine.preview(member.value, text, out->effects, options)
                   : self.engine.apply(member.value, text, out->effects, options);
  };
  check(scopes == nullptr ? unlocked(run, member) : unlocked(run, member, *scopes),
        self.language);
  return out;
}

Effected advance(const SpokenEngine& self, SharedMember& member, std::int64_t until,
                 SharedScopes* scopes, bool trace, bool far_ahead) {
  Effected out = std::make_shared<SpokenEffects>(SpokenEffects{{}, self.language});
  const VerbOptions options{scopes == nullptr ? nullptr : &scopes->value, trace,
                            far_ahead};
  const auto run = [&] {
    return self.engine.advance(member.value, {until}, out->effects, options);
  };
  check(scopes == nullptr ? unlocked(run, member) : unlocked(run, member, *scopes),
        self.language);
  return out;
}

py::tuple assess(const SpokenEngine& self, const SharedMember& member, std::int64_t at) {
  const Assessment found = take(
      unlocked([&] { return self.engine.assess(member.value, {at}); }, member),
      self.language);
  return py::make_tuple(assessment_parts(found, self.language),
                        rows_of(found.table(self.language)));
}

Index named(const SpokenEngine& self, List list, const std::string& name,
            const char* kind) {
  if (const auto found = self.engine.find(list, name)) return *found;
  std::string all;
  for (std::size_t i = 0; i < self.engine.count(list); ++i)
    all += (all.empty() ? "; there is " : ", ") +
           std::string(self.engine.name(list, static_cast<Index>(i)));
  refuse(ErrorCode::not_found, "no " + std::string(kind) + " \"" + name + "\"" + all);
}

std::int64_t balance(const SpokenEngine& self, const SharedMember& member,
                     const std::string& currency, std::int64_t at,
                     const std::string& which) {
  Points points = Points::active;
  if (which == "pending") points = Points::pending;
  else if (which == "reserved") points = Points::reserved;
  else if (which == "debt") points = Points::debt;
  else if (which != "active")
    refuse(ErrorCode::argument,
           "which is \"active\", \"pending\", \"reserved\" or \"debt\", not \"" + which +
               "\"");
  const Index index = named(self, List::currencies, currency, "currency");
  return take(unlocked([&] {
                return self.engine.balance(member.value, index, {at}, points);
              }, member),
              self.language);
}

// (points, value, cash); money at the scale of the pack's currency.
py::tuple quote(const SpokenEngine& self, const SharedMember& member,
                const std::string& currency, const std::string& price, std::int64_t at) {
  const Index index = named(self, List::currencies, currency, "currency");
  const Money money = take(Money::parse(price, self.engine.currency()), self.language);
  const Quote found = take(unlocked([&] {
                             return self.engine.quote(member.value, index, money.minor,
                                                      {at});
                           }, member),
                           self.language);
  const auto amount = [&](std::int64_t minor) {
    Money part = money;
    part.minor = minor;
    const std::string text = part.text();
    return py::module_::import("decimal").attr("Decimal")(
        text.substr(0, text.find(' ')));
  };
  return py::make_tuple(found.points, amount(found.value), amount(found.cash));
}

py::object tier(const SpokenEngine& self, const SharedMember& member,
                const std::string& ladder, std::int64_t at) {
  const Index index = named(self, List::ladders, ladder, "ladder");
  const auto found = take(
      unlocked([&] { return self.engine.tier(member.value, index, {at}); }, member),
      self.language);
  if (!found) return py::none();
  return to_python(self.engine.name(List::tiers, *found).substr(ladder.size() + 1));
}

// A question whose answer is a table.
template <class Ask>
std::shared_ptr<Rows> asked(const SpokenEngine& self, const SharedMember& member,
                            Ask&& ask) {
  return rows_of(take(unlocked(std::forward<Ask>(ask), member), self.language));
}

}  // namespace

void bind_verbs(py::module_& module) {
  bind_effects(module);
  const auto engine = py::reinterpret_borrow<
      py::class_<SpokenEngine, std::shared_ptr<SpokenEngine>>>(module.attr("Engine"));
  auto bound = engine;
  bound.def("apply", &apply)
      .def("advance", &advance)
      .def("assess", &assess)
      .def("balance", &balance)
      .def("quote", &quote)
      .def("tier", &tier)
      .def("explain_event",
           [](const SpokenEngine& self, const SharedMember& member,
              const std::string& event) {
             return asked(self, member, [&] {
               return self.engine.explain_event(member.value, event);
             });
           })
      .def("explain_assessment",
           [](const SpokenEngine& self, const SharedMember& member, std::int64_t at) {
             return asked(self, member, [&] {
               return self.engine.explain_assessment(member.value, {at}, self.language);
             });
           })
      .def("statement",
           [](const SpokenEngine& self, const SharedMember& member, std::int32_t from,
              std::int32_t to) {
             return asked(self, member, [&] {
               return self.engine.statement(member.value, {from}, {to}, self.language);
             });
           })
      .def("holdings",
           [](const SpokenEngine& self, const SharedMember& member,
              const std::string& what, std::int64_t at) {
             return asked(self, member, [&] {
               return self.engine.holdings(member.value, what, {at});
             });
           })
      .def("reconcile",
           [](const SpokenEngine& self, const SharedMember& member) {
             return asked(self, member,
                          [&] { return self.engine.reconcile(member.value); });
           })
      .def("compact", [](const SpokenEngine& self, SharedMember& member,
                         std::int64_t before) {
        check(unlocked([&] { return self.engine.compact(member.value, {before}); },
                       member),
              self.language);
      });
}

}  // namespace patron::python
