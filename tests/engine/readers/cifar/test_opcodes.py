import pickle
import struct

import pytest

from engine.errors import DataError
from engine.readers.cifar.opcodes import LARGE, MAX_OPCODES, MAX_STRUCTURES, scan
from tests.engine.readers.cifar import cifar_files


def refusal(data):
    with pytest.raises(DataError) as caught:
        scan(bytearray(data), "data_batch_1")
    return str(caught.value)


def test_an_original_batch_and_its_meta_pass():
    pixels = cifar_files.some_pixels(3)
    scan(bytearray(cifar_files.batch(pixels, [1, 2, 3], [b"a", b"b", b"c"])), "data_batch_1")
    scan(bytearray(cifar_files.meta()), "batches.meta")


@pytest.mark.parametrize("protocol", [3, 4, 5])
def test_python_3_pickles_of_plain_things_pass(protocol):
    value = {"names": ["a", "b" * 300], b"raw": b"x" * 70_000, "n": (1, 300, 70_000, None, True)}
    scan(bytearray(pickle.dumps(value, protocol)), "data_batch_1")


def test_a_memo_of_more_than_256_entries_passes():
    data = pickle.dumps([str(i) for i in range(300)], 2)
    assert pickle.LONG_BINPUT + struct.pack("<I", 256) in data
    assert scan(bytearray(data), "train") == []


@pytest.mark.parametrize("length", range(len(cifar_files.meta())))
def test_cut_anywhere_is_called_cut(length):
    assert refusal(cifar_files.meta()[:length]) == (
        "data_batch_1: the file is cut short. Download it again."
    )


@pytest.mark.parametrize(
    "data",
    [
        b"\x80\x04\x8e" + struct.pack("<Q", 1 << 40) + b"xx",
        b"\x80\x02T" + struct.pack("<i", 2**31 - 1) + b"xx",
        b"\x80\x03B" + struct.pack("<I", 2**32 - 1) + b"xx",
        b"\x80\x04\x95" + struct.pack("<Q", 2**63) + b"N.",
    ],
)
def test_lengths_are_compared_with_the_bytes_there_are(data):
    assert "cut short" in refusal(data)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x80\x02Nr" + struct.pack("<I", 2**31 - 1) + b".", "memo index of 2,147,483,647"),
        (b"\x80\x02T" + struct.pack("<i", -1) + b".", "string of length -1"),
        (b"\x80\x09N.", "protocol 9"),
        (b"\x80\x02L" + b"9" * 200_000 + b"L\n.", "byte 0x4c at 2"),
        (b"\x80\x02\x8b" + struct.pack("<i", 4) + b"1234.", "byte 0x8b"),
        (b"\x80\x02\xffN.", "byte 0xff"),
        (b"\x80\x02c" + b"a" * 300 + b"\nb\n.", "name of a global is too long"),
    ],
)
def test_what_no_cifar_file_holds_is_refused(data, what):
    message = refusal(data)
    assert what in message
    assert message.endswith("Use the original CIFAR file.")


@pytest.mark.parametrize("opcode", [b"c", b"(i"])
def test_a_global_is_named_and_refused(opcode):
    assert refusal(b"\x80\x02" + opcode + b"posix\nsystem\n.") == (
        "data_batch_1: asks to run posix.system and was not opened. Use the original CIFAR file."
    )


@pytest.mark.parametrize(
    "body",
    [
        b"(" * 3_000_000,
        b"N" + b"\x85" * (MAX_STRUCTURES + 1),  # a tuple in a tuple in a tuple
        b"N" * (MAX_OPCODES + 1),
    ],
)
def test_depth_and_length_are_bounded(body):
    assert "too large or too deep" in refusal(b"\x80\x02" + body + b".")


def test_bytes_after_the_end_are_refused():
    assert "3 bytes follow its end" in refusal(b"\x80\x02N.abc")


def test_large_strings_and_frames_are_reported():
    small, large = b"a" * (LARGE - 1), b"b" * LARGE
    data = b"\x80\x02(B" + struct.pack("<I", len(small)) + small
    start = len(data)
    data += b"B" + struct.pack("<I", len(large)) + large + b"t."
    assert scan(bytearray(data), "x") == [(start, start + 5, start + 5 + LARGE)]
    framed = b"\x80\x04\x95" + struct.pack("<Q", 2) + b"N."
    assert scan(bytearray(framed), "x") == [(2, 11, 11)]


def test_a_large_text_is_no_string_of_bytes():
    data = b"\x80\x03X" + struct.pack("<I", LARGE) + b"a" * LARGE + b"."
    assert scan(bytearray(data), "x") == []
