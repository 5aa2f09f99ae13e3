"""Valid sets that have formats of their own, drawn at random."""

import numpy as np
from hypothesis import strategies as st

from tests.engine.readers.cifar import cifar_files
from tests.engine.readers.drawn import (
    FEW,
    SIDES,
    SPLITS,
    TEXTS,
    DrawnSet,
    some_labels,
    some_pixels,
    words,
)
from tests.engine.readers.idx.idx_bytes import idx
from tests.engine.readers.stl10.stl10_files import stored
from tests.engine.readers.svhn.svhn_files import mat


@st.composite
def cifar10(draw, is_binary):
    """All six batches; names of classes and, in the Python version, of images."""
    class_names = tuple(draw(st.lists(TEXTS, min_size=10, max_size=10)))
    raw_names = [name.encode() for name in class_names]
    split, end = draw(SPLITS), ".bin" if is_binary else ""
    files = {"batches.meta": cifar_files.meta(raw_names)}
    if is_binary:
        files = {"batches.meta.txt": b"\r\n".join(raw_names)}
    parts = {"train": [f"data_batch_{i}" for i in range(1, 6)], "test": ["test_batch"]}
    pixels, classes, names = [], [], []
    for part, batches in parts.items():
        for batch in batches:
            n = draw(FEW)
            images, labels = draw(some_pixels((n, 32, 32, 3))), draw(some_labels(n, 10))
            own = [f"{batch}_{i}.png" for i in range(n)]
            raw = [name.encode() for name in own]
            make = cifar_files.records if is_binary else cifar_files.batch
            files[batch + end] = make(images, labels, *([] if is_binary else [raw]))
            if split in (part, "all"):
                pixels.append(images)
                classes += words(class_names, labels)
                names += [] if is_binary else own
    return DrawnSet(
        files=files,
        pixels=np.concatenate(pixels),
        classes=classes,
        class_names=class_names,
        names=tuple(names),
        options={"split": split},
    )


@st.composite
def cifar100(draw, is_binary):
    """Training and test images; fine or coarse labels."""
    split, kind = draw(SPLITS), draw(st.sampled_from(("fine", "coarse")))
    fine_names = [f"fine {i}" for i in range(100)]
    coarse_names = [f"coarse {i}" for i in range(20)]
    names = {"fine": fine_names, "coarse": coarse_names}
    files = {"meta": cifar_files.meta_100()}
    if is_binary:
        files = {f"{k}_label_names.txt": "\n".join(names[k]).encode() for k in names}
    pixels, classes = [], []
    for part in ("train", "test"):
        n = draw(FEW)
        images = draw(some_pixels((n, 32, 32, 3)))
        labels = {"fine": draw(some_labels(n, 100)), "coarse": draw(some_labels(n, 20))}
        if is_binary:
            files[f"{part}.bin"] = cifar_files.records(images, labels["coarse"], labels["fine"])
        else:
            files[part] = cifar_files.batch_100(images, labels["fine"], labels["coarse"])
        if split in (part, "all"):
            pixels.append(images)
            classes += words(names[kind], labels[kind])
    return DrawnSet(
        files=files,
        pixels=np.concatenate(pixels),
        classes=classes,
        class_names=tuple(names[kind]),
        options={"split": split, "labels": kind},
    )


@st.composite
def idx_set(draw):
    """Images and labels of both parts, of numbers of any type that pixels may have."""
    split = draw(SPLITS)
    kind = draw(st.sampled_from((np.uint8, np.int16, np.int32, np.float32)))
    shape = draw(st.tuples(SIDES, SIDES) | st.tuples(SIDES, SIDES, st.sampled_from((1, 3))))
    scale = 4 if kind == np.float32 and draw(st.booleans()) else 1
    files, pixels, labels = {}, [], []
    for part, called in (("train", "train"), ("test", "t10k")):
        n = draw(FEW)
        values = (draw(some_pixels((n, *shape))) / scale).astype(kind)
        own = draw(some_labels(n, 47))
        files[f"{called}-images-idx{values.ndim}-ubyte"] = idx(values)
        files[f"{called}-labels-idx1-ubyte"] = idx(np.array(own, np.uint8))
        if split in (part, "all"):
            pixels.append(values.reshape(n, *(*shape, 1)[:3]))
            labels += own
    return DrawnSet(
        files=files,
        pixels=np.concatenate(pixels),
        classes=[str(label) for label in labels],
        class_names=tuple(str(label) for label in sorted(set(labels))),
        options={"split": split},
    )


@st.composite
def stl10(draw):
    """A picture or two, and labels from 1 on."""
    split = draw(SPLITS)
    class_names = tuple(draw(st.lists(TEXTS, min_size=10, max_size=10)))
    files, pixels, classes = {"class_names.txt": "\n".join(class_names).encode()}, [], []
    for part in ("train", "test"):
        n = draw(st.integers(1, 2))
        images, labels = draw(some_pixels((n, 96, 96, 3))), draw(some_labels(n, 10))
        files[f"{part}_X.bin"] = stored(images)
        files[f"{part}_y.bin"] = bytes(label + 1 for label in labels)
        if split in (part, "all"):
            pixels.append(images)
            classes += words(class_names, labels)
    return DrawnSet(
        files=files,
        pixels=np.concatenate(pixels),
        classes=classes,
        class_names=class_names,
        options={"split": split},
    )


@st.composite
def svhn(draw):
    """One file, packed or not, where 10 means the digit 0."""
    n = draw(FEW)
    images, labels = draw(some_pixels((n, 32, 32, 3))), draw(some_labels(n, 10))
    stored_labels = np.array([label or 10 for label in labels], np.uint8)
    return DrawnSet(
        files={"train_32x32.mat": mat(images, stored_labels, packed=draw(st.booleans()))},
        pixels=images,
        classes=[str(label) for label in labels],
        class_names=tuple("0123456789"),
        opened="train_32x32.mat",
    )
