# SPDX-License-Identifier: Apache-2.0
"""Phases 4 and 5 of an event: which rules fire, what budgets leave, what is posted."""

from reference import calendar, earning, expression, tables
from reference.pack import budget_window, events_of, in_period
from reference.state import Grant, Refused


class Earning:
    """Part of Fold."""

    def rule_of(self, grant):
        return self.pack(grant.version).rule(grant.rule)

    def currency_of(self, grant):
        return self.pack(grant.version).currency_of(self.rule_of(grant))

    def earn(self, entry):
        trip = self.trip_of(entry)
        if trip and trip.is_open() and entry.type in BOOKED:
            self.forget(trip.ref, BOOKED)
        if entry.type == "booking_changed" and trip.is_open():
            self.take_back_earlier(trip)
            # As the booking was: its version, day, tier and budgets (M19).
            trip.fired = self.rate(entry, trip.version, "booking", trip.booked_on,
                                   trip.levels)
            own = [rule_id for rule_id, rule in self.pack().earn
                   if "booking" not in self.pack().events_of_rule(rule)]
            trip.fired += self.rate(entry, self.state.version, entry.type, self.today,
                                    self.levels_before, own)
            return
        fired = self.rate(entry, self.state.version, entry.type, self.today,
                          self.levels_before)
        if entry.type == "booking":
            trip.fired = fired

    def take_back_earlier(self, trip):
        for grant in self.state.grants:
            if grant.ref == trip.ref and grant.trigger in BOOKED:
                if grant.state == "pending":
                    self.void(grant)
                elif grant.state == "active":
                    self.take_back(grant, grant.left())
                grant.state = "closed"
        self.state.requests = [
            (effect, grant) for effect, grant in self.state.requests
            if grant.ref != trip.ref or grant.trigger not in BOOKED]

    def payment_of(self, entry):
        if entry.type != "payment":
            return None
        trip, event = self.trip_of(entry), entry.event
        rate = (
            trip.rate if trip else self.pack().rate_on(event.get("currency"), self.today)
        )
        return {"tender": event.get("tender", ""), "minor": self.pack().converted(
            event["amount"], event.get("currency"), rate)}

    def rate(self, entry, version, event_type, day, levels, only=None):
        """All that fires, priced together, then granted one by one."""
        pack, trip, fired = self.pack(version), self.trip_of(entry), []
        self.levels_seen, earlier = levels, self.levels_before
        self.levels_before = levels
        amounts = {}
        for rule_id, rule in pack.earn:
            if only is not None and rule_id not in only:
                continue
            if (event_type in pack.events_of_rule(rule)
                    and in_period(rule.get("effective"), day)
                    and self.fires(entry, version, rule_id, rule, fired)
                    and self.computed(entry, version, rule_id, rule, amounts)
                    and self.awaited(entry, event_type, rule_id, rule, day)):
                fired.append(rule_id)
        self.levels_before = earlier
        if trip and event_type in BOOKED:
            trip.amounts.update({(version, rule_id): amount
                                 for rule_id, amount in amounts.items()})
        wanted, clash = earning.price(pack, fired, trip, self.payment_of(entry), amounts)
        for rule_id in fired:
            if rule_id in clash:
                self.undecided(entry, rule_id, version)
        for rule_id in fired:
            if wanted[rule_id]:
                self.grant(entry, version, rule_id, wanted[rule_id], day)
        return [(version, rule_id) for rule_id in fired if wanted[rule_id]]

    def fires(self, entry, version, rule_id, rule, fired):
        pack, trip = self.pack(version), self.trip_of(entry)
        if "multiply" in rule and not set(pack.selected(rule["of"])) & set(fired):
            return False
        try:
            if not expression.holds(rule.get("when"), self.names(version, before=True)):
                return False
            if earning.counts_money(pack, rule) and trip and trip.rate is None:
                raise expression.Unknown
            return True
        except expression.Unknown:
            full = f"points.earn.{rule_id}"
            decided = self.decisions.get((entry.id, full))
            if decided is None:
                self.undecided(entry, rule_id, version)
            return bool(decided)

    def undecided(self, entry, rule_id, version):
        """Told, passed over, or the end of the event, as the rule or the pack says."""
        pack = self.pack(version)
        default = pack.document.get("on_error", "report")
        how = pack.rule(rule_id).get("on_error", default)
        if how == "refuse" and entry.id in self.fresh:
            raise Refused("undecided")
        if how != "no_match":
            self.emit("undecided", "rule", f"points.earn.{rule_id}", version)

    def computed(self, entry, version, rule_id, rule, amounts):
        """Points, a rate or a multiplier that are no literal; False: undecided."""
        amount = rule.get("multiply", rule.get("points", rule.get("rate", {}).get(
            "points")))
        if not isinstance(amount, dict):
            return True
        try:
            amounts[rule_id] = tables.amount(self.pack(version), amount,
                                             self.names(version, before=True))
            return True
        except (expression.Unknown, tables.Undecided):
            self.undecided(entry, rule_id, version)
            return False

    # ---- grants ----
    def grant(self, entry, version, rule_id, wanted, day):
        grant = Grant(rule_id, version, entry, self.ref(entry), day)
        grant.requested = wanted
        grant.points = allowed = self.room(grant, wanted)
        pack = self.pack(version)
        budget = pack.budget_of(rule_id, day)
        if budget is not None and allowed:
            grant.budget = budget
            grant.window = budget_window(pack.budgets[budget], day)
            grant.points = self.settle(entry, grant, pack.budgets[budget], allowed)
            if grant.points is None:
                effect = self.emit("request", "points", f"points.earn.{rule_id}", version,
                                   currency=self.currency_of(grant), points=allowed,
                                   scope=f"budgets.{budget}")
                grant.requested = allowed
                self.state.requests.append((effect["id"], grant))
                return
        self.book(grant)

    def settle(self, entry, grant, rules, wanted):
        """What the budget gives; None: it was not handed in."""
        answered = self.scopes is not None and grant.budget in self.scopes
        fact = entry.grants.get((grant.version, grant.rule))
        if fact is not None:  # Of a request that a replay changes, only the difference.
            if answered and wanted > fact[0]:
                fact[1] += self.ask(grant, rules, wanted - fact[0])
            fact[1] = min(fact[1], wanted)
            if answered:
                fact[0] = wanted
            return fact[1]
        if not answered or entry.id not in self.fresh:
            return None
        granted = self.ask(grant, rules, wanted)
        entry.grants[(grant.version, grant.rule)] = [wanted, granted]
        return granted

    def ask(self, grant, rules, wanted):
        """What is left of a budget that was handed in, counted at once."""
        window = (grant.budget, grant.window)
        used = (self.scopes[grant.budget].get(grant.window, 0)
                + self.asked.get(window, 0) - self.given_back_since(window))
        left = max(0, self.pack(grant.version).points(
            rules["points"], self.currency_of(grant)) - used)
        granted = min(left, wanted)
        if rules.get("overflow") == "reject" and granted < wanted:
            granted = 0
        self.asked[window] = self.asked.get(window, 0) + granted
        return granted

    def given_back_since(self, window):
        """What reversals gave back here and not in the fold without the new entries."""
        return sum(max(0, points - self.returned_before.get(source, 0))
                   for source, points in self.returned.items() if source[0] == window)

    def use(self, grant, points, count=0):
        """Counts points of caps and of a budget, in the window of the earning (M13)."""
        if points < 0 and (grant.state == "closed" or grant.left() == 0):
            count = -1
        self.use_caps(grant, points, count)
        if grant.budget is None:
            return
        key = (grant.budget, grant.window)
        self.state.used[key] = self.state.used.get(key, 0) + points
        if points < 0:
            source = (key, grant.event, grant.version, grant.rule)
            self.returned[source] = self.returned.get(source, 0) - points

    def book(self, grant):
        if grant.points == 0:
            return  # No posting (M15).
        self.use(grant, grant.points, 1)
        pack = self.pack(grant.version)
        trip = self.state.trips.get(grant.ref)
        self.state.grants.append(grant)
        hold = pack.hold_of(pack.rule(grant.rule))
        waits = hold and hold["until"] and trip and trip.is_open()
        if hold and not waits and hold.get("delay"):
            grant.ready_on = self.after_delay(grant.earned_on, hold)
            waits = grant.ready_on > self.today
        if waits:
            self.state.ledger(self.currency_of(grant)).inflow += grant.points
            grant.effect = self.post("hold", grant, grant.points)
        else:
            self.open_lot(grant, "earn")

    def granted(self, entry):
        """The answer to a request that was left open."""
        found = [
            item for item in self.state.requests if item[0] == entry.event["request"]
        ]
        if not found:
            self.emit("ignored", "no_request", None)
            return
        self.state.requests.remove(found[0])
        grant = found[0][1]
        trip = self.state.trips.get(grant.ref)
        if trip and not trip.is_open() and trip.state != "completed":
            self.emit("ignored", "trip_over", None)
            return
        grant.points = self.room(grant, min(entry.event["points"], grant.requested))
        self.book(grant)

    # ---- activation ----
    def true_up(self, trip, outcome):
        """What was unknown at booking is known now (M7)."""
        for version in sorted({version for version, _ in trip.fired}):
            pack = self.pack(version)
            fired = [rule for known, rule in trip.fired if known == version]
            amounts = {rule: amount for (known, rule), amount in trip.amounts.items()
                       if known == version}
            wanted, _ = earning.price(pack, fired, trip, None, amounts)
            for grant in self.state.grants:
                if (grant.ref == trip.ref and grant.state == "pending"
                        and grant.version == version and grant.rule in wanted
                        and grant.trigger in BOOKED
                        and outcome in pack.hold_of(pack.rule(grant.rule))["until"]):
                    self.bring_to(grant, wanted[grant.rule], trip)

    def bring_to(self, grant, wanted, trip):
        if wanted == grant.requested:
            return
        cut = grant.points < grant.requested
        before = grant.left()
        now = min(wanted, grant.points) if cut else wanted
        if now > grant.points:
            now = grant.points + self.room(grant, now - grant.points)
        grant.points = now
        grant.requested, grant.revoked = wanted, 0
        if trip.refunded and trip.price() > 0:
            grant.revoked = earning.to_revoke(grant.points, trip.refunded, trip.price(),
                                              self.mode_of(grant))
        change = grant.left() - before
        if change:
            ledger = self.state.ledger(self.currency_of(grant))
            ledger.inflow += max(change, 0)
            ledger.outflow -= min(change, 0)
            self.post("hold" if change > 0 else "void", grant, change)
        if change:
            self.use(grant, change) if change < 0 else self.use_caps(grant, change, 0)

    def mode_of(self, grant):
        return self.pack(grant.version).mode_of(self.rule_of(grant))

    def resolve_holds(self, entry):
        trip = self.trip_of(entry)
        if trip is None:
            return
        lost = entry.type in ("booking_cancelled", "no_show")
        if lost:
            self.forget(trip.ref)
        else:
            self.true_up(trip, entry.type)
        for grant in list(self.state.grants):
            if grant.ref != trip.ref:
                continue
            hold = self.pack(grant.version).hold_of(self.rule_of(grant))
            if grant.state == "pending":
                if lost and entry.type in hold["void_on"]:
                    self.void(grant)
                elif not lost and entry.type in hold["until"] and grant.left():
                    if not hold.get("delay"):
                        self.open_lot(grant, "activate")
                    elif grant.ready_on is None:
                        grant.ready_on = self.after_delay(self.today, hold)
                elif not lost and entry.type in hold["until"]:
                    grant.state = "closed"
            elif (grant.state == "active" and entry.type == "booking_cancelled"
                    and grant.trigger in REVERSIBLE):
                self.take_back(grant, grant.left())
        if not lost:
            self.activate_ready()  # Of a delay of no days.

    def after_delay(self, day, hold):
        return calendar.add_duration(day, calendar.parse_duration(hold["delay"]))

    def activate_ready(self):
        """Points whose delay is over."""
        for grant in self.state.grants:
            if (grant.state == "pending" and grant.ready_on is not None
                    and grant.ready_on <= self.today):
                if grant.left():
                    self.open_lot(grant, "activate")
                else:
                    grant.state = "closed"

    def on_events(self, rule):
        return events_of(rule["on"])


BOOKED = ("booking", "booking_changed")
REVERSIBLE = ("booking", "booking_changed", "payment", "trip_completed")
