"""Valid files of arrays, drawn at random."""

import numpy as np
from hypothesis import strategies as st

from tests.engine.readers.arrays.array_files import npy_bytes
from tests.engine.readers.drawn import FEW, SIDES, SPLITS, DrawnSet, some_labels, some_pixels


@st.composite
def some_array(draw, n):
    """An array of `n` pictures as people save them, and the pixels that it holds."""
    kind = draw(st.sampled_from(("<u1", "<u2", ">u2", "<i8", "<f2", ">f4", "<f8", "?")))
    height, width, channels = draw(st.tuples(SIDES, SIDES, st.sampled_from((1, 3))))
    pixels = draw(some_pixels((n, height, width, channels)))
    stored_as = pixels.astype(kind)
    if kind == "?":
        pixels = stored_as * np.uint8(255)
    if channels == 1 and draw(st.booleans()):
        stored_as = stored_as[..., 0]
    elif channels == 3 and width > 3 and draw(st.booleans()):  # else it reads as channels
        stored_as = stored_as.transpose(0, 3, 1, 2)
    order = draw(st.sampled_from("CF"))
    return np.asarray(stored_as, order=order), pixels


@st.composite
def npy(draw):
    """A file, and one of labels beside it."""
    n = draw(FEW)
    array, pixels = draw(some_array(n))
    labels = draw(some_labels(n, 9))
    label_kind = draw(st.sampled_from((np.uint8, np.int64, np.float64)))
    return DrawnSet(
        files={"x.npy": npy_bytes(array), "y.npy": npy_bytes(np.array(labels, label_kind))},
        pixels=pixels,
        classes=[str(label) for label in labels],
        class_names=tuple(str(label) for label in sorted(set(labels))),
        opened="x.npy",
    )


@st.composite
def flat_npy(draw):
    """Rows of numbers, whose shape somebody tells."""
    pixels = draw(some_pixels((draw(FEW), draw(SIDES), draw(SIDES), draw(st.sampled_from((1, 3))))))
    return DrawnSet(
        files={"x.npy": npy_bytes(pixels.reshape(len(pixels), -1))},
        pixels=pixels,
        classes=None,
        class_names=(),
        options={"shape": pixels.shape[1:]},
        opened="x.npy",
    )


@st.composite
def npz(draw):
    """Arrays as Keras names them: the members of an archive."""
    n, m = draw(FEW), draw(FEW)
    array, pixels = draw(some_array(n + m))
    labels, split = draw(some_labels(n + m, 9)), draw(SPLITS)
    rows = {"train": slice(n), "test": slice(n, None), "all": slice(None)}
    files = {}
    for part in ("train", "test"):
        files[f"x_{part}.npy"] = npy_bytes(array[rows[part]])
        files[f"y_{part}.npy"] = npy_bytes(np.array(labels[rows[part]], np.uint8))
    kept = labels[rows[split]]
    return DrawnSet(
        files=files,
        pixels=pixels[rows[split]],
        classes=[str(label) for label in kept],
        class_names=tuple(str(label) for label in sorted(set(kept))),
        options={"split": split},
    )


@st.composite
def npy_folder(draw):
    """Files of a folder as one set, in the order of their numbers."""
    kind = draw(st.sampled_from(("u1", "<u2", ">u2", "<f4", ">f4")))
    shape = (draw(SIDES), draw(SIDES), draw(st.sampled_from((1, 3))))
    n_files, n = draw(st.integers(1, 12)), draw(FEW)
    pixels = draw(some_pixels((n_files * n, *shape))).astype(kind)
    files = {f"part{i}.npy": npy_bytes(pixels[i * n : (i + 1) * n]) for i in range(n_files)}
    labels = draw(some_labels(len(pixels), 9))
    files["labels.npy"] = npy_bytes(np.array(labels))
    return DrawnSet(
        files=files,
        pixels=pixels,
        classes=[str(label) for label in labels],
        class_names=tuple(str(label) for label in sorted(set(labels))),
    )
