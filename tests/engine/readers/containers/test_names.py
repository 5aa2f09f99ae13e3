import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.readers.containers import names
from engine.readers.containers.base import Member

ORDERED = [
    "a/1.png",
    "a/x",
    "a1/x",
    "a2",
    "a02",  # of two that mean the same, any order that stays
    "a10",
    "b-1",
    "b1",
    "b1a",
    "b1b",
    "b99999999999999999999",
    "b100000000000000000000",
    "bc",
    "part2/b",
    "part10/a",
    "part10/b",
]


def test_natural_order():
    members = [Member(path, 1) for path in reversed(ORDERED)]
    found = [member.path for member in names.in_natural_order(members)]
    assert sorted(found[3:5]) == ["a02", "a2"]
    assert found[:3] + found[5:] == ORDERED[:3] + ORDERED[5:]


def test_the_sorting_of_many_can_be_stopped_at_any_time(monkeypatch):
    monkeypatch.setattr(names, "_LOOK", 3)
    asked = []
    members = [Member(path, 1) for path in ORDERED]
    found = names.in_natural_order(iter(members), lambda: asked.append(None))
    assert len(asked) == -(-len(ORDERED) // 3) + 1
    assert found == names.in_natural_order(members)


@given(st.lists(st.text("ab019/ .é"), unique=True))
def test_no_path_is_lost_in_sorting(paths):
    found = names.in_natural_order(Member(path, 1) for path in paths)
    assert sorted(member.path for member in found) == sorted(paths)


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_sort_by_value(a, b):
    assert (a < b) == (names.natural_key(f"x{a}y") < names.natural_key(f"x{b}y"))


@pytest.mark.parametrize(
    "path", [".x", "a/.x", ".git/a", "a/.b/c", "__MACOSX/a", "a/Thumbs.db", "desktop.ini", "..."]
)
def test_junk(path):
    assert names.is_junk(path)
    assert names.is_junk(path.swapcase())


@pytest.mark.parametrize(
    "path", ["a", "a.b/c.d", "../a", "./a", "../../a/..", "x__MACOSX/a", "Thumbs.db.png", "a.", "."]
)
def test_no_junk(path):
    assert not names.is_junk(path)


def test_tidy():
    assert names.tidy("./a//b/./c") == "a/b/c"
    assert names.tidy("/a") == "a"
    assert names.tidy("../a/..") == "../a/.."
    assert names.tidy("./") == ""
