import os
import resource
import shutil
import subprocess
import sys
import threading
import time

import pytest

from engine.errors import Cancelled, DataError
from engine.fetching import store
from engine.fetching.download import fetch
from engine.fetching.patience import Timeouts
from tests.engine.fetching.server import cut_at, good, one_after_the_other, without_ranges
from tests.engine.fetching.sets import make_entry

SOON = Timeouts(connect=0.3, stall=0.3)


def refusal(entry, folder, **named):
    with pytest.raises(DataError) as caught:
        fetch(entry, folder, **named)
    line = str(caught.value)
    assert len(line) <= 160
    assert "\n" not in line
    return line


def names(folder):
    return sorted(path.name for path in folder.rglob("*"))


# --- as it should be


def test_a_file_arrives(entry, folder, data, server):
    path = fetch(entry, folder)
    assert path == folder / "photos.bin"
    assert path.read_bytes() == data
    assert names(folder) == ["photos.bin"]
    assert server.visits == [("/photos.bin", "")]
    assert store.find(entry, folder) == path


def test_a_set_of_several_files_gets_a_folder(server, folder):
    entry = make_entry(server, a_bin=b"a" * 1000, b_bin=b"b" * 2000)
    assert fetch(entry, folder) == folder / "photos"
    assert names(folder) == ["a.bin", "b.bin", "photos"]
    assert (folder / "photos" / "b.bin").read_bytes() == b"b" * 2000


def test_what_is_there_is_not_asked_for(server, folder):
    entry = make_entry(server, a_bin=b"a" * 1000, b_bin=b"b" * 2000)
    (folder / "photos").mkdir(parents=True)
    (folder / "photos" / "a.bin").write_bytes(b"a" * 1000)
    fetch(entry, folder)
    assert server.visits == [("/b.bin", "")]
    fetch(entry, folder)
    assert len(server.visits) == 1


def test_progress_goes_up_to_the_end(server, folder, data):
    entry = make_entry(server, a_bin=data, b_bin=data[:1000])
    told = []
    fetch(entry, folder, progress=lambda *news: told.append(news))
    assert {total for _, _, total in told} == {301_000}
    done = [done for _, done, _ in told]
    assert done == sorted(done)
    assert done[0] == 0
    assert [phase for phase, _, _ in told if "b.bin" in phase][:2] == [
        "asking 127.0.0.1 for b.bin",
        "downloading b.bin",
    ]


def test_a_mirror_stands_in_for_the_address(server, folder, monkeypatch):
    entry = make_entry(server, a_bin=b"a" * 1000)
    several = make_entry(server, "two", b_bin=b"b" * 1000, c_bin=b"c" * 1000)
    server.files = {
        "/lab/a.bin": b"a" * 1000,
        "/lab/two/b.bin": b"b" * 1000,
        "/lab/two/c.bin": b"x" * 1000,
    }
    monkeypatch.setenv("CENTROID_LAB_MIRROR", f"{server.url}lab/")
    assert fetch(entry, folder).read_bytes() == b"a" * 1000
    assert "checksum is wrong" in refusal(several, folder)
    assert names(folder) == ["a.bin", "b.bin", "two"]


def test_nothing_is_fetched_for_a_built_in_set(folder):
    from engine.catalogue import find

    assert "nothing to download" in refusal(find("digits"), folder)
    assert not folder.exists()


# --- servers that fail


def test_refused(server, folder, data):
    entry = make_entry(server, photos_bin=data)
    server.close()
    assert "cannot reach 127.0.0.1 (Connection refused). Check" in refusal(entry, folder)
    assert names(folder) == []


def test_a_host_that_does_not_exist(server, folder):
    server.url = "http://" + "a" * 63 + ".b" * 90 + "/"  # too long a name: nobody is asked
    line = refusal(make_entry(server, photos_bin=b"x"), folder)
    assert line.startswith("photos.bin: there is no host aaa")
    assert line.endswith("Check your network, or try again later.")


@pytest.mark.parametrize(
    ("code", "what"), [(404, "404 Not Found"), (503, "503 Service"), (599, "599")]
)
def test_an_error_code(entry, folder, server, code, what):
    server.answer = lambda visit: visit.head(code, 0)
    assert f"photos.bin: the server answers {what}" in refusal(entry, folder)
    assert names(folder) == []


