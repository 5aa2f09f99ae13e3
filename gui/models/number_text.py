"""Numbers as people read them; the log, the plots and the status line write them alike."""

from __future__ import annotations

import math


def distortion_text(distortion: float) -> str:
    """Return `distortion` as the log writes it: ``4.646126e+11``."""
    return f"{distortion:.6e}"


def shift_text(shift: float) -> str:
    """Return `shift` in four digits or more, as the log writes it; empty for NaN."""
    if math.isnan(shift):
        return ""
    return f"{shift:.0f}" if 1e4 <= shift < 1e6 else f"{shift:.4g}"


def count_text(count: float) -> str:
    """Return a whole number with its thousands apart: ``49,213``."""
    return f"{count:,.0f}"


def short_text(value: float, digits: int = 3) -> str:
    """Return `value` in few digits: ``4.65e11``, ``1234``, ``0.45``, ``1.2e-5``.

    Parameters
    ----------
    value : float
        Any number.
    digits : int
        Significant digits from 100,000 up and below a thousandth; between them whole numbers
        keep all of theirs.
    """
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    if 1e-3 <= abs(value) < 1e5:
        places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
        text = f"{value:.{places}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return f"{mantissa}e{int(exponent)}"


def bytes_text(n_bytes: int) -> str:
    """Return an amount of memory in decimal units: ``412 MB``, ``1.2 GB``."""
    megabytes = n_bytes / 1e6
    return f"{megabytes:.0f} MB" if megabytes < 999.5 else f"{megabytes / 1000:.1f} GB"
