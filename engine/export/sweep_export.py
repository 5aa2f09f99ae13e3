"""The export of a sweep: a folder a member, and two tables that are written again after each.

A member's folder is whole or has no ``run.json``, and each table is the old or the new one: a
process that is killed in between loses nothing that was finished.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from engine.export.atomic import atomic_write
from engine.export.refusals import explained
from engine.export.sweep_table import SweepRow, sweep_csv, sweep_json, sweep_row
from engine.export.writer import check_export_folder, export_fit
from engine.imageset import ImageSet, Progress, ShouldStop
from engine.kmeans.reports import FitEnded
from engine.sweep.plan import Member

TABLE_CSV = "sweep.csv"
TABLE_JSON = "sweep.json"


class SweepExport:
    """Writes the members of a sweep to a folder as they end.

    Parameters
    ----------
    folder : path
        Where to; it is made with the first member.
    plan : iterable of Member
        All members as planned: folders are named after what tells them apart.
    overwrite : bool
        Whether the folder may hold something: exports of members with the same names are
        replaced, and so are the tables. Whatever else is there stays.

    Raises
    ------
    ExportError
        If the folder cannot be written to, found out before any work.
    """

    def __init__(
        self, folder: str | os.PathLike[str], plan: Iterable[Member], *, overwrite: bool = False
    ) -> None:
        check_export_folder(folder, overwrite=overwrite)
        self._folder = Path(folder)
        self._overwrite = overwrite
        self._names = member_folders(plan)
        self._rows: dict[int, SweepRow] = {}

    def add(
        self,
        images: ImageSet,
        member: Member,
        ended: FitEnded,
        *,
        progress: Progress | None = None,
        should_stop: ShouldStop | None = None,
    ) -> Path:
        """Export a member that has ended and write the tables again; return its folder.

        Parameters
        ----------
        images, ended, progress, should_stop
            As `engine.export_fit` takes them.
        member : Member
            As `engine.sweep.running.run_sweep` yields it.

        Raises
        ------
        ExportError
            If it cannot be written. Members exported before stay, and so do their rows.
        Cancelled
            If `should_stop` answered true; likewise.
        """
        if not self._rows and self._overwrite:
            self._remove_tables()  # which tell of exports that are about to be replaced
        name = self._names[member.number]
        path = export_fit(
            self._folder / name,
            images,
            ended,
            overwrite=self._overwrite,
            progress=progress,
            should_stop=should_stop,
        )
        warm_from = "" if member.warm_from is None else self._names[member.warm_from]
        self._rows[member.number] = sweep_row(ended, name, warm_from)
        rows = [self._rows[number] for number in sorted(self._rows)]
        self._write(TABLE_CSV, sweep_csv(rows))
        self._write(TABLE_JSON, sweep_json(images.name, rows))
        return path

    def _write(self, name: str, data: bytes) -> None:
        try:
            atomic_write(self._folder / name, data)
        except OSError as error:
            raise explained(error, self._folder, name=name, needed=len(data)) from error

    def _remove_tables(self) -> None:
        try:
            for name in (TABLE_CSV, TABLE_JSON):
                (self._folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise explained(error, self._folder) from error


def member_folders(plan: Iterable[Member]) -> dict[int, str]:
    """Return the name of each member's folder by its number.

    ``k_002``, with as many digits as the greatest needs; ``k_002_random_3_runs`` where the
    members differ in their initialisation and number of runs, too.
    """
    members = list(plan)
    planned = [member.parameters for member in members]
    digits = max([3, *(len(str(each.n_clusters)) for each in planned)])
    n_inits = len({each.init_name for each in planned})
    n_n_inits = len({each.n_init for each in planned})
    return {
        member.number: "".join(
            [
                f"k_{member.parameters.n_clusters:0{digits}d}",
                f"_{member.parameters.init_name}" if n_inits > 1 else "",
                f"_{member.parameters.n_init}_runs" if n_n_inits > 1 else "",
            ]
        )
        for member in members
    }
