import stat
import struct
import time
import zipfile

import numpy as np
import pytest

from engine import load_images
from engine.errors import Cancelled
from tests.engine.readers.bad_files import bombs
from tests.engine.readers.bad_files.frame import opened, refused, without_collections
from tests.engine.readers.containers.container_files import write_zip
from tests.engine.readers.idx.idx_bytes import header
from tests.engine.readers.pictures.picture_makers import encoded, some_pixels

PIXELS = some_pixels(3, 6, 5, 3)
ONE, TWO, THREE = map(encoded, PIXELS)
GOOD = {"a/1.png": ONE, "b/2.png": TWO}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.zip"


def changed(path, offset, number, *, entry=0):
    """Change bytes of an entry of the directory: the first, or the last as -1."""
    data = bytearray(path.read_bytes())
    at = (data.find if entry == 0 else data.rfind)(b"PK\1\2") + offset
    data[at : at + len(number)] = number
    path.write_bytes(data)
    return path


def info(name, kind):
    made = zipfile.ZipInfo(name)
    made.external_attr, made.create_system = (kind | 0o777) << 16, 3
    return made


def overlapping(n, megabyte):
    """A zip of n entries that all are the same packed bytes, those of one local header each."""
    packed, crc, size = bombs.deflated(b"", megabyte)
    whole = bombs.archive([(f"{i:03d}.png", packed, crc, size) for i in range(n)])
    first_end = 30 + 7 + len(packed)
    directory = bytearray(whole[whole.index(b"PK\1\2") : whole.index(b"PK\5\6")])
    for i in range(n):
        struct.pack_into("<L", directory, i * (46 + 7) + 42, 0)
    end = struct.pack("<4H2LH", 0, 0, n, n, len(directory), first_end, 0)
    return whole[:first_end] + bytes(directory) + b"PK\5\6" + end


@pytest.mark.parametrize(
    "name", ["../../up.png", "/tmp/root.png", "C:\\Windows\\x.png", "a/../../../x.png", "~/x.png"]
)
def test_names_that_lead_elsewhere_are_only_text(tmp_path, path, name):
    absolute = str(tmp_path / "absolute.png")
    write_zip(path, {name: ONE, absolute: TWO, "x/3.png": THREE})
    images = opened(path, notes=["^pictures lie at different depths of folders; no classes$"])
    assert {str(shown) for shown in images.names} >= {absolute[1:], "x/3.png"}
    order = [images.names.index(absolute[1:]), images.names.index("x/3.png")]
    assert np.array_equal(images.pixels[order], PIXELS[1:])


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        pytest.param(stat.S_IFLNK, "1 link left out", id="link"),
        pytest.param(stat.S_IFIFO, "1 pipe, socket or device left out", id="pipe"),
        pytest.param(stat.S_IFCHR, "1 pipe, socket or device left out", id="device"),
        pytest.param(stat.S_IFSOCK, "1 pipe, socket or device left out", id="socket"),
    ],
)
def test_what_is_no_regular_file_is_left_out(path, kind, says):
    write_zip(path, [(info("0.png", kind), b"/etc/passwd"), ("1.png", ONE), ("2.png", TWO)])
    images = opened(path, notes=[f"^{says}$"])
    assert images.names == ("1.png", "2.png")


def test_links_alone_are_refused(path):
    write_zip(path, [(info("0.png", stat.S_IFLNK), b"/etc/passwd")])
    refused(path, says="nothing in this archive .*; 1 link left out")


@pytest.mark.parametrize(
    ("head", "told", "says"),
    [
        pytest.param(b"", 256 << 20, "as bombs do", id="zeros"),
        pytest.param(ONE, (256 << 20) + len(ONE), "as bombs do", id="a picture and zeros"),
        pytest.param(ONE, 60 << 20, "is damaged", id="said to be 60 MB"),
        pytest.param(ONE, len(ONE), "is damaged", id="said to be a picture"),
    ],
)
def test_a_bomb_does_not_go_off(path, head, told, says):
    path.write_bytes(bombs.zipped("1.png", head, 256, told=told))
    assert path.stat().st_size < 270_000
    refused(path, says=says, names="a.zip › 1.png")


def test_a_gzipped_bomb_in_a_zip_does_not_go_off(path):
    bomb = bombs.gzipped(header(8, 256, 1024, 1024), 256)
    write_zip(path, {f"{part}-images-idx3-ubyte.gz": bomb for part in ("train", "t10k")})
    refused(path, says="as bombs do", names="a.zip › train-images-idx3-ubyte.gz")


def test_files_that_overlap_are_refused(path):
    path.write_bytes(overlapping(200, 1))
    assert path.stat().st_size < 13_000
    assert sum(entry.file_size for entry in zipfile.ZipFile(path).infolist()) == 200 << 20
    refused(path, says="holds files that overlap, as bombs do")


