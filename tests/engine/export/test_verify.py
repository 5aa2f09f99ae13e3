import hashlib
import json
import shutil

import numpy as np
import pytest

from engine import ImageSet
from engine.errors import Cancelled, DataError, ExportError
from engine.export import export_fit
from engine.export.model import npz, read_model
from engine.export.verify import verify
from engine.options import OpenOptions
from engine.readers.builtin import read_builtin
from engine.readers.shaping import shaped
from engine.readers.task import Task


@pytest.fixture
def copy(exported, tmp_path):
    return shutil.copytree(exported, tmp_path / "copy")


@pytest.fixture
def check(images, plain_fit):
    def check(folder, **changes):
        arguments = {"load": lambda _source, **_how: images, "fit": plain_fit, **changes}
        return verify(folder, **arguments)

    return check


def rewrite(folder, name, data):
    """Put `data` into a file and its size and SHA-256 into `run.json`: a careful forgery."""
    (folder / name).write_bytes(data)
    record = json.loads((folder / "run.json").read_bytes())
    record["files"][name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (folder / "run.json").write_text(json.dumps(record))


def test_an_export_is_what_it_says(exported, check):
    verdict = check(exported)
    assert verdict.identical
    assert verdict.differences == ()


def test_the_images_are_opened_as_they_were(make_images, fit_of, plain_fit, tmp_path, quick_plots):
    options = OpenOptions(split="test", limit=40, seed=7, grey=True, size=(6, 5), framing="pad")
    images = make_images(source="a\udcff b", split="test", limit=40, limit_seed=7, options=options)
    asked = []

    def load(source, *, options, should_stop):
        assert not should_stop()
        asked.append((source, options))
        return images

    folder = export_fit(tmp_path / "fit", images, fit_of(images, n_clusters=2, init="random"))
    assert verify(folder, load=load, fit=plain_fit).identical
    assert asked == [("a\udcff b", options)]


def test_given_seeds_are_used_again(four, four_ended, check, tmp_path, quick_plots):
    folder = export_fit(tmp_path / "fit", four, four_ended)
    assert check(folder, load=lambda _source, **_how: four).identical
    rewrite(folder, "model.npz", npz({"labels_": np.zeros(4)}))
    with pytest.raises(ExportError, match="init"):
        check(folder, load=lambda _source, **_how: four)


@pytest.mark.parametrize("stop_after", range(1, 8))
def test_a_stopped_fit_is_computed_as_far_as_it_came(
    images, fit_of, plain_fit, check, tmp_path, quick_plots, stop_after
):
    how = {"n_clusters": 5, "n_init": 3, "init": "random"}
    ended = fit_of(images, stop_after=stop_after, **how)
    assert ended.stopped
    folder = export_fit(tmp_path / "fit", images, ended)
    pulled = []

    def counted(*arguments, **named):
        for report in plain_fit(*arguments, **named):
            pulled.append(report)
            yield report

    assert check(folder, fit=counted).identical
    assert len(pulled) == stop_after


def test_any_changed_byte_is_found_and_named(copy, check):
    path = copy / "labels.csv"
    data = path.read_bytes()
    path.write_bytes(data.replace(b"1", b"7", 1))
    assert check(copy).differences == ("labels.csv: has been changed",)
    path.write_bytes(data[:-1])
    assert "bytes, recorded" in check(copy).differences[0]
    path.unlink()
    assert check(copy).differences == ("labels.csv: is missing",)
    path.symlink_to("log.csv")
    assert check(copy).differences == ("labels.csv: is not a file",)


@pytest.mark.parametrize("name", ["model.npz", "log.jsonl"])
def test_without_log_or_model_nothing_is_computed(copy, check, name):
    (copy / name).write_bytes(b"")
    verdict = check(copy, fit=None)
    assert not verdict.identical
    assert verdict.differences[0].startswith(f"{name}: has 0 bytes")


def forged(values, name):
    changed = np.array(values[name])
    changed.reshape(-1)[-1] += 1
    return npz({**values, name: changed})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("inertia_", "recorded"),
        ("n_iter_", "recorded"),
        ("labels_", "1 of 40 numbers differ"),
        ("cluster_centers_", "1 of 450 numbers differ"),
        ("sizes", "1 of 5 numbers differ"),
    ],
)
def test_a_forged_result_is_found(copy, check, name, words):
    rewrite(copy, "model.npz", forged(read_model(copy), name))
    (difference,) = check(copy).differences
    assert difference.startswith(f"{name}: ")
    assert words in difference


