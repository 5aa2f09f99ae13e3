"""Spoilt files: each is opened as a sound set, or refused in one line; nothing else ever happens.

What holds of every one of them is in `watching.Place`.
"""

import tempfile

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.readers.mutations import OPTIONS, SPOILINGS
from tests.engine.readers.pictures.picture_makers import mended_png
from tests.engine.readers.valid_archives import PACKINGS, mended_tar, packed
from tests.engine.readers.valid_files import PROCESSES, SETS
from tests.engine.readers.valid_pictures import PICTURES, png
from tests.engine.readers.watching import Place

FORMATS = {**SETS, **PICTURES}
MANY = 500
FEW = 30  # where each starts a process


@pytest.fixture
def place(tmp_path, monkeypatch, capfd):
    """Where sets are opened; no library may print, and no process may be left."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    before = psutil.Process().children()
    yield Place(tmp_path)
    assert psutil.Process().children() == before
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "")


def check_spoilt(place, seeds, n_examples=MANY, repair=bytes):
    """Open so many spoilt sets, with all kinds of options."""

    @settings(max_examples=n_examples, deadline=None)
    @given(SPOILINGS, st.sampled_from(OPTIONS))
    def check(spoiling, options):
        place.outcome(spoiling.of(seeds, repair), options)

    check()


@pytest.mark.parametrize("kind", [*FORMATS, *PROCESSES])
def test_the_files_to_be_spoilt_are_sound(place, kind):
    for seed in {**FORMATS, **PROCESSES}[kind]():
        assert place.outcome(seed, {}) is not None, seed


@pytest.mark.parametrize("how", PACKINGS)
def test_the_archives_to_be_spoilt_are_sound(place, how):
    for seed in packed(how):
        assert place.outcome(seed, {}) is not None


@pytest.mark.parametrize("kind", FORMATS)
def test_a_spoilt_file_is_opened_or_refused(place, kind):
    check_spoilt(place, FORMATS[kind]())


@pytest.mark.parametrize("kind", PROCESSES)
def test_a_spoilt_file_read_in_a_process_is_opened_or_refused(place, kind):
    check_spoilt(place, PROCESSES[kind](), FEW)


@pytest.mark.parametrize("how", PACKINGS)
def test_a_spoilt_archive_is_opened_or_refused(place, how):
    check_spoilt(place, packed(how))


def test_a_spoilt_file_with_right_checksums_is_opened_or_refused(place):
    check_spoilt(place, png(), repair=mended_png)


def test_a_spoilt_tar_with_right_checksums_is_opened_or_refused(place):
    check_spoilt(place, packed("pax tar"), repair=mended_tar)
