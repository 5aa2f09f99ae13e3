"""One window a library: a second start raises the first one's, with the images it was given."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import asdict
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from engine.kmeans.parameters import KMeansParameters
from engine.library.layout import library_folder
from engine.options import OpenOptions
from gui import stored_options

PATIENCE_MS = 1000  # a window that is busy answers within 250
MOST_BYTES = 1 << 16
ACCEPTED = b"ok\n"


def server_name() -> str:
    """Return the name windows of this library are found by, of this user's alone."""
    folder = hashlib.sha256(str(library_folder().absolute()).encode("utf-8", "surrogateescape"))
    return f"centroid-lab-{folder.hexdigest()[:16]}"


def hand_over(
    images: str | None, options: OpenOptions, parameters: KMeansParameters | None
) -> bool:
    """Give what is to be opened to a window that is there; return whether there is one.

    One that does not answer within a second counts as none.
    """
    socket = QLocalSocket()
    socket.connectToServer(server_name())
    if not socket.waitForConnected(PATIENCE_MS):
        return False
    wish: dict[str, Any] = {}
    if images is not None:
        if os.path.exists(images):  # the other process may work in another folder
            images = os.path.abspath(images)
        wish = {"images": images, "options": stored_options.to_text({images: options})}
    if parameters is not None and isinstance(parameters.init, str):
        wish["parameters"] = asdict(parameters)
    socket.write(json.dumps(wish).encode("ascii") + b"\n")
    is_taken = socket.waitForReadyRead(PATIENCE_MS) and bytes(socket.readAll().data()) == ACCEPTED
    socket.disconnectFromServer()
    return is_taken


class SingleInstance(QObject):
    """Listens for later starts; what a killed process left in the way is removed.

    Parameters
    ----------
    parent : QObject

    Signals
    -------
    raised()
        The program was started again.
    images_wanted(str, OpenOptions)
        It was given images.
    parameters_wanted(KMeansParameters)
        It was given parameters.
    """

    raised = Signal()
    images_wanted = Signal(str, object)
    parameters_wanted = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_new_connection)
        if not self._server.listen(server_name()):
            QLocalServer.removeServer(server_name())  # nobody answered: its process is no more
            self._server.listen(server_name())

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    @Slot()
    def _on_new_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(socket.deleteLater)

    def _read(self, socket: QLocalSocket) -> None:
        if socket.bytesAvailable() > MOST_BYTES:
            socket.abort()
            return
        if not socket.canReadLine():
            return
        try:
            wish = json.loads(bytes(socket.readLine().data()))
        except ValueError:
            socket.abort()
            return
        socket.write(ACCEPTED)
        socket.flush()
        self.raised.emit()
        if isinstance(wish, dict):
            self._tell(wish)

    def _tell(self, wish: dict[str, Any]) -> None:
        parameters, images, options = (wish.get(x) for x in ("parameters", "images", "options"))
        if isinstance(parameters, dict):
            with contextlib.suppress(TypeError, ValueError):  # of another version of the program
                self.parameters_wanted.emit(KMeansParameters(**parameters))
        if isinstance(images, str) and isinstance(options, str):
            known = stored_options.from_text(options)
            self.images_wanted.emit(images, known.get(images, OpenOptions()))
