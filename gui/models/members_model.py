"""Images as a list: a row an image, in the order of the view."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt
from PySide6.QtGui import QPixmap

from engine.imageset import ImageSet
from gui.models import members_text
from gui.models.thumbnails import Thumbnails

Index = QModelIndex | QPersistentModelIndex


class MemberRole(IntEnum):
    """What a row tells."""

    IMAGE = Qt.ItemDataRole.UserRole + 1  # int, index in the image set
    PIXMAP = Qt.ItemDataRole.UserRole + 2  # QPixmap
    CLUSTER = Qt.ItemDataRole.UserRole + 3  # int; -1 where unknown
    CAPTION = Qt.ItemDataRole.UserRole + 4  # str
    TIP = Qt.ItemDataRole.UserRole + 5  # str


class MembersModel(QStringListModel):
    """The images shown, of up to millions of rows.

    The strings of its base are empty: it is there since Qt then knows the number of rows without
    asking Python, which a view does once a row: it lays 50,000 of them out in 6 ms, not in 100.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.thumbnails: Thumbnails | None = None
        self._rows: NDArray[np.intp] = np.empty(0, dtype=np.intp)
        self._row_of: NDArray[np.intp] = np.empty(0, dtype=np.intp)
        self._clusters: NDArray[np.int32] | None = None

    @property
    def images(self) -> ImageSet | None:
        """The image set."""
        return None if self.thumbnails is None else self.thumbnails.images

    @property
    def rows(self) -> NDArray[np.intp]:
        """Index of the image of every row; not to change."""
        return self._rows

    def set_images(self, images: ImageSet | None) -> None:
        """Turn to another image set, or to none; there is no row until `set_rows`."""
        self.thumbnails = None if images is None else Thumbnails(images)
        self._clusters = None
        self._set(np.empty(0, dtype=np.intp))

    def set_rows(self, rows: NDArray[np.intp]) -> bool:
        """Show these images, in this order; return False if they are shown already."""
        if np.array_equal(rows, self._rows):
            return False
        self._set(rows)
        return True

    def _set(self, rows: NDArray[np.intp]) -> None:
        self._rows = rows
        self._row_of = np.full(0 if self.images is None else len(self.images), -1, dtype=np.intp)
        self._row_of[rows] = np.arange(len(rows))
        self.setStringList([""] * len(rows))  # which tells views

    def set_clusters(self, clusters: NDArray[np.int32] | None) -> None:
        """Take the cluster of every image of the set; views must be repainted."""
        self._clusters = clusters

    def row_of(self, image: int | None) -> int | None:
        """Return the row that shows `image`; None if none does."""
        if image is None or not 0 <= image < len(self._row_of):
            return None
        row = int(self._row_of[image])
        return None if row < 0 else row

    def cluster_of(self, image: int) -> int:
        """Return the cluster of `image`; -1 where unknown."""
        return -1 if self._clusters is None else int(self._clusters[image])

    def pixmap(self, image: int) -> QPixmap:
        """Return the picture of `image`, made now if it was not."""
        return QPixmap() if self.thumbnails is None else self.thumbnails.image(image)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what `role` tells of an image. Overrides QStringListModel."""
        tell = _TELL.get(role)
        if tell is None or not index.isValid():
            return None
        return tell(self, int(self._rows[index.row()]))

    def caption(self, image: int) -> str:
        """Return index and class, for the line under a picture."""
        return "" if self.images is None else members_text.caption(self.images, image)

    def tip(self, image: int) -> str:
        """Return name, index, class and cluster, a line each or two."""
        if self.images is None:
            return ""
        return "\n".join(members_text.lines(self.images, image, self.cluster_of(image)))

    def spoken(self, image: int) -> str:
        """Return an image in one sentence, for a screen reader."""
        return ", ".join(self.tip(image).split("\n"))

    def as_text(self, images: NDArray[np.intp]) -> str:
        """Return images as tab-separated text with a header, for spreadsheets."""
        if self.images is None:
            return ""
        return members_text.table(self.images, images, self._clusters)


_TELL: dict[int, Callable[[MembersModel, int], Any]] = {
    Qt.ItemDataRole.DisplayRole: lambda _, image: str(image),
    Qt.ItemDataRole.AccessibleTextRole: MembersModel.spoken,
    MemberRole.IMAGE: lambda _, image: image,
    MemberRole.PIXMAP: MembersModel.pixmap,
    MemberRole.CLUSTER: MembersModel.cluster_of,
    MemberRole.CAPTION: MembersModel.caption,
    MemberRole.TIP: MembersModel.tip,
}