def test_a_missing_or_other_array_is_found(copy, check):
    values = read_model(copy)
    del values["inertia_"]
    values["labels_"] = values["labels_"].astype(np.int64)
    rewrite(copy, "model.npz", npz(values))
    assert check(copy).differences == (
        "labels_: int64 of shape (40,) is recorded",
        "inertia_: is missing",
    )


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("distortion", 1.5, "recorded 1.5"),
        ("shift", None, "recorded nan"),
        ("moved", 41, "recorded 41"),
        ("empty", 1, "empty is 0, recorded 1"),
        ("run", 3, "run is 1, recorded 3"),
        ("seconds", 99.0, ""),
    ],
)
def test_a_forged_line_of_the_log_is_found(copy, check, column, value, words):
    lines = [json.loads(line) for line in (copy / "log.jsonl").read_text().splitlines()]
    lines[1][column] = value
    rewrite(copy, "log.jsonl", "\n".join(map(json.dumps, lines)).encode())
    differences = check(copy).differences
    if not words:
        assert differences == ()  # how long it took is nobody's promise
    else:
        assert differences[0].startswith("run 1 iteration 1: ")
        assert words in differences[0]


def test_a_log_too_short_and_too_long(copy, check):
    lines = (copy / "log.jsonl").read_bytes().splitlines(keepends=True)
    rewrite(copy, "log.jsonl", b"".join(lines[:-1]))
    expected = f"log: ends after {len(lines) - 1} lines, but the fit goes on"
    assert check(copy).differences == (expected,)
    rewrite(copy, "log.jsonl", b"".join([*lines, lines[-1]]))
    expected = f"log: has {len(lines) + 1} lines, but the fit ends after {len(lines)}"
    assert check(copy).differences == (expected,)


@pytest.mark.parametrize("line", [b"{}", b"[]", b"{", b"\xff", b'{"run": "1", "shift": 1}'])
def test_a_log_that_is_none(copy, check, line):
    rewrite(copy, "log.jsonl", line)
    with pytest.raises(ExportError, match=r"log\.jsonl: cannot be read"):
        check(copy)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("distortion", 1.0, "run.json: distortion is"),
        ("n_iter", 99, "run.json: n_iter is"),
        ("best_run", 9, "best run: "),
    ],
)
def test_a_forged_record_is_found(copy, check, key, value, words):
    record = json.loads((copy / "run.json").read_bytes())
    record[key] = value
    (copy / "run.json").write_text(json.dumps(record))
    assert check(copy).differences[0].startswith(words)


def test_other_images_are_told_before_anything_is_computed(exported, make_images, check):
    other = make_images(seed=1)
    verdict = check(exported, load=lambda _source, **_how: other, fit=None)
    assert verdict.differences == ("image set: the pixels are not those of the fit",)
    fewer = make_images(shape=(39, 6, 5, 3))
    verdict = check(exported, load=lambda _source, **_how: fewer, fit=None)
    assert verdict.differences == ("image set: 39 images, recorded 40",)


def test_images_that_moved_are_an_error_of_their_own(exported):
    with pytest.raises(DataError):
        verify(exported)


def test_a_record_that_asks_the_impossible(copy, check):
    record = json.loads((copy / "run.json").read_bytes())
    record["parameters"]["init"] = "magic"
    (copy / "run.json").write_text(json.dumps(record))
    with pytest.raises(ExportError, match="magic"):
        check(copy)
    del record["files"]["model.npz"]
    (copy / "run.json").write_text(json.dumps(record))
    with pytest.raises(ExportError, match=r"lists no model\.npz"):
        check(copy)


def test_cancel_at_every_question(exported, check):
    n_asked = 0

    def count():
        nonlocal n_asked
        n_asked += 1
        return False

    assert check(exported, should_stop=count).identical
    for limit in range(n_asked):
        answers = iter([False] * limit)
        with pytest.raises(Cancelled):
            check(exported, should_stop=lambda answers=answers: next(answers, True))


def test_progress_ends_where_it_said_it_would(exported, check):
    told = []
    check(exported, progress=lambda *step: told.append(step))
    assert [phase for phase, _, _ in told if phase == "images"] == ["images"]
    phase, done, total = told[-1]
    assert phase == "the fit again"
    assert 0 < done <= total


def test_the_engine_itself(tmp_path, quick_plots):
    from engine import KMeansParameters, fit

    pixels = np.random.default_rng(0).integers(0, 256, (60, 4, 4, 1), dtype=np.uint8)
    images = ImageSet(name="noise", pixels=pixels, source="noise")
    *_, ended = fit(images, KMeansParameters(n_clusters=4, n_init=2))
    folder = export_fit(tmp_path / "fit", images, ended)
    assert verify(folder, load=lambda _source, **_how: images).identical


def test_a_set_opened_in_another_shape(tmp_path, quick_plots):
    from engine import KMeansParameters, fit

    def load(source, options, **_how):
        task = Task(options=options)
        return shaped(read_builtin(source, task), task)

    images = load("digits", OpenOptions(size=(5, 4), framing="pad", normalize=True))
    *_, ended = fit(images, KMeansParameters(n_clusters=4, max_iter=5))
    folder = export_fit(tmp_path / "fit", images, ended)
    assert verify(folder, load=load).identical
    record = json.loads((folder / "run.json").read_bytes())
    del record["images"]["options"]["normalize"]
    (folder / "run.json").write_text(json.dumps(record))
    expected = ("image set: the pixels are not those of the fit",)
    assert verify(folder, load=load).differences == expected
