"""Some releases of PySide6 lose a reference to True at every emit, which aborts Python 3.11."""

from __future__ import annotations

import os
import subprocess
import sys

SCRIPT = """
import sys
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLabel

class Source(QObject):
    told = Signal(object)

heard = []
application = QApplication([])
source, label = Source(), QLabel()
source.told.connect(heard.append)
singles = (True, False, None)

def work(rounds):
    for i in range(rounds):
        source.told.emit(i)
        label.setText(str(i))
        label.setVisible(False)
        slot = heard.__len__
        source.told.connect(slot)
        source.told.disconnect(slot)
    heard.clear()

work(10)
before = [sys.getrefcount(single) for single in singles]
work(3000)
after = [sys.getrefcount(single) for single in singles]
assert len(heard) == 0 and label.text() == "2999"
print([late - early for early, late in zip(before, after)])
"""


def test_emits_and_calls_lose_no_reference():
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    gained = [int(number) for number in ended.stdout.strip("[]\n").split(",")]
    assert len(gained) == 3
    # 3,000 rounds: a reference lost at each would show as -3,000, a leak as +3,000.
    assert all(abs(number) < 100 for number in gained)
