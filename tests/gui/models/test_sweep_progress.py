import pytest

from engine.kmeans.reports import LogRow
from gui.models.sweep_progress import advanced


def row(run, iteration, distortion) -> LogRow:
    return LogRow(
        run=run,
        iteration=iteration,
        distortion=distortion,
        shift=1.0,
        moved=1,
        empty=0,
        seconds=0.25,
    )


def test_it_follows_the_newest_and_keeps_the_best_run():
    progress = None
    told = []
    for each in (row(0, 0, 90.0), row(0, 1, 50.0), row(1, 0, 80.0), row(1, 1, 60.0)):
        progress = advanced(progress, each)
        told.append((progress.text, progress.distortion, progress.best))
    assert told == [
        ("run 1, iteration 0", 90.0, 90.0),
        ("run 1, iteration 1", 50.0, 50.0),
        ("run 2, iteration 0", 80.0, 50.0),
        ("run 2, iteration 1", 60.0, 50.0),
    ]
    assert progress.seconds == pytest.approx(1.0)
