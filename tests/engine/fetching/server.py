"""A web server on this machine that can fail in every way a server can."""

from __future__ import annotations

import re
import ssl
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Visit(BaseHTTPRequestHandler):
    """One connection; `Server.answer` says what to do with its requests."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.visits.append((self.path, self.headers.get("Range", "")))
        try:
            self.server.answer(self)
        except OSError:  # the other side went away, as it does when it is cancelled
            self.close_connection = True

    def head(self, code: int, length: int | None = None, **headers: str) -> None:
        """Send status and headers; underscores stand for hyphens."""
        self.send_response(code)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def body(self, data: bytes) -> None:
        """Send bytes and count them."""
        self.wfile.write(data)
        self.wfile.flush()
        self.server.sent += len(data)

    def cut(self) -> None:
        """End the connection here."""
        self.close_connection = True

    def hang(self) -> None:
        """Say that nothing more comes, and send nothing more."""
        self.server.hung_at = time.monotonic()
        self.server.hangs.set()
        self.server.released.wait(30)
        self.close_connection = True

    @property
    def begin(self) -> int:
        """First byte asked for; 0 where no range is."""
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        return int(found[1]) if found else 0

    def log_message(self, *_arguments: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """Serves `files` by path; `answer` may be changed at any time.

    Attributes
    ----------
    visits : list of (str, str)
        Path and ``Range`` of every request.
    sent : int
        Bytes of all bodies.
    hangs : Event
        Set as soon as an answer comes to nothing, which is at `hung_at`.
    """

    daemon_threads = False  # so that closing the server waits for its threads

    def __init__(self, certificate: str = "") -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )
            scheme = "https"
        self.url = f"{scheme}://127.0.0.1:{self.server_port}/"
        self.files: dict[str, bytes] = {}
        self.answer: Callable[[Visit], None] = good
        self.visits: list[tuple[str, str]] = []
        self.sent = 0
        self.hangs = threading.Event()
        self.hung_at = 0.0
        self.released = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def handle_error(self, *_arguments: object) -> None:
        """Say nothing of clients that hang up in the middle of a handshake."""

    def close(self) -> None:
        self.released.set()
        self.shutdown()
        self._thread.join()
        self.server_close()


def good(visit: Visit, tag: str = '"v1"') -> None:
    """Answer as it should be, ranges and conditions included."""
    data = visit.server.files.get(visit.path)
    if data is None:
        visit.head(404, 0)
        return
    begin = visit.begin if visit.headers.get("If-Range", tag) == tag else 0
    if begin >= len(data):
        visit.head(416, 0, Content_Range=f"bytes */{len(data)}")
    elif begin:
        part = f"bytes {begin}-{len(data) - 1}/{len(data)}"
        visit.head(206, len(data) - begin, ETag=tag, Content_Range=part)
        visit.body(data[begin:])
    else:
        visit.head(200, len(data), ETag=tag)
        visit.body(data)


def without_ranges(visit: Visit) -> None:
    """Send the whole file whatever is asked."""
    data = visit.server.files[visit.path]
    visit.head(200, len(data), ETag='"v1"')
    visit.body(data)


def cut_at(n_bytes: int) -> Callable[[Visit], None]:
    """Return an answer that ends after so many bytes of the file, wherever it begins."""

    def answer(visit: Visit) -> None:
        data = visit.server.files[visit.path]
        begin = visit.begin
        if begin:
            part = f"bytes {begin}-{len(data) - 1}/{len(data)}"
            visit.head(206, len(data) - begin, ETag='"v1"', Content_Range=part)
        else:
            visit.head(200, len(data), ETag='"v1"')
        visit.body(data[begin:n_bytes])
        visit.cut()

    return answer


def one_after_the_other(*answers: Callable[[Visit], None]) -> Callable[[Visit], None]:
    """Return an answer that is another one at each request; the last stays."""
    left = list(answers)
    return lambda visit: (left.pop(0) if len(left) > 1 else left[0])(visit)
