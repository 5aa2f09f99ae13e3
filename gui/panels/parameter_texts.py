"""What the parameter panel says: titles and explanations, in plain words. No widgets."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import ParameterError
from engine.kmeans.parameters import KMeansParameters
from gui.models.number_text import short_text

DEFAULTS = KMeansParameters()

INIT_TITLES: dict[str, str] = {
    "k-means++": "k-means++ (greedy)",
    "random": "Random images",
    "farthest": "Farthest first",
    "partition": "Random partition",
    "gaussian": "Gaussian noise",
}

INIT_TIPS: dict[str, str] = {
    "k-means++": "Images far from the seeds so far, each the best of a few draws.",
    "random": "K different images drawn blindly.",
    "farthest": "One image at random, then always the image farthest from all seeds.",
    "partition": "Every image gets a random cluster; the seeds are the means of those.",
    "gaussian": "Noise with mean and spread of the pixels; seeds are no images.",
}


@dataclass(frozen=True, slots=True)
class FieldText:
    """Words of one field.

    Attributes
    ----------
    label : str
        With ``&`` before the letter that Alt reaches.
    name : str
        In the undo list and for screen readers.
    tip : str
        Plain text in short lines.
    """

    label: str
    name: str
    tip: str


def _tip(explanation: str, field: str, also: str = "") -> str:
    default = getattr(DEFAULTS, field)
    words = f"Also called: {also}.\n" if also else ""
    return f"{explanation}\n{words}scikit-learn: {field}; default {default}."


FIELDS: dict[str, FieldText] = {
    "n_clusters": FieldText(
        "Clusters (&K)",
        "Clusters",
        _tip(
            "How many groups the images are sorted into.\n"
            "At most one for each image; more clusters always lower the distortion.",
            "n_clusters",
            "K, number of centroids, codebook size",
        ),
    ),
    "init": FieldText(
        "&Initialisation",
        "Initialisation",
        _tip(
            "How the first centroids, the seeds, are chosen.\n"
            + "\n".join(f"{INIT_TITLES[name]}: {tip}" for name, tip in INIT_TIPS.items()),
            "init",
            "seeding",
        ),
    ),
    "n_init": FieldText(
        "R&uns",
        "Runs",
        _tip(
            "How often to start again from new seeds;\nthe run with the least distortion is kept.",
            "n_init",
            "restarts (all are counted, the first too)",
        ),
    ),
    "max_iter": FieldText(
        "&Most iterations",
        "Most iterations",
        _tip("A run ends after this many updates at the latest.", "max_iter", "iteration limit"),
    ),
    "tol": FieldText(
        "&Tolerance",
        "Tolerance",
        _tip(
            "A run ends when the centroids hardly move: when the squared shift is at most\n"
            "this times the mean variance of the pixels. 0: when no image changes its cluster.",
            "tol",
            "relative tolerance, convergence threshold",
        ),
    ),
    "random_state": FieldText(
        "Random &seed",
        "Random seed",
        _tip(
            "The same seed with the same images and parameters gives the same fit.\n"
            "Any whole number from 0 to 4294967295.",
            "random_state",
            "random state",
        ),
    ),
}


def change_text(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return a change as the undo list shows it: ``Clusters 10 → 5``."""
    return ", ".join(
        f"{FIELDS[name].name} {_value_text(name, old[name])} → {_value_text(name, new[name])}"
        for name in new
    )


def parse_tolerance(text: str) -> float:
    """Return the tolerance somebody typed.

    Raises
    ------
    ParameterError
        If it is no number, or below 0.
    """
    if not text.strip():
        raise ParameterError("tol", "No tolerance", "Write a number, 0.0001 or 1e-4")
    return KMeansParameters(tol=text.strip()).tol  # type: ignore[arg-type]


def error_text(error: ParameterError) -> str:
    """Return the error without its name: it stands beside the field."""
    return f"{error.problem}. {error.remedy}."


def tolerance_text(tol: float, mean_variance: float | None) -> str:
    """Return what `tol` means for the images that are open.

    Parameters
    ----------
    tol : float
        The relative tolerance.
    mean_variance : float or None
        Mean variance of the features in squared pixel levels; None while no images are open.
    """
    if tol == 0:
        return "stops when no image moves"
    if mean_variance is None:
        return "relative to the variance of the pixels"
    return f"stops at a shift of at most {short_text(math.sqrt(tol * mean_variance))} levels"


def _value_text(field: str, value: Any) -> str:
    if field == "tol":
        return short_text(value)
    return INIT_TITLES[value] if field == "init" else str(value)
