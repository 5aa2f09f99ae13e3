from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gui.panels.map_lasso import combined

KEYS = Qt.KeyboardModifier


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (KEYS.NoModifier, [3, 4]),
        (KEYS.ControlModifier, [3, 4]),
        (KEYS.ShiftModifier, [1, 3, 4]),
        (KEYS.AltModifier, [1]),
    ],
)
def test_keys_add_and_remove(keys, expected):
    assert combined(np.array([1, 3]), np.array([3, 4]), keys).tolist() == expected
