# SPDX-License-Identifier: Apache-2.0
"""Stacking groups and caps of the reference model (M10, M12 to M16)."""

from datetime import timedelta

from reference import calendar
from reference.pack import in_period

WIDTH = {"event": 0, "trip": 1, "member": 2}
DAYS = {"week": 7, "month": 31, "quarter": 92, "half_year": 184, "year": 366}


# ---- groups ----
def choose(pack, wanted, among):
    """Takes from `wanted` what groups drop among these rules; the rules that clash."""
    clash = []
    order = [rule_id for rule_id, _ in pack.earn]
    for name in sorted(pack.groups):
        mode = pack.groups[name].get("mode", "sum")
        rivals = granting(pack, wanted, among, name)
        if len(rivals) < 2 or mode in ("sum", "compound"):
            continue
        if mode == "unique":
            clash += rivals
            winner = None
        else:
            if mode == "best":
                most = max(wanted[rule_id] for rule_id in rivals)
                rivals = [rule_id for rule_id in rivals if wanted[rule_id] == most]
            winner = min(rivals, key=lambda rule_id: (
                -pack.rule(rule_id).get("priority", 0), order.index(rule_id)))
        for rule_id in granting(pack, wanted, among, name):
            if rule_id != winner:
                wanted[rule_id] = 0
    for name in sorted(pack.groups):
        if granting(pack, wanted, list(wanted), name):
            for other in pack.groups[name].get("excludes", []):
                for rule_id in granting(pack, wanted, among, other):
                    wanted[rule_id] = 0
    return clash


def granting(pack, wanted, among, group):
    return [rule_id for rule_id in among
            if wanted[rule_id] > 0 and pack.rule(rule_id).get("group") == group]


# ---- caps ----
def caps_of(pack):
    """(full id, ids of its rules, limit), the narrowest first."""
    caps = []
    for name, cap in pack.caps.items():
        caps.append((f"points.caps.{name}", pack.named(cap["rules"]), cap))
    for rule_id, rule in pack.earn:
        if "limit" in rule:
            caps.append((f"points.earn.{rule_id}", [rule_id], rule["limit"]))
    return sorted(caps, key=lambda cap: (WIDTH[cap[2].get("per", "member")],
                                         days_of(cap[2]), len(cap[1]), cap[0]))


def days_of(cap):
    window = cap.get("window", "lifetime")
    if window == "lifetime":
        return 10**9
    if window.startswith("this "):
        return DAYS[window[5:]]
    unit, count = calendar.parse_duration(window)
    return count * 31 if unit == "months" else count


def window_key(cap, day):
    """Where a grant of a day is counted: by period, by day, or once and for all."""
    window = cap.get("window", "lifetime")
    if window == "lifetime":
        return None
    return calendar.period_of(day, window[5:])[0] if window.startswith("this ") else day


def same_window(window, earlier, day):
    if window == "lifetime":
        return True
    if window.startswith("this "):
        return (calendar.period_of(earlier, window[5:])
                == calendar.period_of(day, window[5:]))
    lower = calendar.add_duration(day, calendar.parse_duration(window), -1)
    return lower + timedelta(days=1) <= earlier <= day


class Limits:
    """Part of Fold: what a member's caps leave."""

    def caps_over(self, grant):
        return [cap for cap in caps_of(self.pack(grant.version))
                if grant.rule in cap[1] and in_period(cap[2].get("effective"),
                                                      grant.earned_on)]

    def used_of(self, cap, grant):
        """Points and grants that count already."""
        cap_id, rules, limit = cap
        per = limit.get("per", "member")
        if per == "member":
            return self.used_in_window(cap_id, limit, grant.earned_on)
        held = [other.left() for other in self.state.grants
                if other.version == grant.version and other.state != "closed"
                and other.rule in rules and other.left() > 0
                and (other.ref == grant.ref if per == "trip" and grant.ref
                     else other.event == grant.event)]
        return sum(held), len(held)

    def used_in_window(self, cap_id, limit, day):
        window = limit.get("window", "lifetime")
        points = count = 0
        for (known, key), (more, grants) in self.state.cap_use.items():
            if known != cap_id:
                continue
            if window != "lifetime" and not window.startswith("this "):
                lower = calendar.add_duration(day, calendar.parse_duration(window), -1)
                if not lower + timedelta(days=1) <= key <= day:
                    continue
            elif key != window_key(limit, day):
                continue
            points, count = points + more, count + grants
        return points, count

    def room(self, grant, wanted):
        """What the caps leave, the narrowest first (M14)."""
        for cap in self.caps_over(grant):
            points, count = self.used_of(cap, grant)
            limit = cap[2]
            if "count" in limit:
                wanted = 0 if count >= limit["count"] else wanted
                continue
            most = self.pack(grant.version).points(limit["points"],
                                                   self.currency_of(grant))
            left = max(0, most - points)
            if wanted > left:
                wanted = 0 if limit.get("overflow") == "reject" else left
        return wanted

    def use_caps(self, grant, points, count):
        """Counts points and grants, gained or gone, on the day of the earning (M13)."""
        for cap_id, _, limit in self.caps_over(grant):
            if limit.get("per", "member") != "member":
                continue
            key = (cap_id, window_key(limit, grant.earned_on))
            if key not in self.state.cap_use and points <= 0:
                continue
            before = self.state.cap_use.get(key, (0, 0))
            self.state.cap_use[key] = (before[0] + points, before[1] + count)
