"""What a shard knows of each of its rows from the iterations before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.kmeans.bounds import Bounds
from engine.kmeans.certify import ScoreTable
from engine.kmeans.projection import Projection
from engine.kmeans.residuals import Residuals
from engine.kmeans.samples import Samples

NEVER = -1
TINY = 1e-290


class RowState:
    """Labels of some rows, how long they will stand, and what was measured.

    Rows are counted from the first one of the part.

    Parameters
    ----------
    samples : Samples
    projection : Projection or None
    part : slice
        Which rows of the samples.
    n_clusters : int
    keep_residuals : bool
        Whether measured scores are kept for later bounds.

    Attributes
    ----------
    labels : ndarray of shape (n_rows,), int32
        -1 where there is none yet.
    norms : ndarray of shape (n_rows,), float64
        Lengths of the scaled, centred rows.
    longest : float
        The greatest of them.
    anchored_at : ndarray of shape (n_rows,), int32
        Moment at which the residual of the own cluster was measured, or -1.
    residuals : Residuals or None
        ``-2 x_out.c_out + 2 |x_out| * path`` or less of that: added to a table's products, it
        gives lower bounds of the scores.
    residual_error : float
        Most that a residual is too great by rounding.
    """

    def __init__(
        self,
        samples: Samples,
        projection: Projection | None,
        part: slice,
        n_clusters: int,
        *,
        keep_residuals: bool,
    ) -> None:
        self.start = int(part.start)
        n_rows = int(part.stop) - self.start
        self.labels = np.full(n_rows, NEVER, dtype=np.int32)
        self._sq_norms = samples.sq_norms[part] * samples.scale**2
        self.norms = np.sqrt(self._sq_norms)
        self.longest = float(self.norms.max())
        # A row keeps its label unseen while what its cluster has spent is less than its lead.
        self._leads = np.full(n_rows, -np.inf)
        self.anchored_at = np.full(n_rows, NEVER, dtype=np.int32)
        self.residuals = Residuals(n_rows, n_clusters) if keep_residuals else None
        self.residual_error = 0.0
        self._projection = projection

    def __len__(self) -> int:
        return len(self.labels)

    def forget(self) -> None:
        """Forget all but the labels."""
        self._leads.fill(-np.inf)
        self.anchored_at.fill(NEVER)

    def active(self, bounds: Bounds) -> NDArray[np.intp]:
        """Return the rows whose label may have to change."""
        return np.flatnonzero(self._leads <= bounds.spent.take(self.labels))

    def projected(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """Return the projections of `rows`, shape (len(rows), rank + 2)."""
        assert self._projection is not None
        found: NDArray[np.float32] = self._projection.rows.take(rows + self.start, axis=0)
        return found

    def set_leads(
        self,
        rows: NDArray[np.intp],
        own: NDArray[np.int32],
        gap: NDArray[np.float64],
        second: NDArray[np.float64],
        bounds: Bounds,
    ) -> None:
        """Note how long labels will stand, from lower bounds of the gap between two scores.

        Notes
        -----
        With ``d**2 = |x|**2 + s``, ``d_2 - d_1 = (s_2 - s_1) / (d_2 + d_1)``, which is at least
        ``(s_2 - s_1) / (2 d_2)``; a lower bound of ``s_2`` in both places only lowers it.
        """
        farther = self._sq_norms.take(rows)
        farther += second
        np.maximum(farther, TINY, out=farther)
        np.sqrt(farther, out=farther)
        leads = gap * (0.5 - 1e-9)
        leads /= farther
        leads += bounds.spent.take(own)
        self._leads[rows] = leads

    def anchor(
        self,
        rows: NDArray[np.intp],
        scores: NDArray[np.float32],
        bounds: Bounds,
        table: ScoreTable,
    ) -> None:
        """Keep all measured scores of `rows`, shape (len(rows), n_clusters)."""
        if self.residuals is None:
            return
        self.residuals.put(rows, scores - self.projected(rows) @ bounds.anchored)
        self._anchored(rows, bounds, table)

    def anchor_pairs(
        self,
        rows: NDArray[np.intp],
        pairs: tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]],
        bounds: Bounds,
        table: ScoreTable,
    ) -> None:
        """Keep single scores of `rows`: places in `rows`, clusters, scores."""
        if self.residuals is None:
            return
        projected = self.projected(rows)
        self._put_least(rows, projected, bounds)
        places, clusters, scores = pairs
        columns = np.ascontiguousarray(bounds.anchored.T).take(clusters, axis=0)
        inside = np.einsum("ij,ij->i", projected.take(places, axis=0), columns)
        self.residuals.put_pairs(rows[places], clusters, scores - inside)
        self._anchored(rows, bounds, table)

    def _put_least(
        self, rows: NDArray[np.intp], projected: NDArray[np.float32], bounds: Bounds
    ) -> None:
        """Replace residuals that were measured long ago, or never, by what is known without.

        Notes
        -----
        ``-2 x_out.c_out >= -2 |x_out| |c_out|``.
        """
        assert self.residuals is not None
        old = np.flatnonzero(self.anchored_at.take(rows) < bounds.usable)
        if len(old):
            least = bounds.anchored[-2] - bounds.free[-2]  # 2 |c_out| less 2 path
            self.residuals.put(rows[old], -projected[old, -2, np.newaxis] * least)

    def _anchored(self, rows: NDArray[np.intp], bounds: Bounds, table: ScoreTable) -> None:
        self.anchored_at[rows] = bounds.moment
        error = (table.slope + 1.1 * bounds.slope) * self.longest
        error += table.intercept + 1.1 * bounds.intercept
        self.residual_error = max(self.residual_error, error)
