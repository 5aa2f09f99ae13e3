"""The two captioned sheets: all centroids, and all clusters with their representatives."""

from __future__ import annotations

from PIL import Image

from engine.export.paper import (
    CAPTION_SIZE,
    FAINT,
    GAP,
    INDEX_SIZE,
    INK,
    Sheet,
    Tile,
    draw_text,
    text_width,
)
from engine.export.pictures import Pictures

MAX_CLUSTERS = 400  # on a sheet: beyond that nobody looks, and the picture grows without bounds


def centroid_sheet(pictures: Pictures) -> Image.Image:
    """Return all centroids enlarged, each over its number, size and share."""
    n_shown = min(pictures.n_clusters, MAX_CLUSTERS)
    captions = [_caption(pictures, cluster) for cluster in range(n_shown)]
    tile = Tile.nearest(pictures.images.image_shape, 128)
    width = max([tile.width, *(text_width(text, CAPTION_SIZE) for text in captions)])
    sheet = _sheet(pictures, "centroids", n_shown, width, tile.height + CAPTION_SIZE + 10)
    for cluster, caption in enumerate(captions):
        x, y = sheet.corner(cluster)
        tile.paste(sheet.picture, pictures.centroid(cluster), x + (width - tile.width) // 2, y)
        draw_text(
            sheet.picture, x + width // 2, y + tile.height + 6, caption, CAPTION_SIZE, INK, "ma"
        )
    return sheet.picture


def representative_sheet(pictures: Pictures) -> Image.Image:
    """Return a row a cluster: the centroid, then its nearest members over their indices."""
    n_shown = min(pictures.n_clusters, MAX_CLUSTERS)
    tile = Tile.nearest(pictures.images.image_shape, 64)
    index_width = text_width(f"{len(pictures.images) - 1:,}", INDEX_SIZE)
    pitch = max(tile.width, index_width) + 6
    head = CAPTION_SIZE + 8
    captions = [_caption(pictures, cluster) for cluster in range(n_shown)]
    strip = tile.width + 2 * GAP + pictures.n_ranks * pitch - 6
    width = max([strip, *(text_width(text, CAPTION_SIZE) for text in captions)])
    height = head + tile.height + INDEX_SIZE + 6
    sheet = _sheet(pictures, "representatives, nearest first", n_shown, width, height)
    for cluster, caption in enumerate(captions):
        x, y = sheet.corner(cluster)
        draw_text(sheet.picture, x, y, caption, CAPTION_SIZE, INK)
        tile.paste(sheet.picture, pictures.centroid(cluster), x, y + head)
        x += tile.width + 2 * GAP
        for index in pictures.members(cluster):
            tile.paste(
                sheet.picture, pictures.member(index), x + (pitch - 6 - tile.width) // 2, y + head
            )
            middle = x + (pitch - 6) // 2
            draw_text(
                sheet.picture,
                middle,
                y + head + tile.height + 4,
                f"{index:,}",
                INDEX_SIZE,
                FAINT,
                "ma",
            )
            x += pitch
    return sheet.picture


def _caption(pictures: Pictures, cluster: int) -> str:
    size = int(pictures.ended.sizes[cluster])
    share = 100 * size / len(pictures.images)
    return f"{cluster} · {size:,} image{'' if size == 1 else 's'} · {share:.1f} %"


def _sheet(pictures: Pictures, what: str, n_shown: int, cell_width: int, cell_height: int) -> Sheet:
    facts = (
        f"{what} · K = {pictures.n_clusters} · {len(pictures.images):,} images · "
        f"distortion {pictures.ended.distortion:.6g}"
    )
    if n_shown < pictures.n_clusters:
        facts += f" · the first {n_shown} clusters"
    return Sheet(pictures.images.name, facts, n_shown, cell_width, cell_height)
