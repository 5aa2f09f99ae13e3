"""The process that reads the parquet files of a set, kept from one question to the next."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Any

from engine.readers.parquet import script as parquet_helper
from engine.readers.processes.helper import Helper
from engine.readers.task import Task

MAX_MEMORY = 2 << 30  # bytes: batches are small, whatever the size of a file


class ParquetProcess:
    """Starts the process when it is needed, and again where an answer was not read to its end.

    To be used as a context: at its end there is no process.

    Parameters
    ----------
    task : Task
        Asked all the time whether to go on.
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self._stack = ExitStack()
        self._idle: Helper | None = None

    def __enter__(self) -> ParquetProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    @contextmanager
    def asked(self, request: dict[str, Any], name: str) -> Iterator[Helper]:
        """Have `engine.readers.parquet.script` answer a request on a file called `name`.

        Raises
        ------
        DataError
            If no process can be started.
        Cancelled
            If the task should stop.
        """
        helper, self._idle = self._idle, None
        if helper is None:
            self._stack.close()
            script, task = parquet_helper.__file__, self._task
            helper = Helper(script, name=name, task=task, memory=MAX_MEMORY)
            self._stack.enter_context(helper)
        helper.name = name
        helper.ask(json.dumps(request).encode("ascii"))
        yield helper
        self._idle = helper  # unless whoever asked has left before the end
