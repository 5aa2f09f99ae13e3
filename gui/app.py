"""The program with its window, from the first line to the exit status."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import traceback
from functools import partial
from types import ModuleType, TracebackType

import pyqtgraph
import PySide6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from engine.catalogue import DEFAULT_NAME
from engine.errors import CentroidLabError
from engine.kmeans.parameters import KMeansParameters
from engine.options import DEFAULTS, OpenOptions
from gui import icons, theme
from gui.main_window import MainWindow
from gui.settings import AppSettings, check_fields
from gui.work.controller import State

SIGNAL_LOOK_MS = 200  # Python sees a signal only when its own code runs
UNSOUND_QT = (6, 12)  # loses a reference to True at each emit: aborts Python 3.11


def run_window(
    images: str | None = None,
    options: OpenOptions = DEFAULTS,
    parameters: KMeansParameters | None = None,
) -> int:
    """Show the window, with `images` opened, and return the exit status.

    Parameters
    ----------
    images : str, optional
        A path or a catalogue name; the built-in emoji where left out.
    options : OpenOptions
        How they are opened.
    parameters : KMeansParameters, optional
        Shown in place of those of the last time.

    Raises
    ------
    CentroidLabError
        If there is no display, this Qt is known to crash, or a parameter has no room in its field.
    """
    check_display()
    check_qt()
    if parameters is not None:
        check_fields(parameters)
    app = make_app()
    single = single_instance()
    if single is not None and single.hand_over(images, options, parameters):
        sys.stderr.write("Centroid Lab is open already: its window was raised.\n")
        return 0
    settings = AppSettings()
    theme.apply(app, settings.colour_mode)
    app.setWindowIcon(icons.icon("app"))
    window = MainWindow(settings)
    hook = ExceptionHook(window)
    quitter = SignalQuitter(window)
    if parameters is not None:
        window.parameters_panel.set_parameters(parameters)
    listening = None if single is None else single.SingleInstance(window)
    if listening is not None:
        listening.raised.connect(window.come_forward)
        listening.images_wanted.connect(partial(open_there, window))
        listening.parameters_wanted.connect(window.parameters_panel.set_parameters)
    window.show()
    window.open_with(images or DEFAULT_NAME, options)
    window.comparisons.recovery.look()
    status = app.exec()
    window.close()
    if listening is not None:
        listening.close()
    quitter.remove()
    hook.remove()
    # The window goes while the application still stands: objects that outlive it crash the exit.
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return status


def make_app() -> QApplication:
    """Return the application object, with everything set that holds for the whole program."""
    QCoreApplication.setOrganizationName("Centroid Lab")
    QCoreApplication.setApplicationName("Centroid Lab")
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    pyqtgraph.setConfigOptions(antialias=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    return app


def open_there(window: MainWindow, images: str, options: OpenOptions) -> None:
    """Open what a second start was given, unless a fit that runs would be lost by it."""
    if window.controller.state in (State.IDLE, State.LOADING):
        window.open_with(images, options)
    else:
        name = os.path.basename(images) or images
        busy = CentroidLabError(name, "a fit is running here", "Stop it, then open this set")
        window.messages.show_warning(str(busy))


def single_instance() -> ModuleType | None:
    """Return `gui.single`; None where a library of the system that Qt's network needs is missing.

    Then every start has a window of its own.
    """
    try:
        from gui import single
    except ImportError as error:
        logging.getLogger("centroid-lab").warning("a second start opens a second window: %s", error)
        return None
    return single


def check_display() -> None:
    """Raise an error where Qt would abort the process: on Linux without a display."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise CentroidLabError(
            "display", "there is no screen to show a window on", "Add --headless to do without"
        )


def check_qt() -> None:
    """Raise an error if this release of Qt's bindings is known to crash."""
    if PySide6.__version_info__[:2] >= UNSOUND_QT and sys.version_info < (3, 12):
        raise CentroidLabError(
            f"PySide6 {PySide6.__version__}",
            "this release aborts Python before 3.12",
            "Run: python3 bootstrap.py run",
        )


class ExceptionHook(QObject):
    """Shows what nobody foresaw in the message bar; the program goes on.

    Exceptions in slots end here, of whatever thread.
    """

    _caught = Signal(str, str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._log = logging.getLogger("centroid-lab")
        self._before = sys.excepthook, threading.excepthook
        self._caught.connect(self._on_caught)
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def remove(self) -> None:
        """Put the hooks of before back."""
        sys.excepthook, threading.excepthook = self._before

    def _hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        self._log.error("unforeseen: %s", details)
        problem = f"{kind.__name__}: {error}".rstrip(". ")
        line = str(CentroidLabError("Centroid Lab", problem, "See Details"))
        self._caught.emit(line, details)

    def _thread_hook(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._hook(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    @Slot(str, str)
    def _on_caught(self, line: str, details: str) -> None:
        self._window.messages.show_error(line, details)


class SignalQuitter(QObject):
    """Closes the window on Ctrl-C in the terminal and on SIGTERM, as File > Quit does."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._asked = False
        self._before = {
            number: signal.signal(number, self._on_signal)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        self._timer = QTimer(self, interval=SIGNAL_LOOK_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._timer.start()

    def remove(self) -> None:
        """Put the handlers of before back."""
        self._timer.stop()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _on_signal(self, _number: int, _frame: object) -> None:
        self._asked = True

    @Slot()
    def _on_timer_timeout(self) -> None:
        if self._asked:
            self._asked = False
            self._window.close()
