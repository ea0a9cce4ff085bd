# SPDX-License-Identifier: Apache-2.0
"""What the scripts beside the peers share: the median time of some work, and the row of a
figure as bench.py reads it."""

import json
from statistics import median
from time import perf_counter


def timed(work, repeat):
    """(seconds, its answer)"""
    times = []
    for _ in range(repeat):
        start = perf_counter()
        answer = work()
        times.append(perf_counter() - start)
    return median(times), answer


def row(what, figure, remark):
    print(json.dumps([what, figure, remark]), flush=True)
