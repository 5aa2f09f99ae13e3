"""Rebuild the image sets of this folder from the packages they come from.

    python resources/datasets/build.py [--emoji PACKAGE_FOLDER] [--fashion FOLDER] [--out FOLDER]
                                       [SET ...]

writes for each set NAME.json (classes, labels, names, SHA-256 of the pixels) and a sheet of
all its pictures, row after row. Needs Pillow, scikit-learn for the digits and the patches, and
Debian's package dataset-fashion-mnist. Without ``--emoji``, the unpacked npm package
emoji-datasource-google, `npm` fetches it into a temporary folder. The program itself never runs
this.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import itertools
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

HERE = Path(__file__).resolve().parent
# WebP is smaller, for grey hardly, and PNG keeps a single channel.
FORMATS = {"emoji": "webp", "digits": "png", "fashion": "png", "patches": "webp"}
EMOJI_PACKAGE = "emoji-datasource-google@16.0.0"
EMOJI_LIST = "emoji.json"
EMOJI_SHEET = "img/google/sheets-clean/32.png"  # "clean": holds nobody else's pictures
EMOJI_SIZE = 32
EMOJI_BORDER = 1  # transparent pixels around each cell of the package's sheet
FASHION_FOLDER = Path("/usr/share/datasets/fashion-mnist")
FASHION_CLASSES = "T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot"
FASHION_EACH = 500  # pictures of a class
PATCH_SIZE = 12


def emoji(package: Path) -> tuple[NDArray[np.uint8], dict[str, Any]]:
    """Return every emoji that has a Google image, in Unicode's order, without skin tones.

    Parameters
    ----------
    package : Path
        The unpacked npm package.

    Returns
    -------
    pixels : ndarray of shape (n, 32, 32, 3), uint8
        On white.
    record : dict
        `class_names`, `labels` and `names`.
    """
    entries = json.loads((package / EMOJI_LIST).read_text(encoding="utf-8"))
    entries = sorted((e for e in entries if e["has_img_google"]), key=lambda e: e["sort_order"])
    with Image.open(package / EMOJI_SHEET) as image:
        sheet = np.asarray(image.convert("RGBA"))
    step = EMOJI_SIZE + 2 * EMOJI_BORDER
    pixels = np.empty((len(entries), EMOJI_SIZE, EMOJI_SIZE, 3), dtype=np.uint8)
    for cell, entry in zip(pixels, entries, strict=True):
        top = entry["sheet_y"] * step + EMOJI_BORDER
        left = entry["sheet_x"] * step + EMOJI_BORDER
        cell[...] = on_white(sheet[top : top + EMOJI_SIZE, left : left + EMOJI_SIZE])
    class_names = list(dict.fromkeys(entry["category"] for entry in entries))
    return pixels, {
        "class_names": class_names,
        "labels": [class_names.index(entry["category"]) for entry in entries],
        "names": [_spoken(entry["name"]) for entry in entries],
    }


def on_white(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return pixels (..., 4) laid over white, (..., 3), rounded to the nearest level."""
    wide = rgba.astype(np.uint32)
    colour, alpha = wide[..., :3], wide[..., 3:]
    return ((colour * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def digits() -> tuple[NDArray[np.uint8], dict[str, Any]]:
    """Return scikit-learn's 1,797 digits, levels 0 to 16 stretched to 0 to 255.

    A level v becomes ``(v * 255 + 8) // 16``: v * 255 / 16 to the nearest whole number.
    """
    from sklearn.datasets import load_digits

    bunch = load_digits()
    levels = bunch.images.astype(np.uint32)
    pixels = ((levels * 255 + 8) // 16).astype(np.uint8)[..., np.newaxis]
    names = [str(digit) for digit in bunch.target_names]
    return pixels, {"class_names": names, "labels": bunch.target.tolist(), "names": []}


def fashion(folder: Path) -> tuple[NDArray[np.uint8], dict[str, Any]]:
    """Return the first 500 of each class of the training files in `folder`, in their order."""
    images = _idx(folder / "train-images-idx3-ubyte.gz")[..., np.newaxis]
    labels = _idx(folder / "train-labels-idx1-ubyte.gz")
    firsts = [np.flatnonzero(labels == label)[:FASHION_EACH] for label in range(10)]
    chosen = np.sort(np.concatenate(firsts))
    record = {"class_names": FASHION_CLASSES.split(","), "labels": labels[chosen].tolist()}
    return images[chosen], {**record, "names": []}


def patches() -> tuple[NDArray[np.uint8], dict[str, Any]]:
    """Return scikit-learn's two photographs in patches, edge to edge from the top left corner.

    What is left at the right and at the bottom is dropped. Rows and columns count from 1.
    """
    from sklearn.datasets import load_sample_images

    bunch = load_sample_images()
    photos = np.stack(bunch.images)
    class_names = [Path(filename).stem for filename in bunch.filenames]
    rows, columns = photos.shape[1] // PATCH_SIZE, photos.shape[2] // PATCH_SIZE
    whole = photos[:, : rows * PATCH_SIZE, : columns * PATCH_SIZE]
    grid = whole.reshape(len(photos), rows, PATCH_SIZE, columns, PATCH_SIZE, 3).swapaxes(2, 3)
    places = itertools.product(class_names, range(1, rows + 1), range(1, columns + 1))
    return grid.reshape(-1, PATCH_SIZE, PATCH_SIZE, 3), {
        "columns": columns,
        "class_names": class_names,
        "labels": np.repeat(range(len(photos)), rows * columns).tolist(),
        "names": [f"{name}, row {row}, column {column}" for name, row, column in places],
    }


def write(
    out: Path, name: str, sheet_name: str, pixels: NDArray[np.uint8], record: dict[str, Any]
) -> None:
    """Write a set's sheet, of the record's number of columns if it has one, and its record."""
    n, height, width, channels = pixels.shape
    divisors = (c for c in range(1, int(n**0.5 * 1.3) + 1) if n % c == 0)
    columns = record.get("columns") or max(divisors)
    cells = pixels.reshape(n // columns, columns, height, width, channels)
    sheet = cells.swapaxes(1, 2).reshape(n // columns * height, columns * width, channels)
    image = Image.fromarray(sheet[..., 0] if channels == 1 else sheet)
    options = {"lossless": True, "quality": 100, "method": 6, "optimize": True}
    image.save(out / sheet_name, **options)
    record = {
        "sheet": sheet_name,
        "columns": columns,
        "image_shape": [height, width, channels],
        "sha256": hashlib.sha256(pixels.tobytes()).hexdigest(),
        **record,
    }
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    (out / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def fetch_emoji(folder: Path) -> Path:
    """Fetch the emoji package with npm and return what of it is needed, unpacked in `folder`."""
    subprocess.run(["npm", "pack", "--silent", EMOJI_PACKAGE], cwd=folder, check=True)
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as tar:
        for path in (EMOJI_LIST, EMOJI_SHEET):
            member = tar.extractfile(f"package/{path}")
            if member is None:
                raise FileNotFoundError(path)
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(member.read())
    return folder


def main() -> None:
    """Write the sets named, or all."""
    parser = argparse.ArgumentParser(description="Rebuild the built-in image sets.")
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(FORMATS))
    parser.add_argument("--emoji", type=Path, metavar="PACKAGE_FOLDER")
    parser.add_argument("--fashion", type=Path, default=FASHION_FOLDER, metavar="FOLDER")
    parser.add_argument("--out", type=Path, default=HERE, metavar="FOLDER")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        builders = {
            "emoji": lambda: emoji(arguments.emoji or fetch_emoji(Path(folder))),
            "digits": digits,
            "fashion": lambda: fashion(arguments.fashion),
            "patches": patches,
        }
        for name in arguments.sets or FORMATS:
            write(arguments.out, name, f"{name}.{FORMATS[name]}", *builders[name]())


def _idx(path: Path) -> NDArray[np.uint8]:
    """Return the bytes of an IDX file in their shape; its header is believed."""
    data = gzip.decompress(path.read_bytes())
    shape = np.frombuffer(data, dtype=">u4", count=data[3], offset=4)
    return np.frombuffer(data, dtype=np.uint8, offset=4 + 4 * data[3]).reshape(shape)


def _spoken(name: str) -> str:
    """Return Unicode's "GRINNING FACE" as "grinning face"; "Peru Flag" stays."""
    return name.lower() if name.isupper() else name


if __name__ == "__main__":
    main()
