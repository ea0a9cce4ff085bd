# SPDX-License-Identifier: Apache-2.0
"""Signals of churn, actions of care: phases 7 and 8 of an event, and the daily tick."""

from reference import calendar, expression
from reference.pack import events_of


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

    def follow_actions(self, entry):
        still_open = []
        for action in self.state.actions:
            rules = self.pack(action["version"]).actions[action["name"]]
            done = self.ends(rules.get("done_on"), action, entry)
            if not done and not self.ends(rules.get("cancel_on"), action, entry):
                still_open.append(action)
                continue
            self.emit("action", "done" if done else "cancelled",
                      f"care.actions.{action['name']}", action["version"],
                      until=self.day_end(action["due"]), parent=action["id"])
        self.state.actions = still_open
        for name, rules in sorted(self.pack().actions.items()):
            if entry.type not in events_of(rules["on"]) or self.truth(
                    rules.get("when"), self.names()) is not True:
                continue
            due = calendar.add_duration(self.today, calendar.parse_duration(rules["due"]))
            effect = self.emit("action", "due", f"care.actions.{name}",
                               until=self.day_end(due))
            self.state.actions.append({
                "id": effect["id"], "name": name, "version": self.state.version,
                "ref": entry.event.get("ref"), "due": due, "overdue": False})

    def ends(self, trigger, action, entry):
        """Does this event end an open action? Of the same ref where both have one."""
        if trigger is None or entry.type not in events_of(trigger["on"]):
            return False
        ref = entry.event.get("ref")
        if ref and action["ref"] and ref != action["ref"]:
            return False
        return self.truth(trigger.get("when"), self.names(action["version"])) is True

    def mark_overdue(self):
        for action in self.state.actions:
            if not action["overdue"] and action["due"] < self.today:
                action["overdue"] = True
                self.emit("action", "overdue", f"care.actions.{action['name']}",
                          action["version"], until=self.day_end(action["due"]),
                          parent=action["id"])
