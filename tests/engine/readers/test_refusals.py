import pytest

from engine.readers.kinds import kind_of
from engine.readers.refusals import OPENS, cannot_open, is_known, nothing_in
from tests.engine.readers.cifar.cifar_files import MemoryContainer

UNKNOWN = kind_of(b"some text")


class WithLinks(MemoryContainer):
    notes = ("2 links left out",)


@pytest.mark.parametrize("name", ["a.zip", "a.NPZ", "cifar.tar.gz", "b.tgz", "b.tar"])
def test_what_should_be_an_archive_is_to_be_downloaded_again(name):
    line = f"{name}: is cut short, or no archive. Download it again."
    assert str(cannot_open(name, UNKNOWN)) == line
    assert not is_known(UNKNOWN)


def test_of_all_else_it_is_said_what_can_be_opened():
    line = f"a.docx: a kind of file that cannot be opened. {OPENS}."
    assert str(cannot_open("a.docx", UNKNOWN)) == line


def test_what_a_file_is_tells_more_than_its_name():
    kind = kind_of(b"<html>")
    assert is_known(kind)
    line = "a.tar.gz: this is a web page. Download it again."
    assert str(cannot_open("a.tar.gz", kind)) == line


@pytest.mark.parametrize(
    ("kind", "what", "line"),
    [
        (MemoryContainer, "", f"the archive is empty. {OPENS}."),
        (MemoryContainer, "no pictures", f"no pictures in this archive that can be read. {OPENS}."),
        (
            WithLinks,
            "nothing",
            "nothing in this archive that can be read; 2 links left out. Choose another archive.",
        ),
    ],
)
def test_a_container_tells_what_it_left_out(kind, what, line):
    assert str(nothing_in(kind({}), what)) == f"set: {line}"
