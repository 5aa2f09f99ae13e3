import os
import pickle
import struct

import numpy as np
import pytest

from tests.engine.readers.bad_files.frame import opened, put, refused
from tests.engine.readers.cifar import cifar_files as cifar

PIXELS = cifar.some_pixels(3)
LABELS = [1, 2, 3]
BATCH = cifar.batch(PIXELS, LABELS)
ORIGINAL = "Use the original CIFAR file"


class Runs:
    """Runs a command when it is unpickled."""

    def __init__(self, command):
        self.command = command

    def __reduce__(self):
        return os.system, (self.command,)


def entries(**changed):
    """What a batch of three images holds, with some of it changed; None takes it out."""
    names = {name.encode(): value for name, value in changed.items()}
    both = {**cifar.entries_of(PIXELS, LABELS), **names}
    return cifar.pickled({key: value for key, value in both.items() if value is not None})


def laughs(depth=12):
    """A list of few bytes that has 10 ** depth items in the end."""
    value = ["ha"] * 10
    for _ in range(depth - 1):
        value = [value] * 10
    return value


def array(raw=bytes(range(100)) * 3, shape=(3, 100), **parts):
    return cifar.array(raw, shape, **parts)


@pytest.mark.parametrize("protocol", [0, 2, 4, 5])
def test_a_command_is_named_and_not_run(tmp_path, protocol):
    trace = tmp_path / "it_ran"
    data = pickle.dumps(Runs(f"touch {trace}"), protocol)
    line = refused(put(tmp_path, "data_batch_1", data), says=rf"asks to run {os.name}.system")
    assert line == f"data_batch_1: asks to run {os.name}.system and was not opened. {ORIGINAL}."
    assert not trace.exists()


