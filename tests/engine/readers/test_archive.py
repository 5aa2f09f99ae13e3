import gzip
import io
import tarfile
import zlib

import pytest

from engine.errors import Cancelled, DataError
from engine.readers import archive
from engine.readers.archive import ArchiveStream, is_tar_header, regular_members
from engine.readers.task import Task
from tests.engine.readers.cifar_files import tar

FILES = {"one": b"1" * 700, "two": b"", "three": b"3" * 1024}
FOLDER = "cifar-10-batches-py/"


def stream_of(data, task=None):
    return ArchiveStream(io.BytesIO(data), "a.tar.gz", task or Task())


def contents(data):
    stream = stream_of(data)
    return {name: bytes(stream.read(size)) for name, size in regular_members(stream)}


def refusal(data):
    with pytest.raises(DataError) as caught:
        contents(data)
    return str(caught.value)


def header(size=b"00000000000", kind=b"0", name=b"data_batch_1"):
    block = bytearray(name.ljust(100, b"\0") + b"0000644\0" * 3 + size.ljust(12, b"\0"))
    block += b"0" * 11 + b"\0" + b" " * 8 + kind
    block = block.ljust(512, b"\0")
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


END = bytes(1024)


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_every_file_comes_back(mode):
    assert contents(tar(FILES, mode)) == {FOLDER + name: data for name, data in FILES.items()}


def test_files_may_be_left_unread():
    stream = stream_of(tar(FILES))
    assert [(name, size) for name, size in regular_members(stream)] == [
        (FOLDER + name, len(data)) for name, data in FILES.items()
    ]


def test_links_devices_and_folders_are_skipped():
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as made:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo("data_batch_1")
            info.type, info.linkname = kind, "/etc/passwd"
            made.addfile(info)
        folder = tarfile.TarInfo("test_batch")
        folder.type = tarfile.DIRTYPE
        made.addfile(folder)
        made.addfile(tarfile.TarInfo("../../data_batch_2"))
    assert contents(buffer.getvalue()) == {"../../data_batch_2": b""}


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_cut_anywhere_is_called_cut(mode):
    data = tar({"one": b"1" * 700}, mode)
    for length in range(3, 2 * 512 + 700 if mode == "w" else len(data), 7):
        assert refusal(data[:length]) == "a.tar.gz: the file is cut short. Download it again."


def test_a_changed_byte_is_noticed_by_the_checksum():
    data = bytearray(tar({"one": bytes(range(256)) * 40}))
    data[-6] ^= 1  # in the CRC
    assert "is damaged" in refusal(data)


def test_noise_after_the_magic_is_damaged():
    assert "is damaged" in refusal(b"\x1f\x8b" + b"noise" * 100)


def test_a_gzip_file_of_something_else():
    assert "no tar archive" in refusal(gzip.compress(b"hello " * 200))


@pytest.mark.parametrize("size", [b"-0000000001", b"\xff" * 12, b"\x80" + b"\0" * 10 + b"\1", b"9"])
def test_impossible_sizes_are_refused(size):
    assert "impossible size" in refusal(header(size) + END)


def test_a_size_is_not_believed_before_its_bytes_arrive():
    assert "cut short" in refusal(gzip.compress(header(b"77777777777") + b"few"))


def test_a_bomb_is_stopped(monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED", 4 << 20)
    packer = zlib.compressobj(9, wbits=31)
    data = packer.compress(header(b"%011o" % (64 << 20)) + bytes(64 << 20)) + packer.flush()
    assert "over the limit of 4,194,304" in refusal(data)


def test_too_many_files_are_refused(monkeypatch):
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    assert "over 3 files" in refusal(header() * 4 + END)


def test_an_empty_archive_has_no_files():
    assert contents(END) == {}
    assert contents(tar({})) == {}


def test_a_header_is_known_by_its_checksum():
    assert is_tar_header(header())
    assert not is_tar_header(header()[:511])
    assert not is_tar_header(header().replace(b"data", b"date"))


def test_stop_is_heard_at_every_block():
    asked = []

    def should_stop():
        asked.append(None)
        return len(asked) > 3

    stream = stream_of(tar({"one": bytes(64 << 20)}), Task(should_stop=should_stop))
    members = regular_members(stream)
    next(members)
    with pytest.raises(Cancelled):
        stream.read(64 << 20)
    assert stream.position <= 4 << 20
