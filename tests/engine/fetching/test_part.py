import hashlib
import os

import pytest

from engine.errors import DataError
from engine.fetching.part import Part
from tests.engine.fetching.sets import remote

DATA = bytes(range(250)) * 10
FILE = remote("a.gz", DATA, "https://host/")


@pytest.fixture
def target(tmp_path):
    return tmp_path / "a.gz"


def begin(target, size, validator='"v1"'):
    with Part(target, FILE) as part:
        part.restart(validator)
        part.write(DATA[:size])


def names(target):
    return sorted(os.listdir(target.parent))


def test_the_name_comes_last(target):
    with Part(target, FILE) as part:
        part.restart('"v1"')
        part.write(DATA[:1000])
        part.write(DATA[1000:])
        assert part.is_whole
        assert names(target) == ["a.gz.part", "a.gz.part.json"]
        part.finish()
    assert names(target) == ["a.gz"]
    assert target.read_bytes() == DATA


def test_an_earlier_part_is_taken_up(target):
    begin(target, 1000)
    with Part(target, FILE) as part:
        assert (part.found, part.size) == (1000, 0)
        assert list(part.resume()) == [1000]
        assert (part.size, part.validator) == (1000, '"v1"')
        part.write(DATA[1000:])
        part.finish()
    assert target.read_bytes() == DATA


def test_looking_at_a_part_can_be_left_and_costs_nothing(target):
    begin(target, 1000)
    with Part(target, FILE) as part:
        next(part.resume())
    assert (target.parent / "a.gz.part").read_bytes() == DATA[:1000]


def test_nothing_stays_of_nothing(target):
    with Part(target, FILE) as part:
        assert part.found == 0
    begin(target, 0)
    assert names(target) == []


def test_beginning_anew_forgets_all(target):
    begin(target, 1000)
    with Part(target, FILE) as part:
        list(part.resume())
        part.restart("")
        assert (part.size, part.validator) == (0, "")
        part.write(DATA)
        part.finish()
    assert hashlib.sha256(target.read_bytes()).hexdigest() == FILE.sha256


@pytest.mark.parametrize("data", [DATA[:-1], DATA[:-1] + b"!", b""])
def test_what_is_not_right_gets_no_name(target, data):
    target.write_bytes(b"old")
    with Part(target, FILE) as part:
        part.restart('"v1"')
        part.write(data)
        with pytest.raises(DataError, match=r"a\.gz: what came is another file"):
            part.finish()
    assert names(target) == ["a.gz"]
    assert target.read_bytes() == b"old"


def test_writes_that_take_a_part_are_continued(target, monkeypatch):
    write = os.write
    with Part(target, FILE) as part:
        part.restart("")
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:7]))
            part.write(DATA)
        part.finish()
    assert target.read_bytes() == DATA


def test_a_disk_that_fails_at_the_end(target, monkeypatch):
    def fail(_descriptor):
        raise OSError(5, "Input/output error")

    with Part(target, FILE) as part:
        part.restart('"v1"')
        part.write(DATA)
        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(DataError, match=r"cannot be written \(Input/output error\)"):
            part.finish()
    assert names(target) == ["a.gz.part", "a.gz.part.json"]
