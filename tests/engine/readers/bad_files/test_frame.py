"""The frame finds what a reader would leave behind: here a listener leaves it."""

import os
import subprocess
import sys
import threading
import time

import pytest

from engine.errors import DataError
from tests.engine.readers.arrays.array_files import npy_bytes
from tests.engine.readers.bad_files import frame
from tests.engine.readers.bad_files.frame import opened, put, refused
from tests.engine.readers.pictures.picture_makers import some_pixels

DATA = npy_bytes(some_pixels(3, 4, 5))


def once(work):
    """A progress listener that does `work` when it is first told anything."""
    done = []
    return lambda *news: done or done.append(work())


@pytest.mark.parametrize("where", ["x.txt", "here/x.txt", "temporary/a/x.txt", "../x.txt"])
def test_a_new_file_is_found(tmp_path, where):
    path = put(tmp_path, "x.npy", DATA)
    with pytest.raises(AssertionError, match=r"x\.txt"):
        opened(path, progress=once(lambda: put(tmp_path, where, b"1")))
    (tmp_path / where).unlink()


def test_a_changed_file_is_found(tmp_path):
    path, other = put(tmp_path, "x.npy", DATA), put(tmp_path, "other", b"1")
    with pytest.raises(AssertionError, match="other"):
        opened(path, progress=once(lambda: other.write_bytes(b"22")))


def test_a_new_thread_is_found(tmp_path):
    path, end = put(tmp_path, "x.npy", DATA), threading.Event()
    thread = threading.Thread(target=end.wait, name="forgotten")
    with pytest.raises(AssertionError, match="forgotten"):
        opened(path, progress=once(thread.start))
    end.set()
    thread.join()


@pytest.mark.skipif(sys.platform != "linux", reason="descriptors are listed on Linux alone")
def test_a_new_descriptor_is_found(tmp_path):
    path, descriptors = put(tmp_path, "x.npy", DATA), []
    with pytest.raises(AssertionError, match=r"descriptors.*x\.npy"):
        opened(path, progress=once(lambda: descriptors.append(os.open(path, os.O_RDONLY))))
    os.close(descriptors[0])


def test_a_new_process_is_found(tmp_path):
    path, started = put(tmp_path, "x.npy", DATA), []
    command = [sys.executable, "-S", "-c", "input()"]
    start = once(lambda: started.append(subprocess.Popen(command, stdin=subprocess.PIPE)))
    with pytest.raises(AssertionError, match="pid"):
        opened(path, progress=start)
    started[0].communicate(b"\n")


@pytest.mark.skipif(sys.platform != "linux", reason="peaks are told on Linux alone")
def test_a_peak_of_memory_is_found(tmp_path):
    path = put(tmp_path, "x.npy", DATA)
    with pytest.raises(AssertionError, match="bytes of memory"):
        opened(path, progress=once(lambda: len(b"1" * (frame.MOST_MEMORY + (1 << 20)))))


def test_a_long_time_is_found(tmp_path, monkeypatch):
    def work():
        end = time.thread_time() + 0.05
        while time.thread_time() < end:
            pass

    monkeypatch.setattr(frame, "SECONDS", 0.04)
    with pytest.raises(AssertionError, match="seconds"):
        opened(put(tmp_path, "x.npy", DATA), progress=once(work))


def test_what_is_opened_is_not_refused_and_the_other_way_round(tmp_path):
    path = put(tmp_path, "x.npy", DATA)
    with pytest.raises(pytest.fail.Exception, match=r"x\.npy was opened"):
        refused(path, says="")
    with pytest.raises(DataError):
        opened(put(tmp_path, "x.npy", DATA[:-1]))


def test_a_note_that_nobody_expected_is_found(tmp_path):
    path = put(tmp_path, "x.npy", DATA)
    with pytest.raises(AssertionError, match="there are no splits here"):
        opened(path, split="test")
    with pytest.raises(AssertionError, match="there are no splits here"):
        opened(path, split="test", notes=["something else"])


def test_another_line_or_name_is_found(tmp_path):
    path = put(tmp_path, "x.npy", DATA[:-1])
    refused(path, says="cut short")
    with pytest.raises(AssertionError, match="cut short"):
        refused(path, says="another reason")
    with pytest.raises(AssertionError, match="cut short"):
        refused(path, says="cut short", names="y.npy")