def test_many_empty_files_are_told_of_and_can_be_stopped(path):
    empty = bombs.deflated(b"", 0)
    path.write_bytes(bombs.archive([(f"{i:05d}.png", *empty) for i in range(100_000)]))
    told = []

    def longest_wait():
        told.clear()
        asked = []

        def should_stop():
            asked.append(time.thread_time())
            return len(told) > 0 and told[-1][:2] == ("decoding", 50_048)

        with pytest.raises(Cancelled):
            load_images(path, progress=lambda *news: told.append(news), should_stop=should_stop)
        return max(np.diff([*asked, time.thread_time()]))

    # A machine that is shared may stand still at any moment, but not three times at the same.
    with without_collections():
        assert any(longest_wait() <= 0.2 for _ in range(3))
    assert [phase for phase, *_ in told if phase == "listing files"]


@pytest.mark.parametrize("inner", ["a.zip", "a.png", "a"])
def test_an_archive_in_an_archive_is_refused(path, inner):
    write_zip(path, {inner: write_zip(path, GOOD).read_bytes()})
    refused(path, says="an archive inside an archive. Unpack it", names=f"a.zip › {inner}")


def test_an_archive_beside_pictures_is_left_out(path):
    write_zip(path, {"1.png": ONE, "2.png": TWO, "3.zip": write_zip(path, GOOD).read_bytes()})
    images = opened(path, notes=[r"3\.zip"])
    assert images.names == ("1.png", "2.png")


@pytest.mark.parametrize("entry", [0, -1], ids=["first", "last"])
def test_a_file_with_a_password_is_named(path, entry):
    changed(write_zip(path, GOOD), 8, struct.pack("<H", 1), entry=entry)
    name = list(GOOD)[entry]
    refused(path, says="is password-protected. Unpack it", names=f"a.zip › {name}")


def test_the_first_of_two_files_with_one_name_is_read(path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        write_zip(path, [("1.png", ONE), ("2.png", TWO), ("1.png", THREE)])
    images = opened(path, notes=["^1 file with the name of another left out$"])
    assert images.names == ("1.png", "2.png")
    assert np.array_equal(images.pixels, PIXELS[:2])


@pytest.mark.parametrize(
    ("files", "says"),
    [
        pytest.param({}, "the archive is empty", id="nothing"),
        pytest.param({"a/": b"", "b/": b""}, "the archive is empty", id="folders"),
        pytest.param(
            {"__MACOSX/._1.png": b"1", "Thumbs.db": b"2"}, "the archive is empty", id="junk"
        ),
        pytest.param({"a.txt": b"a", "b.csv": b"1,2"}, "no pictures in this archive", id="texts"),
        pytest.param({"1.png": b"", "2.png": b""}, "no pictures", id="empty files"),
    ],
)
def test_an_archive_without_pictures_is_refused(path, files, says):
    refused(write_zip(path, files), says=says)


def test_what_systems_put_beside_pictures_is_passed_over(path):
    junk = ("__MACOSX/a/._1.png", "a/Thumbs.db", "desktop.ini", "b/.DS_Store", "b/.hidden.png")
    write_zip(path, {**dict.fromkeys(junk, b"junk"), **GOOD})
    images = opened(path)
    assert images.names == tuple(GOOD)
    assert images.class_names == ("a", "b")


def test_texts_beside_pictures_are_counted(path):
    images = opened(write_zip(path, {**GOOD, "a/read me.txt": b"text"}), notes=["read me.txt"])
    assert images.names == tuple(GOOD)


@pytest.mark.parametrize(
    ("method", "name"),
    [(1, "Shrink"), (9, "Deflate64"), (93, "Zstandard"), (98, "PPMd"), (999, "method 999")],
)
def test_a_file_packed_otherwise_is_named_and_its_method(path, method, name):
    changed(write_zip(path, GOOD), 10, struct.pack("<H", method))
    refused(path, says=f"is packed with {name}, not with Deflate", names="a.zip › a/1.png")


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2], ids=["LZMA", "bzip2"])
def test_files_really_packed_otherwise_are_refused(path, method):
    refused(write_zip(path, GOOD, method), says="packed with (LZMA|bzip2)", names="a/1.png")


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: data[:-1], id="a byte too few"),
        pytest.param(lambda data: data[: len(data) // 2], id="half of it"),
        pytest.param(lambda data: data[:4], id="4 bytes of it"),
        pytest.param(lambda data: data[:40] + data[50:], id="10 bytes cut out"),
        pytest.param(lambda data: data.replace(b"PK\1\2", b"PK\1\3", 1), id="another mark"),
        pytest.param(lambda data: data.replace(b"PK\3\4", b"PK\3\5"), id="no file's mark"),
        pytest.param(lambda data: data[:60] + b"\0\0\0\0" + data[64:], id="other packed bytes"),
        pytest.param(lambda data: data[:-10] + b"\xff" * 8 + data[-2:], id="a far directory"),
    ],
)
def test_a_damaged_archive_is_refused(path, spoil):
    data = spoil(write_zip(path, GOOD, zipfile.ZIP_STORED).read_bytes())
    path.write_bytes(data)
    refused(path, says="damaged|cut short|cannot be opened", names="a.zip")
