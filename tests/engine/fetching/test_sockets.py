import socket
import ssl
import threading

import pytest

from engine.errors import Cancelled
from engine.fetching.patience import Overdue, Patience, Timeouts
from engine.fetching.sockets import Unreachable, connect, secure_context


def patience(should_stop=lambda: False, **seconds):
    return Patience(Timeouts(**seconds), should_stop)


def stop_after(n_times):
    """Return a `should_stop` that answers true from the `n_times`-th time on."""
    left = iter(range(n_times))
    return lambda: next(left, None) is None


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def pair(listener):
    """A connected socket of ours, and the other end."""
    port = listener.getsockname()[1]
    made = []

    def open_pair(waiting):
        made.append(connect("127.0.0.1", port, waiting))
        made.append(listener.accept()[0])
        return made

    yield open_pair
    for each in made:
        each.close()


@pytest.fixture
def deaf_port():
    """A port of this machine that neither accepts nor refuses: its queue is full."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        waiting = []
        for _ in range(4):
            waiting.append(socket.socket())
            waiting[-1].setblocking(False)
            waiting[-1].connect_ex(deaf.getsockname())
        yield deaf.getsockname()[1]
        for each in waiting:
            each.close()


def test_bytes_come_and_go(pair):
    ours, theirs = pair(patience())
    ours.sendall(b"question")
    assert theirs.recv(100) == b"question"
    theirs.sendall(b"answer")
    assert ours.recv(3) == b"ans"
    buffer = bytearray(10)
    assert ours.recv_into(buffer) == 3
    assert buffer[:3] == b"wer"
    theirs.close()
    assert ours.recv(10) == b""


def test_no_timeout_of_a_library_is_longer_than_a_slice(pair):
    ours, _ = pair(patience())
    for seconds in (None, 100.0):
        ours.settimeout(seconds)
        assert ours.gettimeout() == 0.05


def test_reading_nothing_ends_in_time(pair):
    ours, _ = pair(patience(stall=0.12))
    with pytest.raises(Overdue, match=r"nothing came for 0\.12 s"):
        ours.recv(1)


def test_reading_nothing_can_be_stopped(pair):
    ours, _ = pair(patience(stop_after(2)))
    with pytest.raises(Cancelled):
        ours.recv_into(bytearray(1))


def test_nobody_listens(listener):
    port = listener.getsockname()[1]
    listener.close()
    with pytest.raises(Unreachable, match=r"cannot reach 127\.0\.0\.1 \(Connection refused\)"):
        connect("127.0.0.1", port, patience())


def test_connecting_can_be_stopped(deaf_port):
    with pytest.raises(Cancelled):
        connect("127.0.0.1", deaf_port, patience(stop_after(2)))


def test_connecting_ends_in_time(deaf_port):
    with pytest.raises(Unreachable, match=r"no connection to 127\.0\.0\.1 within 0\.1 s"):
        connect("127.0.0.1", deaf_port, patience(connect=0.1))


def test_the_next_address_is_tried(listener, deaf_port, monkeypatch):
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", deaf_port)),
        (-1, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 1)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", listener.getsockname()),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_n: found)
    made = connect("several", 80, patience(connect=0.1))
    with made:
        assert made.getpeername() == listener.getsockname()


def test_a_name_that_is_none():
    with pytest.raises(Unreachable, match=r"there is no host a{64}\.invalid"):
        connect("a" * 64 + ".invalid", 80, patience())


def test_a_name_that_nobody_knows(monkeypatch):
    def unknown(*_arguments, **_named):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)  # a real one may take its time
    with pytest.raises(Unreachable, match=r"there is no host nowhere\.invalid"):
        connect("nowhere.invalid", 80, patience())


@pytest.mark.parametrize(("error", "seconds"), [(Cancelled, 10), (Overdue, 0.1)])
def test_a_look_up_without_end_is_left_alone(monkeypatch, error, seconds):
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_n: answered.wait(10) and [])
    should_stop = stop_after(2) if error is Cancelled else lambda: False
    with pytest.raises(error):
        connect("slow", 80, patience(should_stop, connect=seconds))
    left = [thread for thread in threading.enumerate() if thread.name == "look-up of slow"]
    assert [thread.daemon for thread in left] == [True]
    answered.set()
    left[0].join()


def test_a_handshake_without_end_can_be_stopped(pair):
    waiting = patience(stop_after(3))
    ours, _ = pair(waiting)
    with pytest.raises(Cancelled):
        secure_context(waiting).wrap_socket(ours, server_hostname="localhost")


def test_a_handshake_ends_in_time(pair):
    waiting = patience(stall=0.1)
    ours, _ = pair(waiting)
    with pytest.raises(Overdue):
        secure_context(waiting).wrap_socket(ours, server_hostname="localhost")


def test_settings_of_secure_connections_check_who_is_there():
    context = secure_context(patience())
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
