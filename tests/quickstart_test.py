# SPDX-License-Identifier: Apache-2.0
"""The twenty lines of the README are the files in examples/quickstart, and they run."""

import os
from pathlib import Path
import re
import shutil
import subprocess
import sys

import pytest

ROOT = Path(__file__).resolve().parent.parent
BUILD = Path(os.environ.get("PATRON_BUILD", ROOT / "build"))
QUICKSTART = ROOT / "examples" / "quickstart"
MINIMAL = ROOT / "examples" / "packs" / "minimal.json"


def lines_of(readme, language):
    text = (ROOT / readme).read_text(encoding="utf-8")
    return re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)[1]


@pytest.mark.parametrize("language,suffix",
                         [("cpp", "cpp"), ("c", "c"), ("python", "py")])
def test_the_readme_shows_the_file(language, suffix):
    text = (QUICKSTART / f"quickstart.{suffix}").read_text(encoding="utf-8")
    assert text.split("\n", 1)[1] == lines_of("README.md", language)


def run(command, **options):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True,
                          encoding="utf-8", **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    if not (BUILD / "libpatron.so").exists():
        pytest.skip(f"no libpatron.so in {BUILD}")
    folder = tmp_path_factory.mktemp("quickstart")
    include = ROOT / "include"
    run(["cc", "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", f"-I{include}",
         QUICKSTART / "quickstart.c", "-o", folder / "c", f"-L{BUILD}", "-lpatron",
         f"-Wl,-rpath,{BUILD}"])
    run(["c++", "-std=c++20", f"-I{include}", QUICKSTART / "quickstart.cpp", "-o",
         folder / "cpp", BUILD / "libpatron_core.a", "-lre2"])
    return folder


@pytest.mark.parametrize("program,line", [("c", "points.earn.base +1200"),
                                          ("cpp", "points.earn.base 1200")])
def test_it_gives_a_point_for_each_yuan(compiled, program, line):
    with open(MINIMAL, encoding="utf-8") as pack:
        assert run([compiled / program], stdin=pack).splitlines()[0] == line


def test_it_gives_a_point_for_each_yuan_in_python():
    pytest.importorskip("patron")
    out = run([sys.executable, QUICKSTART / "quickstart.py"], cwd=ROOT)
    assert out.splitlines()[0] == "points.earn.base 1200"


@pytest.mark.skipif(not shutil.which("go"), reason="no go")
def test_it_gives_a_point_for_each_yuan_in_go(tmp_path):
    if not (BUILD / "libpatron.so").exists():
        pytest.skip(f"no libpatron.so in {BUILD}")
    (tmp_path / "patron.pc").write_text(
        f"Name: patron\nDescription: of the build folder\nVersion: 0\n"
        f"Cflags: -I{ROOT / 'include'}\nLibs: -L{BUILD} -lpatron\n", encoding="utf-8")
    with open(MINIMAL, encoding="utf-8") as pack:
        out = run(["go", "run", QUICKSTART / "quickstart.go"], stdin=pack,
                  env={**os.environ, "PKG_CONFIG_PATH": str(tmp_path),
                       "LD_LIBRARY_PATH": str(BUILD)})
    assert out == "points.earn.base 1200\n"