def test_a_web_page_that_calls_itself_a_success(entry, folder, server):
    def page(visit):
        visit.head(200, 15, Content_Type="text/html; charset=utf-8")
        visit.body(b"<html>no</html>")

    server.answer = page
    assert "a web page came in its place. Log in" in refusal(entry, folder)
    assert names(folder) == []


@pytest.mark.parametrize("size", [299_999, 300_001, 10**30])
def test_a_wrong_length_is_seen_before_the_body(entry, folder, server, size):
    server.answer = lambda visit: (visit.head(200, size), visit.cut())
    assert "bytes where 300,000 were expected" in refusal(entry, folder)
    assert names(folder) == []


def test_more_bytes_than_expected(entry, folder, server, data):
    def endless(visit):
        visit.head(200, Connection="close")
        visit.body(data + b"!")
        visit.cut()

    server.answer = endless
    assert "more than 300,000 bytes" in refusal(entry, folder)
    assert names(folder) == []


def test_a_wrong_checksum(entry, folder, server, data):
    server.files["/photos.bin"] = data[:-1] + bytes([data[-1] ^ 1])
    assert "its checksum is wrong" in refusal(entry, folder)
    assert names(folder) == []
    server.files["/photos.bin"] = data
    assert fetch(entry, folder).read_bytes() == data


def test_a_compressed_transfer_is_not_undone(entry, folder, server, data):
    def labelled(visit):
        visit.head(200, len(data), Content_Encoding="gzip")
        visit.body(data)

    server.answer = labelled
    assert fetch(entry, folder).read_bytes() == data


def test_no_length_given(entry, folder, server, data):
    def close(visit):
        visit.head(200, Connection="close")
        visit.body(data)
        visit.cut()

    server.answer = close
    assert fetch(entry, folder).read_bytes() == data


def test_a_silent_server(entry, folder, server):
    server.answer = lambda visit: visit.hang()
    assert "nothing came for 0.3 s. Try again" in refusal(entry, folder, timeouts=SOON)
    assert names(folder) == []


def test_a_stall_keeps_what_came(entry, folder, server, data):
    def stall(visit):
        visit.head(200, len(data), ETag='"v1"')
        visit.body(data[:200_000])
        visit.hang()

    server.answer = stall
    assert "nothing came for 0.3 s" in refusal(entry, folder, timeouts=SOON)
    begun = (folder / "photos.bin.part").stat().st_size
    assert 0 < begun <= 200_000
    assert store.missing_bytes(entry, folder) == 300_000 - begun
    server.answer = good
    assert fetch(entry, folder).read_bytes() == data
    assert server.visits[-1] == ("/photos.bin", f"bytes={begun}-")


# --- resuming


def test_a_cut_at_99_percent_costs_the_rest_only(entry, folder, server, data):
    server.answer = one_after_the_other(cut_at(297_000), good)
    assert fetch(entry, folder).read_bytes() == data
    assert server.visits == [("/photos.bin", ""), ("/photos.bin", "bytes=297000-")]
    assert server.sent == 300_000


def test_cut_twice_the_next_call_goes_on(entry, folder, server, data):
    server.answer = one_after_the_other(cut_at(200_000), cut_at(250_000))
    assert "cut after 250,000 of 300,000 bytes. Try again" in refusal(entry, folder)
    assert names(folder) == ["photos.bin.part", "photos.bin.part.json"]
    assert store.find(entry, folder) is None
    server.answer = good
    told = []
    assert fetch(entry, folder, progress=lambda *n: told.append(n)).read_bytes() == data
    assert server.sent == 300_000
    assert told[0] == ("checking photos.bin", 0, 300_000)
    assert ("downloading photos.bin", 250_000, 300_000) in told
    assert names(folder) == ["photos.bin"]


def test_without_ranges_it_begins_anew(entry, folder, server, data):
    server.answer = one_after_the_other(cut_at(200_000), without_ranges)
    assert fetch(entry, folder).read_bytes() == data
    assert server.sent == 500_000


