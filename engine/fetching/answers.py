"""What a server's answer to a request for a file means."""

from __future__ import annotations

import re
from http import HTTPStatus

import requests

from engine.catalogue import RemoteFile
from engine.errors import DataError

TRY_LATER = "Try again later, or open your own copy"
GO_ON = "Try again: it goes on where it stopped"
_WEB_PAGES = ("text/html", "application/xhtml+xml")
_RANGE = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})")


def goes_on(response: requests.Response, file: RemoteFile, size: int) -> bool:
    """Return whether the answer to a request for the rest of a file is that rest.

    Parameters
    ----------
    response : requests.Response
        The answer, its body unread.
    file : RemoteFile
        What was asked for.
    size : int
        Bytes already there.
    """
    if response.status_code != HTTPStatus.PARTIAL_CONTENT:
        return False
    found = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    return found is not None and tuple(map(int, found.groups())) == (size, file.size - 1, file.size)


def check_whole(response: requests.Response, file: RemoteFile) -> None:
    """Check the head of an answer that should be all of a file.

    Raises
    ------
    DataError
        If the server refuses, or sends something else.
    """
    if response.status_code != HTTPStatus.OK:
        raise DataError(file.name, f"the server answers {_status(response.status_code)}", TRY_LATER)
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind in _WEB_PAGES:
        problem = "a web page came in its place"
        raise DataError(file.name, problem, "Log in to your network if it asks, or try again later")
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:19]) != file.size:
        raise wrong_length(file, f"{int(length[:19]):,}")


def wrong_length(file: RemoteFile, found: str) -> DataError:
    """Return the error for an answer of `found` bytes."""
    problem = f"the server's file has {found} bytes where {file.size:,} were expected"
    return DataError(file.name, problem, TRY_LATER)


def _status(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)
