"""Sockets that stay interruptible while they connect, shake hands and read.

A read from a plain socket sleeps until bytes come, and no other thread may safely close it
meanwhile. These sleep a slice at a time and ask in between, in the thread of their user: there
is nothing to join and nothing to be left behind. Only a name look-up cannot be sliced; it has a
thread of its own, which is abandoned if nobody waits for its answer any longer.
"""

from __future__ import annotations

import errno
import os
import queue
import socket
import ssl
import threading
from typing import Any, cast

from urllib3.util import wait_for_write

from engine.fetching.patience import SLICE, Overdue, Patience

_UNDER_WAY = {errno.EINPROGRESS, errno.EWOULDBLOCK}


class Unreachable(Exception):
    """No connection to a host; says why, for people. No `OSError`, as `Overdue` is none."""


class PlainSocket(socket.socket):
    """A TCP socket whose reads wait with `patience`."""

    patience: Patience

    def settimeout(self, _value: float | None) -> None:
        """Keep to slices, whatever a library asks for: `patience` knows the limits."""
        super().settimeout(SLICE)

    def recv(self, *arguments: Any) -> bytes:
        """Read bytes, as `socket.socket.recv`."""
        return self.patience.wait(lambda: super(PlainSocket, self).recv(*arguments))

    def recv_into(self, *arguments: Any, **named: Any) -> int:
        """Read into a buffer, as `socket.socket.recv_into`."""
        return self.patience.wait(lambda: super(PlainSocket, self).recv_into(*arguments, **named))


class SecureSocket(ssl.SSLSocket):
    """The same over TLS: made by a `SecureContext`."""

    def settimeout(self, _value: float | None) -> None:
        """Keep to slices."""
        super().settimeout(SLICE)

    def read(self, *arguments: Any) -> Any:
        """Read bytes or into a buffer, as `ssl.SSLSocket.read`: all its reads come here."""
        return self._patience.wait(lambda: super(SecureSocket, self).read(*arguments))

    def do_handshake(self, block: bool = False) -> None:
        """Agree on keys, as `ssl.SSLSocket.do_handshake`."""
        try:
            self._patience.wait(lambda: super(SecureSocket, self).do_handshake(block))
        except BaseException:
            self.close()  # Python closes it after its own errors only
            raise

    @property
    def _patience(self) -> Patience:
        return cast(SecureContext, self.context).patience


class SecureContext(ssl.SSLContext):
    """Settings of TLS connections that wait with `patience`."""

    sslsocket_class = SecureSocket
    patience: Patience


def secure_context(patience: Patience) -> SecureContext:
    """Return the settings of a client that checks certificates and host names."""
    context = SecureContext(ssl.PROTOCOL_TLS_CLIENT)
    context.patience = patience
    return context


def connect(host: str, port: int, patience: Patience) -> PlainSocket:
    """Return a socket connected to the first address of `host` that answers.

    Raises
    ------
    Unreachable
        If the name is unknown, or no address lets itself be connected to.
    Overdue
        If the name look-up takes too long.
    Cancelled
        If the caller of the transfer wants no more.
    """
    reason = "it has no address"
    for family, kind, protocol, _, address in _look_up(host, port, patience):
        patience.expect_connection(host)
        try:
            made = PlainSocket(family, kind, protocol)
        except OSError as error:  # a family of addresses that this computer does not know
            reason = error.strerror or str(error)
            continue
        made.patience = patience
        try:
            failure = _connect(made, address)
        except BaseException:
            made.close()
            raise
        if not failure:
            patience.expect_answer()
            return made
        made.close()
        reason = failure
    raise Unreachable(f"cannot reach {host} ({reason})")


def _connect(made: PlainSocket, address: Any) -> str:
    """Connect to `address`; return why not, empty if it is done."""
    made.setblocking(False)
    code = made.connect_ex(address)
    while code in _UNDER_WAY:
        if wait_for_write(made, SLICE):
            code = made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            break
        try:
            made.patience.check()
        except Overdue as error:  # the next address may be better
            return str(error)
    if code:
        return os.strerror(code)
    made.settimeout(SLICE)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return ""


def _look_up(host: str, port: int, patience: Patience) -> list[Any]:
    """Return the addresses of `host`, as `socket.getaddrinfo` gives them."""
    answers: queue.SimpleQueue[list[Any] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    thread = threading.Thread(target=ask, name=f"look-up of {host}", daemon=True)
    patience.expect_connection(host)
    thread.start()
    while True:
        try:
            answer = answers.get(timeout=SLICE)
            break
        except queue.Empty:
            patience.check()
    thread.join()
    if isinstance(answer, Exception):
        raise Unreachable(f"there is no host {host}") from answer
    return answer
