"""What the program remembers from one day to the next; the only module that names its keys.

Whatever a damaged settings file holds, a property answers with something usable.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import QByteArray, QSettings

from engine.errors import ParameterError
from engine.kmeans.parameters import KMeansParameters
from engine.options import OpenOptions
from gui import stored_options
from gui.panels.parameter_fields import MAX_COUNT
from gui.theme import MODES, Mode

VERSION = 1
MAX_RECENT = 8
MAX_PLACES = 200


class AppSettings:
    """Typed access to the stored preferences.

    Parameters
    ----------
    store : QSettings, optional
        The user's own where left out.
    """

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = QSettings() if store is None else store
        self._store.setValue("version", VERSION)

    @property
    def geometry(self) -> QByteArray:
        """The window's place and size; empty at first."""
        return self._bytes("window/geometry")

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("window/geometry", value)

    @property
    def layout(self) -> QByteArray:
        """Where docks and toolbar are; empty at first."""
        return self._bytes("window/layout")

    @layout.setter
    def layout(self, value: QByteArray) -> None:
        self._store.setValue("window/layout", value)

    @property
    def colour_mode(self) -> Mode:
        """``"system"``, ``"light"`` or ``"dark"``."""
        mode = self._text("window/colours")
        return cast(Mode, mode) if mode in MODES else "system"

    @colour_mode.setter
    def colour_mode(self, value: Mode) -> None:
        self._store.setValue("window/colours", value)

    @property
    def recent_sources(self) -> list[str]:
        """Paths opened before, the newest first."""
        stored = self._store.value("images/recent", [])
        listed = [stored] if isinstance(stored, str) else stored
        if not isinstance(listed, list):
            return []
        return [path for path in listed if isinstance(path, str) and path][:MAX_RECENT]

    @property
    def recent_options(self) -> dict[str, OpenOptions]:
        """How recent paths were opened, as far as that is known."""
        return stored_options.from_text(self._text("images/recentOptions"))

    def add_recent_source(self, path: str, options: OpenOptions) -> None:
        """Put `path` at the head of the recent ones, unless Qt's text cannot hold it."""
        if any("\ud800" <= letter <= "\udfff" for letter in path):  # bytes that are not UTF-8
            return
        others = [other for other in self.recent_sources if other != path]
        self._remember([path, *others], self.recent_options | {path: options})

    def forget_recent_source(self, path: str) -> None:
        """Take `path` out of the recent ones."""
        others = [other for other in self.recent_sources if other != path]
        self._remember(others, self.recent_options)

    def forget_recent_options(self, path: str) -> None:
        """Forget how `path` was opened."""
        options = self.recent_options
        options.pop(path, None)
        self._remember(self.recent_sources, options)

    def clear_recent_sources(self) -> None:
        """Forget every recent path."""
        self._remember([], {})

    def _remember(self, paths: list[str], options: dict[str, OpenOptions]) -> None:
        kept = paths[:MAX_RECENT]
        known = {path: options[path] for path in kept if path in options}
        self._store.setValue("images/recent", kept)
        self._store.setValue("images/recentOptions", stored_options.to_text(known))

    @property
    def options_expanded(self) -> bool:
        """Whether the options of the image set are shown; not at first."""
        return self._text("images/options") == "shown"

    @options_expanded.setter
    def options_expanded(self, value: bool) -> None:
        self._store.setValue("images/options", "shown" if value else "hidden")

    @property
    def data_folder(self) -> str:
        """Where downloaded image sets are kept; empty for the usual place."""
        return self._text("images/kept")

    @data_folder.setter
    def data_folder(self, value: str) -> None:
        self._store.setValue("images/kept", value)

    @property
    def keeps_fits(self) -> bool:
        """Whether every fit that ends is kept in the library; so at first."""
        return self._text("library/keep") != "no"

    @keeps_fits.setter
    def keeps_fits(self, value: bool) -> None:
        self._store.setValue("library/keep", "yes" if value else "no")

    def place_of(self, sha256: str) -> str:
        """Return where images of this fingerprint were found; empty where that is not known."""
        return self._places().get(sha256, "")

    def remember_place(self, sha256: str, place: str) -> None:
        """Remember where images of this fingerprint are, unless `place` is empty."""
        if place:
            places = {sha256: place} | self._places()
            places[sha256] = place
            kept = dict(list(places.items())[:MAX_PLACES])
            self._store.setValue("library/places", json.dumps(kept))

    def _places(self) -> dict[str, str]:
        try:
            places = json.loads(self._text("library/places") or "{}")
        except ValueError:
            return {}
        if not isinstance(places, dict):
            return {}
        return {key: value for key, value in places.items() if isinstance(value, str)}

    @property
    def open_folder(self) -> str:
        """Where files were last opened; empty at first."""
        return self._text("images/folder")

    @open_folder.setter
    def open_folder(self, value: str) -> None:
        self._store.setValue("images/folder", value)

    @property
    def export_folder(self) -> str:
        """The folder in which exports were last put; empty at first."""
        return self._text("export/folder")

    @export_folder.setter
    def export_folder(self, value: str) -> None:
        self._store.setValue("export/folder", value)

    @property
    def parameters(self) -> KMeansParameters:
        """The parameters last used; the default in place of one that makes no sense."""
        good = {}
        for name, kind in _PARAMETERS.items():
            try:
                value = kind(self._text(f"parameters/{name}"))
                check_fields(KMeansParameters(**{name: value}))
            except ValueError:  # which a ParameterError is too
                continue
            good[name] = value
        return KMeansParameters(**good)

    @parameters.setter
    def parameters(self, value: KMeansParameters) -> None:
        for name in _PARAMETERS:
            self._store.setValue(f"parameters/{name}", str(getattr(value, name)))

    def save(self) -> None:
        """Write everything out now; a full disk loses preferences, never more."""
        self._store.sync()

    def _text(self, key: str) -> str:
        value = self._store.value(key, "")
        return value if isinstance(value, str) else ""

    def _bytes(self, key: str) -> QByteArray:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()


def check_fields(parameters: KMeansParameters) -> None:
    """Find out whether the window's fields can hold `parameters`.

    Raises
    ------
    ParameterError
        If one is too large.
    """
    for name in ("n_clusters", "n_init", "max_iter"):
        value = getattr(parameters, name)
        if value > MAX_COUNT:
            problem = f"the window has no room for {value:,}"
            raise ParameterError(name, problem, f"Give at most {MAX_COUNT:,}")


_PARAMETERS: dict[str, Callable[[str], Any]] = {
    "n_clusters": int,
    "init": str,
    "n_init": int,
    "max_iter": int,
    "tol": float,
    "random_state": int,
}
