import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Cancelled
from engine.readers.containers import budget
from engine.readers.containers.budget import Budget
from engine.readers.containers.inflating import DEFLATE, GZIP, InflatedStream, unzipped
from engine.readers.task import Task
from tests.engine.readers.containers.container_files import (
    BytesStream,
    outcome,
    refusal,
    stops_after,
)
from tests.engine.readers.mutations import mutants

DATA = bytes(range(256)) * 100
ZIPPED = gzip.compress(DATA, mtime=0)
CUT = "a.gz: the file is cut short. Download it again."
DAMAGED = "a.gz: is damaged. Download it again."


def inflated(data, kind=GZIP, task=None):
    return InflatedStream(BytesStream("a.gz", data, len(data)), Budget("a"), task or Task(), kind)


def deflated(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def rest(data, kind=GZIP):
    return bytes(inflated(data, kind).rest(1 << 28))


@settings(max_examples=60)
@given(st.lists(st.binary(max_size=2000), min_size=1, max_size=4), st.integers(0, 3))
def test_one_part_or_several_padded_or_not(parts, n_zeros):
    data = b"".join(gzip.compress(part) for part in parts) + bytes(n_zeros)
    assert rest(data) == b"".join(parts)


def test_small_and_large_readings_give_the_same_bytes():
    stream = inflated(ZIPPED)
    assert stream.size == -1
    assert stream.peek(3) == DATA[:3]
    assert stream.read(500) == DATA[:500]
    assert stream.peek(9) == DATA[500:509]
    stream.skip(5)
    stream.skip(1000)
    assert stream.rest(1 << 20) == DATA[1505:]
    assert stream.at_end()


@pytest.mark.parametrize("size", [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5 << 20])
def test_what_unpacks_to_whole_blocks_is_whole(size):
    data = bytes(size)  # 1,000 times the size of its input, which ends long before the output
    assert rest(gzip.compress(data)) == data
    assert rest(deflated(data), DEFLATE) == data


def test_cut_anywhere_is_called_cut():
    for length in range(len(ZIPPED)):
        assert refusal(lambda length=length: rest(ZIPPED[:length])) == CUT


def test_the_checksum_is_asked():
    for at in (-8, -1):
        data = bytearray(ZIPPED)
        data[at] ^= 1
        assert refusal(lambda data=data: rest(data)) == DAMAGED
        assert refusal(inflated(data).finish) == DAMAGED
    inflated(ZIPPED).finish()


def test_what_follows_the_end_is_damage():
    assert refusal(lambda: rest(ZIPPED + b"more")) == DAMAGED
    assert refusal(lambda: rest(deflated(DATA) + b"\0", DEFLATE)) == DAMAGED


def test_skipping_beyond_the_end_is_cut():
    stream = inflated(ZIPPED)
    assert refusal(lambda: stream.skip(len(DATA) + 1)) == CUT


def test_a_bomb_is_stopped_by_its_ratio(monkeypatch):
    monkeypatch.setattr(budget, "RATIO_FROM", 4 << 20)
    stream = inflated(gzip.compress(bytes(64 << 20), 1))
    line = refusal(lambda: stream.rest(1 << 30))
    assert line.startswith("a.gz: unpacks to over 4 MB from 0.3 MB, as bombs do. ")


def test_all_streams_of_a_passage_share_its_budget(monkeypatch):
    monkeypatch.setattr(budget, "MAX_UNPACKED", 3 * len(DATA))
    passage = Budget("a")
    for _ in range(3):
        stream = InflatedStream(BytesStream("a.gz", ZIPPED, -1), passage, Task())
        assert stream.rest(1 << 20) == DATA
    stream = InflatedStream(BytesStream("a.gz", ZIPPED, -1), passage, Task())
    assert refusal(lambda: stream.read(1)).startswith("a: unpacks to over 1 MB.")


@pytest.mark.parametrize("data", [bytes(20 << 20), b""], ids=["much", "empty parts"])
def test_stop_is_heard(data):
    stream = inflated(gzip.compress(data, 1) * (1 if data else 50_000), task=stops_after(8))
    with pytest.raises(Cancelled):
        stream.finish()


def test_name_and_content_say_what_is_unzipped():
    def read(name, data):
        stream = unzipped(BytesStream(name, data, len(data)), Budget(name), Task())
        return stream.size, bytes(stream.rest(1 << 20))

    assert read("x/a.gz", ZIPPED) == (-1, DATA)
    assert read("A.GZ", ZIPPED) == (-1, DATA)
    assert read("a", ZIPPED) == (len(ZIPPED), ZIPPED)
    assert read("a.gz", b"<html>") == (6, b"<html>")
    assert read("a.gz", b"") == (0, b"")


@settings(max_examples=150)
@given(mutants(ZIPPED))
def test_a_mutant_gives_the_same_bytes_or_is_refused(mutant):
    assert outcome(lambda: rest(mutant)) in [(DATA, ""), (None, CUT), (None, DAMAGED)]
