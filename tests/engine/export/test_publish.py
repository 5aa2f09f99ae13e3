import errno
import hashlib
import os
from itertools import count
from pathlib import Path

import pytest

from engine.errors import ExportError
from engine.export.publish import Publication
from engine.export.record import record_json
from engine.export.recorded import FileRecord, read_record

OLD = {
    "log.csv": b"old",
    "labels.csv": b"old",
    "centroids/cluster_000.png": b"old",
    "centroids/cluster_001.png": b"old",
    "representatives/cluster_001/0_image_00007.png": b"o",
}
NEW = {"log.csv": b"new", "model.npz": b"new" * 9, "centroids/cluster_000.png": b"new",
       "plots/shift.svg": b"new"}  # fmt: skip
THEIRS = {"notes.txt": b"mine", "centroids/mine.png": b"mine"}


@pytest.fixture
def publish(four, four_ended):
    def publish(folder: Path, files: dict[str, bytes], *, overwrite: bool = False) -> bytes:
        records = {
            name: FileRecord(size=len(data), sha256=hashlib.sha256(data).hexdigest())
            for name, data in files.items()
        }
        record = record_json(four, four_ended, "0" * 64, records)
        with Publication(folder, overwrite=overwrite) as publication:
            for name, data in files.items():
                publication.write(name, data)
            publication.publish(record)
        return record

    return publish


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def fail_at(monkeypatch, call: str, nth: int, *, for_ever: bool) -> list[int]:
    """Let the `nth` call of ``os.<call>`` fail; the list returned grows with each failure."""
    real, n_calls, failed = getattr(os, call), count(1), []

    def faulty(*arguments, **named):
        number = next(n_calls)
        if number == nth or (for_ever and number > nth):
            failed.append(number)
            if call == "close":
                real(*arguments)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*arguments, **named)

    monkeypatch.setattr(os, call, faulty)
    return failed


def refused(publish, *arguments, **named) -> str:
    """Return the one line with which an export was refused; empty if it was written."""
    try:
        publish(*arguments, **named)
    except ExportError as error:
        return str(error)
    return ""


def one_line(error: pytest.ExceptionInfo[ExportError]) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert len(text) <= 160
    return text


@pytest.mark.parametrize(
    ("call", "for_ever"),
    [
        *((call, False) for call in ("open", "write", "fsync", "close", "replace", "mkdir")),
        *((call, True) for call in ("write", "fsync", "replace", "mkdir")),
    ],
)
@pytest.mark.parametrize("start", ["no folder", "empty folder", "old export"])
def test_every_call_failing_in_turn(tmp_path, monkeypatch, publish, start, call, for_ever):
    for nth in count(1):
        parent = tmp_path / str(nth)
        folder = parent / "fit"
        before = {}
        if start != "no folder":
            folder.mkdir(parents=True)
        if start == "old export":
            publish(folder, OLD)
            put(folder, THEIRS)
            before = content(folder)
        with monkeypatch.context() as patch:
            failed = fail_at(patch, call, nth, for_ever=for_ever)
            refusal = refused(publish, folder, NEW, overwrite=start == "old export")
        assert not list(folder.rglob(".tmp-*"))
        assert content(folder).items() >= (THEIRS if start == "old export" else {}).items()
        if not refusal:
            assert content(folder).items() >= NEW.items()
            if failed:  # while clearing up
                continue
            break
        assert "disk is full" in refusal
        if start == "no folder":
            assert not parent.exists()
        elif content(folder) != before:
            assert call == "replace", "the old files could have been moved back"
            assert for_ever
            assert not (folder / "run.json").exists()
    assert nth > 1, "the call was never made"


def test_overwriting_takes_what_the_old_export_listed_and_nothing_else(tmp_path, publish):
    publish(tmp_path, OLD)
    put(tmp_path, THEIRS)
    record = publish(tmp_path, NEW, overwrite=True)
    assert content(tmp_path) == {**NEW, **THEIRS, "run.json": record}
    assert not (tmp_path / "representatives").exists()
    assert sorted(read_record(tmp_path).files) == sorted(NEW)


