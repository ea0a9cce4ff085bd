# SPDX-License-Identifier: Apache-2.0
"""The tree's own rules: floors of includes, widths, lengths, listed sources."""

from pathlib import Path
import re
import subprocess

import pytest

ROOT = Path(__file__).resolve().parent.parent

# A room may include its own floor's files of its own room, and everything below.
FLOORS = {"base": 0, "model": 1, "rules": 2, "satisfaction": 2, "churn": 2, "loyalty": 2,
          "care": 2, "identity": 2, "engine": 3}
TOP_LEVEL = {
    "CMakeLists.txt", "include", "src", "capi", "python", "examples", "tests", "LICENSE",
    "README.md", "README.zh.md", "Makefile", "CMakePresets.json", "pyproject.toml",
    "CHANGELOG.md", "CONTRIBUTING.md", "docs", "cmake"}
CODE = {".cpp", ".hpp", ".c", ".h", ".py", ".pyi", ".sh", ".cmake"}
WIDTH, LINES, HEADER_LINES, C_HEADER_LINES = 90, 500, 250, 1000
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)


def project_files():
    """What git tracks or would track; without git, what stands in the known folders."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
        capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.splitlines()]
    else:
        paths = [path for top in TOP_LEVEL for path in
                 ([ROOT / top] if (ROOT / top).is_file() else (ROOT / top).rglob("*"))
                 if "__pycache__" not in path.parts]
    return sorted(path for path in paths if path.is_file())


FILES = project_files()
SOURCES = [path for path in FILES
           if path.suffix in CODE or path.name in ("CMakeLists.txt", "Makefile")]


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def cpp_files(*tops):
    return [path for path in FILES if path.suffix in (".cpp", ".hpp", ".h", ".c")
            and path.relative_to(ROOT).parts[0] in tops]


def text_of(path):
    return path.read_text(encoding="utf-8")


def fail_with(found):
    if found:
        pytest.fail("\n" + "\n".join(found), pytrace=False)


def test_the_checks_see_the_tree():
    names = {name_of(path) for path in SOURCES}
    assert {"CMakeLists.txt", "src/base/json.hpp", "tests/tidy_test.py"} <= names


def test_only_what_belongs_stands_at_the_top():
    tops = {path.relative_to(ROOT).parts[0] for path in FILES}
    assert {top for top in tops if not top.startswith(".")} <= TOP_LEVEL


def test_every_source_opens_with_its_licence():
    fail_with([f"{name_of(path)}: no SPDX line" for path in SOURCES if path.stat().st_size
               and not any("SPDX-License-Identifier: Apache-2.0" in line
                           for line in text_of(path).splitlines()[:2])])


def test_no_line_is_wider_than_a_screen():
    fail_with([f"{name_of(path)}:{number}: {len(line)} wide"
               for path in SOURCES
               for number, line in enumerate(text_of(path).splitlines(), 1)
               if len(line) > WIDTH])


def longest(path):
    if name_of(path) == "include/patron.h":
        return C_HEADER_LINES
    return HEADER_LINES if path.relative_to(ROOT).parts[0] == "include" else LINES


def test_no_file_is_too_long():
    fail_with([f"{name_of(path)}: {count} lines, at most {longest(path)}"
               for path in SOURCES
               if (count := len(text_of(path).splitlines())) > longest(path)])


def room_of(path):
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "src" and len(parts) > 2 else None


def may_include(room, other):
    return other == room or FLOORS[other] < FLOORS[room]


def test_includes_point_downwards():
    found = []
    for path in cpp_files("src"):
        room = room_of(path)
        for included in INCLUDE.findall(text_of(path)):
            other = included.split("/")[0]
            if room in FLOORS:
                if other in ("capi", "python", "cli") or included == "patron.h":
                    found.append(f"{name_of(path)}: includes {included} from above")
                elif other in FLOORS and not may_include(room, other):
                    found.append(f"{name_of(path)}: {room} includes {included}")
            elif room == "cli" and (other in FLOORS or included.startswith("patron/")):
                found.append(f"{name_of(path)}: the command knows patron.h only, "
                             f"not {included}")
    fail_with(found)


def test_public_headers_know_nothing_of_the_inside():
    found = []
    for path in cpp_files("include"):
        for included in INCLUDE.findall(text_of(path)):
            if "boost" in included or included.split("/")[0] in FLOORS:
                found.append(f"{name_of(path)}: includes {included}")
        if path.suffix == ".hpp" and "boost::" in text_of(path):
            found.append(f"{name_of(path)}: names boost")
    header = ROOT / "include/patron.h"
    included = set(INCLUDE.findall(text_of(header)))
    if not included <= {"stddef.h", "stdint.h"}:
        found.append(f"include/patron.h: includes {sorted(included)}")
    fail_with(found)


def test_the_core_does_not_print():
    printing = re.compile(r"#\s*include\s*<(iostream|cstdio|stdio\.h|fstream|print)>")
    fail_with([f"{name_of(path)}: {match.group(0)}"
               for path in cpp_files("src", "capi") if room_of(path) != "cli"
               for match in printing.finditer(text_of(path))])


def test_nothing_is_left_for_later():
    later = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    fail_with([f"{name_of(path)}:{number}: {line.strip()}"
               for path in SOURCES
               for number, line in enumerate(text_of(path).splitlines(), 1)
               if later.search(line)])


def lists_above(path):
    """The text of the CMakeLists.txt of the file's folder and of those above it."""
    folders = [folder for folder in path.parents if ROOT in (folder, *folder.parents)]
    return [(folder, text_of(folder / "CMakeLists.txt"))
            for folder in folders if (folder / "CMakeLists.txt").is_file()]


@pytest.mark.parametrize("top", ["src", "capi", "python", "tests"])
def test_every_source_is_listed_by_name(top):
    found = []
    for path in cpp_files(top):
        if path.suffix not in (".cpp", ".c"):
            continue
        names = [re.escape(path.relative_to(folder).as_posix())
                 for folder, _ in lists_above(path)]
        lists = [text for _, text in lists_above(path)]
        if not any(re.search(rf"(?<![\w/.-]){name}(?![\w.])", text)
                   for name, text in zip(names, lists)):
            found.append(f"{name_of(path)}: not in a CMakeLists.txt")
    fail_with(found)


def test_no_list_of_sources_is_a_glob():
    fail_with([f"{name_of(path)}: file(GLOB" for path in SOURCES
               if path.name == "CMakeLists.txt" and "GLOB" in
               re.sub(r"PkgConfig|IMPORTED_TARGET GLOBAL", "", text_of(path))])
