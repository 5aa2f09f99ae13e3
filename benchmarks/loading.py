"""How fast image sets open, and how much memory that takes.

    python benchmarks/loading.py [--pictures N] [--photos N] [--images N] [--rounds N]

Each opening is a fresh process, the median of the rounds; in brackets what the plainest way of the
libraries takes for the same files in the same run: `pickle.load` batch by batch and one array of
them, `Image.open` file by file. CIFAR-10 is your own (CENTROID_LAB_CIFAR10), or generated images in
files like its own. Memory is the peak above what the process held before, next to the pixels.
"""

from __future__ import annotations

import argparse
import io
import json
import pickle
import statistics
import sys
import tarfile
import tempfile
import time
from pathlib import Path

import numpy as np
from common import (
    cifar10_folder,
    data_line,
    forget_peak,
    in_fresh_process,
    machine_line,
    peak_megabytes,
    pixels,
    print_table,
    say,
)

HEADER = ["what", "first pictures", "all", "plainest way", "images a second", "memory / pixels"]
BATCHES = ("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5")
PHOTO = (3000, 4000)  # 12 megapixels


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] in ("open", "pickle", "pillow"):
        print(json.dumps({"open": opened, "pickle": unpickled, "pillow": decoded}[sys.argv[1]]()))
        return
    parser = argparse.ArgumentParser(description="How fast image sets open.")
    parser.add_argument("--pictures", type=int, default=10_000, help="JPEG files of 32 x 32")
    parser.add_argument("--photos", type=int, default=40, help="JPEG files of 12 megapixels")
    parser.add_argument("--images", type=int, default=50_000, help="generated CIFAR-10 images")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    print(f"{machine_line()}; {data_line()}; median of {arguments.rounds}.\n")
    with tempfile.TemporaryDirectory() as place:
        print_table(HEADER, list(rows(Path(place), arguments)))


def rows(place: Path, arguments: argparse.Namespace):
    """Yield a row of the table for each way to come with pictures."""
    folder = Path(cifar10_folder() or generated_cifar10(place, arguments.images))
    yield row("CIFAR-10, folder, all splits", folder, "pickle", arguments.rounds, split="all")
    archive = place / "cifar-10-python.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=6) as tar:
        tar.add(folder, "cifar-10-batches-py")
    yield row("CIFAR-10, .tar.gz, all splits", archive, "", arguments.rounds, split="all")
    pictures = small_jpegs(place / "pictures", arguments.pictures)
    what = f"{arguments.pictures:,} JPEG files 32 x 32, a folder a class"
    yield row(what, pictures, "pillow", arguments.rounds)
    photos = large_jpegs(place / "photos", arguments.photos)
    what = f"{arguments.photos:,} JPEG photographs 4000 x 3000, to 64 x 64"
    yield row(what, photos, "", 1, size=(64, 64))


def row(what: str, path: Path, plain: str, rounds: int, **options) -> list[str]:
    """Measure one set and return its row."""
    say(what)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(in_fresh_process(__file__, "open", str(path), json.dumps(options)))
        if plain:
            theirs.append(in_fresh_process(__file__, plain, str(path)))
    seconds = statistics.median(measured["seconds"] for measured in ours)
    first = statistics.median(measured["first"] for measured in ours)
    peak = max(measured["peak"] / measured["pixels"] for measured in ours)
    beside = f"{statistics.median(m['seconds'] for m in theirs):.2f} s" if plain else "-"
    rate = f"{ours[0]['images'] / seconds:,.0f}"
    return [what, f"{first:.2f} s", f"{seconds:.2f} s", beside, rate, f"{peak:.2f}"]


def opened() -> dict[str, float]:
    """Open a set as the program does and return what it took."""
    from engine import load_images

    options = json.loads(sys.argv[3])
    first: list[float] = []
    before = forget_peak()
    started = time.perf_counter()
    images = load_images(
        Path(sys.argv[2]),
        preview=lambda _pixels: first.append(time.perf_counter() - started),
        **options,
    )
    return {
        "seconds": time.perf_counter() - started,
        "first": first[0],
        "images": len(images),
        "pixels": images.pixels.nbytes / 1e6,
        "peak": peak_megabytes() - before,
    }


def unpickled() -> dict[str, float]:
    """Read the batches of a folder as notebooks do."""
    started = time.perf_counter()
    parts = []
    for path in sorted(Path(sys.argv[2]).glob("*_batch*")):
        with path.open("rb") as file:
            parts.append(pickle.load(file, encoding="bytes")[b"data"])  # noqa: S301 - our own
    whole = np.concatenate(parts).reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    np.ascontiguousarray(whole)
    return {"seconds": time.perf_counter() - started}


def decoded() -> dict[str, float]:
    """Read the pictures of a folder one after the other."""
    from PIL import Image

    started = time.perf_counter()
    parts = []
    for path in sorted(Path(sys.argv[2]).glob("*/*.jpg")):
        with Image.open(path) as image:
            parts.append(np.asarray(image))
    np.stack(parts)
    return {"seconds": time.perf_counter() - started}


def generated_cifar10(place: Path, n: int) -> Path:
    """Write `n` generated images as CIFAR-10's batches, and a test batch; return the folder."""
    folder = place / "cifar-10-batches-py"
    folder.mkdir()
    for part, name in zip(np.array_split(pixels(n), len(BATCHES)), BATCHES, strict=True):
        planes = np.ascontiguousarray(part.transpose(0, 3, 1, 2)).reshape(len(part), -1)
        entries = {b"data": planes, b"labels": [0] * len(part)}
        (folder / name).write_bytes(pickle.dumps(entries, protocol=4))
    (folder / "test_batch").write_bytes((folder / BATCHES[0]).read_bytes())
    return folder


def small_jpegs(folder: Path, n: int) -> Path:
    """Write `n` images as JPEG files in ten folders; return the folder of these."""
    from PIL import Image

    for i, picture in enumerate(pixels(n)):
        (folder / str(i % 10)).mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(folder / str(i % 10) / f"{i:05d}.jpg", quality=90)
    return folder


def large_jpegs(folder: Path, n: int) -> Path:
    """Write `n` photographs of 12 megapixels, made of small images; return their folder."""
    from PIL import Image

    folder.mkdir()
    for i, picture in enumerate(pixels(n)):
        data = io.BytesIO()
        Image.fromarray(picture).resize(PHOTO[::-1]).save(data, "JPEG", quality=90)
        (folder / f"{i:03d}.jpg").write_bytes(data.getvalue())
    return folder


if __name__ == "__main__":
    main()