def test_a_record_that_lists_other_peoples_files_removes_none(tmp_path, publish):
    outside = tmp_path / "outside.csv"
    outside.write_bytes(b"theirs")
    folder = tmp_path / "fit"
    publish(folder, OLD)
    record = (folder / "run.json").read_bytes()
    (folder / "run.json").write_bytes(record.replace(b"labels.csv", b"../outside.csv"))
    publish(folder, NEW, overwrite=True)
    assert outside.read_bytes() == b"theirs"
    assert (folder / "labels.csv").read_bytes() == b"old"


def test_links_inside_are_not_followed(tmp_path, publish):
    elsewhere = tmp_path / "elsewhere"
    put(elsewhere, {"cluster_000.png": b"theirs", "log": b"theirs"})
    folder = tmp_path / "fit"
    folder.mkdir()
    (folder / "centroids").symlink_to(elsewhere)
    with pytest.raises(ExportError, match="is a link or a file") as error:
        publish(folder, NEW, overwrite=True)
    one_line(error)
    (folder / "centroids").unlink()
    (folder / "log.csv").symlink_to(elsewhere / "log")
    publish(folder, NEW, overwrite=True)
    assert content(elsewhere) == {"cluster_000.png": b"theirs", "log": b"theirs"}
    assert not (folder / "log.csv").is_symlink()


def test_a_folder_in_the_place_of_a_file(tmp_path, publish):
    put(tmp_path, {"model.npz/inside": b"theirs"})
    with pytest.raises(ExportError, match="is a folder"):
        publish(tmp_path, NEW, overwrite=True)
    assert content(tmp_path) == {"model.npz/inside": b"theirs"}


def test_a_folder_that_is_not_empty(tmp_path, publish):
    put(tmp_path, THEIRS)
    with pytest.raises(ExportError, match="not empty") as error:
        publish(tmp_path, NEW)
    assert "--overwrite" in one_line(error)
    assert content(tmp_path) == THEIRS


def test_places_where_no_folder_can_be(tmp_path, publish):
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name, reason in (
        ("file", "is a file"),
        ("file/below", "Not a directory"),
        ("dangling", "File exists"),
        ("n" * 300, "File name too long"),
        ("nul\0", "is no name for a folder"),
    ):
        with pytest.raises(ExportError, match=reason) as error:
            publish(tmp_path / name, NEW, overwrite=True)
        one_line(error)
    assert sorted(os.listdir(tmp_path)) == ["dangling", "file"]


def test_the_leavings_of_a_process_that_was_killed_are_no_content(tmp_path, publish):
    put(tmp_path, {".tmp-999999999-0123abcd/new/log.csv": b"part"})
    record = publish(tmp_path, NEW)
    assert content(tmp_path) == {**NEW, "run.json": record}


def test_the_leavings_of_a_living_process_stay(tmp_path, publish):
    put(tmp_path, {f".tmp-{os.getpid()}-0123abcd/new/log.csv": b"part"})
    with pytest.raises(ExportError, match="not empty"):
        publish(tmp_path, NEW)
    assert len(content(tmp_path)) == 1


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EROFS, "the disk is read-only"),
        (errno.EACCES, "may not be written to"),
        (errno.ENOSPC, "free, model.npz needs 27 bytes"),
        (errno.EIO, "model.npz cannot be written (Input/output error)"),
    ],
)
def test_what_people_read(tmp_path, monkeypatch, publish, number, words):
    write = os.write

    def fail_for_the_model(descriptor, data):
        if len(data) == len(NEW["model.npz"]):
            raise OSError(number, os.strerror(number))
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", fail_for_the_model)
    with pytest.raises(ExportError) as error:
        publish(tmp_path / "fit", NEW)
    assert words in one_line(error)
