import stat
import struct
import zipfile

import pytest

from engine.errors import Cancelled
from engine.readers.containers import budget, zip_end
from engine.readers.task import Task
from tests.engine.readers.containers.container_files import (
    contents,
    n_open,
    opened,
    paths,
    refusal,
    stops_after,
    write_zip,
)

DAMAGED = "a.zip: is cut short or damaged. Download it again."


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.zip"


def directory(data):
    """Position of the first entry of the directory."""
    return data.find(b"PK\1\2")


def changed(path, offset, number):
    """Change bytes of the first entry of the directory."""
    data = bytearray(path.read_bytes())
    at = directory(data) + offset
    data[at : at + len(number)] = number
    path.write_bytes(data)
    return path


def info(name, mode=0, system=3):
    made = zipfile.ZipInfo(name)
    made.external_attr, made.create_system = mode << 16, system
    return made


def test_names_are_only_text(path):
    names = ["../../up", "/etc/passwd", "./a//b", "x/../y"]
    write_zip(path, dict.fromkeys(names, b"1"))
    assert sorted(paths(opened(path))) == ["../../up", "a/b", "etc/passwd", "x/../y"]


def test_backslashes_are_slashes(path):
    write_zip(path, {"C:/x/1.png": b"1", "y/2.png": b"2"})
    data = path.read_bytes().replace(b"C:/x/1", b"C:\\x\\1").replace(b"y/2", b"y\\2")
    path.write_bytes(data)
    assert contents(opened(path)) == {"C:/x/1.png": b"1", "y/2.png": b"2"}


@pytest.mark.parametrize(
    ("raw", "flags", "expected"),
    [
        (b"caf\x82", 0, "café"),  # code page 437
        ("café".encode(), 0, "café"),
        ("café".encode(), 0x800, "café"),
        (b"caf\xff", 0x800, "caf\udcff"),
        (b"ab\0cd", 0, "ab"),
    ],
)
def test_names_in_any_code(path, raw, flags, expected):
    write_zip(path, {"x" * len(raw): b"1"})
    path.write_bytes(path.read_bytes().replace(b"x" * len(raw), raw))
    changed(path, 8, struct.pack("<H", flags))
    assert contents(opened(path)) == {expected: b"1"}


def test_junk_and_folders_are_left_out_without_a_word(path):
    write_zip(path, dict.fromkeys(("__MACOSX/._a", ".b", "c/Thumbs.db", "d/", "e/f"), b""))
    container = opened(path)
    assert paths(container) == ["e/f"]
    assert container.notes == ()


def test_links_and_devices_are_left_out(path):
    kinds = {"a": stat.S_IFLNK, "b": stat.S_IFIFO, "c": stat.S_IFLNK, "d": stat.S_IFREG}
    write_zip(path, [(info(name, kind | 0o644), b"/etc/passwd") for name, kind in kinds.items()])
    container = opened(path)
    assert contents(container) == {"d": b"/etc/passwd"}
    assert container.notes == ("2 links left out", "1 pipe, socket or device left out")


def test_the_kind_of_a_file_is_asked_where_systems_keep_it(path):
    write_zip(path, [(info("a", stat.S_IFLNK, system=0), b"1")])
    assert contents(opened(path)) == {"a": b"1"}


