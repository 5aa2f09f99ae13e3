import gzip
import io
import tarfile

import numpy as np
import pytest

from tests.engine.readers.bad_files import bombs
from tests.engine.readers.bad_files.frame import opened, put, refused
from tests.engine.readers.cifar import cifar_files as cifar
from tests.engine.readers.containers.container_files import tar, write_tar
from tests.engine.readers.pictures.picture_makers import encoded, some_pixels

PIXELS = some_pixels(3, 6, 5, 3)
ONE, TWO, THREE = map(encoded, PIXELS)
FOLDER = "cifar-10-batches-py"
WEB_PAGE = b"<!DOCTYPE html>\n<html><title>404 Not Found</title>" + b"<p>gone</p>" * 100


@pytest.fixture(params=["w", "w:gz"], ids=["tar", "tar.gz"])
def mode(request):
    return request.param


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.tar.gz"


def info(name, kind=tarfile.REGTYPE, link=""):
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.mode = kind, link, 0o777
    made.devmajor, made.devminor = 1, 5  # that of /dev/zero
    return made


def with_size(data, field):
    """The archive with these 12 bytes as the size of its first file, and a sum that fits."""
    block = bytearray(data[:512])
    block[124:136] = field
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + data[512:]


@pytest.mark.parametrize("start", ["../../", "/", "./../", "a/../../../"])
def test_names_that_lead_elsewhere_are_only_text(tmp_path, path, mode, start):
    absolute = f"{tmp_path}/absolute.png"
    names = [f"{start}up.png", absolute, "x/3.png"]
    write_tar(path, dict(zip(names, (ONE, TWO, THREE), strict=True)), mode)
    images = opened(path, notes=["^pictures lie at different depths of folders; no classes$"])
    order = [images.names.index(absolute[1:]), images.names.index("x/3.png")]
    assert np.array_equal(images.pixels[order], PIXELS[1:])


@pytest.mark.parametrize("target", ["/tmp", "..", "../..", "/etc/passwd"])
def test_a_file_behind_a_link_is_not_written_through_it(path, mode, target):
    link = info("out", tarfile.SYMTYPE, target)
    write_tar(path, [(link, b""), ("out/1.png", ONE), ("out/2.png", TWO)], mode)
    images = opened(path, notes=["^1 link left out$"])
    assert images.names == ("out/1.png", "out/2.png")
    assert np.array_equal(images.pixels, PIXELS[:2])


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        pytest.param(tarfile.LNKTYPE, "1 link left out", id="hard link"),
        pytest.param(tarfile.SYMTYPE, "1 link left out", id="link"),
        pytest.param(tarfile.FIFOTYPE, "1 pipe, socket or device left out", id="pipe"),
        pytest.param(tarfile.CHRTYPE, "1 pipe, socket or device left out", id="device"),
        pytest.param(tarfile.BLKTYPE, "1 pipe, socket or device left out", id="disk"),
        pytest.param(b"Z", "1 entry of unknown kind left out", id="unknown kind"),
    ],
)
def test_what_is_no_regular_file_is_left_out(path, mode, kind, says):
    files = [(info("0.png", kind, "/etc/passwd"), b""), ("1.png", ONE), ("2.png", TWO)]
    images = opened(write_tar(path, files, mode), notes=[f"^{says}$"])
    assert images.names == ("1.png", "2.png")


@pytest.mark.parametrize(
    "field",
    [
        pytest.param(b"\xff" * 12, id="-1 in binary"),
        pytest.param(b"\xff" * 10 + b"\xfe\0", id="-512 in binary"),
        pytest.param(b"\xff" * 4 + bytes(8), id="-2 ** 64 in binary"),
        pytest.param(b"\x80" + b"\x7f" * 11, id="2 ** 86 in binary"),
        pytest.param(b"-0000000001\0", id="-1 in digits"),
        pytest.param(b"-00000001000", id="-512 in digits"),
        pytest.param(b"99999999999\0", id="no octal digits"),
    ],
)
def test_an_impossible_size_is_refused(path, mode, field):
    data = with_size(tar({"1.png": ONE, "2.png": TWO}), field)
    path.write_bytes(gzip.compress(data) if mode == "w:gz" else data)
    refused(path, says="a file of impossible size. Download it again")


@pytest.mark.parametrize("digits", [b"-512", b"1" + b"0" * 30, b"0x10", b""])
def test_an_impossible_size_in_a_further_header_is_refused(path, mode, digits):
    made = info("1.png")
    made.pax_headers = {"size": digits.decode(), "comment": "x"}
    write_tar(path, [(made, ONE)], mode, format=tarfile.PAX_FORMAT)
    refused(path, says="a file of impossible size. Download it again")


def test_a_size_beyond_the_archive_is_called_cut(path, mode):
    data = with_size(tar({"1.png": ONE, "2.png": TWO}), b"77777777777\0")
    path.write_bytes(gzip.compress(data) if mode == "w:gz" else data)
    refused(path, says="cut short. Download it again", names="a.tar.gz")


