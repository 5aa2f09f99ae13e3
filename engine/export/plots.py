"""The plots of a fit as PNG and SVG, by matplotlib's objects alone: no window, no pyplot."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import printable
from engine.export.layout import PLOT_FORMATS, PLOT_NAMES, plot_name
from engine.imageset import ImageSet
from engine.kmeans.reports import FitEnded, RunSummary

if TYPE_CHECKING:  # its import takes half a second
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#26282c"
FAINT = "#70747a"
GRID = "#e4e6e8"
BEST = "#1f6feb"
COLOURS = ("#d9822b", "#2a9d6f", "#b5479d", "#6f6fd0", "#a0811c", "#3b9bb5", "#c2453f", "#7a8b4a")
# Nothing of the user's own matplotlib settings, no clock and no chance: equal bytes each time.
STYLE = {"svg.hashsalt": "centroid-lab", "svg.fonttype": "path", "font.size": 10}
METADATA = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}
N_PLOT_FILES = len(PLOT_NAMES) * len(PLOT_FORMATS)
LABELS = {
    "distortion": "distortion (squared pixel levels)",
    "shift": "shift of the centroids (pixel levels)",
    "moved": "images moved",
}


def plot_files(images: ImageSet, ended: FitEnded) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every plot: distortion, shift, moved, sizes."""
    from matplotlib import style

    for plot in PLOT_NAMES:
        for file_format in PLOT_FORMATS:
            with style.context(["default", STYLE]):
                figure = _figure(plot, images, ended)
                buffer = io.BytesIO()
                figure.savefig(buffer, format=file_format, dpi=150, metadata=METADATA[file_format])
            yield plot_name(plot, file_format), buffer.getvalue()


def _figure(plot: str, images: ImageSet, ended: FitEnded) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 4.4), facecolor="white")
    figure.set_layout_engine("constrained", w_pad=0.14, h_pad=0.14)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    title = f"{_drawable(images.name)} · K = {len(ended.sizes)}"
    axes.set_title(title, loc="left", color=INK, fontsize=12, pad=20, parse_math=False)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(FAINT)
    axes.tick_params(colors=FAINT, labelcolor=INK)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    if plot == "sizes":
        _draw_sizes(axes, ended)
    else:
        _draw_runs(axes, plot, ended)
    return figure


def _draw_sizes(axes: Axes, ended: FitEnded) -> None:
    axes.bar(np.arange(len(ended.sizes)), ended.sizes, color=BEST, width=0.72)
    axes.set_xlabel("cluster", color=INK)
    axes.set_ylabel("images", color=INK)
    axes.set_xlim(-0.6, len(ended.sizes) - 0.4)
    _whole_numbers(axes.xaxis)
    _whole_numbers(axes.yaxis)


def _draw_runs(axes: Axes, plot: str, ended: FitEnded) -> None:
    others = [summary for summary in ended.runs if summary.run != ended.best_run]
    for place, summary in enumerate(others):
        told_apart = len(others) <= len(COLOURS)
        label = f"run {summary.run + 1}" if told_apart else "other runs" if place == 0 else None
        colour = COLOURS[place] if told_apart else FAINT
        axes.plot(*_curve(plot, summary), color=colour, linewidth=1.0, alpha=0.8, label=label)
    best = ended.runs[ended.best_run]
    label = f"run {best.run + 1}{' (best)' if others else ''}"
    iterations, values = _curve(plot, best)
    marker = "o" if len(values) <= 30 else ""
    axes.plot(iterations, values, color=BEST, linewidth=2, marker=marker, ms=3.5, label=label)
    axes.set_xlabel("iteration", color=INK)
    axes.set_ylabel(LABELS[plot], color=INK)
    _whole_numbers(axes.xaxis)
    if plot == "moved":
        _whole_numbers(axes.yaxis)
        axes.set_ylim(bottom=0)
    elif plot == "shift":
        if ended.shift_tolerance > 0:
            axes.axhline(
                ended.shift_tolerance, color=INK, linewidth=1, linestyle="--", label="tolerance"
            )
        if any(np.isfinite(line.get_ydata()).any() for line in axes.lines):
            axes.set_yscale("log")
    if len(axes.get_legend_handles_labels()[0]) > 1:
        axes.legend(frameon=False, labelcolor=INK)


def _curve(plot: str, summary: RunSummary) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return iterations and values of one run; NaN where there is nothing to draw."""
    iterations = np.array([row.iteration for row in summary.rows])
    values = np.array([getattr(row, plot) for row in summary.rows], dtype=np.float64)
    if plot == "shift":
        values[~(values > 0)] = np.nan  # neither the seeds nor a shift of 0 has a logarithm
    elif plot == "moved":
        values[iterations == 0] = np.nan  # at the seeds every image is new
    return iterations, values


def _whole_numbers(axis: Any) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axis.set_major_formatter(FuncFormatter(lambda value, _position: f"{value:,.0f}"))


def _drawable(name: str) -> str:
    """Return `name` with what matplotlib's own font lacks replaced, and not too long."""
    from matplotlib import font_manager

    known = font_manager.get_font(font_manager.findfont("DejaVu Sans")).get_charmap()
    text = "".join(c if ord(c) in known else "□" for c in printable(name))
    return text if len(text) <= 60 else f"{text[:59]}…"
