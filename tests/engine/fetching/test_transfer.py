"""Whatever a server sends, a download is right, or refused in one line."""

import contextlib
import socket
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import DataError
from engine.fetching.download import fetch
from engine.fetching.patience import Timeouts
from tests.engine.fetching.sets import entry_of, remote

BODY = bytes(range(256)) * 4
VALID = (
    b"HTTP/1.1 200 OK\r\nServer: x\r\nContent-Type: application/gzip\r\nContent-Length: 1024\r\n"
    b'ETag: "v1"\r\nLast-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\n\r\n' + BODY
)
HEADERS = VALID[: -len(BODY)]


class Babbler:
    """Answers every connection with the same bytes, whatever is asked, and hangs up."""

    def __init__(self):
        self.answer = b""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self):
        while True:
            with self._listener.accept()[0] as connection, contextlib.suppress(OSError):
                connection.recv(65_536)
                if self.answer is None:
                    return
                connection.sendall(self.answer)
                connection.shutdown(socket.SHUT_WR)

    def close(self):
        self.answer = None
        with socket.create_connection(self._listener.getsockname()) as last:
            last.sendall(b"bye")
            self._thread.join()
        self._listener.close()


@pytest.fixture(scope="module")
def babbler():
    made = Babbler()
    yield made
    made.close()


def outcome(babbler, folder, answer):
    """Return the file fetched, or None after a refusal; assert that there is nothing between."""
    babbler.answer = answer
    entry = entry_of(remote("photos.bin", BODY, babbler.url))
    try:
        return fetch(entry, folder, timeouts=Timeouts(connect=2, stall=2)).read_bytes()
    except DataError as error:
        line = str(error)
        assert line.startswith("photos.bin: ")
        assert len(line) <= 160
        assert line.isprintable()
        assert not (folder / "photos.bin").exists()
        return None


def test_the_example_is_right(babbler, tmp_path):
    assert outcome(babbler, tmp_path, VALID) == BODY


def mutated(draw):
    data = bytearray(draw(st.sampled_from([VALID, HEADERS, HEADERS + BODY[:512]])))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(HEADERS) + 20)) % (len(data) + 1)
        end = at + draw(st.integers(0, 30))
        data[at:end] = draw(
            st.one_of(
                st.binary(max_size=12),
                st.sampled_from(
                    [
                        b"\r\n",
                        b"\r\n\r\n",
                        b"\r\nTransfer-Encoding: chunked\r\n",
                        b"\r\nContent-Length: -1\r\n",
                        b"\r\nContent-Length: 9, 10\r\n",
                        b"\r\nContent-Range: bytes 0-1023/1024\r\n",
                        b"\r\nContent-Encoding: gzip\r\n",
                        b"\r\nLocation: //[\xff\r\n",
                        b"\r\nSet-Cookie: \xff=;;\r\n",
                        b"HTTP/1.1 100 Continue\r\n\r\n",
                        b"HTTP/1.1 206 ",
                        b"HTTP/1.1 301 ",
                        b"HTTP/9.9 99999 ",
                    ]
                ),
            )
        )
    return bytes(data)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.composite(mutated)())
def test_mutated_answers_are_right_or_refused(babbler, tmp_path_factory, answer):
    folder = tmp_path_factory.mktemp("sets")
    assert outcome(babbler, folder, answer) in (BODY, None)
    # What stayed of it spoils nothing.
    assert outcome(babbler, folder, VALID) == BODY