def test_a_command_in_one_of_five_batches_is_not_run(tmp_path):
    files, _ = cifar.whole_set()
    trace = tmp_path / "it_ran"
    files["data_batch_3"] = pickle.dumps(Runs(f"touch {trace}"), 2)
    folder = cifar.write_folder(tmp_path / "cifar-10-batches-py", files)
    refused(folder, says="asks to run", names="data_batch_3")
    archive = put(tmp_path, "cifar.tar.gz", cifar.tar(files))
    refused(archive, says="asks to run", names="cifar.tar.gz › cifar-10-batches-py/data_batch_3")
    assert not trace.exists()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(BATCH[:-1], id="without its end"),
        pytest.param(BATCH[:5000], id="cut in its pixels"),
        pytest.param(BATCH[:3], id="cut at its beginning"),
        pytest.param(b"\x80\x04\x8e" + struct.pack("<Q", 1 << 40) + b".", id="a string of 1 TiB"),
    ],
)
def test_what_is_not_whole_is_called_cut(tmp_path, data):
    refused(put(tmp_path, "data_batch_1", data), says="cut short. Download it again")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(
            b"\x80\x02Nr" + struct.pack("<I", 2**31 - 1) + b".",
            "memo index of 2,147,483,647",
            id="a memo of 32 GiB",
        ),
        pytest.param(b"\x80\x02" + b"(" * 3_000_000 + b".", "too deep", id="3,000,000 marks"),
        pytest.param(
            b"\x80\x02" + b")" * 900 + b"\x85" * 900 + b".", "too deep", id="a tuple in a tuple"
        ),
        pytest.param(
            b"I" + b"9" * 200_000 + b"\n.", "no part of a CIFAR", id="a number of 200,000 digits"
        ),
        pytest.param(
            b"\x80\x02\x8b" + struct.pack("<i", 100_000) + b"\x7f" * 100_000 + b".",
            "no part of a CIFAR",
            id="a number of 100,000 bytes",
        ),
        pytest.param(b"\x80\x02\xfe.", "byte 0xfe at 2", id="an unknown instruction"),
        pytest.param(b"\x80\x06N.", "protocol 6 is not known", id="a protocol of the future"),
        pytest.param(BATCH + b"more", "4 bytes follow its end", id="something after its end"),
        pytest.param(pickle.dumps([1, 2]), "holds a list, no batch", id="a list"),
        pytest.param(pickle.dumps(laughs()), "holds a list, no batch", id="lists shared by lists"),
        pytest.param(pickle.dumps("text"), "holds a str, no batch", id="a text"),
        pytest.param(pickle.dumps({}), "no 'data' in it, but nothing", id="nothing in it"),
        pytest.param(
            pickle.dumps({"pixels": [1], "y": [2]}), "no 'data' in it, but pixels, y", id="no data"
        ),
        pytest.param(
            pickle.dumps({"data": laughs(), "labels": [1]}), "not an array", id="lists as data"
        ),
        pytest.param(
            pickle.dumps({"data": np.array([{}, []], dtype=object)}), "type O8", id="objects"
        ),
        pytest.param(entries(data=array(kind=b"f4")), "type f4, not bytes", id="floats"),
        pytest.param(
            entries(
                data=array(reconstruct=cifar.RECONSTRUCT.replace(b"K\0", b"J\xff\xff\xff\x7f"))
            ),
            "not put together as NumPy does",
            id="an array to be made of 2 GB",
        ),
        pytest.param(
            entries(data=array(b"123", (2**31 - 1, 3072))),
            "promises 2,147,483,647 × 3,072 bytes, but 3 are there",
            id="a shape of 6 TB",
        ),
        pytest.param(entries(data=array(b"", (-1, 3072))), "not a table", id="a negative shape"),
        pytest.param(
            entries(data=array()), "3072 values per image expected, 100 found", id="short rows"
        ),
        pytest.param(
            pickle.dumps({"data": np.zeros((1, 3072), np.uint8)}, 5),
            "byte 0x96 at .* is no part",
            id="an array of protocol 5",
        ),
    ],
)
def test_nonsense_is_refused_and_the_original_asked_for(tmp_path, data, says):
    line = refused(put(tmp_path, "data_batch_1", data), says=says)
    assert line.endswith(("Use the original CIFAR file.", "Download it again."))


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        pytest.param([1, 2], "2 labels for 3 images", id="too few"),
        pytest.param([1, 2, 3, 4], "4 labels for 3 images", id="too many"),
        pytest.param([1, 2, 10], "label 10 is not one of 0 to 9", id="an eleventh class"),
        pytest.param([1, 2, -1], "labels that are not small whole numbers", id="negative"),
        pytest.param([1, 2, 1 << 70], "labels that are not small whole numbers", id="huge"),
        pytest.param(["cat", "dog", "cat"], "labels that are not small whole numbers", id="words"),
        pytest.param(laughs(), "10 labels for 3 images", id="lists shared by lists"),
        pytest.param(
            laughs()[:3],
            "labels that are not small whole numbers",
            id="three lists shared by lists",
        ),
        pytest.param({"a": 1}, "no list of labels", id="no list"),
    ],
)
def test_images_load_without_labels_that_do_not_fit(tmp_path, labels, says):
    files, pixels = cifar.whole_set()
    inner = pickle.dumps(labels, 2)[2:-1]
    files["data_batch_2"] = entries(labels=inner)
    folder = cifar.write_folder(tmp_path / "cifar-10-batches-py", files)
    images = opened(folder, notes=[f"^data_batch_2: {says}; all labels left out$"])
    assert images.labels is None
    assert images.class_names == ()
    assert np.array_equal(images.pixels[:3], pixels[0])
    assert np.array_equal(images.pixels[3:6], PIXELS)


@pytest.mark.parametrize(
    ("meta", "says"),
    [
        pytest.param(None, "is missing", id="missing"),
        pytest.param(b"", "cut short", id="empty"),
        pytest.param(cifar.meta()[:40], "cut short", id="cut"),
        pytest.param(pickle.dumps([1]), "holds a list", id="a list"),
        pytest.param(cifar.pickled({b"num_vis": cifar.whole(1)}), "no class names", id="no names"),
        pytest.param(pickle.dumps(Runs("touch it_ran")), "asks to run", id="a command"),
        pytest.param(cifar.meta([b"\xff\n<b>", b"dog"]), "", id="two names, one of them strange"),
    ],
)
def test_classes_without_names_are_called_by_their_numbers(tmp_path, meta, says):
    files, pixels = cifar.whole_set()
    if meta is None:
        del files["batches.meta"]
    else:
        files["batches.meta"] = meta
    folder = cifar.write_folder(tmp_path / "cifar-10-batches-py", files)
    if says:
        said = f"^batches.meta: .*{says}.*; classes are called by their numbers$"
        images = opened(folder, notes=[said])
        assert images.class_names == tuple("0123456789")
        assert images.labels.tolist() == [i for i in range(5) for _ in range(3)]
    else:
        said = ["^data_batch_3: label 2 is not one of 0 to 1; all labels left out$"]
        images = opened(folder, notes=[*said, "data_batch_4: ", "data_batch_5: "])
        assert images.labels is None
    assert np.array_equal(images.pixels, np.concatenate(pixels[:5]))
