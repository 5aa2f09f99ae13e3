"""Made-up questions of readers, for the previews of the dialogs that ask them."""

from __future__ import annotations

import numpy as np

from engine.readers.questions import ArrayChoice, ArrayQuestion, ShapeQuestion, SizeQuestion
from gui.panels.made_up import made_up_images

_SIZES = (((96, 128), 2_103), ((128, 96), 1_501), ((100, 100), 312))


def made_up_size_question() -> SizeQuestion:
    """Return a question about photos of 44 sizes, with eight examples."""
    images = made_up_images(8)
    examples = tuple(
        np.kron(images.pixels[k], np.ones((6 + k % 3, 8 - k % 3, 1), dtype=np.uint8))
        for k in range(8)
    )
    rare = tuple(((200, 100 + k), 1) for k in range(41))
    return SizeQuestion(
        name="holiday photos",
        n_images=sum(count for _, count in _SIZES) + len(rare),
        sizes=_SIZES + rare,
        examples=examples,
        suggestion=(64, 64),
    )


def made_up_array_question() -> ArrayQuestion:
    """Return a question about three arrays."""
    return ArrayQuestion(
        name="shapes.npz",
        arrays=(
            ArrayChoice(name="x_train", shape=(50_000, 32, 32, 3), dtype="uint8"),
            ArrayChoice(name="x_test", shape=(10_000, 32, 32, 3), dtype="uint8"),
            ArrayChoice(name="features", shape=(60_000, 784), dtype="float32"),
        ),
        suggestion="x_train",
    )


def made_up_shape_question() -> ShapeQuestion:
    """Return a question about rows of coloured pictures of 16 × 16 pixels."""
    images = made_up_images(8)
    return ShapeQuestion(
        name="rows.npy",
        n_features=images.n_features,
        shapes=((16, 16, 3), (24, 32, 1), (32, 24, 1), (8, 32, 3), (32, 8, 3)),
        examples=images.pixels[:].reshape(8, -1),
        suggestion=(16, 16, 3),
    )