def test_another_version_is_not_mixed_with_the_first(entry, folder, server, data):
    def changed(visit):
        server.files["/photos.bin"] = data
        good(visit, '"v2"')

    server.files["/photos.bin"] = bytes(300_000)
    server.answer = one_after_the_other(cut_at(200_000), changed)
    assert fetch(entry, folder).read_bytes() == data


def test_a_server_that_mixes_versions_is_found_out(entry, folder, server, data):
    def mixing(visit):
        server.files["/photos.bin"] = data
        good(visit)

    server.files["/photos.bin"] = bytes(300_000)
    server.answer = one_after_the_other(cut_at(200_000), mixing)
    assert "its checksum is wrong" in refusal(entry, folder)
    assert names(folder) == []


@pytest.mark.parametrize(
    ("code", "part"),
    [
        (416, "bytes */300000"),
        (206, "bytes 0-299999/300000"),
        (206, "bytes 200000-299999/*"),
        (206, "nonsense"),
        (500, ""),
    ],
)
def test_a_range_that_cannot_be_had(entry, folder, server, data, code, part):
    def answer(visit):
        if visit.begin:
            visit.head(code, 4, Content_Range=part)
            visit.body(b"oops")
        else:
            good(visit)

    server.answer = one_after_the_other(cut_at(200_000), answer)
    assert fetch(entry, folder).read_bytes() == data
    assert [wanted for _, wanted in server.visits] == ["", "bytes=200000-", ""]


def test_a_partial_answer_that_nobody_asked_for(entry, folder, server):
    server.answer = lambda visit: visit.head(206, 0, Content_Range="bytes 0-9/10")
    assert "the server answers 206 Partial Content" in refusal(entry, folder)


def test_a_part_without_its_note_is_of_no_use(entry, folder, server, data):
    folder.mkdir()
    (folder / "photos.bin.part").write_bytes(data[:1000])
    assert fetch(entry, folder).read_bytes() == data
    assert server.visits == [("/photos.bin", "")]


def test_a_whole_part_only_needs_its_name(entry, folder, server, data):
    folder.mkdir()
    (folder / "photos.bin.part").write_bytes(data)
    assert fetch(entry, folder).read_bytes() == data
    assert server.visits == []


@pytest.mark.parametrize("size", [300_000, 300_001])
def test_a_part_of_something_else_is_forgotten(entry, folder, server, data, size):
    folder.mkdir()
    (folder / "photos.bin.part").write_bytes(bytes(size))
    assert fetch(entry, folder).read_bytes() == data


# --- redirects


def test_redirects_are_followed(entry, folder, server, data):
    def moved(visit):
        if visit.path == "/photos.bin":
            visit.head(302, 0, Location="/else/where")
        else:
            good(visit)

    server.files["/else/where"] = data
    server.answer = moved
    assert fetch(entry, folder).read_bytes() == data


@pytest.mark.parametrize(
    ("location", "what"),
    [
        ("/photos.bin", "round in circles"),
        ("ftp://127.0.0.1/x", "nowhere"),
        ("http://[", "nowhere"),
        ("file:///etc/passwd", "nowhere"),
        ("\xff", "nowhere"),
    ],
)
def test_redirects_to_nowhere(entry, folder, server, location, what):
    server.answer = lambda visit: visit.head(301, 0, Location=location)
    assert what in refusal(entry, folder)
    assert len(server.visits) <= 10


# --- stopping


def assert_cancelled_at_once(entry, folder, server):
    with pytest.raises(Cancelled):
        fetch(entry, folder, should_stop=server.hangs.is_set)
    assert time.monotonic() - server.hung_at < 0.5  # promised are 0.2 s; the machine may be busy


def test_stop_before_anything(entry, folder, server):
    with pytest.raises(Cancelled):
        fetch(entry, folder, should_stop=lambda: True)
    assert server.visits == []
    assert names(folder) == []


def test_stop_while_the_server_is_silent(entry, folder, server):
    server.answer = lambda visit: visit.hang()
    assert_cancelled_at_once(entry, folder, server)
    assert names(folder) == []


def test_stop_in_a_stall_keeps_what_came(entry, folder, server, data):
    def stall(visit):
        visit.head(200, len(data), ETag='"v1"')
        visit.body(data[:200_000])
        visit.hang()

    server.answer = stall
    assert_cancelled_at_once(entry, folder, server)
    assert names(folder) == ["photos.bin.part", "photos.bin.part.json"]
    server.answer = good
    assert fetch(entry, folder).read_bytes() == data


