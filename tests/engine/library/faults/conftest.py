"""A library of one fit, and children that meet a fault of the system at any call wanted."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
CALLS = re.compile(r"^\d+ +([a-z_0-9]+)\(", re.MULTILINE)


@dataclass(frozen=True)
class Ended:
    """How a child ended, and the calls it made."""

    status: int
    trace: str

    @property
    def was_hit(self):
        return self.status < 0 or "(INJECTED)" in self.trace

    def was_hit_in(self, folder):
        (line,) = [line for line in self.trace.splitlines() if "(INJECTED)" in line]
        return str(folder) in line


class Nursery:
    """The process of `nursery.py`; `run` lets it have a child."""

    def __init__(self, folder: Path) -> None:
        self.trace = folder / "trace"
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "nursery.py"), str(folder / "library")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "HOME": str(folder)},
            bufsize=0,
        )
        self.library = folder / "library"
        assert self._line() == "ready"

    def run(self, scenario: str, folder: Path, *options: str) -> Ended:
        """Run a scenario in `folder` under ``strace -f *options``."""
        self._say(f"{scenario} {folder}\n")
        pid = self._line()
        strace = subprocess.Popen(
            ["strace", "-f", "-s", "0", "-y", "-o", str(self.trace), "-p", pid, *options],
            stderr=subprocess.PIPE,
            text=True,
        )
        with strace:
            first = strace.stderr.readline()
            os.kill(int(pid), signal.SIGUSR1)
            status = int(self._line())
            strace.stderr.read()
        if "attached" not in first:
            pytest.skip(f"strace may not look at other processes here: {first.strip()}")
        return Ended(status, self.trace.read_text(errors="replace"))

    def close(self) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(10)

    def _say(self, text: str) -> None:
        self.process.stdin.write(text.encode())

    def _line(self) -> str:
        return self.process.stdout.readline().decode().rstrip("\n")


@pytest.fixture(scope="session")
def nursery(tmp_path_factory):
    if not sys.platform.startswith("linux") or shutil.which("strace") is None:
        pytest.skip("needs strace, which is not installed")
    nursery = Nursery(tmp_path_factory.mktemp("nursery"))
    yield nursery
    nursery.close()


@pytest.fixture
def fresh_library(nursery, tmp_path):
    """Return a function that makes a copy of the library of one fit."""
    made = []

    def fresh(scenario: str) -> Path:
        for old in made:
            shutil.rmtree(old)
        made[:] = [tmp_path / f"library-{len(list(tmp_path.iterdir()))}"]
        shutil.copytree(nursery.library, made[0], copy_function=shutil.copy2)
        if scenario == "open":
            (made[0] / "index.sqlite").unlink()
        return made[0]

    return fresh
