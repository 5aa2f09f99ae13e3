import hashlib
import json
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import ImageSet
from engine.errors import ExportError
from engine.export.record import record_json
from engine.export.recorded import FileRecord, listed_files, read_record
from engine.options import OpenOptions


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
    assert recorded.options == OpenOptions()
    assert recorded.n_images == len(images)
    assert recorded.pixels_sha256 == images.sha256()
    assert recorded.best_run == ended.best_run
    assert recorded.distortion == ended.inertia_
    assert recorded.parameters["init"] == "random"
    assert listed_files(folder) == ("log.csv",)


EVERY_OPTION = OpenOptions(
    split="all",
    limit=30,
    seed=7,
    grey=True,
    size=(24, 32),
    framing="pad",
    normalize=True,
    labels="coarse",
    array="x_\udcfftrain",
    shape=(8, 8, 3),
    transpose=True,
)


def rewritten(folder, images, ended):
    (folder / "run.json").write_bytes(record_json(images, ended, "0" * 64, {}))
    return read_record(folder)


def test_the_options_that_are_not_the_defaults_are_written(images, ended, record):
    assert record["images"]["options"] == {}
    changed = replace(images, options=OpenOptions(grey=True, size=(8, 9), limit=np.int64(30)))
    data = record_json(changed, ended, "0" * 64, {})
    assert json.loads(data)["images"]["options"] == {"grey": True, "size": [8, 9], "limit": 30}


def test_every_option_reads_back(tmp_path, images, ended):
    assert all(getattr(EVERY_OPTION, field.name) != field.default for field in fields(OpenOptions))
    changed = replace(images, options=EVERY_OPTION)
    assert rewritten(tmp_path, changed, ended).options == EVERY_OPTION


_lengths = st.tuples(st.integers(1, 4096), st.integers(1, 4096))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    options=st.builds(
        OpenOptions,
        split=st.sampled_from(["train", "test", "all"]),
        limit=st.none() | st.integers(1, 10**12),
        seed=st.integers(0, 2**64),
        grey=st.booleans(),
        size=st.none() | _lengths,
        framing=st.sampled_from(["crop", "pad", "stretch"]),
        normalize=st.booleans(),
        labels=st.sampled_from(["fine", "coarse"]),
        array=st.text(),
        shape=st.none() | _lengths | st.tuples(*[st.integers(1, 4096)] * 3),
        transpose=st.booleans(),
    )
)
def test_any_options_read_back(tmp_path, images, ended, options):
    assert rewritten(tmp_path, replace(images, options=options), ended).options == options


def test_what_a_set_says_of_itself_opens_it_where_options_are_silent(tmp_path, images, ended):
    drawn = replace(images, split="test", limit=40, limit_seed=3)
    expected = OpenOptions(split="test", limit=40, seed=3)
    assert rewritten(tmp_path, drawn, ended).options == expected
    grey = replace(drawn, options=OpenOptions(grey=True, split="all"))
    assert rewritten(tmp_path, grey, ended).options == replace(expected, grey=True, split="all")


@pytest.mark.parametrize(
    ("split", "expected"), [("", OpenOptions()), ("test", OpenOptions(split="test"))]
)
def test_a_record_from_before_there_were_options(folder, record, split, expected):
    del record["images"]["options"]
    record["images"]["split"] = split
    (folder / "run.json").write_text(json.dumps(record))
    assert read_record(folder).options == expected


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("split", "some", "images.options.split"),
        ("split", 1, "is not whole: images.options.split"),
        ("limit", 0, "images.options.limit"),
        ("limit", 2.0, "is not whole: images.options.limit"),
        ("limit", True, "is not whole: images.options.limit"),
        ("seed", -1, "has images.options.seed = -1"),
        ("grey", 1, "is not whole: images.options.grey"),
        ("size", 32, "is not whole: images.options.size"),
        ("size", [32], "images.options.size"),
        ("size", [32, 5000], "images.options.size: 5,000 pixels"),
        ("size", [32, 10**4000], "images.options.size: "),
        ("size", [True, 32], "is not whole: images.options.size"),
        ("size", [[1], 32], "is not whole: images.options.size"),
        ("framing", "bent", "images.options.framing"),
        ("normalize", "yes", "is not whole: images.options.normalize"),
        ("labels", None, "is not whole: images.options.labels"),
        ("array", ["x"], "is not whole: images.options.array"),
        ("shape", [1, 2, 3, 4], "images.options.shape"),
        ("shape", "8", "is not whole: images.options.shape"),
        ("transpose", 0, "is not whole: images.options.transpose"),
        ("turn", 90, "has images.options.turn, which is not known"),
    ],
)
def test_options_changed_by_hand_are_refused(folder, record, name, value, words):
    record["images"]["options"][name] = value
    (folder / "run.json").write_text(json.dumps(record))
    with pytest.raises(ExportError) as error:
        read_record(folder)
    assert words in error.value.problem
    assert len(str(error.value)) <= 160


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
        "a huge number": (change(["distortion"], 10**400), "has distortion = 1000"),
        "infinite": (change(["distortion"], float("inf")), "has distortion = inf"),
        "no distortion": (change(["distortion"], None), "is not whole: distortion"),
        "no digest": (change(["images", "sha256"], "0" * 63), "no SHA-256 as images.sha256"),
        "options that are none": (change(["images", "options"], []), "images.options"),
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
