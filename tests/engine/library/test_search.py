"""What people type finds what it says, and nothing else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.library import database
from engine.library.listing import counted, found
from engine.library.rows import PARAMETERS, words_of
from engine.library.search import MAX_TERMS, condition, tag_key

FITS = {
    "a": {"title": "Winter faces", "tags": ["good", "for class"], "n_clusters": 10, "tol": 1e-4},
    "b": {"title": "ÉTÉ", "notes": "100% odd_one\nsecond line", "n_clusters": 1, "init": "random"},
    "c": {"image_set": "cifar-10", "tags": ["goodness"], "n_clusters": 100, "tol": 0.0},
    "d": {"kind": "stopped", "damage": "x", "n_clusters": None, "init": "given", "sweep": "s1"},
}
TEXTS = ("created", "title", "image_set", "sha256", "reason", "notes", "sweep", "damage")


@pytest.fixture(scope="module")
def connection():
    connection = database.new_in_memory()
    for number, (name, given_values) in enumerate(FITS.items()):
        values = {
            **dict.fromkeys(TEXTS, ""),
            "init": "k-means++",
            "kind": "finished",
            "tags": [],
            "moment": -number,
            **given_values,
        }
        columns = ", ".join(["id", *values])
        marks = ", ".join("?" * (1 + len(values)))
        row = [name, *({**values, "tags": ""}).values()]
        connection.execute(f"INSERT INTO fits ({columns}) VALUES ({marks})", row)
        for_words = {**dict.fromkeys(PARAMETERS), **values}
        connection.execute(
            "INSERT INTO words VALUES (?, ?, ?)",
            (name, words_of(for_words), tag_key(values["tags"])),
        )
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", "abcd"),
        ("  \n ", "abcd"),
        ("winter", "a"),
        ("FACES winter", "a"),
        ("winter cifar", ""),
        ("inte", "a"),
        ("été", "b"),
        ("e\u0301te\u0301", "b"),
        ("100%", "b"),
        ("%", "b"),
        ("odd_one", "b"),
        ("oddxone", ""),
        ('"second line"', "b"),
        ('"line second"', ""),
        ('"winter faces', "a"),
        ("k=10", "a"),
        ("K=1", "b"),
        ("n_clusters=100", "c"),
        ("k>=10", "ac"),
        ("k<10", "b"),
        ("tol=1e-4", "a"),
        ("tol<1", "ac"),
        ("init=random", "b"),
        ("init=k-means++ good", "ac"),
        ("tag:good", "a"),
        ('tag:"For Class"', "a"),
        ("tag=goodness", "c"),
        ("tag:goo", ""),
        ("is:damaged", "d"),
        ("is:stopped", "d"),
        ("is:finished k>1", "ac"),
        ("sweep:s1", "d"),
        ("k=", "abcd"),
        ("k=ten", ""),
        ('"k=10"', "ac"),  # a text like any other, which k=100 holds too
        ("cifar-10", "c"),
        ("'; DROP TABLE fits; --", ""),
        ("k>=10 k<=10 winter tag:good", "a"),
    ],
)
def test_what_is_typed_finds(connection, text, ids):
    assert found(connection, text) == tuple(ids)
    assert counted(connection, text) == len(ids)


@given(st.text(max_size=60))
def test_anything_may_be_typed(connection, text):
    assert set(found(connection, text)) <= set(FITS)


@given(st.lists(st.sampled_from(["winter", "k=10", "tag:good", "tol<1", '"r f"']), min_size=1))
def test_more_words_never_find_more(connection, words):
    ids = [set(found(connection, " ".join(words[:n]))) for n in range(len(words) + 1)]
    assert all(more <= fewer for fewer, more in pairwise(ids))
    assert ids[-1] == set.intersection(*(set(found(connection, word)) for word in words))


def test_a_page_of_text_is_looked_for_as_far_as_it_goes(connection):
    _, values = condition("x " * 10_000)
    assert len(values) == MAX_TERMS
    assert found(connection, "winter " * 10_000) == ("a",)
