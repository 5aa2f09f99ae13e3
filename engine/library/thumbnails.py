"""The centroids of a fit in one small strip, for a list of many fits."""

from __future__ import annotations

import math

from engine.export.paper import picture_of
from engine.export.pictures import png
from engine.insight.display import DisplayScale
from engine.kmeans.reports import FitEnded

HEIGHT = 64  # pixels, at most
MOST_SHOWN = 32
_GAP = 2


def thumbnail_strip(
    ended: FitEnded, image_shape: tuple[int, int, int], scale: DisplayScale
) -> bytes:
    """Return the first 32 centroids side by side, as a PNG at most 64 pixels high.

    Parameters
    ----------
    ended : FitEnded
    image_shape : (int, int, int)
        Height, width and channels of the pictures.
    scale : DisplayScale
        That of the image set.
    """
    from PIL import Image

    reduced = math.ceil(max(image_shape[:2]) / HEIGHT)
    height, width = (math.ceil(side / reduced) for side in image_shape[:2])
    shown = ended.cluster_centers_[:MOST_SHOWN]
    # Between the pictures the list shines through, light or dark.
    strip = Image.new("RGBA", (len(shown) * (width + _GAP) - _GAP, height), (0, 0, 0, 0))
    for place, centroid in enumerate(shown):
        picture = picture_of(centroid.reshape(image_shape), scale)
        if reduced > 1:
            picture = picture.reduce(reduced)
        strip.paste(picture, (place * (width + _GAP), 0))
    return png(strip)
