"""The runs of a fit: numbers and labels of every iteration, in the order in which they come."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.history.keeping import array_bytes, kept, value_bytes
from engine.history.label_trail import LabelTrail
from engine.kmeans.reports import Iteration, LogRow, Reseeding


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """What is small of an iteration; names as in `engine.kmeans.reports.Iteration`."""

    row: LogRow
    sizes: NDArray[np.int64]
    sq_distances_by_cluster: NDArray[np.float64]
    reseeded: tuple[Reseeding, ...]


class Run:
    """One run so far.

    Parameters
    ----------
    shape : tuple of int
        Of its centroids: (n_clusters, n_features).
    branch : (int, int) or None
        The run and iteration it left from.

    Attributes
    ----------
    branch : (int, int) or None
    trail : LabelTrail
    records : list of Record
        Iteration i is record i.
    """

    def __init__(self, shape: tuple[int, ...], branch: tuple[int, int] | None) -> None:
        self._shape = shape
        self._record_bytes = 0
        self.branch = branch
        self.trail = LabelTrail(shape[0])
        self.records: list[Record] = []

    @property
    def shape(self) -> tuple[int, ...]:
        """Of its centroids."""
        return self._shape

    @property
    def nbytes(self) -> int:
        """What it takes, without its centroids."""
        return self._record_bytes + self.trail.nbytes

    def check(self, report: Iteration) -> None:
        """Raise a ValueError unless `report` is this run's next iteration, and of its shapes."""
        if report.iteration != len(self.records):
            raise ValueError(
                f"iteration {report.iteration} of run {report.run}, not {len(self.records)}"
            )
        shapes = report.centroids.shape, report.sizes.shape, report.sq_distances_by_cluster.shape
        if shapes != (self._shape, self._shape[:1], self._shape[:1]):
            raise ValueError(f"arrays of shapes {shapes} in a run with centroids {self._shape}")

    def add(self, report: Iteration, labels: NDArray[np.int32], before: NDArray[np.int32]) -> None:
        """Take in a checked report, with its labels and those before as `LabelTrail.add` does."""
        record = Record(
            row=report.row,
            sizes=kept(report.sizes, np.int64),
            sq_distances_by_cluster=kept(report.sq_distances_by_cluster, np.float64),
            reseeded=report.reseeded,
        )
        self.take(record, labels, before)

    def take(self, record: Record, labels: NDArray[np.int32], before: NDArray[np.int32]) -> None:
        """Take in the next iteration, of which `record` is what is small."""
        self.trail.add(labels, before)
        self.records.append(record)
        self._record_bytes += sys.getsizeof(record)
        self._record_bytes += array_bytes(record.sizes, record.sq_distances_by_cluster)
        self._record_bytes += value_bytes(record.row, *record.reseeded)


class Runs:
    """All runs, from 0.

    Parameters
    ----------
    n_images : int

    Attributes
    ----------
    n_images : int
    branch : (int, int) or None
        Where the run to come leaves from, if it is a branch.
    """

    def __init__(self, n_images: int) -> None:
        self.n_images = n_images
        self.branch: tuple[int, int] | None = None
        self._runs: list[Run] = []

    def __len__(self) -> int:
        return len(self._runs)

    def __getitem__(self, run: int) -> Run:
        if not 0 <= run < len(self):
            raise IndexError(f"no run {run}: there are {len(self)}")
        return self._runs[run]

    @property
    def nbytes(self) -> int:
        """What they take, without their centroids."""
        return sum(run.nbytes for run in self._runs)

    def record(self, run: int, iteration: int) -> Record:
        """Return what is small of an iteration; an IndexError if there is none."""
        records = self[run].records
        if not 0 <= iteration < len(records):
            raise IndexError(f"no iteration {iteration} in run {run}: it has {len(records)}")
        return records[iteration]

    def run_for(self, report: Iteration) -> Run:
        """Return the run that `report` goes on with, or a new one that is not among these yet.

        Raises
        ------
        ValueError
            If it is not the next iteration of any run, or its arrays do not fit.
        """
        if report.labels.shape != (self.n_images,):
            raise ValueError(f"labels of shape {report.labels.shape} for {self.n_images} images")
        if not 0 <= report.run <= len(self):
            raise ValueError(f"run {report.run} after {len(self)} runs")
        is_new = report.run == len(self)
        run = Run(report.centroids.shape, self.branch) if is_new else self[report.run]
        run.check(report)
        return run

    def begin(self, run: Run) -> None:
        """Take in a new run; what was announced of it is now its own."""
        self._runs.append(run)
        self.branch = None
