from __future__ import annotations

import os

import pytest

from tests.engine.fetching.certificates import certificate_and_key
from tests.engine.fetching.server import Server
from tests.engine.fetching.sets import make_entry


@pytest.fixture(autouse=True)
def _the_network_is_this_machine(monkeypatch):
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith(("CENTROID_LAB_", "REQUESTS_CA")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture
def server():
    made = Server()
    yield made
    made.close()


@pytest.fixture
def pem(tmp_path):
    """The path of a certificate, with its key."""
    path = tmp_path / "test.pem"
    path.write_text(certificate_and_key())
    return str(path)


@pytest.fixture
def secure_server(pem):
    made = Server(pem)
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path):
    """The folder of image sets; nobody has made it yet."""
    return tmp_path / "image-sets"


@pytest.fixture
def data():
    return os.urandom(300_000)


@pytest.fixture
def entry(server, data):
    """A set of the one file ``photos.bin``, 300,000 bytes."""
    return make_entry(server, photos_bin=data)
