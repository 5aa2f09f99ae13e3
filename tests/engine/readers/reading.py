"""A reader at work on a path, as `engine.load_images` sets it to work."""

import pytest

from engine.errors import DataError
from engine.options import OpenOptions
from engine.readers.containers.opening import open_container
from engine.readers.task import Task


def read_path(read, path, *, may_ask=False, should_stop=lambda: False, told=None, **options):
    """What `read` makes of a path; `told` is a list that gets the progress and the previews."""
    told = [] if told is None else told
    task = Task(
        progress=lambda *what: told.append(what),
        should_stop=should_stop,
        options=OpenOptions(**options),
        preview=lambda pixels: told.append(pixels.copy()),
        may_ask=may_ask,
    )
    return read(open_container(str(path), path.name, task), task)


def refusal(read, path, **options):
    """The line with which `read` refuses a path."""
    with pytest.raises(DataError) as caught:
        read_path(read, path, **options)
    line = str(caught.value)
    assert len(line) <= 160
    assert "\n" not in line
    return line
