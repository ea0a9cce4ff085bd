# SPDX-License-Identifier: Apache-2.0
"""What `cmake --install` leaves is whole, can be moved, and is found by other builds."""

import os
from pathlib import Path
import shutil
import subprocess

import pytest

ROOT = Path(__file__).resolve().parent.parent
BUILD = Path(os.environ.get("PATRON_BUILD", ROOT / "build"))


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    if not (BUILD / "patron").exists():
        pytest.skip(f"nothing is built in {BUILD}")
    folder = tmp_path_factory.mktemp("install")
    run("cmake", "--install", BUILD, "--prefix", folder / "first")
    return (folder / "first").rename(folder / "moved")


def test_the_command_finds_its_library(installed):
    run(installed / "bin/patron", "version", env={"PATH": os.environ["PATH"]})


def test_cmake_finds_both_libraries(installed, tmp_path):
    run("cmake", "-S", ROOT / "tests/install", "-B", tmp_path,
        f"-DCMAKE_PREFIX_PATH={installed}")
    run("cmake", "--build", tmp_path)
    run(tmp_path / "host_c")
    run(tmp_path / "host_cpp")


@pytest.mark.skipif(not shutil.which("pkg-config"), reason="no pkg-config")
def test_pkg_config_finds_the_c_library(installed, tmp_path):
    pc = next(installed.rglob("patron.pc"))
    flags = run("pkg-config", "--cflags", "--libs", "patron",
                env={**os.environ, "PKG_CONFIG_PATH": str(pc.parent)}).split()
    run("cc", "-std=c99", ROOT / "tests/install/host.c", "-o", tmp_path / "host", *flags)
    run(tmp_path / "host", env={"LD_LIBRARY_PATH": str(pc.parent.parent)})


def test_the_library_exports_what_is_listed_and_nothing_else(installed):
    library = next(installed.rglob("libpatron.so"))
    exported = {line.split()[2].split("@")[0]
                for line in run("nm", "-D", "--defined-only", library).splitlines()
                if line.split()[1] == "T"}
    listed = {line.strip() for line in
              (ROOT / "capi/patron.symbols").read_text(encoding="utf-8").splitlines()
              if line.strip() and not line.startswith("#")}
    assert exported == listed
