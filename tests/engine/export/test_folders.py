"""Folders made, removed and looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.export.folders import make_folders


def test_a_folder_that_another_process_makes_meanwhile_will_do(tmp_path, monkeypatch):
    real = Path.mkdir

    def slower(path, *arguments, **options):
        real(path, *arguments, **options)  # somebody else
        return real(path, *arguments, **options)

    monkeypatch.setattr(Path, "mkdir", slower)
    made = []
    make_folders(tmp_path / "a" / "b", made)
    assert (tmp_path / "a" / "b").is_dir()
    assert made == []


def test_a_file_that_comes_in_the_way_meanwhile_is_refused(tmp_path, monkeypatch):
    real = Path.mkdir

    def too_late(path, *arguments, **options):
        path.write_text("in the way")
        return real(path, *arguments, **options)

    monkeypatch.setattr(Path, "mkdir", too_late)
    with pytest.raises(FileExistsError):
        make_folders(tmp_path / "a", [])
