import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_np

from engine.errors import DataError
from engine.readers.cifar.batches import parse_batch, parse_class_names
from tests.engine.readers.cifar import cifar_files
from tests.engine.readers.cifar.cifar_files import PROTOCOL_2, listed, text, whole


def parsed(data):
    return parse_batch(bytearray(data), "data_batch_1")


def refusal(data):
    with pytest.raises(DataError) as caught:
        parsed(data)
    assert str(caught.value).startswith("data_batch_1: ")
    return str(caught.value)


def changed(**changes):
    """A batch of three images with entries replaced, or left out where None."""
    entries = cifar_files.entries_of(cifar_files.some_pixels(3), [1, 2, 3], [b"a", b"b", b"c"])
    entries.update({key.encode(): value for key, value in changes.items()})
    return cifar_files.pickled({k: v for k, v in entries.items() if v is not None})


def test_a_batch():
    batch = parsed(changed())
    expected = cifar_files.some_pixels(3)
    assert np.array_equal(batch.planes.transpose(0, 2, 3, 1), expected)
    assert (batch.labels, batch.names, batch.problem) == ([1, 2, 3], ["a", "b", "c"], "")


def test_planes_are_red_green_blue_row_after_row():
    pixels = np.zeros((1, 32, 32, 3), np.uint8)
    pixels[0, 1, 2] = 10, 20, 30  # row 1, column 2
    data = cifar_files.batch(pixels, [0])
    row = parsed(data).planes.reshape(-1)
    assert np.flatnonzero(row).tolist() == [34, 1024 + 34, 2048 + 34]
    assert row[[34, 1024 + 34, 2048 + 34]].tolist() == [10, 20, 30]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (PROTOCOL_2 + b"](K\x01e.", "holds a list, no batch"),
        (changed(data=None), "no 'data' in it, but batch_label, labels, filenames"),
        (cifar_files.pickled({}), "no 'data' in it, but nothing"),
        (
            changed(data=cifar_files.array(bytes(1000), (10, 100))),
            "3072 values per image expected, 100 found",
        ),
        (changed(data=text(b"abc")), "its data are not an array"),
    ],
)
def test_what_is_no_batch_is_refused(data, what):
    assert what in refusal(data)


@pytest.mark.parametrize(
    ("labels", "problem"),
    [
        (None, "no list of labels"),
        (text(b"abc"), "no list of labels"),
        (listed([whole(1)] * 2), "2 labels for 3 images"),
        (listed([whole(1)] * 4), "4 labels for 3 images"),
        (listed([whole(1), whole(2), whole(-1)]), "labels that are not small whole numbers"),
        (listed([whole(1), whole(2), whole(256)]), "labels that are not small whole numbers"),
        (listed([whole(1), whole(2), b"\x88"]), "labels that are not small whole numbers"),
        (listed([whole(1), whole(2), text(b"cat")]), "labels that are not small whole numbers"),
    ],
)
def test_images_load_without_labels_that_do_not_fit(labels, problem):
    batch = parsed(changed(labels=labels))
    assert len(batch.planes) == 3
    assert (batch.labels, batch.problem) == ([], problem)


def test_lists_within_lists_are_not_walked():
    laughs = b"]q\x00"
    for i in range(100):  # each a list of the one before, twice
        laughs = b"](" + laughs + b"h" + bytes([i]) + b"eq" + bytes([i + 1])
    labels = b"](" + laughs + b"h\x64h\x64e"
    assert parsed(changed(labels=labels)).problem == "labels that are not small whole numbers"


@pytest.mark.parametrize(
    "names", [None, listed([text(b"a")] * 2), listed([text(b"a"), text(b"b"), whole(1)]), b"N"]
)
def test_names_that_do_not_fit_are_left_out(names):
    assert parsed(changed(filenames=names)).names == []


def test_names_are_made_printable():
    names = listed([text(b"a\nb"), text(b"\xff.png"), text("é.png".encode())])
    assert parsed(changed(filenames=names)).names == ["a\\nb", "\\xff.png", "é.png"]


def test_the_file_of_class_names_is_no_batch():
    message = refusal(cifar_files.meta())
    assert message == "data_batch_1: no images in it, only class names. Open the folder it is in."


