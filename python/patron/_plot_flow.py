# SPDX-License-Identifier: Apache-2.0
"""Who moved from which stage to which: bands between two columns."""

import numpy as np

from . import _columns
from ._errors import ArgumentError
from ._frame import BLUE, GREY, INK, ORANGE, axes_of

_GAP = 0.02  # Between two stages of a column, of all customers.


def _order(before, after, order):
    names = list(dict.fromkeys([*before, *after])) if order is None else list(order)
    missing = (set(before) | set(after)) - set(names)
    if missing:
        raise ArgumentError(f"order leaves out {', '.join(sorted(missing))}")
    return [name for name in names if name in set(before) | set(after)]


def _column(names, labels, n):
    """Where each stage begins, from the top, and how high it is."""
    total, top, places = sum(n), 0.0, {}
    for name in names:
        size = sum(each for label, each in zip(labels, n) if label == name) / total
        if size > 0:
            places[name] = (top, size)
            top += size + _GAP
    return places


def _band(ax, left, right, size, **look):
    from matplotlib.path import Path
    from matplotlib.patches import PathPatch
    x0, x1, mid = 0.08, 0.92, 0.5
    points = [(x0, left), (mid, left), (mid, right), (x1, right), (x1, right + size),
              (mid, right + size), (mid, left + size), (x0, left + size), (x0, left)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3,
             Path.CLOSEPOLY]
    ax.add_patch(PathPatch(Path(points, codes), linewidth=0, **look))


def lifecycle(flow, *, order=None, ax=None, **kwargs):
    """Customers by stage at two days, and the bands between them: grey who stayed, orange
    who went down the `order`, blue who went up (first is best). `flow` is a table of
    churn.flow."""
    ax = axes_of(ax, (7.2, 5.2))
    before, after = (list(map(str, _columns.column(flow, name)))
                     for name in ("before", "after"))
    n = [float(each) for each in _columns.numbers_of(flow, "n")]
    if not sum(n) > 0:
        raise ArgumentError("nobody is in the flow")
    names = _order(before, after, order)
    columns = _column(names, before, n), _column(names, after, n)
    used = [dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)]
    rank = {name: place for place, name in enumerate(names)}
    for i in sorted(range(len(n)), key=lambda i: (rank[before[i]], rank[after[i]])):
        if not n[i] > 0:
            continue
        size = n[i] / sum(n)
        color = (GREY if before[i] == after[i]
                 else ORANGE if rank[after[i]] > rank[before[i]] else BLUE)
        _band(ax, columns[0][before[i]][0] + used[0][before[i]],
              columns[1][after[i]][0] + used[1][after[i]], size,
              **{"facecolor": color, "alpha": 0.35, **kwargs})
        used[0][before[i]] += size
        used[1][after[i]] += size
    for x, side, places in ((0.05, "right", columns[0]), (0.95, "left", columns[1])):
        for name, (top, size) in places.items():
            ax.bar(x, size, 0.06, top, color=INK, align="center")
            ax.text(x + (-0.05 if side == "right" else 0.05), top + size / 2,
                    f"{name}\n{size * sum(n):,.0f}", ha=side, va="center", fontsize=9,
                    color=INK)
    ax.set_title(f"Who moved between the stages (n = {sum(n):,.0f})", loc="left",
                 fontsize=11, color=INK)
    ax.set_xlim(-0.25, 1.25)
    ax.set_ylim(1 + _GAP * np.max([len(places) for places in columns]), -_GAP)
    ax.axis("off")
    return ax


lifecycle.__module__ = "patron.plot"
