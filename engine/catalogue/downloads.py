"""The image sets that are fetched when somebody asks for them.

None of their licences is known to allow that the program ships the whole set. Sizes and SHA-256
are those that several public loaders record alike; nothing else makes a file the right one.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from engine.catalogue.entry import CatalogueEntry, RemoteFile

_IDX_FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)


def _set(
    name: str,
    title: str,
    n_images: int,
    image_shape: tuple[int, int, int],
    files: tuple[RemoteFile, ...],
    **texts: str,
) -> CatalogueEntry:
    return CatalogueEntry(
        name=name,
        title=title,
        n_images=n_images,
        image_shape=image_shape,
        megabytes=round(sum(file.size for file in files) / 10**6, 1),
        origin=urlsplit(files[0].address).hostname or "",
        files=files,
        opens=files[0].name if len(files) == 1 else "",
        **texts,
    )


def _archive(address: str, size: int, sha256: str) -> tuple[RemoteFile]:
    name = address.rpartition("/")[2]
    return (RemoteFile(name=name, address=address, size=size, sha256=sha256),)


def _idx(folder: str, *sizes_and_sums: tuple[int, str]) -> tuple[RemoteFile, ...]:
    """Return the four files of a set in MNIST's format, in the order of `_IDX_FILES`."""
    return tuple(
        RemoteFile(name=name, address=folder + name, size=size, sha256=sha256)
        for name, (size, sha256) in zip(_IDX_FILES, sizes_and_sums, strict=True)
    )


DOWNLOADS: tuple[CatalogueEntry, ...] = (
    _set(
        "cifar10",
        "CIFAR-10",
        60_000,
        (32, 32, 3),
        _archive(
            "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
            170_498_071,
            "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
        ),
        description="Small colour photographs of ten kinds of animals and vehicles.",
        licence="Its page names no licence; it asks to cite Krizhevsky (2009).",
        page="https://www.cs.toronto.edu/~kriz/cifar.html",
    ),
    _set(
        "cifar100",
        "CIFAR-100",
        60_000,
        (32, 32, 3),
        _archive(
            "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz",
            169_001_437,
            "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
        ),
        description="Small colour photographs, labelled by 100 fine or 20 coarse classes.",
        licence="Its page names no licence; it asks to cite Krizhevsky (2009).",
        page="https://www.cs.toronto.edu/~kriz/cifar.html",
    ),
    _set(
        "mnist",
        "MNIST",
        70_000,
        (28, 28, 1),
        _idx(
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
            (9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            (28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            (1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            (4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
        ),
        description="Grey handwritten digits, labelled 0 to 9.",
        licence="Its page names no licence; Creative Commons BY-SA 3.0 is said of it elsewhere.",
        page="https://yann.lecun.com/exdb/mnist/",
    ),
    _set(
        "fashion-mnist",
        "Fashion-MNIST",
        70_000,
        (28, 28, 1),
        _idx(
            # The address its authors give, fashion-mnist.s3-website.…, has no https; this is
            # the same store.
            "https://fashion-mnist.s3.eu-central-1.amazonaws.com/",
            (26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            (29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            (4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            (5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ),
        description="Grey pictures of clothes, shoes and bags, labelled by ten kinds.",
        licence="MIT License, by Zalando SE.",
        page="https://github.com/zalandoresearch/fashion-mnist",
    ),
    _set(
        "kmnist",
        "Kuzushiji-MNIST",
        70_000,
        (28, 28, 1),
        _idx(
            "https://codh.rois.ac.jp/kmnist/dataset/kmnist/",
            (18_165_135, "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"),
            (29_497, "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
            (3_041_136, "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"),
            (5_120, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"),
        ),
        description="Grey cursive Japanese characters of old books, labelled by ten syllables.",
        licence="Creative Commons Attribution-ShareAlike 4.0, by ROIS-DS CODH.",
        page="https://codh.rois.ac.jp/kmnist/",
    ),
    _set(
        "stl10",
        "STL-10",
        13_000,
        (96, 96, 3),
        _archive(
            "https://cs.stanford.edu/~acoates/stl10/stl10_binary.tar.gz",
            2_640_397_119,
            "f31fd99273a1acb8609c8db427cebb1de3f71de77758cdc0e22956e1289b9866",
        ),
        description="Colour photographs: 13,000 of ten kinds, 100,000 more without labels.",
        licence="Its page names no licence; the pictures are from ImageNet, under its terms.",
        page="https://cs.stanford.edu/~acoates/stl10/",
    ),
)
