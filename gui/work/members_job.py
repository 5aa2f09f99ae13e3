"""Writing chosen images to the disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.export.members import export_members
from gui.work.gate import Gate
from gui.work.jobs import Opened
from gui.work.mailbox import Mailbox


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MembersJob:
    """Write images, a contact sheet and a table to a folder; the result is the folder's path.

    Attributes
    ----------
    opened : Opened
        The images.
    indices : ndarray of shape (m,), int
        Those to be written.
    labels : ndarray of shape (n,), int32
        Cluster of every image.
    folder : str
        Where to.
    """

    opened: Opened
    indices: NDArray[np.integer]
    labels: NDArray[np.int32]
    folder: str

    @property
    def name(self) -> str:
        """Name of the folder."""
        return Path(self.folder).name

    def run(self, mailbox: Mailbox, gate: Gate) -> Path:
        """Write the files."""
        return export_members(
            self.folder,
            self.opened.images,
            self.indices,
            self.labels,
            progress=mailbox.post_phase,
            should_stop=gate.should_stop,
        )
