import errno
import itertools
import json
import os
import subprocess
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Cancelled, ExportError
from engine.history import History
from engine.kmeans.branching import branch
from engine.kmeans.reports import FitEnded
from engine.library.layout import ENVIRONMENT
from engine.library.store import Library
from tests.engine.library.kept_fits import (
    assert_saved,
    dead_process,
    everything_in,
    fitted,
    full_disk,
    pictures,
)

IMAGES = pictures()
ENDED, TOLD = fitted(IMAGES, n_init=2)


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "library")


def test_a_fit_comes_back_as_it_was(library):
    fit_id = library.save(IMAGES, ENDED, TOLD, sweep={"id": "s", "number": 3})
    assert library.ids() == (fit_id,)
    assert library.check(fit_id) is None
    saved = Library(library.folder).open(fit_id)
    assert_saved(saved, IMAGES, ENDED, TOLD)
    assert (saved.id, saved.record.kind) == (fit_id, "finished")
    assert saved.record.sweep == {"id": "s", "number": 3}
    assert saved.record.created.tzinfo is not None
    assert sorted(path.name for path in library.fit_folder(fit_id).iterdir()) == [
        "history.npz",
        "model.npz",
        "run.json",
        "thumbnails.png",
    ]


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 1000),
    shape=st.tuples(st.integers(1, 4), st.integers(1, 4), st.sampled_from([1, 3])),
    dtype=st.sampled_from(["uint8", "uint16", "float32"]),
    n_clusters=st.integers(1, 8),
    n_init=st.integers(1, 3),
    init=st.sampled_from(["k-means++", "random", "partition", "gaussian"]),
    n_reports=st.none() | st.integers(1, 6),
    has_labels=st.booleans(),
)
def test_any_fit_comes_back_to_the_last_bit(
    tmp_path_factory, seed, shape, dtype, n_clusters, n_init, init, n_reports, has_labels
):
    attributes = {} if has_labels else {"labels": None, "class_names": (), "names": ()}
    images = pictures(20, shape, dtype, seed, **attributes)
    ended, history = fitted(
        images, n_clusters=n_clusters, n_init=n_init, init=init, n_reports=n_reports
    )
    library = Library(tmp_path_factory.mktemp("library"))
    saved = library.open(library.save(images, ended, history))
    assert_saved(saved, images, ended, history)
    assert saved.record.kind == ("stopped" if ended.stopped else "finished")


def test_given_seeds_and_a_branch_come_back(library):
    history = History(len(IMAGES))
    for run in range(TOLD.n_runs):
        for iteration in range(TOLD.n_iterations(run)):
            history.add(report_of(TOLD, run, iteration))
    assert history.add_branch(1, 1) == 2
    seeds = TOLD.moment(1, 1).centroids[:3]
    for report in branch(IMAGES, ENDED.parameters, seeds, parent=ENDED, n_threads=1):
        if isinstance(report, FitEnded):
            ended = report
        else:
            history.add(report)
    fit_id = library.save(IMAGES, ended, history)
    saved = library.open(fit_id)
    assert_saved(saved, IMAGES, ended, history)
    assert np.array_equal(saved.parameters.init, seeds)
    assert saved.record.branches == {2: (1, 1)}
    part = json.loads((library.fit_folder(fit_id) / "run.json").read_text())["library"]
    assert part["branches"] == [{"run": 3, "parent_run": 2, "parent_iteration": 1}]


def report_of(history, run, iteration):
    from engine.kmeans.reports import Iteration

    moment = history.moment(run, iteration)
    row = {name: getattr(moment.row, name) for name in type(moment.row).__slots__}
    return Iteration(
        **row,
        reseeded=moment.reseeded,
        sizes=moment.sizes,
        sq_distances_by_cluster=moment.sq_distances_by_cluster,
        centroids=moment.centroids,
        labels=moment.labels,
    )


def test_a_fit_without_a_time_line(library):
    saved = library.open(library.save(IMAGES, ENDED, None))
    assert_saved(saved, IMAGES, ENDED, History(len(IMAGES)))


def test_images_are_known_again_by_their_pixels(library):
    saved = library.open(library.save(IMAGES, ENDED, TOLD))
    assert library.same_images(saved, pictures())
    assert not library.same_images(saved, pictures(seed=1))
    assert not library.same_images(saved, pictures(dtype="uint16"))
    assert not library.same_images(saved, pictures(39))


