"""The list may be asked by several threads, and after it was closed."""

from __future__ import annotations

import threading

import pytest

from engine.library.index import Index
from tests.engine.library.listed_fits import shown, three_fits


@pytest.fixture
def library(tmp_path):
    return three_fits(tmp_path / "library")


def test_several_threads_may_ask(library):
    with Index(library.folder) as index:
        answers = []
        threads = [
            threading.Thread(
                target=lambda: answers.extend(
                    index.count() for _ in range(20) if not index.update()
                )
            )
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [3] * 80


def test_one_that_was_closed_opens_again_when_it_is_asked(library):
    index = Index(library.folder)
    before = shown(index)
    index.close()
    index.close()
    assert shown(index) == before
    index.close()


def test_a_page_of_a_search_is_that_part_of_it(library):
    with Index(library.folder) as index:
        ids = index.search("set k>1")
        assert [entry.id for entry in index.entries("set k>1")] == list(ids)
        assert [entry.id for entry in index.entries("set k>1", offset=1, limit=5)] == [ids[1]]
        assert index.count("set k>1") == len(ids) == 2
