import io
import sys
import time

import psutil
import pytest

from engine.errors import Cancelled, DataError
from engine.readers.containers.base import Stream
from engine.readers.processes.helper import Helper
from engine.readers.task import Task

ANSWER = """
import sys
data = sys.stdin.buffer.read()
head = b"%d bytes" % len(data)
sys.stdout.buffer.write(len(head).to_bytes(4, "big") + head + data[::-1])
"""
LIMITS = """
import resource, sys
sys.stdin.buffer.read()
limits = [resource.getrlimit(limit) for limit in (resource.RLIMIT_AS, resource.RLIMIT_CORE)]
head = repr(limits).encode()
sys.stdout.buffer.write(len(head).to_bytes(4, "big") + head)
"""
HANG = """
import os, sys
sys.stdin.buffer.read()
os.read(os.pipe()[0], 1)
"""


class Bytes(Stream):
    def __init__(self, data):
        super().__init__("source", len(data))
        self._file = io.BytesIO(data)

    def _some(self, most):
        return self._file.read(most)


def answer_of(path, data=b"abc", limit=1 << 21, task=None, **options):
    with Helper(path, name="x.mat", task=task or Task(), memory=1 << 32, **options) as helper:
        helper.send(Bytes(data), limit)
        return helper.head()


@pytest.fixture(autouse=True)
def _no_process_is_left():
    before = psutil.Process().children()
    yield
    assert psutil.Process().children() == before


@pytest.fixture
def script(tmp_path):
    def write(text):
        path = tmp_path / "script.py"
        path.write_text(text)
        return str(path)

    return write


@pytest.mark.skipif(sys.platform != "linux", reason="other systems know other limits")
def test_memory_is_limited_and_a_crash_leaves_no_dump(script, monkeypatch):
    monkeypatch.setattr("engine.readers.processes.helper.usable_memory", lambda: 1 << 31)
    limit = 1 << 31
    assert answer_of(script(LIMITS)).decode() == f"[({limit}, {limit}), (0, 0)]"


@pytest.mark.parametrize("size", [0, 1, 3 << 20])
def test_a_file_goes_in_and_an_answer_comes_out(script, size):
    data = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    told = []
    task = Task(progress=lambda *what: told.append(what))
    with Helper(script(ANSWER), name="x", task=task, memory=1 << 32) as helper:
        helper.send(Bytes(data), size)
        assert helper.head() == b"%d bytes" % size
        assert helper.read(size) == data[::-1]
        assert helper.at_end()
    assert told[-1:] == ([("reading source", size, size)] if size else [])


@pytest.mark.parametrize(
    "text",
    [
        "raise SystemExit(3)",
        "import os; os.abort()",
        "import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write(b'ab'); sys.exit(1)",
        "import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write(b'\\xff' * 1000)",
        "import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write(b'\\0\\0\\0\\x09abc'); 1 / 0",
    ],
)
def test_whatever_happens_to_it_is_one_line(script, text):
    with pytest.raises(DataError) as caught:
        answer_of(script(text), bytes(1 << 21))
    line = "x.mat: is damaged, or too large to be read. Download it again."
    assert str(caught.value) == line


def test_a_late_answer_is_one_line(script):
    with pytest.raises(DataError) as caught:
        answer_of(script(HANG), deadline=0.3)
    assert str(caught.value) == "x.mat: took too long to be read. Download it again."


def test_stopping_does_not_wait_for_it(script):
    stopped_at = []

    def should_stop():
        if len(asked) < 3:
            asked.append(None)
            return False
        stopped_at.append(time.monotonic())
        return True

    asked = []
    with pytest.raises(Cancelled):
        answer_of(script(HANG), task=Task(should_stop=should_stop))
    assert time.monotonic() - stopped_at[0] < 0.2


def test_a_file_over_the_limit_is_not_sent(script):
    with pytest.raises(DataError) as caught:
        answer_of(script(ANSWER), b"abcd", limit=3)
    assert str(caught.value) == "source: is over 3 bytes. Take a smaller file."


def test_no_process_to_be_had(monkeypatch):
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(DataError) as caught:
        Helper("x.py", name="x.mat", task=Task(), memory=1 << 32)
    assert "no process could be started" in str(caught.value)