@pytest.mark.parametrize(("labels", "expected"), [("fine", [99, 0]), ("coarse", [19, 3])])
def test_a_batch_with_two_kinds_of_labels(labels, expected):
    data = cifar_files.batch_100(cifar_files.some_pixels(2), [99, 0], [19, 3])
    batch = parse_batch(bytearray(data), "train", labels)
    assert (batch.labels, batch.problem, batch.is_twofold) == (expected, "", True)


def test_labels_of_the_other_kind_do_not_stand_in():
    entries = cifar_files.entries_of(cifar_files.some_pixels(1), [7])
    entries[b"coarse_labels"] = listed([whole(3)])
    batch = parsed(cifar_files.pickled(entries))
    assert (batch.labels, batch.problem) == ([], "no list of labels")


@pytest.mark.parametrize(("n", "is_view"), [(3, False), (400, True)])
def test_many_images_are_not_copied_out_of_the_file(n, is_view):
    pixels = cifar_files.some_pixels(n)
    data = bytearray(cifar_files.batch(pixels, [0] * n))
    batch = parse_batch(data, "data_batch_1")
    assert np.array_equal(batch.planes.transpose(0, 2, 3, 1), pixels)
    assert (batch.buffer is data) == is_view
    assert np.shares_memory(batch.planes, np.frombuffer(data, np.uint8)) == is_view


def test_class_names_of_two_kinds():
    data = bytearray(cifar_files.meta_100(2, 1))
    assert parse_class_names(data, "meta") == ("fine 0", "fine 1")
    assert parse_class_names(data, "meta", "coarse") == ("coarse 0",)


def test_class_names():
    assert parse_class_names(bytearray(cifar_files.meta([b"cat", b"dog"])), "m") == ("cat", "dog")


@pytest.mark.parametrize(
    "data", [cifar_files.meta([]), cifar_files.pickled({}), PROTOCOL_2 + b"N.", b"", b"junk"]
)
def test_a_meta_without_class_names_is_refused(data):
    with pytest.raises(DataError, match=r"batches\.meta"):
        parse_class_names(bytearray(data), "batches.meta")


batches = st.integers(1, 3).flatmap(
    lambda n: st.tuples(
        st_np.arrays(np.uint8, (n, 32, 32, 3), elements=st.integers(0, 255), fill=st.just(7)),
        st.lists(st.integers(0, 9), min_size=n, max_size=n),
        st.lists(st.binary(max_size=20), min_size=n, max_size=n),
    )
)


@settings(max_examples=50, deadline=None)
@given(batches)
def test_any_batch_comes_back_exactly(content):
    pixels, labels, names = content
    batch = parsed(cifar_files.batch(pixels, labels, names))
    assert np.array_equal(batch.planes.transpose(0, 2, 3, 1), pixels)
    assert batch.labels == labels
    assert len(batch.names) == len(names)


GOOD = changed()
# Their pixels do not pass through the unpickler.
MANY = cifar_files.batch(cifar_files.some_pixels(342), [1] * 342)
# Where instructions are, from either end: the pixels between would hide most changes.
AT = st.one_of(st.integers(0, 330), st.integers(-60, -1))
PIECES = st.one_of(st.binary(min_size=1, max_size=5), st.just(b"\xff\xff\xff\x7f"))
CHANGES = st.tuples(st.sampled_from(["flip", "cut", "insert", "repeat"]), AT, AT, PIECES)


def mutated(data, changes):
    for kind, at, until, piece in changes:
        at, until = at % max(1, len(data)), until % max(1, len(data))
        if kind == "flip":
            data = data[:at] + piece + data[at + len(piece) :]
        elif kind == "cut":
            data = data[:at] + data[at + len(piece) :] if until % 2 else data[:at]
        elif kind == "insert":
            data = data[:at] + piece + data[at:]
        else:
            data = data[:until] + data[at:until] + data[until:]
    return data


@pytest.mark.parametrize("good", [GOOD, MANY], ids=["few", "many"])
@settings(max_examples=150, deadline=None)
@given(changes=st.lists(CHANGES, min_size=1, max_size=3))
def test_a_changed_file_is_a_batch_or_an_error_for_people(good, changes):
    data = mutated(good, changes)
    try:
        batch = parsed(data)
    except DataError:
        message = refusal(data)
        assert len(message) <= 160
        assert message.isprintable()
    else:
        n = len(batch.planes)
        assert batch.planes.shape == (n, 3, 32, 32)
        assert len(batch.labels) in (0, n)
        assert len(batch.names) in (0, n)