@pytest.mark.parametrize("name", ["1.png", f"{FOLDER}/data_batch_1", "x.npy", "notes.txt"])
def test_a_bomb_does_not_go_off(path, name):
    block = info(name)
    block.size = 256 << 20
    path.write_bytes(bombs.gzipped(block.tobuf(), 256))
    assert path.stat().st_size < 270_000
    refused(path, says="as bombs do|over the limit of", names="a.tar.gz")


def test_a_bomb_behind_pictures_does_not_go_off(path):
    block = info("z/3.png")
    block.size = 256 << 20
    head = tar({"1.png": ONE, "2.png": TWO}).rstrip(b"\0")
    head += bytes(-len(head) % 512) + block.tobuf()
    path.write_bytes(bombs.gzipped(head, 256))
    refused(path, says="as bombs do")


def test_zeros_in_a_tar_that_is_not_packed_are_refused(path):
    with open(path, "wb") as file:
        block = info("1.png")
        block.size = 256 << 20
        file.write(block.tobuf())
        file.truncate(512 + block.size + 1024)
    refused(path, says="a file of zeros", names="a.tar.gz › 1.png")


@pytest.mark.parametrize("kept", [0.002, 0.1, 0.5, 0.9, 0.999], ids="{:.1%} of it".format)
def test_half_a_download_is_refused(path, mode, kept):
    files, _ = cifar.whole_set()
    data = cifar.tar(files, mode)
    path.write_bytes(data[: int(kept * len(data.rstrip(b"\0")))])
    line = refused(path, says="cut short|damaged")
    assert line.endswith(". Download it again.")


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        pytest.param(f"{FOLDER}.tar.gz", WEB_PAGE, "this is a web page", id="plain"),
        pytest.param(f"{FOLDER}.tar.gz", b"\n \n" + WEB_PAGE, "this is a web page", id="blanks"),
        pytest.param(f"{FOLDER}.tgz", gzip.compress(WEB_PAGE), "this is a web page", id="packed"),
        pytest.param("a.tar", b"\xef\xbb\xbf<HTML>", "this is a web page", id="short"),
        pytest.param("a.tar.gz", b"404: Not Found", "no archive", id="a line of text"),
    ],
)
def test_a_web_page_in_place_of_an_archive_is_refused(tmp_path, name, data, says):
    refused(put(tmp_path, name, data), says=f"{says}. Download it again")


@pytest.mark.parametrize("left", [4, 1])
def test_batches_that_are_missing_are_named_and_the_rest_read(path, mode, left):
    files, pixels = cifar.whole_set()
    missing = [f"data_batch_{i}" for i in range(left + 1, 6)]
    for name in missing:
        del files[name]
    path.write_bytes(cifar.tar(files, mode))
    are = "is" if len(missing) == 1 else "are"
    said = f"^{', '.join(missing)} {are} missing; read {left} of 5 batches$"
    images = opened(path, notes=[said])
    assert np.array_equal(images.pixels, np.concatenate(pixels[:left]))


def test_an_archive_without_the_batches_wanted_is_refused(path, mode):
    files, _ = cifar.whole_set()
    path.write_bytes(cifar.tar({name: files[name] for name in ("batches.meta", "test_batch")}))
    refused(path, says="no batch of the train split")
    path.write_bytes(cifar.tar({"batches.meta": files["batches.meta"]}, mode))
    refused(path, says="no pictures|only class names")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(tar({}), "archive is empty", id="the end mark alone"),
        pytest.param(tar({}, "w:gz"), "archive is empty", id="the end mark alone, packed"),
        pytest.param(gzip.compress(b""), "the file is empty", id="nothing, packed"),
        pytest.param(b"", "the file is empty", id="nothing"),
        pytest.param(bytes(512), "empty", id="half an end mark"),
        pytest.param(tar([(info("a", tarfile.DIRTYPE), b"")]), "archive is empty", id="one folder"),
        pytest.param(
            tar([(info("a", tarfile.SYMTYPE, "/etc"), b"")]), "1 link left out", id="one link"
        ),
        pytest.param(tar({"a.txt": b"1"}), "no pictures", id="one text"),
        pytest.param(tar({"a.tar": tar({"1.png": ONE})}), "an archive inside", id="an archive"),
    ],
)
def test_an_archive_of_nothing_is_refused(path, data, says):
    path.write_bytes(data)
    refused(path, says=says)


def test_names_of_any_length_and_kind_are_shown_on_one_line(path, mode):
    names = ["a" * 3000 + ".png", "new\nline\x1b[31m.png", "<b>bold.png", "caf\udce9.png"]
    files = [(info(name), ONE) for name in names]
    images = opened(write_tar(path, files, mode, format=tarfile.GNU_FORMAT))
    assert all(name.isprintable() for name in images.names)
    assert len(images) == 4


def test_a_further_header_that_is_nonsense_is_refused(path, mode):
    buffer = io.BytesIO()
    head = info("x", tarfile.XHDTYPE)
    head.size = 10
    buffer.write(head.tobuf() + b"99999 x=1\n".ljust(512, b"\0") + tar({"1.png": ONE}))
    data = buffer.getvalue()
    path.write_bytes(gzip.compress(data) if mode == "w:gz" else data)
    refused(path, says="is damaged: a pax header that cannot be read. Download it again")
