"""A look at a pickle before it is opened: only the instructions of CIFAR files may be in it.

Nothing is built here. What passes cannot make the unpickler allocate more than the file holds,
build a structure too deep for the machine's stack, or name a global outside `GLOBALS`, except by
STACK_GLOBAL, whose names `engine.readers.cifar.pickles` checks.
"""

from __future__ import annotations

import pickle
from struct import unpack_from

from engine.errors import DataError
from engine.readers.files import CUT_SHORT, DOWNLOAD_AGAIN

GLOBALS = frozenset(
    {
        "numpy.core.multiarray._reconstruct",
        "numpy._core.multiarray._reconstruct",  # NumPy 2's name for it
        "numpy.ndarray",
        "numpy.dtype",
    }
)
USE_ORIGINAL = "Use the original CIFAR file"

MAX_PROTOCOL = 5
MAX_OPCODES = 500_000  # CIFAR-100's 50,000 images have about 200,000
# Containers and marks in the whole file, and so its greatest depth: hashing a tuple a hundred
# thousand deep overflows the C stack. A batch has about 20.
MAX_STRUCTURES = 1_000
MAX_NAME = 200  # bytes of a global's module or name
MEMO_SLACK = 1_000  # the unpickler's memo is as large as the greatest index in the file
LARGE = 1 << 20  # bytes from which on a string is not to be copied

Span = tuple[int, int, int]
"""An instruction that need not reach the unpickler: its start, and start and end of its bytes.

That is a large string of bytes, or a frame, which has no bytes of its own.
"""

_REFUSED = 0
_SHORT = -1  # a length byte and that many bytes follow
_RARE = -2  # looked at in `_skip_rare`


def _kinds() -> list[int]:
    """Return for each byte the length of its instruction, or one of the kinds above."""
    kinds = [_REFUSED] * 256
    for length, opcodes in (
        (1, (pickle.NONE, pickle.NEWTRUE, pickle.NEWFALSE, pickle.MEMOIZE)),
        (1, (pickle.APPEND, pickle.APPENDS, pickle.SETITEM, pickle.SETITEMS)),
        (2, (pickle.BININT1, pickle.BINPUT, pickle.BINGET)),
        (3, (pickle.BININT2,)),
        (5, (pickle.BININT, pickle.LONG_BINGET)),
        (_SHORT, (pickle.SHORT_BINSTRING, pickle.SHORT_BINBYTES, pickle.SHORT_BINUNICODE)),
        (_SHORT, (pickle.LONG1,)),
        (_RARE, (pickle.MARK, pickle.EMPTY_DICT, pickle.EMPTY_LIST, pickle.EMPTY_TUPLE)),
        (_RARE, (pickle.TUPLE, pickle.TUPLE1, pickle.TUPLE2, pickle.TUPLE3)),
        (_RARE, (pickle.REDUCE, pickle.BUILD, pickle.GLOBAL, pickle.INST, pickle.STACK_GLOBAL)),
        (_RARE, (pickle.BINSTRING, pickle.BINBYTES, pickle.BINBYTES8, pickle.BINUNICODE)),
        (_RARE, (pickle.LONG_BINPUT, pickle.FRAME, pickle.PROTO)),
    ):
        for opcode in opcodes:
            kinds[opcode[0]] = length
    return kinds


_KINDS = _kinds()
_STOP = pickle.STOP[0]
_SIZED = {
    pickle.BINSTRING[0]: ("<i", 5),
    pickle.BINBYTES[0]: ("<I", 5),
    pickle.BINUNICODE[0]: ("<I", 5),
    pickle.BINBYTES8[0]: ("<Q", 9),
}


def scan(data: bytearray, name: str) -> list[Span]:
    """Look through a pickle from end to end, and return the large strings and the frames.

    Parameters
    ----------
    data : bytearray
        The file.
    name : str
        Of the file, for messages.

    Raises
    ------
    DataError
        If it is cut short, goes on after its end, or holds what CIFAR files do not.
    """
    at = opcodes = structures = 0
    size = len(data)
    spans: list[Span] = []
    try:
        while (opcode := data[at]) != _STOP:
            opcodes += 1
            kind = _KINDS[opcode]
            if kind > 0:
                at += kind
            elif kind == _SHORT:
                at += 2 + data[at + 1]
            elif kind == _RARE:
                at, is_structure = _skip_rare(data, at, opcodes, name, spans)
                structures += is_structure
            else:
                raise _not_cifar(name, f"byte {opcode:#04x} at {at:,} is no part of a CIFAR file")
            if opcodes > MAX_OPCODES or structures > MAX_STRUCTURES:
                raise _not_cifar(name, "its structure is too large or too deep for a CIFAR file")
    except IndexError:
        raise DataError(name, CUT_SHORT, DOWNLOAD_AGAIN) from None
    if at + 1 != size:
        raise DataError(name, f"{size - at - 1:,} bytes follow its end", DOWNLOAD_AGAIN)
    return spans


def _skip_rare(
    data: bytearray, at: int, opcodes: int, name: str, spans: list[Span]
) -> tuple[int, bool]:
    """Return where the next instruction begins, and whether this one builds a structure.

    `spans` gets it, if it need not reach the unpickler.

    Raises
    ------
    IndexError
        If the file ends before that.
    """
    opcode = data[at]
    if opcode in _SIZED:
        layout, start = _SIZED[opcode]
        _require(data, at + start)
        (length,) = unpack_from(layout, data, at + 1)
        if length < 0:
            raise _not_cifar(name, f"a string of length {length:,}")
        end = _require(data, at + start + length)
        if length >= LARGE and opcode != pickle.BINUNICODE[0]:
            spans.append((at, at + start, end))
        return end, False
    if opcode == pickle.LONG_BINPUT[0]:
        _require(data, at + 5)
        (index,) = unpack_from("<I", data, at + 1)
        if index > opcodes + MEMO_SLACK:
            raise _not_cifar(name, f"a memo index of {index:,}")
        return at + 5, False
    if opcode == pickle.FRAME[0]:
        _require(data, at + 9)
        (length,) = unpack_from("<Q", data, at + 1)
        _require(data, at + 9 + length)
        spans.append((at, at + 9, at + 9))
        return at + 9, False
    if opcode == pickle.PROTO[0]:
        if data[at + 1] > MAX_PROTOCOL:
            raise _not_cifar(name, f"pickle protocol {data[at + 1]} is not known")
        return at + 2, False
    if opcode in (pickle.GLOBAL[0], pickle.INST[0]):
        module, at = _line(data, at + 1, name)
        attribute, at = _line(data, at, name)
        check_global(f"{module}.{attribute}", name)
        return at, True
    return at + 1, True


def check_global(asked: str, name: str) -> None:
    """Raise a `DataError` unless the global ``module.name`` is one of `GLOBALS`."""
    if asked not in GLOBALS:
        raise DataError(name, f"asks to run {asked} and was not opened", USE_ORIGINAL)


def _line(data: bytearray, at: int, name: str) -> tuple[str, int]:
    end = data.find(b"\n", at, at + MAX_NAME)
    if end < 0:
        _require(data, at + MAX_NAME)
        raise _not_cifar(name, "the name of a global is too long")
    return data[at:end].decode("ascii", "backslashreplace"), end + 1


def _require(data: bytearray, end: int) -> int:
    if end > len(data):
        raise IndexError
    return end


def _not_cifar(name: str, problem: str) -> DataError:
    return DataError(name, problem, USE_ORIGINAL)
