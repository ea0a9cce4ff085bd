# SPDX-License-Identifier: Apache-2.0
"""Signals of churn, actions of care: phases 7 and 8 of an event, and the daily tick."""

from datetime import timedelta

from reference import calendar, expression
from reference.pack import events_of, in_period
from reference.state import Refused


class Care:
    """Part of Fold."""

    def truth(self, text, names):
        """A predicate as True, False or None (not known)."""
        try:
            return expression.holds(text, names)
        except expression.Unknown:
            return None

    def look_at_signals(self):
        pack = self.pack()
        for name, signal in sorted(pack.signals.items()):
            if "when" not in signal:
                continue
            rule, names = f"churn.signals.{name}", self.names()
            if name not in self.state.signals:
                if self.truth(signal["when"], names) is True:
                    self.state.signals[name] = self.today
                    self.emit("signal", "raised", rule)
                continue
            stay = calendar.statistic_days(
                calendar.parse_duration(signal.get("min_stay", "0 days")))
            if (self.today - self.state.signals[name]).days < stay:
                continue
            if "clear_when" in signal:
                over = self.truth(signal["clear_when"], names) is True
            else:
                over = self.truth(signal["when"], names) is False
            if over:
                del self.state.signals[name]
                self.emit("signal", "cleared", rule)

    # ---- actions ----
    def follow_actions(self, entry):
        still_open = []
        for action in self.state.actions:
            rules = self.pack(action["version"]).actions[action["name"]]
            done = self.ends(rules.get("done_on"), action, entry)
            if not done and not self.ends(rules.get("cancel_on"), action, entry):
                still_open.append(action)
            elif action["id"] is not None:
                self.tell(action, "done" if done else "cancelled")
        self.state.actions = still_open
        for name, rules in sorted(self.pack().actions.items()):
            if (entry.type in events_of(rules["on"])
                    and in_period(rules.get("effective"), self.today)):
                held = self.truth(rules.get("when"), self.names())
                if held is True:
                    self.set_off(name, rules, entry)
                elif held is None:
                    self.undecided_action(name, rules, entry)

    def undecided_action(self, name, rules, entry):
        """Told, passed over, or the end of the event, as the rule or the pack says."""
        how = rules.get("on_error", self.pack().document.get("on_error", "report"))
        if how != "no_match":
            self.emit("undecided", "rule", f"care.actions.{name}")
        if how == "refuse" and entry.id in self.fresh:
            raise Refused("undecided")

    def tell(self, action, what, **fields):
        return self.emit("action", what, f"care.actions.{action['name']}",
                         action["version"], until=self.day_end(action["due"]),
                         parent=action["id"], **fields)

    def set_off(self, name, rules, entry):
        """Opens an action, or gives the one that is open for this ref its new days."""
        pack, rule = self.pack(), f"care.actions.{name}"
        purpose = pack.document["care"].get("purposes", {}).get(rules.get("purpose"), {})
        consent = purpose.get("consent")
        if consent and consent not in (self.state.profile.get("consents") or ()):
            note = f"no consent: {consent}"
            self.emit("action", "withheld", rule, detail={"note": note})
            return
        start, due = (self.moment(rules.get(key, "at once"), entry)
                      for key in ("start", "due"))
        if start is None or due is None:
            self.undecided_action(name, rules, entry)
            return
        due = max(due, self.today)  # A notice that is late is due at once.
        start, ref = min(start, due), entry.event.get("ref")
        for action in self.state.actions:
            if action["name"] == name and action["ref"] == ref:
                moved, action["version"] = action["due"] != due, self.state.version
                action["due"] = due
                if action["id"] is None:
                    action["start"] = start
                elif moved:
                    action["overdue"], action["steps"] = False, 0
                    self.tell(action, "moved")
                self.start_actions()
                return
        self.state.actions.append({
            "id": None, "name": name, "version": self.state.version, "ref": ref,
            "start": start, "due": due, "overdue": False, "steps": 0})
        self.start_actions()

    def moment(self, text, entry):
        """"3 days before event.start": counted from a day of the event, or from today."""
        if text == "at once":
            return self.today
        words, day, sign = text.split(), self.today, 1
        if len(words) == 4:
            said = entry.event.get(words[3].removeprefix("event."))
            if said is None:
                return None
            day = calendar.date.fromisoformat(said)
            sign = -1 if words[2] == "before" else 1
        return calendar.add_duration(
            day, calendar.parse_duration(" ".join(words[:2])), sign)

    def start_actions(self):
        for action in self.state.actions:
            if action["id"] is None and action["start"] <= self.today:
                effect = self.emit("action", "due", f"care.actions.{action['name']}",
                                   action["version"], until=self.day_end(action["due"]))
                action["id"] = effect["id"]

    def ends(self, trigger, action, entry):
        """Does this event end an open action? Of the same ref where both have one."""
        if trigger is None or entry.type not in events_of(trigger["on"]):
            return False
        ref = entry.event.get("ref")
        if ref and action["ref"] and ref != action["ref"]:
            return False
        return self.truth(trigger.get("when"), self.names(action["version"])) is True

    def steps_of(self, action):
        """(the last day before it, role) of each step up that is still to come."""
        rules = self.pack(action["version"]).actions[action["name"]]
        return [(calendar.add_duration(action["due"],
                                       calendar.parse_duration(step["after"])),
                 step["to"]) for step in rules.get("escalate", [])][action["steps"]:]

    def action_days(self):
        for action in self.state.actions:
            if action["id"] is None:
                yield action["start"] - timedelta(days=1)
                continue
            if not action["overdue"]:
                yield action["due"]
            yield from (last for last, _ in self.steps_of(action))

    def mark_overdue(self):
        self.start_actions()
        for action in self.state.actions:
            if action["due"] >= self.today:
                continue
            if not action["overdue"]:
                action["overdue"] = True
                self.tell(action, "overdue")
            for last, role in self.steps_of(action):
                if last >= self.today:
                    break
                action["steps"] += 1
                self.tell(action, "escalated", detail={"note": f"to {role}"})
