# SPDX-License-Identifier: Apache-2.0
"""What a notebook shows: plain HTML, no script, readable in light and dark."""

from html import escape


def _list(title, facts):
    rows = "".join(f"<tr><th>{escape(str(name))}</th><td>{escape(str(value))}</td></tr>"
                   for name, value in facts if value is not None)
    return f"<table><caption>{escape(title)}</caption>{rows}</table>"


def _day(moment):
    return None if moment is None else f"{moment:%Y-%m-%d %H:%M} UTC"


def engine(engine):
    facts = [("versions", ", ".join(engine.names("packs"))), ("hash", engine.hash)]
    facts += [(what, ", ".join(engine.names(what))) for what in
              ("rules", "currencies", "tiers", "metrics", "actions", "signals", "scopes")
              if engine.names(what)]
    facts += [("warning", str(warning)) for warning in engine.warnings]
    return _list(f"patron.Engine {engine.id}", facts)


def member(member):
    facts = [("revision", member.revision), ("events", member.retained),
             ("told until", _day(member.watermark)), ("next due", _day(member.next_due))]
    watermark = member.watermark
    if watermark is not None:
        found = member.engine.assess(member, watermark)
        facts += [(f"{name}, points", f"{balance.active:,} active, {balance.pending:,} "
                   "pending") for name, balance in found.balances.items()]
        facts += [(f"{name}, tier", standing.tier)
                  for name, standing in found.standings.items()]
    return _list(f"patron.Member {member.customer or ''}", facts)


def _bar(index):
    low, value, high = float(index.low), float(index.value), float(index.high)
    return ('<svg width="200" height="12" role="img">'
            '<rect width="200" height="12" fill="currentColor" opacity="0.1"/>'
            f'<rect x="{2 * low:.1f}" width="{2 * (high - low):.1f}" height="12" '
            'fill="currentColor" opacity="0.3"/>'
            f'<rect x="{max(0.0, 2 * value - 1):.1f}" width="2" height="12" '
            'fill="currentColor"/></svg>')


def assessment(found):
    rows = [f"<tr><th>satisfaction</th><td>{_bar(found.satisfaction)} "
            f"{escape(str(found.satisfaction))}</td></tr>"]
    rows += [f"<tr><th>{escape(name)}</th>"
             f"<td>{_bar(index)} {escape(str(index))}</td></tr>"
             for name, index in found.touchpoints.items()]
    if found.churn_risk is not None:
        rows.append(f"<tr><th>churn risk, {found.churn_horizon_days} days</th>"
                    f"<td>{found.churn_risk} {escape(found.churn_band or '')}</td></tr>")
    rows += [f"<tr><th></th><td>{reason.contribution:+} {escape(reason.text)}</td></tr>"
             for reason in found.reasons]
    rows += [f"<tr><th>{escape(name)}</th><td>{escape(standing.tier or '')}</td></tr>"
             for name, standing in found.standings.items()]
    rows += [f"<tr><th>{escape(name)}</th><td>{balance.active:,} active, "
             f"{balance.pending:,} pending</td></tr>"
             for name, balance in found.balances.items()]
    title = escape(f"{found.customer} at {_day(found.at)}")
    return f"<table><caption>{title}</caption>{''.join(rows)}</table>"
