import pytest
import requests

from engine.errors import DataError
from engine.fetching.answers import check_whole, goes_on, wrong_length
from tests.engine.fetching.sets import remote

FILE = remote("a.gz", bytes(1000), "https://host/")


def response(code, **headers):
    made = requests.Response()
    made.status_code = code
    made.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return made


@pytest.mark.parametrize(
    ("code", "given", "expected"),
    [
        (206, "bytes 400-999/1000", True),
        (200, "bytes 400-999/1000", False),
        (206, "bytes 401-999/1000", False),
        (206, "bytes 400-998/1000", False),
        (206, "bytes 400-999/1001", False),
        (206, "bytes 400-999/*", False),
        (206, "bytes ٤٠٠-999/1000", False),
        (206, "bytes 400-999/1000\n", False),
        (206, f"bytes 400-999/{'0' * 10_000}1000", False),
        (206, "", False),
    ],
)
def test_only_exactly_the_rest_is_the_rest(code, given, expected):
    assert goes_on(response(code, Content_Range=given), FILE, 400) is expected


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content_Length": "1000"},
        {"Content_Length": "1000", "Content_Type": "application/gzip"},
        {"Content_Length": "nonsense"},
        {"Content_Type": "text/plain"},
    ],
)
def test_what_may_be_the_file(headers):
    check_whole(response(200, **headers), FILE)


@pytest.mark.parametrize(
    ("code", "headers", "line"),
    [
        (200, {"Content_Type": "text/html"}, "a web page"),
        (200, {"Content_Type": " Text/HTML ; charset=x"}, "a web page"),
        (200, {"Content_Type": "application/xhtml+xml"}, "a web page"),
        (200, {"Content_Length": "999"}, "the server's file has 999 bytes where 1,000 were"),
        (200, {"Content_Length": "9" * 50_000}, "bytes where 1,000 were expected"),
        (204, {}, "the server answers 204 No Content"),
        (403, {}, "the server answers 403 Forbidden. Try again later, or open your own copy"),
        (777, {}, "the server answers 777"),
    ],
)
def test_what_is_not_the_file(code, headers, line):
    with pytest.raises(DataError, match=line) as caught:
        check_whole(response(code, **headers), FILE)
    assert len(str(caught.value)) <= 160


def test_both_lengths_are_named():
    assert str(wrong_length(FILE, "7")).startswith("a.gz: the server's file has 7 bytes")
