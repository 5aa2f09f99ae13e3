"""STL-10's files of pictures."""


def stored(pixels):
    """Planes, each column after column."""
    return b"".join(
        image[:, column, channel].tobytes()
        for image in pixels
        for channel in range(3)
        for column in range(96)
    )
