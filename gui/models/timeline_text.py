"""Runs and iterations in words, for the time line and what follows it; all of it is plain text."""

from __future__ import annotations

from engine.kmeans.reports import LogRow
from gui.models.number_text import count_text, short_text

SEPARATOR = " · "


def run_title(
    run: int, n_runs: int, *, is_best: bool = False, branch: tuple[int, int] | None = None
) -> str:
    """Return ``run 2 of 3 (best)``, or ``branch 4 of run 1 at iteration 7``.

    Parameters
    ----------
    run : int
        From 0.
    n_runs : int
        Runs of the fit, branches left out; the "of" is left out for one.
    is_best : bool
        Whether no other run ended with less distortion.
    branch : (int, int), optional
        Run and iteration that it left from, if it is a branch.
    """
    if branch is not None:
        title = f"branch {run + 1} of run {branch[0] + 1} at iteration {branch[1]}"
    else:
        title = f"run {run + 1} of {n_runs}" if n_runs > 1 else f"run {run + 1}"
    return f"{title} (best)" if is_best else title


def position_text(row: LogRow, n_iterations: int) -> str:
    """Return ``iteration 23 of 61 · distortion 4.65e11 · moved 412``.

    Parameters
    ----------
    row : LogRow
        The iteration shown.
    n_iterations : int
        Iterations of its run, iteration 0 among them.
    """
    parts = [
        f"iteration {row.iteration} of {max(row.iteration, n_iterations - 1)}",
        f"distortion {short_text(row.distortion)}",
        f"moved {count_text(row.moved)}" if row.iteration else "the seeds: all images assigned",
    ]
    return SEPARATOR.join(parts)


def kept_text(iteration: int, centroids_iteration: int, every: int) -> str:
    """Return which centroids stand in for those that were dropped; empty if none do.

    Parameters
    ----------
    iteration, centroids_iteration : int
        The iteration shown, and that of its centroids.
    every : int
        Centroids of every so many-th iteration are kept; 1 where that is not known.
    """
    if centroids_iteration == iteration:
        return ""
    kept = f"every {_ordinal(every)} is kept" if every > 1 else "not all are kept"
    return f"centroids of iteration {centroids_iteration}: {kept}"


def _ordinal(number: int) -> str:
    suffix = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
