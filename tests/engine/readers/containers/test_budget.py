import pytest

from engine.errors import DataError
from engine.readers.containers import budget


def test_a_passage_may_take_its_limit_and_no_more(monkeypatch):
    monkeypatch.setattr(budget, "MAX_UNPACKED", 200_000_000)
    passage = budget.Budget("a.zip")
    passage.take(150_000_000)
    passage.take(50_000_000)
    with pytest.raises(DataError) as caught:
        passage.take(1)
    assert str(caught.value) == (
        "a.zip: unpacks to over 0.2 GB. Unpack it yourself if you trust it, and open the folder."
    )


def test_little_memory_sets_a_lower_limit(monkeypatch):
    monkeypatch.setattr(budget, "MEMORY_SHARE", 1e-9)
    with pytest.raises(DataError, match="unpacks to over"):
        budget.Budget("a.zip").take(1 << 20)


def test_a_ratio_counts_from_a_size_on():
    size = budget.RATIO_FROM
    budget.check_ratio("a", 1, size)
    budget.check_ratio("a", size, 200 * size)
    with pytest.raises(DataError, match=r"a: unpacks to over 67 MB from 0.3 MB, as bombs do\."):
        budget.check_ratio("a", 260_000, size + 1)


def test_count():
    budget.check_count("a", budget.MAX_MEMBERS)
    with pytest.raises(DataError, match=r"a: holds over 200,000 files\. Open a part of it\."):
        budget.check_count("a", budget.MAX_MEMBERS + 1)
