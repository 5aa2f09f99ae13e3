"""Valid pictures in files, folders and tables, drawn at random."""

import io

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st
from PIL import Image

from tests.engine.readers.drawn import FEW, SIDES, SPLITS, DrawnSet, some_labels, some_pixels
from tests.engine.readers.parquet.parquet_files import PICTURE, class_label, write
from tests.engine.readers.pictures.picture_makers import encoded, lossless

LOSSLESS = {
    "PNG": ((1, np.uint8), (3, np.uint8), (1, np.uint16)),
    "BMP": ((1, np.uint8), (3, np.uint8)),
    "TIFF": ((1, np.uint8), (3, np.uint8), (1, np.uint16)),
    "PPM": ((1, np.uint8), (3, np.uint8), (1, np.uint16)),
    "WEBP": ((3, np.uint8),),
}
"""Channels and numbers of pictures that come back as they were, by format."""

# Without the letters of "train", "test" and "val", which would make them parts of a set.
FOLDERS = st.text("abcdeABCü _-&", min_size=1, max_size=6)


@st.composite
def folder(draw):
    """Pictures of one kind: flat, or in a folder for each class, in the order of their numbers."""
    kind = draw(st.sampled_from(sorted(LOSSLESS)))
    channels, dtype = draw(st.sampled_from(LOSSLESS[kind]))
    class_names = sorted(draw(st.lists(FOLDERS, max_size=3, unique=True)))
    counts = [draw(st.integers(1, 12 if len(class_names) < 2 else 3)) for _ in class_names or [""]]
    folders = [f"{name}/" for name in class_names] or [""]
    n_digits = draw(st.sampled_from((1, 3)))  # 10 comes after 9, with zeros before it or without
    names = [
        f"{folder}{i:0{n_digits}}.{kind.lower()}"
        for folder, count in zip(folders, counts, strict=True)
        for i in range(count)
    ]
    shape = (len(names), draw(SIDES), draw(SIDES), channels)
    pixels = draw(some_pixels(shape, dtype))
    files = {
        name: lossless(image[..., 0] if channels == 1 else image, kind)
        for name, image in zip(names, pixels, strict=True)
    }
    has_classes = len(class_names) > 1
    classes = [name.partition("/")[0] for name in names]
    return DrawnSet(
        files=files,
        pixels=pixels,
        classes=classes if has_classes else None,
        class_names=tuple(class_names) if has_classes else (),
        is_named_by_paths=True,
    )


@st.composite
def lossy(draw):
    """Pictures that are what their decoder makes of them."""
    kind = draw(st.sampled_from(("JPEG", "GIF")))
    pixels = draw(some_pixels((draw(FEW), draw(SIDES), draw(SIDES), 3)))
    files = {f"{i}": encoded(image, kind) for i, image in enumerate(pixels)}
    images = [Image.open(io.BytesIO(data)).convert("RGB") for data in files.values()]
    return DrawnSet(
        files=files,
        pixels=np.stack([np.asarray(image) for image in images]),
        classes=None,
        class_names=(),
        is_named_by_paths=True,
    )


@st.composite
def parquet(draw):
    """Shards of two parts; pictures as PNG."""
    split = draw(SPLITS)
    shape = (draw(SIDES), draw(SIDES), draw(st.sampled_from((1, 3))))
    class_names = ("cat", "dog", "owl")
    about = {"image": {"_type": "Image"}, "label": class_label(class_names)}
    files, pixels, classes, names = {}, [], [], []
    for part, n_shards in (("train", draw(st.integers(1, 2))), ("test", 1)):
        for shard in range(n_shards):
            n = draw(FEW)
            images, labels = draw(some_pixels((n, *shape))), draw(some_labels(n, 3))
            own = [f"{part} {shard} {i}.png" for i in range(n)]
            cells = [
                {"bytes": encoded(image if shape[2] == 3 else image[..., 0]), "path": name}
                for image, name in zip(images, own, strict=True)
            ]
            columns = {"image": pa.array(cells, PICTURE), "label": pa.array(labels)}
            file = write(io.BytesIO(), columns, about, group=draw(FEW))
            files[f"data/{part}-{shard:05}-of-{n_shards:05}.parquet"] = file.getvalue()
            if split in (part, "all"):
                pixels.append(images)
                classes += [class_names[label] for label in labels]
                names += own
    return DrawnSet(
        files=files,
        pixels=np.concatenate(pixels),
        classes=classes,
        class_names=class_names,
        names=tuple(names),
        options={"split": split},
    )