def test_stop_in_the_middle_of_the_body(entry, folder, server, data):
    half = threading.Event()
    with pytest.raises(Cancelled):
        fetch(
            entry,
            folder,
            progress=lambda phase, *_: half.set() if "downloading" in phase else None,
            should_stop=half.is_set,
        )
    assert fetch(entry, folder).read_bytes() == data


def test_stop_while_an_earlier_part_is_checked_keeps_it(entry, folder, server, data):
    server.answer = cut_at(200_000)
    refusal(entry, folder)
    checking = threading.Event()
    with pytest.raises(Cancelled):
        fetch(
            entry,
            folder,
            progress=lambda phase, *_: checking.set() if "checking" in phase else None,
            should_stop=checking.is_set,
        )
    assert (folder / "photos.bin.part").read_bytes() == data[:200_000]


def test_what_a_caller_raises_comes_through(entry, folder):
    def stop(*_news):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fetch(entry, folder, progress=stop)
    assert names(folder) == []


# --- the disk


def test_too_little_space_is_said_before(entry, folder, server, monkeypatch):
    usage = shutil.disk_usage(".")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert "photos: needs 0 MB of disk, 0 MB are free. Free some" in refusal(entry, folder)
    assert server.visits == []


def test_a_full_disk_keeps_what_it_took(entry, folder, monkeypatch, data):
    write, taken = os.write, []

    def until_full(descriptor, block):
        if sum(taken) >= 100_000:
            raise OSError(28, os.strerror(28))
        taken.append(write(descriptor, block[:50_000]))
        return taken[-1]

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", until_full)
        line = refusal(entry, folder)
    assert line == (
        "photos.bin: the disk is full. Free some space and try again; it goes on where it stopped."
    )
    assert names(folder) == ["photos.bin.part", "photos.bin.part.json"]
    assert fetch(entry, folder).read_bytes() == data


def test_a_file_larger_than_the_system_allows(entry, folder, data):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        line = refusal(entry, folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "cannot be written (File too large). Choose another folder" in line
    assert (folder / "photos.bin.part").read_bytes() == data[:100_000]
    assert fetch(entry, folder).read_bytes() == data


def test_a_folder_that_cannot_be(entry, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert "Not a directory" in refusal(entry, tmp_path / "file" / "sets")
    assert "Choose another folder" in refusal(entry, tmp_path / "file")
    assert "embedded null byte" in refusal(entry, f"{tmp_path}/\0")


def test_a_folder_where_the_file_should_be(entry, folder, server):
    (folder / "photos.bin").mkdir(parents=True)
    assert "there is a folder of that name" in refusal(entry, folder)
    assert server.visits == []


def test_links_and_pipes_in_place_of_a_part_are_not_written_to(entry, folder, data, tmp_path):
    folder.mkdir()
    (tmp_path / "precious").write_bytes(b"precious")
    (folder / "photos.bin.part").symlink_to(tmp_path / "precious")
    os.mkfifo(folder / "photos.bin.part.json")
    assert fetch(entry, folder).read_bytes() == data
    assert (tmp_path / "precious").read_bytes() == b"precious"
    assert names(folder) == ["photos.bin"]


def test_only_one_at_a_time(entry, folder, server, data):
    stop = threading.Event()
    ended = []

    def first():
        with pytest.raises(Cancelled):
            fetch(entry, folder, should_stop=stop.is_set)
        ended.append("cancelled")

    server.answer = lambda visit: visit.hang()
    thread = threading.Thread(target=first)
    thread.start()
    assert server.hangs.wait(10)
    assert "photos: is being downloaded by another window" in refusal(entry, folder)
    stop.set()
    thread.join()
    assert ended == ["cancelled"]
    server.answer = good
    assert fetch(entry, folder).read_bytes() == data


# --- importing


def test_nothing_heavy_is_imported_before_it_is_needed():
    code = (
        "import sys, engine.fetching.download, engine.fetching.store\n"
        "print({'requests', 'urllib3', 'platformdirs', 'http'} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n"
