"""The image sets that come with the program; resources/NOTICE has their licences in full."""

from __future__ import annotations

from engine.catalogue.entry import BUILT_IN, CatalogueEntry

BUILT_IN_SETS: tuple[CatalogueEntry, ...] = (
    CatalogueEntry(
        name="emoji",
        title="Noto emoji",
        n_images=1_911,
        image_shape=(32, 32, 3),
        megabytes=1.9,
        origin=BUILT_IN,
        description="Colour emoji on white, labelled by group: faces, people, animals, flags.",
        licence="Apache License 2.0, by Google and the Noto Emoji authors.",
        page="https://github.com/googlefonts/noto-emoji",
    ),
    CatalogueEntry(
        name="digits",
        title="Handwritten digits",
        n_images=1_797,
        image_shape=(8, 8, 1),
        megabytes=0.1,
        origin=BUILT_IN,
        description="Small grey digits, labelled 0 to 9.",
        licence="Creative Commons Attribution 4.0, by E. Alpaydin and C. Kaynak.",
        page="https://archive.ics.uci.edu/dataset/80",
    ),
    CatalogueEntry(
        name="fashion",
        title="Fashion, 5,000 of Fashion-MNIST",
        n_images=5_000,
        image_shape=(28, 28, 1),
        megabytes=2.0,
        origin=BUILT_IN,
        description="Grey pictures of clothes, shoes and bags, labelled by ten kinds.",
        licence="MIT License, by Zalando SE.",
        page="https://github.com/zalandoresearch/fashion-mnist",
    ),
    CatalogueEntry(
        name="patches",
        title="Photo patches",
        n_images=3_710,
        image_shape=(12, 12, 3),
        megabytes=0.7,
        origin=BUILT_IN,
        description="Small squares cut from two photographs, labelled by photograph.",
        licence="Creative Commons Attribution 2.0, by danielbuechele and vultilion.",
    ),
    CatalogueEntry(
        name="shapes",
        title="Coloured shapes",
        n_images=2_400,
        image_shape=(32, 32, 3),
        megabytes=0.0,
        origin=BUILT_IN,
        description="Drawn shapes whose true clusters are known, labelled by them.",
        licence="Drawn by the program, under its own MIT License.",
    ),
)
