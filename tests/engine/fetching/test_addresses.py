import pytest

from engine.catalogue import find
from engine.errors import DataError
from engine.fetching.addresses import address_of, host_of, next_address


def test_without_a_mirror_it_is_the_catalogues():
    entry = find("cifar10")
    assert address_of(entry, entry.files[0]) == entry.files[0].address


@pytest.mark.parametrize("mirror", ["http://10.0.0.1:8000/sets/", " http://10.0.0.1:8000/sets "])
def test_a_mirror_holds_archives_side_by_side_and_folders_of_files(monkeypatch, mirror):
    monkeypatch.setenv("CENTROID_LAB_MIRROR", mirror)
    cifar10, mnist = find("cifar10"), find("mnist")
    base = "http://10.0.0.1:8000/sets"
    assert address_of(cifar10, cifar10.files[0]) == f"{base}/cifar-10-python.tar.gz"
    assert address_of(mnist, mnist.files[3]) == f"{base}/mnist/t10k-labels-idx1-ubyte.gz"


@pytest.mark.parametrize(
    "mirror", ["10.0.0.1", "ftp://host/", "http://", "http://[", "http://host:99999/", "/folder"]
)
def test_a_mirror_without_an_address(monkeypatch, mirror):
    monkeypatch.setenv("CENTROID_LAB_MIRROR", mirror)
    with pytest.raises(DataError, match=r"CENTROID_LAB_MIRROR: .* is not the address of a server"):
        address_of(find("cifar10"), find("cifar10").files[0])


@pytest.mark.parametrize(
    ("address", "location", "found"),
    [
        ("https://a/b/c", "https://d/e", "https://d/e"),
        ("https://a/b/c", "/e", "https://a/e"),
        ("https://a/b/c", "e?f", "https://a/b/e?f"),
        ("https://a/b/c", "//d/e", "https://d/e"),
        ("http://a/b/c", "https://d/e", "https://d/e"),
        ("http://a/b/c", "http://d/e", "http://d/e"),
        ("http://a/", "/\u00c3\u00a9", "http://a/é"),
    ],
)
def test_redirects(address, location, found):
    assert next_address(address, location, "x") == found


def test_https_is_not_given_up():
    with pytest.raises(DataError, match=r"^x: a\.b leads to an address without https\. Do not"):
        next_address("https://a.b/c", "http://a.b/c", "x")


@pytest.mark.parametrize("location", ["javascript:1", "file:///etc", "http://", "http://[", "\xff"])
def test_redirects_to_nowhere(location):
    with pytest.raises(DataError, match="nowhere"):
        next_address("https://a/b", location, "x")


def test_hosts_are_for_people():
    assert host_of("https://www.cs.toronto.edu/~kriz/x.tar.gz") == "www.cs.toronto.edu"
