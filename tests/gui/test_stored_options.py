from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.options import DEFAULTS, FRAMINGS, LABELS, MAX_SIDE, SPLITS, OpenOptions
from gui.stored_options import from_text, to_text

sides = st.integers(1, MAX_SIDE)
options = st.builds(
    OpenOptions,
    split=st.sampled_from(SPLITS),
    limit=st.none() | st.integers(1),
    seed=st.integers(0),
    grey=st.booleans(),
    size=st.none() | st.tuples(sides, sides),
    framing=st.sampled_from(FRAMINGS),
    normalize=st.booleans(),
    labels=st.sampled_from(LABELS),
    array=st.text(),
    shape=st.none() | st.tuples(sides, sides) | st.tuples(sides, sides, st.sampled_from((1, 3))),
    transpose=st.booleans(),
)


@given(st.dictionaries(st.text(), options))
def test_options_come_back(by_path):
    assert from_text(to_text(by_path)) == by_path


def test_only_what_differs_is_stored():
    text = to_text({"/a": OpenOptions(grey=True), "/b": DEFAULTS})
    assert json.loads(text) == {"/a": {"grey": True}, "/b": {}}


@pytest.mark.parametrize(
    "changes",
    [
        {"grey": "yes"}, {"array": 5}, {"split": []}, {"split": "half"}, {"limit": 0},
        {"limit": 1.5}, {"size": [0, 4]}, {"size": "64"}, {"size": [1e400, 4]}, {"shape": [1]},
        {"unknown": 1}, {"seed": -1}, {"transpose": None}, [], "text", None,
    ],
)  # fmt: skip
def test_options_that_make_no_sense_are_left_out(changes):
    text = json.dumps({"/bad": changes, "/good": {"size": [48, 64]}})
    assert from_text(text) == {"/good": OpenOptions(size=(48, 64))}


@pytest.mark.parametrize("text", ["", "{", "[]", "1", "null", '"/a"', "[" * 100_000])
def test_what_is_no_such_text_holds_nothing(text):
    assert from_text(text) == {}


@given(st.text())
def test_no_text_is_harmful(text):
    assert all(isinstance(found, OpenOptions) for found in from_text(text).values())