def test_images_of_another_fit_are_refused_and_nothing_is_left(library):
    with pytest.raises(ExportError, match="not the images of the fit"):
        library.save(pictures(39), ENDED, TOLD)
    assert list((library.folder / "fits").iterdir()) == []


def test_ids_are_unique_though_the_clock_jumps_back(library, monkeypatch):
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now)
    found = [library.save(IMAGES, ENDED, None) for _ in range(3)]
    now -= 3_600_000_000_000
    earlier = library.save(IMAGES, ENDED, None)
    assert len({*found, earlier}) == 4
    assert library.ids() == (earlier, *sorted(found))


def test_a_name_that_is_taken_is_not_taken_again(library, monkeypatch):
    first = library.save(IMAGES, ENDED, TOLD)
    second = library.save(IMAGES, ENDED, TOLD)
    library.delete(second)
    before = everything_in(library.folder)
    fresh = "20300101T000000-00000000"
    names = iter([first, second, fresh])
    monkeypatch.setattr("engine.library.store.new_fit_id", lambda: next(names))
    assert library.save(IMAGES, ENDED, TOLD) == fresh
    after = everything_in(library.folder)
    assert {name: after[name] for name in before} == before


def test_stopping_leaves_nothing(library):
    with pytest.raises(Cancelled):
        library.save(IMAGES, ENDED, TOLD, should_stop=lambda: True)
    assert list((library.folder / "fits").iterdir()) == []


def test_the_bin(library):
    kept, gone = (library.save(IMAGES, ENDED, TOLD) for _ in range(2))
    whole = everything_in(library.fit_folder(gone))
    library.delete(gone)
    assert (library.ids(), library.bin_ids()) == ((kept,), (gone,))
    with pytest.raises(ExportError, match="is missing"):
        library.open(gone)
    library.restore(gone)
    assert everything_in(library.fit_folder(gone)) == whole
    library.delete(gone)
    library.delete(kept)
    library.empty_bin([gone])
    assert library.bin_ids() == (kept,)
    library.empty_bin()
    assert list((library.folder / "bin").iterdir()) == []


def test_what_is_not_there_is_said_and_no_name_leads_out(library):
    library.save(IMAGES, ENDED, TOLD)
    outside = library.folder / "mine"
    outside.mkdir()
    for name in ("../mine", "20300101T000000-0000000g", "", str(outside)):
        for work in (library.open, library.delete, library.restore, library.annotations):
            with pytest.raises(ExportError, match="is no name of a fit"):
                work(name)
    for work in (library.open, library.delete, library.restore):
        with pytest.raises(ExportError, match=r"is missing|No such file"):
            work("20300101T000000-00000000")
    assert outside.is_dir()
    assert library.check("../mine") is not None


def test_other_folders_and_links_are_no_fits(library, tmp_path):
    fits = library.folder / "fits"
    (fits / "mine").mkdir()
    (fits / "20300101T000000-00000000").write_text("a file")
    (fits / "20300101T000000-00000001").symlink_to(tmp_path)
    assert library.ids() == ()


@pytest.mark.parametrize("after", [0, 1, 1000, 10_000])
def test_a_full_disk_leaves_nothing_and_the_next_save_works(library, monkeypatch, after):
    first = library.save(IMAGES, ENDED, TOLD)
    before = everything_in(library.folder)
    with full_disk(monkeypatch, after):
        with pytest.raises(ExportError, match=r"disk is full \(.* free, .* needs .*\)") as caught:
            library.save(IMAGES, ENDED, TOLD)
        with pytest.raises(ExportError, match="disk is full"):
            library.annotate(first, notes="a note" * 2000)
    assert len(str(caught.value)) <= 160
    assert everything_in(library.folder) == before
    assert library.check(library.save(IMAGES, ENDED, TOLD)) is None


def line_of_failure(library, monkeypatch, call, when):
    """Save while the `when`-th call fails; return what was said, nothing where none failed."""
    real, numbers = getattr(os, call), itertools.count(1)

    def failing(*arguments, **options):
        if next(numbers) == when:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing)
        try:
            library.save(IMAGES, ENDED, TOLD)
        except ExportError as error:
            return str(error)
    return ""


