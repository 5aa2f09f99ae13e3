import io
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PIL import Image

from engine.export.plots import N_PLOT_FILES, plot_files

NAMES = {f"plots/{plot}.{end}" for plot in ("distortion", "shift", "moved", "sizes")
         for end in ("png", "svg")}  # fmt: skip


def test_four_plots_twice_each_and_the_same_bytes_again(images, ended):
    first = dict(plot_files(images, ended))
    assert set(first) == NAMES
    assert len(first) == N_PLOT_FILES
    assert dict(plot_files(images, ended)) == first
    for name, data in first.items():
        if name.endswith("png"):
            with Image.open(io.BytesIO(data)) as picture:
                assert picture.width > 900
        else:
            assert ElementTree.fromstring(data).tag.endswith("svg")


@pytest.mark.parametrize(
    "name",
    ["$x_1$ costs", "$\\frac{", "new\nline & <b>", "\x00\x1b\udcff", "猫" * 99, ""],
    ids=["formula", "broken formula", "markup", "controls", "long", "empty"],
)
def test_a_title_bears_any_name(make_images, fit_of, name):
    images = make_images(shape=(12, 3, 3, 1), name=name)
    files = dict(plot_files(images, fit_of(images, n_clusters=2, init="random")))
    assert ElementTree.fromstring(files["plots/sizes.svg"]).tag.endswith("svg")


@pytest.mark.parametrize(
    "parameters",
    [
        {"stop_after": 1},
        {"n_clusters": 1},
        {"n_clusters": 30, "n_init": 12, "max_iter": 1},
    ],
    ids=["seeds only", "one cluster", "many runs"],
)
def test_fits_with_little_to_draw_and_with_much(make_images, fit_of, parameters):
    images = make_images(shape=(30, 3, 3, 1))
    ended = fit_of(images, **{"n_clusters": 3, "init": "random", **parameters})
    assert set(dict(plot_files(images, ended))) == NAMES


def test_no_pyplot_no_qt_and_nothing_heavy_before_an_export():
    code = (
        "import sys, engine.export; heavy = {'matplotlib', 'PIL.Image'} & set(sys.modules);"
        "from engine.export import plots; import numpy as np;"
        "from matplotlib.figure import Figure; plots._drawable('x');"
        "bad = [m for m in sys.modules if m.startswith(('PySide6', 'matplotlib.pyplot'))];"
        "sys.exit(f'{heavy} {bad}' if heavy or bad else 0)"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
