import pytest
from PIL import Image

from engine.errors import DataError
from engine.readers.pictures.decoding import SizeNeeded, Wanted
from engine.readers.pictures.reading import read_pictures
from engine.readers.pictures.sizes import question, sizes_in_words, survey
from engine.readers.task import Task
from tests.engine.readers.cifar.cifar_files import BytesStream, MemoryContainer
from tests.engine.readers.pictures.picture_makers import (
    app1,
    chunk,
    encoded,
    exif,
    png,
    some_pixels,
    with_segment,
)


class CountedStream(BytesStream):
    """Counts the bytes that are taken, and fails where one is asked for at `broken`."""

    def __init__(self, name, data, broken=-1):
        super().__init__(name, data, len(data))
        self.n_taken = 0
        self._broken = broken

    def _some(self, most):
        if 0 <= self._broken <= self.n_taken:
            raise DataError(self.name, "cannot be read", "Check the disk")
        block = super()._some(min(most, 1000))
        self.n_taken += len(block)
        return block


class CountedContainer(MemoryContainer):
    def __init__(self, files, is_folder=True, broken=-1):
        super().__init__(files)
        self.is_folder = is_folder
        self.given = {}
        self._broken = broken

    def streams(self, wanted=None):
        for member in self.members() if wanted is None else wanted:
            stream = CountedStream(member.path, self._files[member.path], self._broken)
            self.given[member.path] = stream
            yield member, stream


def surveyed(container, task=None):
    return survey(container, container.members(), task or Task())


def jpeg_with_thumbnails(count):
    data = encoded(some_pixels(40, 300, 3), "JPEG")
    for _ in range(count):
        data = with_segment(data, app1(b"Exif\0\0" + exif(6) + bytes(60_000)))
    return data


def test_only_heads_are_read():
    files = {
        "a.png": encoded(some_pixels(300, 200, 3)),
        "b.jpg": encoded(some_pixels(400, 500, 3), "JPEG"),
        "c.gif": encoded(Image.fromarray(some_pixels(300, 301)), "GIF"),
        "d.bmp": encoded(some_pixels(300, 202, 3), "BMP"),
    }
    container = CountedContainer(files)
    assert surveyed(container) == {0: (300, 200), 1: (400, 500), 2: (300, 301), 3: (300, 202)}
    taken = [container.given[path].n_taken for path in ("a.png", "b.jpg", "d.bmp")]
    assert max(taken) <= 17_000


@pytest.mark.parametrize(("count", "most"), [(1, 270_000), (6, None)])
def test_heads_behind_thumbnails_are_found(count, most):
    data = jpeg_with_thumbnails(count)
    container = CountedContainer({"a.jpg": data})
    assert surveyed(container) == {0: (300, 40)}
    assert container.given["a.jpg"].n_taken <= (most or len(data))


def test_files_that_tell_their_size_at_their_end_are_read_whole():
    webp = encoded(some_pixels(200, 100, 3), "WEBP", lossless=True)
    tags = ((256, 3, 1, 7), (257, 3, 1, 9), (258, 3, 1, 8), (262, 3, 1, 1), (273, 4, 1, 8))
    block = exif(1, "<", *tags, (279, 4, 1, 63))
    tiff = block[:4] + (300_008).to_bytes(4, "little") + bytes(300_000) + block[8:]
    assert surveyed(CountedContainer({"a": webp, "b": tiff})) == {0: (200, 100), 1: (9, 7)}


def test_what_has_no_size_is_passed_over():
    files = {
        "a": b"words" * 9000,
        "b": encoded(some_pixels(5, 4)),
        "c": png(30_000, 30_000),
        "d": b"\xff\xd8\xff" + bytes(300_000),
        "e": png(5, 5, chunk(b"eXIf", exif(8)))[:80],
    }
    assert surveyed(CountedContainer(files)) == {1: (5, 4), 4: (5, 5)}


@pytest.mark.parametrize("broken", [0, 20_000])
def test_a_file_of_a_folder_that_breaks_off_is_passed_over(broken):
    data = jpeg_with_thumbnails(6)
    assert surveyed(CountedContainer({"a": data, "b": data}, broken=broken)) == {}
    with pytest.raises(DataError, match="Check the disk"):
        surveyed(CountedContainer({"a": data}, is_folder=False, broken=broken))


def test_a_file_of_a_folder_that_breaks_off_is_left_out():
    container = CountedContainer({"a": jpeg_with_thumbnails(1)}, broken=1000)
    reading = read_pictures(container, container.members(), Wanted(size=(4, 4)), Task())
    assert reading.left_out.notes() == ["1 file cannot be read (a); left out"]
    container.is_folder = False
    with pytest.raises(DataError, match="Check the disk"):
        read_pictures(container, container.members(), Wanted(), Task())


def test_sizes_of_pictures_left_out_are_asked_for_all_the_same():
    files = {"a": encoded(some_pixels(5, 4)), "b": encoded(some_pixels(7, 4))}
    container = CountedContainer(files)
    with pytest.raises(SizeNeeded):
        read_pictures(container, container.members(), Wanted(), Task())
    sizes = surveyed(container)
    asked = question(container, container.members(), sizes, Task())
    assert asked.sizes == (((5, 4), 1), ((7, 4), 1))
    assert [example[:, :, 1].tolist() for example in asked.examples] == [
        some_pixels(5, 4).tolist(),
        some_pixels(7, 4).tolist(),
    ]


def test_progress():
    told = []
    files = {str(i): encoded(some_pixels(3, 3)) for i in range(70)}
    surveyed(CountedContainer(files), Task(lambda *news: told.append(news)))
    assert told == [("looking at sizes", done, 70) for done in (0, 32, 64, 70)]


def test_sizes_in_words():
    assert sizes_in_words({}) == ""
    assert sizes_in_words({0: (3, 4), 1: (3, 4)}) == "all are 3 × 4"
    sizes = {0: (3000, 4000), 1: (4, 3), 2: (50, 50)}
    assert sizes_in_words(sizes) == "sizes differ, 4 × 3 to 3,000 × 4,000"
