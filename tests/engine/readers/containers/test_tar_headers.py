import io
import tarfile

import pytest

from engine.readers.containers.tar_headers import is_tar_header
from tests.engine.readers.containers.container_files import contents, opened, paths, refusal, tar

END = bytes(1024)


def header(size=b"00000000000", kind=b"0", name=b"data_batch_1"):
    block = bytearray(name.ljust(100, b"\0") + b"0000644\0" * 3 + size.ljust(12, b"\0"))
    block += b"0" * 11 + b"\0" + b" " * 8 + kind
    block = block.ljust(512, b"\0")
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def extension(kind, data):
    return header(b"%011o" % len(data), kind) + data + bytes(-len(data) % 512)


@pytest.fixture
def archive(tmp_path):
    def make(data):
        (tmp_path / "a.tar").write_bytes(data)
        return opened(tmp_path / "a.tar")

    return make


def test_a_header_is_known_by_its_checksum():
    assert is_tar_header(header())
    assert not is_tar_header(header()[:511])
    assert not is_tar_header(header().replace(b"data", b"date"))


def test_links_devices_and_folders_are_left_out(archive):
    kinds = (
        tarfile.SYMTYPE,
        tarfile.LNKTYPE,
        tarfile.FIFOTYPE,
        tarfile.CHRTYPE,
        tarfile.BLKTYPE,
        tarfile.DIRTYPE,
    )
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as made:
        for kind in kinds:
            info = tarfile.TarInfo("data_batch_1")
            info.type, info.linkname = kind, "/etc/passwd"
            made.addfile(info)
        made.addfile(tarfile.TarInfo("../../data_batch_2"))
    container = archive(buffer.getvalue())
    assert contents(container) == {"../../data_batch_2": b""}
    assert container.notes == ("2 links left out", "3 pipes, sockets or devices left out")


def test_old_archives_tell_folders_by_a_slash(archive):
    data = header(kind=b"\0", name=b"a/") + header(kind=b"\0", name=b"a/b") + END
    assert paths(archive(data)) == ["a/b"]


def test_entries_of_unknown_kind_are_passed_over(archive):
    data = extension(b"V", b"a volume") + header() + END
    container = archive(data)
    assert paths(container) == ["data_batch_1"]
    assert container.notes == ("1 entry of unknown kind left out",)


def test_the_beginning_of_a_ustar_name(archive):
    info = tarfile.TarInfo("x" * 90 + "/" + "y" * 90)
    assert contents(archive(tar([(info, b"1")], format=tarfile.USTAR_FORMAT))) == {info.name: b"1"}


@pytest.mark.parametrize("kind", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_and_names_in_any_code(archive, kind):
    files = {"é" * 200: b"1", "x/" * 500 + "a": b"2", "caf\udcff": b"3", "plain": b"4"}
    assert contents(archive(tar(files, format=kind))) == files


def test_a_long_name_is_for_one_file(archive):
    long = extension(b"L", b"long\0")
    other = extension(b"K", b"of a link\0")
    assert paths(archive(long + other + header() + header() + END)) == ["data_batch_1", "long"]


def test_a_pax_size_is_for_one_file(archive):
    data = extension(b"x", b"9 size=3\n") + header() + b"abc" + bytes(509)
    data += header(name=b"b") + END
    assert contents(archive(data)) == {"data_batch_1": b"abc", "b": b""}


def test_pax_records_for_all_that_follows(archive):
    data = extension(b"g", b"9 size=3\n") + header() + b"abc"
    data += bytes(509) + header(name=b"b") + b"def" + bytes(509) + END
    assert contents(archive(data)) == {"data_batch_1": b"abc", "b": b"def"}


@pytest.mark.parametrize(
    "record", [b"x", b"9 size=3", b"99 size=3\n", b"0 a=b\n", b"-1 a=b\n", b"7 abcd\n", b"1" * 5000]
)
def test_pax_headers_that_cannot_be_read(archive, record):
    data = extension(b"x", record) + header() + END
    assert "a pax header that cannot be read" in refusal(archive(data).members)


@pytest.mark.parametrize(
    "record", [b"11 size=-3\n", b"12 size=abc\n", b"28 size=" + b"9" * 19 + b"\n"]
)
def test_impossible_pax_sizes(archive, record):
    data = extension(b"x", record) + header() + END
    assert "impossible size" in refusal(archive(data).members)


@pytest.mark.parametrize("size", [b"-0000000001", b"\xff" * 12, b"\x80" + b"\0" * 10 + b"\1", b"9"])
def test_impossible_sizes_are_refused(archive, size):
    assert "impossible size" in refusal(archive(header(size) + END).members)


def test_names_of_impossible_length(archive):
    data = header(b"%011o" % (2 << 20), b"L") + END
    assert "impossible length" in refusal(archive(data).members)


def test_sparse_files(archive):
    data = extension(b"x", b"22 GNU.sparse.major=1\n") + header() + header(name=b"b") + END
    container = archive(data)
    assert paths(container) == ["b"]
    assert container.notes == ("1 sparse file left out",)
    assert "sparse" in refusal(archive(header(kind=b"S") + END).members)


def test_noise_between_files(archive):
    assert "no tar archive" in refusal(archive(header() + b"noise" * 200).members)


def test_a_missing_end_mark_is_a_cut(archive):
    assert "cut short" in refusal(archive(header()).members)
