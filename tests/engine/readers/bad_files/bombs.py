"""Small files that unpack to many zeros, made without packing them all.

A block of zeros is packed once, and its bytes repeated: that is what packing them would give.
"""

from __future__ import annotations

import struct
import zlib
from functools import cache

_MEGABYTE = bytes(1 << 20)


@cache
def deflated(head: bytes, megabytes: int) -> tuple[bytes, int, int]:
    """`head` and zeros after it, packed; their CRC and how many bytes they are."""
    crc = zlib.crc32(head)
    for _ in range(megabytes):
        crc = zlib.crc32(_MEGABYTE, crc)
    packed = _packed(head) + megabytes * _packed(_MEGABYTE) + _packed(b"", zlib.Z_FINISH)
    return packed, crc, len(head) + megabytes * len(_MEGABYTE)


def gzipped(head: bytes, megabytes: int) -> bytes:
    """A gzip file of `head` and zeros."""
    packed, crc, size = deflated(head, megabytes)
    start = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
    return start + packed + struct.pack("<LL", crc, size & 0xFFFFFFFF)


def zipped(name: str, head: bytes, megabytes: int, *, told: int) -> bytes:
    """A zip of one file of `head` and zeros, which it says to be `told` bytes."""
    packed, crc, _ = deflated(head, megabytes)
    return archive([(name, packed, crc, told)])


def archive(files: list[tuple[str, bytes, int, int]]) -> bytes:
    """A zip of deflated files: name, packed bytes, CRC and size of each."""
    data, directory = bytearray(), bytearray()
    for name, packed, crc, size in files:
        fields = struct.pack("<5H3L2H", 20, 0, 8, 0, 0x21, crc, len(packed), size, len(name), 0)
        entry = fields + struct.pack("<3H2L", 0, 0, 0, 0, len(data)) + name.encode()
        directory += b"PK\1\2" + struct.pack("<H", 20) + entry
        data += b"PK\3\4" + fields + name.encode() + packed
    n = len(files) & 0xFFFF  # as many write it, whose directory goes on
    end = struct.pack("<4H2LH", 0, 0, n, n, len(directory), len(data), 0)
    return bytes(data + directory) + b"PK\5\6" + end


def _packed(data: bytes, flush: int = zlib.Z_FULL_FLUSH) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush(flush)
