#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes zones.txt from the time zone data of this machine (package tzdata).

The first line is the version of the data. Every other line is one zone:

    names|offsets|steps

names: all names of the zone, by commas. offsets: seconds east of UTC, by commas; the
first is in force before the first step. steps: one after the other, each the time since
the step before (the first since 1970) as a base-36 number of quarter hours, or after "!"
of seconds, then the capital letter of the offset from there on, A the first. All steps
from 1970 to 2100 are written out, so that reading needs no rules.
"""

import io
import pathlib
import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

ROOT = pathlib.Path("/usr/share/zoneinfo")
END = int(datetime(2100, 1, 2, tzinfo=timezone.utc).timestamp())
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789" + LETTERS.lower()


def base36(number):
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
        if number == 0:
            return text


def offset_at(zone, second):
    at = datetime.fromtimestamp(second, timezone.utc).astimezone(zone)
    return int(at.utcoffset().total_seconds())


def transitions(zone):
    """Pairs (second, offset after it), found by halving the time of each move."""
    step = 6 * 3600
    found, second, before = [], 0, offset_at(zone, 0)
    while second < END:
        after = offset_at(zone, second + step)
        if after != before:
            low, high = second, second + step
            while high - low > 1:
                middle = (low + high) // 2
                if offset_at(zone, middle) == before:
                    low = middle
                else:
                    high = middle
            found.append((high, after))
            before = after
        second += step
    return offset_at(zone, 0), found


def encode(first, found):
    offsets = [first]
    steps, last = "", 0
    for second, offset in found:
        if offset not in offsets:
            offsets.append(offset)
        step = second - last
        steps += base36(step // 900) if step % 900 == 0 else "!" + base36(step)
        steps += LETTERS[offsets.index(offset)]
        last = second
    return ",".join(map(str, offsets)) + "|" + steps


def names():
    table = (ROOT / "tzdata.zi").read_text().splitlines()
    version = table[0].split()[-1]
    zones = [line.split()[1] for line in table if line.startswith("Z ")]
    links = [line.split()[2] for line in table if line.startswith("L ")]
    return version, sorted(set(zones + links))


def main(target):
    version, all_names = names()
    by_data, lines = {}, {}
    for name in all_names:
        data = (ROOT / name).read_bytes()
        if data not in by_data:
            zone = zoneinfo.ZoneInfo.from_file(io.BytesIO(data))
            by_data[data] = encode(*transitions(zone))
        lines.setdefault(by_data[data], []).append(name)
    rows = sorted(",".join(group) + "|" + rules for rules, group in lines.items())
    pathlib.Path(target).write_text("\n".join([version, *rows]) + "\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1
         else pathlib.Path(__file__).with_name("zones.txt"))
