"""The dialogs of the Help menu; neither keeps anybody from working on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.scheme import scheme

Shortcuts = Mapping[str, Sequence[tuple[str, str, str]]]
"""Menu title to (text, keys, tip) of its entries."""

NAME = "Centroid Lab"
_PURPOSE = "Watch k-means cluster your pictures, live, and take the result away."
_TITLE_SCALE = 1.5
_GAP_PX = 18


class ShortcutsDialog(QDialog):
    """All keys that do something, by menu.

    Parameters
    ----------
    groups : mapping of str to sequence of (str, str, str)
        Menu title to text, keys and tip of its entries; entries without keys are left out.
    parent : QWidget, optional
        Window the dialog stays above.
    """

    def __init__(self, groups: Shortcuts | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.setModal(False)
        self.tree = QTreeWidget(self)
        self.tree.setObjectName("shortcutsTree")
        self.tree.setAccessibleName("Keyboard shortcuts")
        self.tree.setColumnCount(3)
        self.tree.setHeaderLabels(["Command", "Keys", "What it does"])
        self.tree.setRootIsDecorated(False)
        self.tree.setItemsExpandable(False)
        self.tree.setIndentation(12)
        self.tree.setAlternatingRowColors(True)
        self.tree.setSelectionMode(QTreeWidget.SelectionMode.SingleSelection)
        columns = self.tree.header()
        columns.setSectionsMovable(False)
        columns.setStretchLastSection(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tree)
        layout.addWidget(_close_buttons(self))
        self.set_groups(groups or {})
        self.resize(780, 520)

    def set_groups(self, groups: Shortcuts) -> None:
        """Show other keys, as in the constructor."""
        self.tree.clear()
        bold = QFont(self.tree.font())
        bold.setBold(True)
        for title, entries in groups.items():
            items = [
                QTreeWidgetItem([_plain(text), keys, tip]) for text, keys, tip in entries if keys
            ]
            for item in items:  # the whole sentence where the column is too narrow for it
                item.setToolTip(2, item.text(2))
            if items:
                group = QTreeWidgetItem([_plain(title)])
                group.setFont(0, bold)
                group.setFlags(Qt.ItemFlag.ItemIsEnabled)
                group.addChildren(items)
                self.tree.addTopLevelItem(group)
                group.setFirstColumnSpanned(True)
        self.tree.expandAll()
        for column in (0, 1):
            self.tree.resizeColumnToContents(column)
            self.tree.setColumnWidth(column, self.tree.columnWidth(column) + _GAP_PX)


class AboutDialog(QDialog):
    """Name, version, licence, the notices of the image sets, and versions to pass on.

    Parameters
    ----------
    version : str
        Version of this program; left out where it is empty.
    versions : mapping of str to str
        Versions of what it is built on.
    notice : str
        Where the image sets come from and their licences, plain text.
    parent : QWidget, optional
        Window the dialog stays above.
    """

    def __init__(
        self,
        version: str = "",
        versions: Mapping[str, str] | None = None,
        notice: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"About {NAME}")
        self.setModal(False)
        title = QLabel(f"{NAME} {version}".strip(), self)
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * _TITLE_SCALE)
        font.setBold(True)
        title.setFont(font)
        lines = [f"{name} {number}" for name, number in (versions or {}).items()]
        self.versions = QLabel(" · ".join([*([title.text()] if version else []), *lines]), self)
        self.versions.setObjectName("aboutVersions")
        self.versions.setToolTip("Select and copy this into a report")
        self.notice = QPlainTextEdit(notice, self)
        self.notice.setObjectName("aboutNotice")
        self.notice.setAccessibleName("Notices of the image sets")
        self.notice.setReadOnly(True)
        self.notice.setTabChangesFocus(True)
        # Its columns and line ends are made for letters of one width.
        self.notice.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.notice.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        muted = self.palette()
        muted.setColor(self.foregroundRole(), scheme(muted).muted_text)
        self.versions.setPalette(muted)
        layout = QVBoxLayout(self)
        layout.addWidget(title)
        layout.addWidget(QLabel(_PURPOSE, self))
        layout.addWidget(QLabel("Free software under the MIT licence.", self))
        layout.addWidget(self.versions)
        for label in self.findChildren(QLabel):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        layout.addSpacing(8)
        caption = QLabel("&Image sets, icons and libraries", self)
        caption.setBuddy(self.notice)
        layout.addWidget(caption)
        layout.addWidget(self.notice, 1)
        layout.addWidget(_close_buttons(self))
        self.resize(760, 520)


def _plain(text: str) -> str:
    """Return the text of an action without its mnemonic."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _close_buttons(dialog: QDialog) -> QDialogButtonBox:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    buttons.rejected.connect(dialog.reject)
    buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
    return buttons