@pytest.mark.parametrize("call", ["fsync", "rename", "mkdir"])
def test_an_error_of_the_disk_leaves_nothing(library, monkeypatch, call):
    fit_id = library.save(IMAGES, ENDED, TOLD)
    before = everything_in(library.folder)
    when = 1
    while line := line_of_failure(library, monkeypatch, call, when):
        assert "Input/output error" in line
        assert everything_in(library.folder) == before
        when += 1
    assert when == {"fsync": 7, "rename": 2, "mkdir": 2}[call]
    assert library.check(fit_id) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_on_a_small_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("no file system may be mounted here")
    try:
        library = Library(disk / "library")
        kept = []

        def save_for_ever():
            while True:
                kept.append(library.save(IMAGES, ENDED, TOLD))

        with pytest.raises(ExportError, match="the disk is full"):
            save_for_ever()
        assert len(kept) > 1
        assert library.ids() == tuple(sorted(kept))
        assert [library.check(each) for each in kept] == [None] * len(kept)
        assert len(list((disk / "library" / "fits").iterdir())) == len(kept)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        reader = Library(disk / "library")
        assert reader.is_read_only
        assert "the disk is read-only" in reader.reason
        assert_saved(reader.open(kept[0]), IMAGES, ENDED, TOLD)
        with pytest.raises(ExportError, match="the disk is read-only"):
            library.save(IMAGES, ENDED, TOLD)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_newer_library_is_only_looked_at(library):
    fit_id = library.save(IMAGES, ENDED, TOLD)
    (library.folder / "library.json").write_text('{"format": 2, "shelves": true}')
    (library.folder / "fits" / f".tmp-{dead_process()}-00000000").mkdir()
    before = everything_in(library.folder)
    newer = Library(library.folder)
    assert newer.is_read_only
    assert "has format 2, known is 1. Use a newer Centroid Lab." in newer.reason
    assert_saved(newer.open(fit_id), IMAGES, ENDED, TOLD)
    for work in (
        lambda: newer.save(IMAGES, ENDED, TOLD),
        lambda: newer.delete(fit_id),
        lambda: newer.restore(fit_id),
        lambda: newer.annotate(fit_id, title="mine"),
        lambda: newer.empty_bin(),
        lambda: newer.checkpoints.write(IMAGES, ENDED.parameters, TOLD),
        lambda: newer.checkpoints.drop(),
    ):
        with pytest.raises(ExportError, match="Use a newer Centroid Lab"):
            work()
    assert everything_in(library.folder) == before


def test_a_library_that_cannot_be_made_can_be_asked(tmp_path):
    (tmp_path / "file").write_text("mine")
    library = Library(tmp_path / "file" / "library")
    assert library.is_read_only
    assert library.ids() == library.bin_ids() == library.checkpoints.left() == ()
    with pytest.raises(ExportError, match="Choose another folder"):
        library.save(IMAGES, ENDED, TOLD)


def test_a_name_no_system_takes():
    assert "is no name for a folder" in Library(Path("a\0b")).reason


def test_a_drive_that_vanishes_and_comes_back(library, tmp_path):
    fit_id = library.save(IMAGES, ENDED, TOLD)
    library.folder.rename(tmp_path / "away")
    with pytest.raises(ExportError, match="No such file"):
        library.save(IMAGES, ENDED, TOLD)
    with pytest.raises(ExportError, match="No such file"):
        library.ids()
    (tmp_path / "away").rename(library.folder)
    library.save(IMAGES, ENDED, TOLD)
    assert fit_id in library.ids()
    assert len(library.ids()) == 2


def test_the_environment_names_the_folder(tmp_path, monkeypatch):
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "named"))
    assert Library().folder == tmp_path / "named"
    assert json.loads((tmp_path / "named" / "library.json").read_text()) == {"format": 1}


def test_leftovers_are_swept_if_their_process_is_no_more(library):
    fits = library.folder / "fits"
    dead = fits / f".tmp-{dead_process()}-0123abcd"
    alive = fits / f".tmp-{os.getpid()}-0123abcd"
    for folder in (dead, alive):
        folder.mkdir()
        (folder / "model.npz").write_bytes(b"half")
    Library(library.folder)
    assert not dead.exists()
    assert (alive / "model.npz").exists()


def test_several_threads_save_at_once(library):
    threads = [threading.Thread(target=library.save, args=(IMAGES, ENDED, TOLD)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [library.check(fit_id) for fit_id in library.ids()] == [None] * 4
