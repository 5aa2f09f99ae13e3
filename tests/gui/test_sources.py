from __future__ import annotations

import pytest

from engine import catalogue
from engine.fetching import store
from engine.options import DEFAULTS
from gui import sources
from gui.recent import Recent
from gui.settings import AppSettings


@pytest.fixture
def settings(qapp, tmp_path):
    made = AppSettings()
    made.data_folder = str(tmp_path)
    return made


def test_sets_that_come_along_are_first_and_recent_ones_last(settings, tmp_path):
    recent = Recent(settings)
    recent.add(str(tmp_path), DEFAULTS)
    here, others, opened = sources.sections(settings, recent)
    assert [entry.source for entry in here] == [
        entry.name for entry in catalogue.CATALOGUE if entry.is_built_in
    ]
    assert all(entry.remark == "" for entry in here)
    assert [entry.source for entry in opened] == [str(tmp_path)]
    assert {entry.icon for entry in others} == {"download"}
    shown = {entry.source: f"{entry.title} ({entry.remark})" for entry in others}
    assert shown["cifar10"] == "CIFAR-10 (170 MB to download)"
    assert all("without asking" in entry.tip for entry in others)


def test_a_set_that_was_fetched_is_like_those_that_come_along(settings, tmp_path):
    entry = catalogue.find("cifar10")
    with open(tmp_path / entry.opens, "wb") as file:
        file.truncate(entry.n_bytes)
    _, others, _ = sources.sections(settings, Recent(settings))
    (found,) = [line for line in others if line.source == "cifar10"]
    assert (found.title, found.remark, found.icon) == ("CIFAR-10", "", "image-set")


def test_without_a_choice_sets_are_kept_in_the_usual_place(settings, tmp_path):
    assert sources.data_folder(settings) == tmp_path
    settings.data_folder = ""
    assert sources.data_folder(settings) == store.default_folder()
