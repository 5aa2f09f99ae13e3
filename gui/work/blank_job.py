"""Making a set ready whose pictures cannot be found."""

from __future__ import annotations

from dataclasses import dataclass

from engine.imageset import ImageSet
from gui.work.gate import Gate
from gui.work.jobs import Opened, prepared
from gui.work.mailbox import Mailbox


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BlankJob:
    """Stand-ins for images; the result is an `Opened` that is blank.

    Attributes
    ----------
    images : ImageSet
        As `engine.library.opening.SavedFit.blank_images` gives it.
    """

    images: ImageSet

    @property
    def name(self) -> str:
        """Name of the image set."""
        return self.images.name

    def run(self, mailbox: Mailbox, gate: Gate) -> Opened:
        """Prepare them."""
        return prepared(self.images, mailbox, gate, is_blank=True)
