"""A certificate for 127.0.0.1 and localhost that nobody trusts unasked, made from nothing."""

from __future__ import annotations

import base64
import functools
import hashlib
import math
import random

PUBLIC_EXPONENT = 65_537


@functools.cache
def certificate_and_key() -> str:
    """Return both in PEM form; the same ones every time, and good for tests only."""
    p, q = _primes(random.Random(7))
    n, phi = p * q, (p - 1) * (q - 1)
    d = pow(PUBLIC_EXPONENT, -1, phi)
    key = [0, n, PUBLIC_EXPONENT, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p)]
    certificate = _certificate(n, d)
    return _pem("CERTIFICATE", certificate) + _pem("RSA PRIVATE KEY", _sequence(*map(_int, key)))


def _certificate(n: int, d: int) -> bytes:
    algorithm = _sequence(_oid(1, 2, 840, 113549, 1, 1, 11), _der(5, b""))  # RSA with SHA-256
    name = _sequence(_der(0x31, _sequence(_oid(2, 5, 4, 3), _der(12, b"tests"))))
    validity = _sequence(_der(23, b"200101000000Z"), _der(23, b"491231235959Z"))
    rsa = _sequence(_oid(1, 2, 840, 113549, 1, 1, 1), _der(5, b""))
    public = _sequence(rsa, _bits(_sequence(_int(n), _int(PUBLIC_EXPONENT))))
    names = _sequence(_der(0x82, b"localhost"), _der(0x87, bytes([127, 0, 0, 1])))
    extensions = _sequence(_sequence(_oid(2, 5, 29, 17), _der(4, names)))
    body = _sequence(
        _der(0xA0, _int(2)),
        _int(1),
        algorithm,
        name,
        validity,
        name,
        public,
        _der(0xA3, extensions),
    )
    return _sequence(body, algorithm, _bits(_signature(body, n, d)))


def _signature(body: bytes, n: int, d: int) -> bytes:
    """Return the signature of RFC 8017, section 8.2.1."""
    sha256 = _sequence(_oid(2, 16, 840, 1, 101, 3, 4, 2, 1), _der(5, b""))
    digest = _sequence(sha256, _der(4, hashlib.sha256(body).digest()))
    size = (n.bit_length() + 7) // 8
    block = b"\0\1" + b"\xff" * (size - len(digest) - 3) + b"\0" + digest
    return pow(int.from_bytes(block), d, n).to_bytes(size)


def _primes(source: random.Random) -> list[int]:
    small = [k for k in range(3, 2_000, 2) if all(k % j for j in range(3, math.isqrt(k) + 1, 2))]
    found: list[int] = []
    while len(found) < 2:
        candidate = source.getrandbits(1024) | 3 << 1022 | 1
        if all(candidate % k for k in small) and pow(2, candidate - 1, candidate) == 1:
            found.append(candidate)
    return found


def _der(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 128:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 128 + size]) + length.to_bytes(size) + content


def _sequence(*items: bytes) -> bytes:
    return _der(0x30, b"".join(items))


def _int(value: int) -> bytes:
    return _der(2, value.to_bytes(value.bit_length() // 8 + 1))


def _bits(content: bytes) -> bytes:
    return _der(3, b"\0" + content)


def _oid(*numbers: int) -> bytes:
    content = bytearray([40 * numbers[0] + numbers[1]])
    for number in numbers[2:]:
        groups = [number & 127]
        while number := number >> 7:
            groups.insert(0, number & 127 | 128)
        content += bytes(groups)
    return _der(6, bytes(content))


def _pem(kind: str, content: bytes) -> str:
    text = base64.encodebytes(content).decode()
    return f"-----BEGIN {kind}-----\n{text}-----END {kind}-----\n"
