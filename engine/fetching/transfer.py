"""One file from its address to the disk."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import cast

import requests

from engine.catalogue import RemoteFile
from engine.errors import DataError
from engine.fetching.addresses import host_of, next_address
from engine.fetching.answers import GO_ON, TRY_LATER, check_whole, goes_on, wrong_length
from engine.fetching.meter import Meter
from engine.fetching.part import Part
from engine.fetching.patience import Patience
from engine.fetching.session import Cut, open_session, readable_network_errors
from engine.fetching.validators import validator_of

_BLOCK = 1 << 16  # bytes written at a time
_REDIRECTS = 10
_ATTEMPTS = 2  # the second for a connection that was cut


def transfer(
    file: RemoteFile, address: str, target: Path, patience: Patience, meter: Meter, base: int
) -> None:
    """Fetch a file, or the rest of it, check it, and give it its name.

    Parameters
    ----------
    file : RemoteFile
        What it is.
    address : str
        Where it is asked for.
    target : Path
        What it shall become, in a folder that exists.
    patience : Patience
        What to wait with.
    meter : Meter
        Told how far it has come.
    base : int
        Bytes of other files that are there, for `meter`.

    Raises
    ------
    DataError
        If it cannot be had; what came stays for the next time, unless it is of no use.
    Cancelled
        If the caller wants no more; likewise.
    """
    with Part(target, file) as part, open_session(patience) as session:
        if part.found:
            meter.begin(f"checking {file.name}", base)
            for done in part.resume():
                meter.show(done)
                patience.expect_answer()  # of a disk, which is not hurried
                patience.check()
        job = _Transfer(file, address, part, session, patience, meter, base)
        for attempt in range(1, _ATTEMPTS + 1):
            if part.is_whole:
                break
            try:
                job.receive()
            except Cut as error:
                if attempt == _ATTEMPTS:
                    problem = f"the connection was cut after {part.size:,} of {file.size:,} bytes"
                    raise DataError(file.name, problem, GO_ON) from error
        part.finish()


class _Transfer:
    """What belongs to the requests for one file."""

    def __init__(
        self,
        file: RemoteFile,
        address: str,
        part: Part,
        session: requests.Session,
        patience: Patience,
        meter: Meter,
        base: int,
    ) -> None:
        self._file = file
        self._address = address
        self._part = part
        self._session = session
        self._patience = patience
        self._meter = meter
        self._base = base

    def receive(self) -> None:
        """Ask for what is missing and write it; raise `Cut` if not all of it comes."""
        file, part, meter, patience = self._file, self._part, self._meter, self._patience
        meter.begin(f"asking {host_of(self._address)} for {file.name}", self._base, part.size)
        with self._answer() as response:
            if not (part.size and goes_on(response, file, part.size)):
                check_whole(response, file)
                part.restart(validator_of(response.headers))
            meter.begin(f"downloading {file.name}", self._base, part.size)
            while block := self._next_block(response):
                if part.size + len(block) > file.size:
                    part.discard()
                    raise wrong_length(file, f"more than {file.size:,}")
                part.write(block)
                meter.receive(len(block))
                patience.expect_answer()  # the disk may have taken its time
                patience.check()
        if not part.is_whole:
            raise Cut

    def _answer(self) -> requests.Response:
        """Return the answer to a request for what is missing, its body unread."""
        part = self._part
        if part.size:
            wanted = {"Range": f"bytes={part.size}-", "If-Range": part.validator}
            response = self._follow(wanted)
            # Any other code may be meant for the range alone.
            if response.status_code == HTTPStatus.OK or goes_on(response, self._file, part.size):
                return response
            response.close()
        return self._follow({})

    def _follow(self, headers: dict[str, str]) -> requests.Response:
        """Return the answer to a request, after all redirects."""
        address, name = self._address, self._file.name
        for _ in range(_REDIRECTS):
            self._patience.expect_answer()
            with readable_network_errors(name, host_of(address)):
                response = self._session.get(
                    address, headers=headers, stream=True, timeout=self._patience.timeouts.both
                )
            if not response.is_redirect:
                return response
            response.close()
            address = next_address(address, response.headers["Location"], name)
        raise DataError(name, "the server sends its reader round in circles", TRY_LATER)

    def _next_block(self, response: requests.Response) -> bytes:
        with readable_network_errors(self._file.name, host_of(self._address)):
            # Undecoded: a server may declare a .gz file as a compressed transfer of what is in it.
            return cast(bytes, response.raw.read(_BLOCK, decode_content=False))
