import pytest

from engine.errors import DataError
from engine.readers.cifar.name_lists import parse_lines


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (b"cat\ndog\n\n", ("cat", "dog")),
        (b"cat\r\n  big dog \r\n", ("cat", "big dog")),
        (b"\xef\xbb\xbfcat", ("cat",)),
        ("Käse\n".encode(), ("Käse",)),
        (b"a\xff\nb\x1b[31m", ("a\\xff", "b\\x1b[31m")),
    ],
)
def test_lines(data, names):
    assert parse_lines(bytearray(data), "names.txt") == names


@pytest.mark.parametrize("data", [b"", b"\n \n"])
def test_no_names(data):
    with pytest.raises(DataError, match=r"names\.txt: no class names in it"):
        parse_lines(bytearray(data), "names.txt")
