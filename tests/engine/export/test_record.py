import hashlib
import json
from dataclasses import replace

import pytest

from engine import ImageSet
from engine.errors import ExportError
from engine.export.record import record_json
from engine.export.recorded import FileRecord, listed_files, read_record


@pytest.fixture
def record(images, ended):
    """What `run.json` holds, as a dictionary."""
    files = {"log.csv": FileRecord(size=3, sha256=hashlib.sha256(b"abc").hexdigest())}
    return json.loads(record_json(images, ended, images.sha256(), files))


@pytest.fixture
def folder(tmp_path, record):
    (tmp_path / "run.json").write_text(json.dumps(record))
    return tmp_path


def test_what_people_find_in_it(images, ended, record):
    assert record["format"] == 1
    assert record["images"]["shape"] == [6, 5, 3]
    assert record["images"]["sha256"] == hashlib.sha256(images.pixels.tobytes()).hexdigest()
    assert record["parameters"]["n_clusters"] == 5
    assert record["best_run"] == ended.best_run + 1
    assert record["reason"] == f"Run {ended.best_run} ended."
    assert record["distortion"] == ended.inertia_
    assert [run["run"] for run in record["runs"]] == [1, 2, 3]
    assert record["runs"][0]["seed_images"] == list(ended.runs[0].seed_images)
    assert record["runs"][0]["reseeded"] == [{"iteration": 1, "cluster": 0, "image": 2}]
    assert record["runs"][0]["n_iter"] == ended.runs[0].n_iter
    assert set(record["versions"]) == {"centroid-lab", "python", "numpy", "platform"}
    assert record["created"].endswith("+00:00")


def test_what_is_not_finite_and_not_unicode(four, four_ended):
    best = replace(four_ended.best, distortion=float("inf"))
    odd = ImageSet(name="\udcff\n", pixels=four.pixels, source="a\udcffb")
    data = record_json(odd, replace(four_ended, best=best), "0" * 64, {})
    record = json.loads(data)
    assert record["distortion"] is None
    assert record["images"]["source"] == "a\udcffb"
    assert record["parameters"]["init"] == "given"
    assert record["runs"][0]["seed_images"] is None


def test_it_reads_back(folder, images, ended):
    recorded = read_record(folder)
    assert recorded.source == "somewhere"
    assert recorded.limit is None
    assert recorded.n_images == len(images)
    assert recorded.pixels_sha256 == images.sha256()
    assert recorded.best_run == ended.best_run
    assert recorded.distortion == ended.inertia_
    assert recorded.parameters["init"] == "random"
    assert listed_files(folder) == ("log.csv",)


def cases():
    def change(path, value):
        def changed(record):
            *outer, last = path
            part = record
            for key in outer:
                part = part[key]
            part[last] = value

        return changed

    digest = "0" * 64
    return {
        "newer": (change(["format"], 2), "has format 2"),
        "no format": (lambda record: record.pop("format"), "is not the record of a fit"),
        "no images": (lambda record: record.pop("images"), "is not whole: images"),
        "no files": (lambda record: record.pop("files"), "is not whole: files"),
        "text for a number": (change(["n_iter"], "3"), "is not whole: n_iter"),
        "truth for a number": (change(["n_iter"], True), "is not whole: n_iter"),
        "no run": (change(["best_run"], 0), "has best_run = 0"),
        "infinite": (change(["distortion"], float("inf")), "has distortion = inf"),
        "no distortion": (change(["distortion"], None), "is not whole: distortion"),
        "no digest": (change(["images", "sha256"], "0" * 63), "no SHA-256 as images.sha256"),
        "a limit of none": (change(["images", "limit"], 0), "has images.limit = 0"),
        "outside": (change(["files", "../../x"], {"bytes": 1, "sha256": digest}), "names"),
        "absolute": (change(["files", "/etc/passwd"], {"bytes": 1, "sha256": digest}), "names"),
        "itself": (change(["files", "run.json"], {"bytes": 1, "sha256": digest}), "names"),
        "no size": (change(["files", "log.csv"], {"sha256": digest}), "files.log.csv.bytes"),
        "negative": (change(["files", "log.csv", "bytes"], -1), "files.log.csv.bytes = -1"),
    }


@pytest.mark.parametrize(("change", "words"), cases().values(), ids=cases())
def test_a_record_changed_by_hand_is_refused(folder, record, change, words):
    change(record)
    (folder / "run.json").write_text(json.dumps(record))
    with pytest.raises(ExportError) as error:
        read_record(folder)
    assert words in error.value.problem
    assert "\n" not in str(error.value)
    assert len(str(error.value)) <= 160
    assert listed_files(folder) == ()


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"9" * 5000, b"[]", b"3", b'"format"'],
    ids=["empty", "cut", "bytes", "deep", "long number", "list", "number", "text"],
)
def test_something_else_of_that_name(tmp_path, data):
    (tmp_path / "run.json").write_bytes(data)
    with pytest.raises(ExportError, match="Export the fit again"):
        read_record(tmp_path)


def test_every_cut_of_it_is_refused(folder):
    whole = (folder / "run.json").read_bytes().rstrip()
    for end in range(0, len(whole), 97):
        (folder / "run.json").write_bytes(whole[:end])
        with pytest.raises(ExportError, match="is cut or damaged"):
            read_record(folder)


@pytest.mark.parametrize("name", [".", "missing", "run.json"])
def test_a_folder_that_is_none_or_empty(tmp_path, name):
    with pytest.raises(ExportError, match=r"holds no run\.json"):
        read_record(tmp_path / name)
