import csv
import hashlib
import json
import os
import signal
import subprocess
import sys
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from engine.errors import Cancelled, ExportError
from engine.export import check_export_folder, export_fit

ROOT = Path(__file__).parents[3]


def listing(folder):
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_the_files_are_those_of_the_contract(exported, images, ended):
    expected = {"run.json", "log.csv", "log.jsonl", "labels.csv", "model.npz",
                "centroids.png", "representatives.png"}  # fmt: skip
    expected |= {f"plots/{plot}.{end}" for plot in ("distortion", "shift", "moved", "sizes")
                 for end in ("png", "svg")}  # fmt: skip
    rows = images.pixels.reshape(len(images), -1).astype(np.float64)
    for cluster in range(5):
        expected.add(f"centroids/cluster_{cluster:03}.png")
        sq_distances = np.square(rows - ended.centroids[cluster]).sum(axis=1)
        members = np.flatnonzero(ended.labels == cluster)
        nearest = members[np.argsort(sq_distances[members], kind="stable")][:10]
        for rank, index in enumerate(nearest):
            expected.add(f"representatives/cluster_{cluster:03}/{rank}_image_{index:05}.png")
    assert listing(exported) == expected


def test_the_record_knows_every_file(exported):
    files = json.loads((exported / "run.json").read_bytes())["files"]
    assert set(files) == listing(exported) - {"run.json"}
    for name, entry in files.items():
        data = (exported / name).read_bytes()
        assert entry == {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def test_distances_log_and_model_tell_one_distortion(exported, ended):
    with (exported / "labels.csv").open(newline="", encoding="utf-8") as file:
        total = sum(float(row["sq_distance"]) for row in csv.DictReader(file))
    with (exported / "log.csv").open(newline="", encoding="utf-8") as file:
        log = [row for row in csv.DictReader(file) if int(row["run"]) == ended.best_run + 1]
    with np.load(exported / "model.npz", allow_pickle=False) as model:
        inertia = float(model["inertia_"])
    assert float(log[-1]["distortion"]) == inertia == ended.inertia_
    assert total == pytest.approx(inertia, rel=1e-12)


def test_the_same_fit_is_the_same_bytes(images, ended, tmp_path, quick_plots):
    folders = [export_fit(tmp_path / name, images, ended) for name in ("one", "two")]
    names = listing(folders[0]) - {"run.json"}
    for name in names:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name
    assert export_fit(folders[0], images, ended, overwrite=True) == folders[0]
    assert listing(folders[0]) == listing(folders[1])


def test_cancel_at_every_question_leaves_nothing(four, four_ended, tmp_path, quick_plots):
    for limit in count():
        answers = iter([False] * limit)
        never_asked = object()
        parent = tmp_path / str(limit)
        try:
            export_fit(
                parent / "fit",
                four,
                four_ended,
                should_stop=lambda answers=answers: next(answers, True),
            )
        except Cancelled:
            assert not parent.exists()
            continue
        assert next(answers, never_asked) is never_asked
        break
    assert limit > 10
    assert "run.json" in listing(parent / "fit")


def test_cancel_leaves_the_old_export(four, four_ended, tmp_path, quick_plots):
    export_fit(tmp_path, four, four_ended)
    before = {name: (tmp_path / name).read_bytes() for name in listing(tmp_path)}
    answers = iter([False] * 12)
    with pytest.raises(Cancelled):
        export_fit(
            tmp_path, four, four_ended, overwrite=True, should_stop=lambda: next(answers, True)
        )
    assert {name: (tmp_path / name).read_bytes() for name in listing(tmp_path)} == before


def test_progress_never_goes_back(four, four_ended, tmp_path, quick_plots):
    told = []
    export_fit(tmp_path, four, four_ended, progress=lambda *step: told.append(step))
    done = [step[1] for step in told]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, told[-1][2])


def test_a_fit_of_other_images_is_refused(images, four_ended, tmp_path):
    with pytest.raises(ExportError, match="not the images of the fit"):
        export_fit(tmp_path / "fit", images, four_ended)
    assert not (tmp_path / "fit").exists()


def test_a_bug_while_drawing_takes_everything_back(four, four_ended, tmp_path, monkeypatch):
    def broken(_images, _ended):
        raise RuntimeError("a bug")
        yield

    monkeypatch.setattr("engine.export.plots.plot_files", broken)
    with pytest.raises(RuntimeError, match="a bug"):
        export_fit(tmp_path / "fit", four, four_ended)
    assert os.listdir(tmp_path) == []


def test_asking_before_a_long_fit(tmp_path):
    check_export_folder(tmp_path / "a" / "b")
    (tmp_path / "file").write_bytes(b"x")
    check_export_folder(tmp_path, overwrite=True)
    assert os.listdir(tmp_path) == ["file"]
    with pytest.raises(ExportError, match="not empty"):
        check_export_folder(tmp_path)
    with pytest.raises(ExportError, match="is a file"):
        check_export_folder(tmp_path / "file", overwrite=True)


EXPORT_DIGITS = """
import sys
from engine import KMeansParameters, export_fit, fit, load_images
from engine.errors import ExportError
images = load_images("digits", limit=200)
*_, ended = fit(images, KMeansParameters(n_clusters=3))
try:
    export_fit(sys.argv[1], images, ended)
except ExportError as error:
    sys.exit(str(error))
"""


def export_in_a_process(folder, **how):
    command = [sys.executable, "-c", EXPORT_DIGITS, str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, **how)


def small_files_only():
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


@pytest.mark.skipif(os.name == "nt", reason="no such limit there")
def test_a_system_that_refuses_large_files(tmp_path):
    done = export_in_a_process(tmp_path / "fit", preexec_fn=small_files_only)
    assert done.returncode == 1
    assert "labels.csv cannot be written (File too large)" in done.stderr
    assert done.stderr.count("\n") == 1
    assert os.listdir(tmp_path) == []


@pytest.fixture
def small_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no right to mount a disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_is_full(small_disk):
    done = export_in_a_process(small_disk / "fit")
    assert done.returncode == 1
    assert "the disk is full (" in done.stderr
    assert "free, " in done.stderr
    assert done.stderr.count("\n") == 1
    assert os.listdir(small_disk) == []


def test_a_disk_that_is_read_only(small_disk):
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    done = export_in_a_process(small_disk / "fit")
    assert done.returncode == 1
    assert "the disk is read-only" in done.stderr
