# SPDX-License-Identifier: Apache-2.0
"""Pictures of satisfaction: each score with its interval and n; hollow where it is not
sure enough to be told."""

import numpy as np

from . import _columns
from ._errors import ArgumentError
from ._frame import BLUE, GREY, INK, ORANGE, axes_of, plain

_GREEN, _YELLOW, _VERMILION = "#009E73", "#F0E442", "#D55E00"
_SHARES = (("detractors", _VERMILION), ("passives", "#CFCFCF"), ("promoters", _GREEN))


def _list(table, name):
    return list(_columns.column(table, name))


def _floats(table, name):
    return _columns.numbers_of(table, name)


def nps(answers, ax=None, *, weights=None, promoters_from=9, detractors_to=6,
        **kwargs):
    """The shares of detractors, passives and promoters as one bar, and under it the Net
    Promoter Score with its interval."""
    from .satisfaction import nps as score_of
    answers = _columns.numbers(answers, "answers")
    by = np.ones(len(answers))
    if weights is not None:
        by = _columns.numbers(weights, "weights")
    score = score_of(answers, weights=weights, promoters_from=promoters_from,
                     detractors_to=detractors_to)
    known = ~np.isnan(answers)
    if not by[known].sum() > 0.0:
        raise ArgumentError("there is no answer to show")
    low, high = answers <= detractors_to, answers >= promoters_from
    of = [low, ~low & ~high, high]
    shares = [by[known & group].sum() / by[known].sum() for group in of]
    ax = axes_of(ax, (7.2, 2.4))
    left = 0.0
    for share, (name, colour) in zip(shares, _SHARES):
        ax.barh([1], [share * 100], left=left, height=0.7, color=colour,
                **{"edgecolor": "white", **kwargs})
        if share >= 0.06:
            ax.text(left + share * 50, 1, f"{name}\n{share:.0%}", ha="center",
                    va="center", fontsize=9, color=INK)
        left += share * 100
    middle = 50.0  # -100 to 100 stands under 0 to 100 percent.
    ax.errorbar([middle + score.value / 2], [0],
                xerr=[[(score.value - score.low) / 2], [(score.high - score.value) / 2]],
                fmt="o", color=BLUE, capsize=4, markersize=8,
                markerfacecolor=BLUE if score.reportable else "white")
    ax.text(middle + score.value / 2, 0.18, f"{score.value:.0f}", ha="center",
            va="bottom", color=BLUE, fontsize=11)
    ax.set_xticks([0, 25, 50, 75, 100], ["-100", "-50", "0", "50", "100"])
    ax.axvline(middle, ymax=0.42, color=GREY, linewidth=1)
    plain(ax, f"Net Promoter Score: {score.value:.0f} "
                f"({score.low:.0f} to {score.high:.0f}, n = {score.n:,.0f})", "", "")
    ax.set_yticks([1, 0], ["answers", "NPS, 95 %"])
    ax.set_xlim(0, 100)
    ax.set_ylim(-0.5, 1.5)
    ax.grid(False)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax


def satisfaction(cohorts, ax=None, *, by=None, control=None, label="Score",
                 **kwargs):
    """Scores of cohorts in their order (months, say) with intervals and n; with a control
    chart of the same values, its alarms are marked."""
    by = by or _columns.names_of(cohorts)[0]
    names = [str(name) for name in _list(cohorts, by)]
    value, low, high, n = (_floats(cohorts, name)
                           for name in ("value", "value_low", "value_high", "n"))
    sure = [bool(flag) for flag in _list(cohorts, "reportable")]
    ax = axes_of(ax, (1.6 + 0.5 * max(8, len(names)), 4.2))
    at = np.arange(len(names))
    ax.plot(at, value, color=BLUE, linewidth=1, alpha=0.6)
    for place in at:
        ax.errorbar([place], [value[place]], yerr=[[value[place] - low[place]],
                                                   [high[place] - value[place]]],
                    **{"fmt": "o", "color": BLUE, "capsize": 2.5, "markersize": 6,
                       "markerfacecolor": BLUE if sure[place] else "white",
                       **kwargs})
    if control is not None:
        if len(control.points) != len(names):
            raise ArgumentError("the chart is of other values than these cohorts")
        ax.axhline(control.target, color=GREY, linestyle="--", linewidth=1)
        ax.text(len(names) - 0.5, control.target, " target", va="center", fontsize=8,
                color=GREY)
        for place, alarm in enumerate(_list(control.points, "alarm")):
            if alarm:
                ax.plot([place], [value[place]], marker="^" if alarm > 0 else "v",
                        markersize=15, markerfacecolor="none", color=ORANGE,
                        markeredgewidth=1.6)
    ax.set_xticks(at, [f"{name}\nn = {count:,.0f}" for name, count in zip(names, n)],
                  fontsize=8, rotation=0 if len(names) <= 14 else 60)
    told = " Triangles: alarms." if control is not None else ""
    return plain(ax, f"{label} by {by}, 95 % intervals.{told}", "", label)


