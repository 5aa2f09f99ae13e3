"""What every stream does with the blocks that it gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import DataError
from engine.readers.containers.base import Member, Stream


class Blocks(Stream):
    """Hands out the blocks it is made of, whatever their lengths."""

    def __init__(self, blocks):
        super().__init__("a.zip › b")
        self._blocks = [block for block in blocks if block]

    def _some(self, most):
        if not self._blocks:
            return b""
        block = self._blocks.pop(0)
        if len(block) > most:
            self._blocks.insert(0, block[most:])
        return block[:most]


blocks = st.lists(st.binary(max_size=9), max_size=9)


@given(blocks, st.integers(0, 20), st.integers(0, 20))
def test_blocks_of_any_length_are_one_stream(blocks, ahead, count):
    whole, stream = b"".join(blocks), Blocks(blocks)
    assert stream.peek(ahead) == whole[:ahead]
    if count > len(whole):
        with pytest.raises(DataError, match=r"a\.zip › b: the file is cut short"):
            stream.read(count)
    else:
        assert stream.read(count) == whole[:count]
        assert stream.peek(1) == whole[count : count + 1]
        assert stream.rest(len(whole)) == whole[count:]
        assert stream.at_end()


@given(blocks, st.integers(0, 20), st.integers(0, 60))
def test_no_more_is_kept_than_the_limit_allows(blocks, ahead, limit):
    whole, stream = b"".join(blocks), Blocks(blocks)
    stream.peek(ahead)
    if len(whole) > limit:
        with pytest.raises(DataError, match=f"over the limit of {limit} bytes"):
            stream.rest(limit)
    else:
        assert stream.rest(limit) == whole


@given(blocks, st.integers(0, 30), st.integers(0, 30))
def test_buffers_are_filled_as_far_as_it_goes(blocks, ahead, length):
    whole, stream, buffer = b"".join(blocks), Blocks(blocks), bytearray(length)
    stream.peek(ahead)
    count = stream.fill(memoryview(buffer))
    assert count == min(length, len(whole))
    assert buffer[:count] == whole[:count]


def test_the_name_of_a_member_is_the_last_part_of_its_path():
    assert Member("a/b/c.png", 3).name == "c.png"
    assert Member("c.png", -1).name == "c.png"
