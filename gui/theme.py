"""Light and dark: the window's palette, which follows the system unless told otherwise.

The palette alone does it: a style sheet for the whole application would slow every widget down
and keep old palettes alive in some. `apply` is called once when the program starts; later choices
go to `Theme.set_mode`. Everything else asks `current` for colours and listens to its `changed`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar, cast, get_args

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from gui.colours import DARK, LIGHT, Colours, numbered

T = TypeVar("T")
Mode = Literal["system", "light", "dark"]
MODES: tuple[str, ...] = get_args(Mode)


class Theme(QObject):
    """The scheme in force: ``theme.current().colours.text`` is a `QColor`.

    Signals
    -------
    changed()
        After the colours changed; palettes are already in force. Icons must be asked for again.
    """

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._mode: Mode = "system"
        self._is_dark = False
        self._memo: dict[Any, Any] = {}
        app.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)

    @property
    def mode(self) -> Mode:
        """What was chosen: ``"system"``, ``"light"`` or ``"dark"``."""
        return self._mode

    @property
    def is_dark(self) -> bool:
        """True while the dark scheme is in force, chosen or followed."""
        return self._is_dark

    @property
    def colours(self) -> Colours:
        """The colours of the scheme in force."""
        return DARK if self._is_dark else LIGHT

    def cluster_colour(self, cluster: int) -> QColor:
        """Return the colour of `cluster`, from 0."""
        return QColor(numbered(cluster, dark=self._is_dark))

    def run_colour(self, run: int) -> QColor:
        """Return the colour of `run`, from 0: the hand-chosen ones, over and over."""
        return QColor(numbered(run % len(self.colours.clusters), dark=self._is_dark))

    def remember(self, key: object, make: Callable[[], T]) -> T:
        """Return what `make` gives, made once for each `key` as long as the colours stay."""
        if key not in self._memo:
            self._memo[key] = make()
        return cast(T, self._memo[key])

    def set_mode(self, mode: Mode) -> None:
        """Follow the system, or stay light or dark.

        Raises
        ------
        ValueError
            If `mode` is none of the three.
        """
        if mode not in MODES:
            raise ValueError(f"{mode!r} is none of {', '.join(MODES)}.")
        self._mode = mode
        hints = _app().styleHints()
        # Also tells the platform, so that the window's frame and its dialogs follow.
        if mode == "system":
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(_SCHEMES[mode])
        self._refresh()

    @Slot(Qt.ColorScheme)
    def _on_system_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self._refresh()

    def _refresh(self) -> None:
        app = _app()
        scheme = _SCHEMES.get(self._mode, system_scheme(app))
        is_dark = scheme == Qt.ColorScheme.Dark
        colours = DARK if is_dark else LIGHT
        palette = make_palette(colours)
        if is_dark == self._is_dark and app.palette() == palette:
            return
        self._is_dark = is_dark
        self._memo.clear()
        app.setPalette(palette)
        QToolTip.setPalette(palette)
        self.changed.emit()


_SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


def system_scheme(app: QApplication) -> Qt.ColorScheme:
    """Return what the system says it looks like; unknown where it does not say."""
    return app.styleHints().colorScheme()


def make_palette(colours: Colours) -> QPalette:
    """Return the palette of `colours`, with all its groups set."""
    role = QPalette.ColorRole
    palette = QPalette(colours.raised, colours.window)
    for roles, value in (
        ((role.Window,), colours.window),
        ((role.Base,), colours.surface),
        ((role.AlternateBase, role.Button, role.ToolTipBase), colours.raised),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), colours.text),
        ((role.BrightText,), colours.error),
        ((role.PlaceholderText,), colours.muted_text),
        ((role.Highlight, role.Accent), colours.accent),
        ((role.HighlightedText,), colours.on_accent),
        ((role.Link,), colours.link),
        ((role.LinkVisited,), colours.visited),
    ):
        for one in roles:
            palette.setColor(one, value)
    off = QPalette.ColorGroup.Disabled
    for one in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        palette.setColor(off, one, colours.disabled_text)
    for one in (role.Highlight, role.Accent):
        palette.setColor(off, one, colours.border)
    palette.setColor(off, role.HighlightedText, colours.text)
    return palette


def current() -> Theme:
    """Return the application's theme, made when first asked for.

    Raises
    ------
    RuntimeError
        If there is no `QApplication` yet.
    """
    app = _app()
    theme = app.findChild(Theme, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return theme if theme is not None else Theme(app)


def apply(app: QApplication, mode: Mode = "system") -> Theme:
    """Give `app` our style and palette and return the theme."""
    app.setStyle("Fusion")
    theme = current()
    theme.set_mode(mode)
    return theme


def cluster_colour(cluster: int) -> QColor:
    """Return the colour of `cluster`, from 0, in the scheme in force."""
    return current().cluster_colour(cluster)


def run_colour(run: int) -> QColor:
    """Return the colour of `run`, from 0, in the scheme in force."""
    return current().run_colour(run)


def _app() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("Colours need a QApplication.")
    return app
