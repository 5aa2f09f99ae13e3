"""What the list holds of a fit, of a damaged one too."""

from __future__ import annotations

import json

import pytest

from engine.library.index import Index
from tests.engine.library.listed_fits import three_fits


@pytest.fixture
def library(tmp_path):
    return three_fits(tmp_path / "library")


def test_damaged_fits_are_listed_with_what_is_known(library):
    first, second, third = library.ids()
    fits = library.folder / "fits"
    (fits / first / "run.json").write_text('{"format": 1')
    (fits / second / "model.npz").unlink()
    (fits / third / "notes.json").write_text("[]")
    with Index(library.folder) as index:
        entries = {entry.id: entry for entry in index.entries()}
        assert set(index.search("is:damaged")) == {first, second, third}
    assert all(len(entry.damage) > 20 and "\n" not in entry.damage for entry in entries.values())
    assert entries[first].n_clusters is None
    assert entries[first].title == "Pairs"  # what was written about it is still there
    assert entries[first].created[:10].replace("-", "") == first[:8]
    assert entries[second].n_clusters == 3
    assert "model.npz" in entries[second].damage
    assert entries[third].n_clusters == 4


def test_numbers_that_no_database_holds_do_no_harm(library):
    fit_id = library.ids()[0]
    path = library.folder / "fits" / fit_id / "run.json"
    values = json.loads(path.read_bytes())
    values["images"]["n_images"] = 10**30
    values["images"]["name"] = "lone \ud800 and \0"
    path.write_text(json.dumps(values))
    with Index(library.folder) as index:
        (entry,) = [entry for entry in index.entries() if entry.id == fit_id]
        assert entry.n_images == 1e30
        assert entry.image_set == "lone \\ud800 and \\x00"
        assert index.search("lone \\UD800") == (fit_id,)
