from __future__ import annotations

import os

import pytest

from gui.panels.film_file import look_at_file


def test_a_new_file_in_a_folder(tmp_path):
    state = look_at_file(str(tmp_path / "film.webp"))
    assert state.problem == ""
    assert not state.is_there
    assert not (tmp_path / "film.webp").exists()


def test_a_file_that_is_there(tmp_path):
    (tmp_path / "film.webp").write_bytes(b"")
    assert look_at_file(str(tmp_path / "film.webp")).is_there


def test_what_cannot_take_a_film_is_said(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert look_at_file("").problem == "Choose a file."
    assert "is a folder" in look_at_file(str(tmp_path)).problem
    assert "is no folder" in look_at_file(str(tmp_path / "none" / "film.gif")).problem
    assert "is no folder" in look_at_file(str(tmp_path / "file" / "film.gif")).problem
    assert "is not a path" in look_at_file(str(tmp_path / "fi\0lm.gif")).problem
    assert look_at_file(str(tmp_path / ("n" * 300))).problem


def test_a_folder_that_may_not_be_written_to(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    tmp_path.chmod(0o500)
    assert "no permission" in look_at_file(str(tmp_path / "film.webp")).problem
    tmp_path.chmod(0o700)