def drivers(drivers, ax=None, *, what="lmg", **kwargs):
    """What moves the outcome, the strongest on top: shares of R^2 (lmg, johnson, pratt),
    or correlation, beta. Crossed out where beta turns against the correlation."""
    names = _list(drivers.items, "item")
    values = _floats(drivers.items, what)
    if np.isnan(values).all():
        raise ArgumentError(f"{what} is not known of so many items; take johnson")
    suppressed = _list(drivers.items, "suppressor")
    order = np.argsort(values, kind="stable")
    ax = axes_of(ax, (6.8, 1.4 + 0.36 * len(names)))
    bars = ax.barh([names[place] for place in order], values[order],
                   **{"color": BLUE, "height": 0.7, **kwargs})
    for bar, place in zip(bars, order):
        if suppressed[place]:
            bar.set_hatch("///")
            bar.set_alpha(0.55)
        text = f" {values[place]:.2f}" + (" (suppressor)" if suppressed[place] else "")
        ax.text(max(values[place], 0.0), bar.get_y() + bar.get_height() / 2, text,
                va="center", fontsize=8, color=INK)
    share = what in ("lmg", "johnson", "pratt")
    plain(ax, f"What moves it: R² {drivers.r_squared:.2f}, "
                f"n = {drivers.n:,.0f}", f"Share of R² ({what})" if share else what, "")
    ax.margins(x=0.14)
    ax.grid(False, axis="y")
    return ax


def importance(table, ax=None, *, item="item", cut="mean", **kwargs):
    """Importance against performance, as importance_performance gives them, cut at the
    `mean`, `median` or a pair (performance, importance)."""
    of, at = _floats(table, "importance"), _floats(table, "performance")
    cuts = {"mean": (at.mean(), of.mean()), "median": (np.median(at), np.median(of))}
    x, y = cuts[cut] if isinstance(cut, str) and cut in cuts else cut
    ax = axes_of(ax, (6.6, 5.4))
    ax.axvline(x, color=GREY, linewidth=1)
    ax.axhline(y, color=GREY, linewidth=1)
    weak = (at < x) & (of >= y)
    ax.scatter(at, of, **{"s": 42, "c": np.where(weak, ORANGE, BLUE),
                          "zorder": 3, **kwargs})
    for name, px, py in zip(_list(table, item), at, of):
        ax.annotate(str(name), (px, py), xytext=(5, 4), textcoords="offset points",
                    fontsize=8, color=INK)
    ax.margins(0.18)
    corners = {"concentrate here": (0.02, 0.98), "keep up": (0.98, 0.98),
               "low priority": (0.02, 0.02), "possible overkill": (0.98, 0.02)}
    for words, (dx, dy) in corners.items():
        ax.text(dx, dy, words, transform=ax.transAxes, fontsize=9, color=GREY,
                ha="left" if dx < 0.5 else "right", va="top" if dy > 0.5 else "bottom")
    return plain(ax, f"Importance and performance, cut at the {cut}", "Performance",
                       "Importance")


def profile(table, ax=None, *, item=None, value="value", label="Score", **kwargs):
    """A profile over touchpoints or pairs of opposites: a score each with its interval,
    in the order given, joined by a line."""
    item = item or _columns.names_of(table)[0]
    names = [str(name) for name in _list(table, item)]
    prefix = f"{value}_" if _columns.has(table, f"{value}_low") else ""
    values, low, high, n = (_floats(table, name) for name in
                            (value, f"{prefix}low", f"{prefix}high", "n"))
    ax = axes_of(ax, (6.8, 1.4 + 0.45 * len(names)))
    rows = np.arange(len(names))
    ax.plot(values, rows, color=BLUE, linewidth=1, alpha=0.6)
    ax.errorbar(values, rows, xerr=[values - low, high - values],
                **{"fmt": "o", "color": BLUE, "capsize": 3, "markersize": 6,
                   **kwargs})
    ax.set_yticks(rows, [f"{name}  (n = {count:,.0f})" for name, count in zip(names, n)])
    plain(ax, f"{label} by {item}, 95 % intervals", label, "")
    ax.set_ylim(len(names) - 0.5, -0.5)
    return ax


def gaps(quality, ax=None, *, of="dimensions", **kwargs):
    """SERVQUAL: what was expected, what was seen, and the gap between them with its
    interval, by `dimensions` or `items`."""
    table = getattr(quality, of)
    names = _list(table, _columns.names_of(table)[0])
    gap, low, high, seen, wanted = (_floats(table, name) for name in (
        "gap", "low", "high", "perceived", "expected"))
    ax = axes_of(ax, (7.2, 1.5 + 0.5 * len(names)))
    rows = np.arange(len(names))
    ax.hlines(rows, seen, wanted, color="#CFCFCF", linewidth=3, zorder=1)
    ax.plot(wanted, rows, "D", color=GREY, label="expected", markersize=6)
    ax.errorbar(seen, rows, xerr=[gap - low, high - gap],
                **{"fmt": "o", "color": BLUE, "capsize": 3, "markersize": 7,
                   "label": "perceived, 95 % interval of the gap", **kwargs})
    for row in rows:
        ax.text((seen[row] + wanted[row]) / 2, row - 0.2, f"gap {gap[row]:+.2f}",
                fontsize=8, ha="center",
                color=ORANGE if high[row] < 0 else INK)
    ax.set_yticks(rows, [str(name) for name in names])
    plain(ax, f"Gaps of service quality: overall {quality.overall.value:+.2f} "
                f"({quality.overall.low:+.2f} to {quality.overall.high:+.2f}, "
                f"n = {quality.overall.n:,.0f})", "Answer", "")
    ax.set_ylim(len(names) - 0.5, -0.7)
    ax.grid(False, axis="y")
    ax.legend(frameon=False, fontsize=8, ncols=2, loc="upper center",
              bbox_to_anchor=(0.5, -0.22))
    return ax
