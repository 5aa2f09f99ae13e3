import json
import os

import numpy as np
import pytest

from engine import KMeansParameters, fit
from engine.errors import ExportError
from engine.history import History
from engine.kmeans.branching import branch
from engine.kmeans.reports import FitEnded
from engine.library.store import Library
from tests.engine.library.kept_fits import dead_process, everything_in, full_disk, pictures

IMAGES = pictures(200)
PARAMETERS = KMeansParameters(n_clusters=6, n_init=2, init="random", tol=0)


def reports_of(parameters=PARAMETERS):
    *reports, ended = fit(IMAGES, parameters, n_threads=1)
    return reports, ended


REPORTS, ENDED = reports_of()


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "library")


def told(n_reports):
    history = History(len(IMAGES))
    for report in REPORTS[:n_reports]:
        history.add(report)
    return history


def orphaned(library, name):
    """Let the process of a checkpoint be no more."""
    path = library.folder / "checkpoints" / name / "owner.json"
    owner = json.loads(path.read_text())
    path.write_text(json.dumps({**owner, "pid": dead_process()}))


def test_a_fit_goes_on_from_it_to_the_last_bit(library):
    n_first = sum(report.run == 0 for report in REPORTS)
    n_done = n_first + 3
    assert len(REPORTS) > n_done + 1
    name = library.checkpoints.write(IMAGES, PARAMETERS, told(n_done))
    orphaned(library, name)
    later = Library(library.folder)
    assert later.checkpoints.left() == (name,)
    found = later.checkpoints.open(name)
    assert (found.run, found.iteration) == (1, 2)
    assert found.saved.parameters == PARAMETERS
    assert later.same_images(found.saved, IMAGES)
    assert found.saved.history.last == (1, 2)
    assert found.saved.ended.stopped
    assert [run.stopped for run in found.saved.ended.runs] == [False, True]
    assert found.saved.ended.best.run == min(
        (0, 1), key=lambda run: found.saved.ended.runs[run].distortion
    )
    *rest, ended = branch(IMAGES, PARAMETERS, found.seeds, parent=found.saved.ended, n_threads=1)
    was = REPORTS[n_done - 1 :]
    assert len(rest) == len(was)
    for ours, theirs in zip(rest, was, strict=True):
        assert ours.run == 2
        assert np.array_equal(ours.labels, theirs.labels)
        assert np.array_equal(ours.centroids, theirs.centroids)
        assert ours.distortion == theirs.distortion
    assert isinstance(ended, FitEnded)
    assert np.array_equal(ended.labels_, ENDED.labels_)
    assert ended.inertia_ == ENDED.inertia_
    again = library.open(library.save(IMAGES, ended, None))
    assert again.ended.inertia_ == ENDED.inertia_


def test_every_write_takes_the_place_of_the_one_before(library):
    names = {library.checkpoints.write(IMAGES, PARAMETERS, told(n)) for n in (1, 2, 4)}
    (name,) = names
    assert library.checkpoints.own == name
    assert library.checkpoints.open(name).iteration == 3
    folder = library.folder / "checkpoints" / name
    assert len(list(folder.iterdir())) == 2  # its owner, and one fit so far
    library.checkpoints.drop()
    assert list((library.folder / "checkpoints").iterdir()) == []
    assert library.checkpoints.own is None
    library.checkpoints.drop()


def test_nothing_is_written_before_there_is_anything(library):
    assert library.checkpoints.write(IMAGES, PARAMETERS, History(len(IMAGES))) is None
    assert list((library.folder / "checkpoints").iterdir()) == []


def test_iteration_0_is_enough(library):
    name = library.checkpoints.write(IMAGES, PARAMETERS, told(1))
    assert np.array_equal(library.checkpoints.open(name).seeds, REPORTS[0].centroids)


