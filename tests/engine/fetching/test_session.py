"""Downloads over TLS, and through a proxy."""

import ssl
import time

import pytest
import requests

from engine.errors import Cancelled, DataError
from engine.fetching.download import fetch
from engine.fetching.patience import Overdue, Timeouts
from engine.fetching.session import Cut, readable_network_errors
from engine.fetching.sockets import Unreachable
from tests.engine.fetching.server import cut_at, good, one_after_the_other
from tests.engine.fetching.sets import make_entry


@pytest.fixture
def entry(secure_server, data, monkeypatch, pem):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", pem)
    return make_entry(secure_server, photos_bin=data)


def refusal(entry, folder, **named):
    with pytest.raises(DataError) as caught:
        fetch(entry, folder, **named)
    assert len(str(caught.value)) <= 160
    return str(caught.value)


def test_a_secure_download(entry, folder, data, secure_server):
    secure_server.answer = one_after_the_other(cut_at(200_000), good)
    assert fetch(entry, folder).read_bytes() == data
    assert secure_server.sent == 300_000


def test_a_certificate_that_nobody_trusts(entry, folder, secure_server, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    assert "no secure connection to 127.0.0.1 (self-signed certificate)" in refusal(entry, folder)
    assert secure_server.visits == []


def test_a_server_without_tls(server, folder):
    server.url = server.url.replace("http:", "https:")
    assert "no secure connection to 127.0.0.1 (" in refusal(
        make_entry(server, photos_bin=b"x"), folder
    )


def test_no_way_from_https_to_http(entry, folder, secure_server, server, data):
    server.files["/photos.bin"] = data
    secure_server.answer = lambda visit: visit.head(302, 0, Location=server.url + "photos.bin")
    assert "127.0.0.1 leads to an address without https" in refusal(entry, folder)
    assert server.visits == []


def test_from_http_to_https(entry, folder, secure_server, server, data):
    server.answer = lambda visit: visit.head(301, 0, Location=secure_server.url + "photos.bin")
    assert fetch(make_entry(server, photos_bin=data), folder).read_bytes() == data


def test_a_stall_ends_in_time(entry, folder, secure_server, data):
    def stall(visit):
        visit.head(200, len(data), ETag='"v1"')
        visit.body(data[:200_000])
        visit.hang()

    secure_server.answer = stall
    soon = Timeouts(stall=0.3)
    assert "nothing came for 0.3 s" in refusal(entry, folder, timeouts=soon)
    secure_server.answer = good
    assert fetch(entry, folder).read_bytes() == data
    assert secure_server.visits[-1][1].startswith("bytes=")


def test_a_silent_server_can_be_left(entry, folder, secure_server):
    secure_server.answer = lambda visit: visit.hang()
    with pytest.raises(Cancelled):
        fetch(entry, folder, should_stop=secure_server.hangs.is_set)
    assert time.monotonic() - secure_server.hung_at < 0.5


def test_a_proxy_is_asked_and_can_be_left(server, folder, data, monkeypatch):
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv("http_proxy", server.url)
    address, server.url = server.url, "http://far.invalid/"
    entry = make_entry(server, photos_bin=data)
    server.files["http://far.invalid/photos.bin"] = data
    server.answer = lambda visit: visit.hang()
    with pytest.raises(Cancelled):
        fetch(entry, folder, should_stop=server.hangs.is_set)
    server.answer = good
    assert fetch(entry, folder).read_bytes() == data
    assert {path for path, _ in server.visits} == {"http://far.invalid/photos.bin"}
    assert address.startswith("http://127.0.0.1")


def test_a_proxy_that_opens_no_tunnel(server, folder, monkeypatch):
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv("https_proxy", server.url)  # it knows no CONNECT
    server.url = "https://far.invalid/"
    line = refusal(make_entry(server, photos_bin=b"x"), folder)
    assert "the proxy on the way to far.invalid refuses. Check the proxy settings" in line


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (Overdue("nothing came"), "a.gz: nothing came. Try again: it goes on"),
        (Unreachable("no way"), "a.gz: no way. Check your network"),
        (requests.exceptions.InvalidURL("odd"), r"a.gz: host cannot be asked \(odd\)"),
        (requests.exceptions.SSLError("odd"), r"no secure connection to host \(it failed\)"),
        (requests.exceptions.SSLError(ssl.SSLError(1, "odd")), r"to host \(it failed\)"),
    ],
)
def test_what_libraries_say_becomes_a_line(error, line):
    with pytest.raises(DataError, match=line), readable_network_errors("a.gz", "host"):
        raise error


@pytest.mark.parametrize(
    "error", [ConnectionResetError(), requests.exceptions.ConnectionError("reset")]
)
def test_a_lost_connection_is_a_cut(error):
    with pytest.raises(Cut), readable_network_errors("a.gz", "host"):
        raise error
