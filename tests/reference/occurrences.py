# SPDX-License-Identifier: Apache-2.0
"""Rules for the first, the third, every ninth of a member's events (M51)."""

from reference.limits import same_window


class Occurrences:
    """Part of Fold. state.happened: dicts of rule, ref, trigger, day, given."""

    def awaited(self, entry, event_type, rule_id, rule, day):
        """Counts the event; is it one that the rule waits for?"""
        which = rule.get("occurrence")
        if which is None:
            return True
        before = [one for one in self.state.happened if one["rule"] == rule_id
                  and same_window(which.get("window", "lifetime"), one["day"], day)]
        given = sum(one["given"] for one in before)
        if "nth" in which:
            mine = given == 0 and len(before) + 1 >= which["nth"]
        else:
            mine = given < (len(before) + 1) // which["every"]
        self.state.happened.append({
            "rule": rule_id, "ref": self.ref(entry), "trigger": entry.type, "day": day,
            "given": mine})
        return mine

    def forget(self, ref, triggers=None):
        """What was cancelled, not travelled, refunded in full or is rated anew."""
        if ref:
            self.state.happened = [
                one for one in self.state.happened if one["ref"] != ref
                or triggers is not None and one["trigger"] not in triggers]
