import os
import pickle

import numpy as np
import pytest

from engine.errors import DataError
from engine.readers.cifar.opcodes import LARGE
from engine.readers.cifar.pickles import Stub, byte_array, load
from tests.engine.readers.cifar import cifar_files
from tests.engine.readers.cifar.cifar_files import PROTOCOL_2, RECONSTRUCT, array, text, whole


def loaded(data):
    return load(bytearray(data), "data_batch_1")


def refusal(data):
    with pytest.raises(DataError) as caught:
        byte_array(loaded(data), "data_batch_1")
    return str(caught.value)


class Shell:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.system, (f"touch {self.path}",)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_code_is_named_and_never_run(protocol, tmp_path):
    witness = tmp_path / "witness"
    with pytest.raises(DataError) as caught:
        loaded(pickle.dumps(Shell(witness), protocol))
    assert f"asks to run {os.name}.system and was not opened" in str(caught.value)
    assert not witness.exists()


def test_a_global_hidden_in_the_memo_is_refused():
    asked = b"\x80\x04\x8c\x05posix\x94\x8c\x06system\x94h\x00h\x01\x93."
    with pytest.raises(DataError, match=r"asks to run posix\.system"):
        loaded(asked)


def test_a_dotted_name_cannot_reach_through_an_allowed_module():
    asked = b"\x80\x04\x8c\x05numpy\x94\x8c\x10ndarray.__init__\x94\x93."
    with pytest.raises(DataError, match=r"asks to run numpy\.ndarray\.__init__"):
        loaded(asked)


def test_plain_things_come_back():
    value = {b"a": [1, 300, -5], "b": ("text", b"raw", None, True)}
    assert loaded(pickle.dumps(value, 4)) == value


@pytest.mark.parametrize("protocol", [3, 4])
def test_large_bytes_are_views_of_the_file(protocol):
    large, other = b"a" * LARGE, b"b" * (LARGE + 1)
    data = bytearray(pickle.dumps([large, b"small", other, "t" * LARGE, large], protocol))
    value = load(data, "data_batch_1")
    assert value == [large, b"small", other, "t" * LARGE, large]
    assert [type(item) for item in value] == [memoryview, bytes, memoryview, str, memoryview]
    assert value[0].obj is value[2].obj is data
    assert value[4] is value[0]  # by the memo


@pytest.mark.parametrize("opcode", [b"K\x00Q", b"P0\n"])
def test_a_file_cannot_ask_for_a_view_itself(opcode):
    large = b"B" + (LARGE).to_bytes(4, "little") + b"a" * LARGE
    with pytest.raises(DataError, match="is no part of a CIFAR file"):
        loaded(b"\x80\x03" + large + opcode + b"\x86.")


def test_a_view_as_a_key_is_damaged():
    large = b"B" + (LARGE).to_bytes(4, "little") + b"a" * LARGE
    with pytest.raises(DataError, match="is damaged"):
        loaded(b"\x80\x03}" + large + b"Ns.")


@pytest.mark.parametrize(
    "body",
    [
        b"",  # nothing to return
        b"t",  # no mark
        b"h\x07",  # a memo that was never put
        b"N)R",  # None is no function
        b"}}N\x86b",  # a state for a dict
        b"}]Ns",  # a list as a key
        b"\x8c\x01\xff",  # not UTF-8
        b"K\x01K\x02\x93",  # numbers as the name of a global
        b"cnumpy\nndarray\nK\x01R",  # arguments that are no tuple
    ],
)
def test_nonsense_of_allowed_instructions_is_damaged(body):
    with pytest.raises(DataError, match="is damaged"):
        loaded(b"\x80\x04" + body + b".")


def test_stubs_keep_what_they_are_told_and_nothing_else_changes():
    state = b"}U\x01aK\x01s"
    stub = loaded(PROTOCOL_2 + b"cnumpy\nndarray\n" + state + b"b.")
    assert isinstance(stub, Stub)
    assert (stub.name, stub.state) == ("numpy.ndarray", {b"a": 1})
    again = loaded(PROTOCOL_2 + b"cnumpy\nndarray\n.")
    assert again.state is None


def test_the_array_of_an_original_file():
    raw = bytes(range(6))
    table = byte_array(loaded(PROTOCOL_2 + array(raw, (2, 3)) + b"."), "data_batch_1")
    assert table.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_an_array_that_was_saved_column_by_column():
    data = PROTOCOL_2 + array(bytes([0, 3, 1, 4, 2, 5]), (2, 3), fortran=b"\x88") + b"."
    assert byte_array(loaded(data), "data_batch_1").tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize("protocol", [3, 4])
@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_saved_by_python_3(protocol, order):
    expected = np.asarray(cifar_files.some_pixels(2).reshape(2, -1), order=order)
    data = pickle.dumps(expected, protocol)
    assert np.array_equal(byte_array(loaded(data), "data_batch_1"), expected)


def test_arrays_of_protocol_5_are_refused():
    with pytest.raises(DataError, match="no part of a CIFAR file"):
        loaded(pickle.dumps(np.zeros((2, 3), np.uint8), 5))


HUGE = RECONSTRUCT.replace(b"K\x00\x85", whole(2**31 - 1) + b"\x85")


@pytest.mark.parametrize(
    ("instructions", "what"),
    [
        (array(b"", (2, 3)), "promises 2 × 3 bytes, but 0 are there"),
        (array(b"123456", (2**31 - 1, 2**31 - 1)), "but 6 are there"),
        (array(b"", (0, 3)), "not a table of images"),
        (array(b"", (-2, -3)), "not a table of images"),
        (array(b"123456", (1, 2, 3)), "not a table of images"),
        (array(b"123456", (2, 3), kind=b"O8"), "type O8, not bytes"),
        (array(b"12" * 6, (2, 3), kind=b"u2"), "type u2, not bytes"),
        (array(b"123456", (2, 3), reconstruct=HUGE), "not put together as NumPy does"),
        (array(b"123456", (2, 3), fortran=b"N"), "not put together as NumPy does"),
        (array(b"123456", (2, 3)).replace(b"U\x02u1", b"K\x07"), "type unknown, not bytes"),
        (RECONSTRUCT, "not put together as NumPy does"),
        (text(b"123456"), "not an array"),
    ],
)
def test_arrays_that_do_not_hold_together(instructions, what):
    assert what in refusal(PROTOCOL_2 + instructions + b".")
