# SPDX-License-Identifier: Apache-2.0
"""The frame that all pictures share: axes, colours, the way they are labelled."""

BLUE, ORANGE, GREY, INK = "#0072B2", "#D55E00", "#8C8C8C", "#333333"


def axes_of(ax, size=(6.4, 4.6)):
    if ax is not None:
        return ax
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise ImportError("patron.plot needs matplotlib: pip install matplotlib, or "
                          "apt-get install python3-matplotlib") from error
    return pyplot.subplots(figsize=size, layout="constrained")[1]


def plain(ax, title, x, y):
    """The frame that all pictures share: no box, a faint grid under the data."""
    ax.set_title(title, loc="left", fontsize=11, color=INK)
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_axisbelow(True)
    ax.grid(color="#E6E6E6", linewidth=0.8)
    return ax


def with_percent(*axes):
    from matplotlib.ticker import PercentFormatter
    for axis in axes:
        axis.set_major_formatter(PercentFormatter(1.0, decimals=0))


def with_calendar(ax):
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    locator = AutoDateLocator()
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
