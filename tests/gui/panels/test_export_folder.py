import os

import pytest

from engine.errors import MAX_LENGTH
from gui.panels.export_folder import FolderState, look_at

FREE = FolderState()
FULL = FolderState(is_occupied=True)


def test_nothing_chosen():
    assert look_at("") == FolderState("Choose a folder.")


def test_an_empty_folder_and_one_to_be_made(tmp_path):
    assert look_at(str(tmp_path)) == FREE
    assert look_at(str(tmp_path / "new" / "newer")) == FREE
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["run.json", ".hidden"])
def test_a_folder_with_something_in_it(tmp_path, name):
    (tmp_path / name).write_text("x")
    assert look_at(str(tmp_path)) == FULL


def test_a_file_is_no_folder(tmp_path):
    file = tmp_path / "out.txt"
    file.write_text("x")
    assert look_at(str(file)) == FolderState("out.txt: is a file. Choose another folder.")
    assert look_at(str(file / "below")).problem == "out.txt: is a file. Choose another folder."


def test_a_link_to_nowhere_is_no_folder(tmp_path):
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "gone")
    assert look_at(str(link)).problem


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_folder_that_may_not_be_written(tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    assert look_at(str(locked)).problem == (
        "locked: no permission to write. Choose another folder."
    )
    assert look_at(str(locked / "new")).problem.startswith("locked: no permission")


@pytest.mark.parametrize("path", ["/tmp/a\0b", "/tmp/" + "x" * 5000])
def test_what_no_file_system_takes(path):
    state = look_at(path)
    assert state.problem.endswith("Choose another folder.")
    assert state.problem.isprintable()
    assert len(state.problem) <= MAX_LENGTH