def test_the_first_of_two_with_one_name_wins(path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        write_zip(path, [("a", b"first"), ("a", b"second"), ("./a", b"third")])
    container = opened(path)
    assert contents(container) == {"a": b"first"}
    assert container.notes == ("2 files with the names of others left out",)


@pytest.mark.parametrize("flag", [1, 0x40, 0x2000])
def test_encrypted_files_are_refused(path, flag):
    changed(write_zip(path, {"a": b"1"}), 8, struct.pack("<H", flag))
    assert refusal(opened(path).members) == (
        "a.zip › a: is password-protected. Unpack it and open the folder."
    )


@pytest.mark.parametrize(
    ("method", "name"), [(12, "bzip2"), (14, "LZMA"), (93, "Zstandard"), (1234, "method 1234")]
)
def test_other_methods_are_refused_by_name(path, method, name):
    changed(write_zip(path, {"a": b"1"}), 10, struct.pack("<H", method))
    assert refusal(opened(path).members) == (
        f"a.zip › a: is packed with {name}, not with Deflate. Unpack it and open the folder."
    )


def test_entries_that_overlap_are_refused(path):
    write_zip(path, {"a": b"1" * 100, "b": b"2" * 100}, zipfile.ZIP_STORED)
    data = path.read_bytes()
    second = data.rfind(b"PK\1\2")
    for offset in (0, 1, 100):
        moved = bytearray(data)
        moved[second + 42 : second + 46] = struct.pack("<L", offset)
        path.write_bytes(moved)
        assert refusal(opened(path).members) == (
            "a.zip: holds files that overlap, as bombs do. Use another archive."
        )


def test_an_entry_that_reaches_into_the_directory_is_damage(path):
    changed(write_zip(path, {"a": b"1" * 100}), 20, struct.pack("<L", 10_000))
    assert refusal(opened(path).members) == DAMAGED


def test_cut_anywhere_is_called_cut(path):
    data = write_zip(path, {"a": b"1" * 50, "b": b"2" * 50}).read_bytes()
    before = n_open()
    for length in range(4, len(data)):
        path.write_bytes(data[:length])
        assert refusal(opened(path).members) == DAMAGED
    assert n_open() == before


def test_a_comment_and_bytes_around_it(path):
    plain = write_zip(path, {"a": b"1"}).read_bytes()
    with zipfile.ZipFile(path, "a") as made:
        made.comment = b"PK\5\6" + b"x" * 60_000
    commented = path.read_bytes()
    for data in (commented, plain + b"\n", b"PK\3\4 and more" + commented):
        path.write_bytes(data)
        assert contents(opened(path)) == {"a": b"1"}


def test_zip64_sizes_and_offsets(path):
    with zipfile.ZipFile(path, "w") as made:
        for name in ("a", "b"):
            with made.open(name, "w", force_zip64=True) as file:
                file.write(name.encode() * 1000)
    expected = {"a": b"a" * 1000, "b": b"b" * 1000}
    assert contents(opened(path)) == expected
    data = path.read_bytes()
    second = data.rfind(b"PK\1\2")
    size, offset = struct.unpack_from("<L", data, second + 24)[0], data.find(b"PK\3\4", 4)
    assert size == 1000
    # The same archive with all numbers of its second entry, and of its end, in the long fields.
    extra = struct.pack("<2H3Q", 1, 24, 1000, 1000, offset)
    entry = bytearray(data[second : second + 47])
    entry[20:28] = b"\xff" * 8
    entry[30:32] = struct.pack("<H", len(extra))
    entry[42:46] = b"\xff" * 4
    start = directory(data)
    listed = data[start:second] + bytes(entry) + extra
    end = start + len(listed)
    long_end = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 2, 2, len(listed), start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    short_end = b"PK\5\6" + b"\0" * 4 + b"\xff" * 12 + b"\0\0"
    path.write_bytes(data[:start] + listed + long_end + locator + short_end)
    with zipfile.ZipFile(path) as made:
        assert made.read("b") == expected["b"]
    assert contents(opened(path)) == expected
    path.write_bytes(path.read_bytes().replace(extra, b"\0" * len(extra)))
    assert refusal(opened(path).members) == DAMAGED


def test_parts_of_an_archive_are_refused(path):
    data = bytearray(write_zip(path, {"a": b"1"}).read_bytes())
    data[data.rfind(b"PK\5\6") + 4] = 1
    path.write_bytes(data)
    assert "is one part of several" in refusal(opened(path).members)


def test_a_directory_over_its_limit(path, monkeypatch):
    monkeypatch.setattr(zip_end, "MAX_DIRECTORY", 1000)
    write_zip(path, {"a" * 1000: b"1"})
    assert refusal(opened(path).members) == (
        "a.zip: its list of files has 1,046 bytes, over the limit of 1,000. "
        "Unpack it and open a part of it."
    )


def test_a_directory_of_impossible_length(path):
    data = bytearray(write_zip(path, {"a": b"1"}).read_bytes())
    at = data.rfind(b"PK\5\6") + 12
    data[at : at + 4] = struct.pack("<L", 0x7FFFFFFF)
    path.write_bytes(data)
    assert refusal(opened(path).members) == DAMAGED


def test_an_untrue_count_of_files(path):
    data = bytearray(write_zip(path, {"a": b"1"}).read_bytes())
    data[data.rfind(b"PK\5\6") + 10] = 2
    path.write_bytes(data)
    assert refusal(opened(path).members) == DAMAGED


def test_too_many_files_are_refused(path, monkeypatch):
    monkeypatch.setattr(budget, "MAX_MEMBERS", 3)
    write_zip(path, dict.fromkeys("abc", b""))
    assert paths(opened(path)) == ["a", "b", "c"]
    write_zip(path, dict.fromkeys("abcd", b""))
    assert refusal(opened(path).members) == "a.zip: holds over 3 files. Open a part of it."
    data = bytearray(path.read_bytes())
    data[data.rfind(b"PK\5\6") + 10] = 1  # as if they were fewer
    path.write_bytes(data)
    assert "holds over 3 files" in refusal(opened(path).members)


def test_listing_tells_of_itself_and_can_be_stopped(path):
    write_zip(path, {str(i): b"" for i in range(2500)})
    told = []
    opened(path, Task(progress=lambda *news: told.append(news))).members()
    assert told == [("listing files", n, 0) for n in (0, 1000, 2000)]
    before = n_open()
    with pytest.raises(Cancelled):
        opened(path, stops_after(6)).members()
    assert n_open() == before