def test_that_of_a_process_alive_is_offered_to_nobody(library):
    library.checkpoints.write(IMAGES, PARAMETERS, told(2))
    assert library.checkpoints.left() == ()
    assert Library(library.folder).checkpoints.left() == ()


@pytest.mark.parametrize("owner", [b"", b"{}", b"\xff" * 30, None])
def test_an_owner_that_cannot_be_told_is_none(library, owner):
    name = library.checkpoints.write(IMAGES, PARAMETERS, told(2))
    path = library.folder / "checkpoints" / name / "owner.json"
    path.unlink()
    if owner is not None:
        path.write_bytes(owner)
    later = Library(library.folder)
    assert later.checkpoints.left() == (name,)
    later.checkpoints.drop(name)
    assert later.checkpoints.left() == ()


def test_a_process_elsewhere_may_be_alive(library):
    name = library.checkpoints.write(IMAGES, PARAMETERS, told(2))
    path = library.folder / "checkpoints" / name / "owner.json"
    owner = {**json.loads(path.read_text()), "pid": dead_process(), "host": "elsewhere.invalid"}
    path.write_text(json.dumps(owner))
    assert Library(library.folder).checkpoints.left() == ()


def test_another_process_with_its_number_is_another(library):
    name = library.checkpoints.write(IMAGES, PARAMETERS, told(2))
    path = library.folder / "checkpoints" / name / "owner.json"
    owner = json.loads(path.read_text())
    assert owner["pid"] == os.getpid()
    path.write_text(json.dumps({**owner, "started": owner["started"] - 3600}))
    assert Library(library.folder).checkpoints.left() == (name,)


def test_a_full_disk_leaves_the_one_before(library, monkeypatch):
    name = library.checkpoints.write(IMAGES, PARAMETERS, told(2))
    before = everything_in(library.folder)
    with full_disk(monkeypatch, 3000), pytest.raises(ExportError, match="the disk is full"):
        library.checkpoints.write(IMAGES, PARAMETERS, told(5))
    assert everything_in(library.folder) == before
    assert library.checkpoints.open(name).iteration == 1


def test_of_two_after_a_crash_the_newest_is_opened(library):
    name = library.checkpoints.write(IMAGES, PARAMETERS, told(2))
    folder = library.folder / "checkpoints" / name
    (old,) = (path for path in folder.iterdir() if path.is_dir())
    kept = everything_in(old)
    library.checkpoints.write(IMAGES, PARAMETERS, told(4))
    old.mkdir()
    for each, data in kept.items():
        (old / each).write_bytes(data)
    assert library.checkpoints.open(name).iteration == 3
    library.checkpoints.write(IMAGES, PARAMETERS, told(5))
    assert len(list(folder.iterdir())) == 2


def test_damaged_ones_are_refused_in_a_line(library):
    name = library.checkpoints.write(IMAGES, PARAMETERS, told(2))
    folder = library.folder / "checkpoints" / name
    (step,) = (path for path in folder.iterdir() if path.is_dir())
    data = (step / "history.npz").read_bytes()
    (step / "history.npz").write_bytes(data[:-1])
    with pytest.raises(ExportError, match="recorded"):
        library.checkpoints.open(name)
    step.rename(folder / "away")
    with pytest.raises(ExportError, match="holds no fit"):
        library.checkpoints.open(name)
    with pytest.raises(ExportError, match="cannot be read"):
        library.checkpoints.open("20300101T000000-00000000")
    with pytest.raises(ExportError, match="is no name of a checkpoint"):
        library.checkpoints.open("../fits")


def test_it_can_be_written_while_the_fit_goes_on(library):
    history = told(2)
    iteration = 1

    def tell_more():
        nonlocal iteration
        if iteration < 4:
            iteration += 1
            history.add(REPORTS[iteration])
        return False

    name = library.checkpoints.write(IMAGES, PARAMETERS, history, should_stop=tell_more)
    assert history.last[1] > 1
    assert library.checkpoints.open(name).iteration == 1
