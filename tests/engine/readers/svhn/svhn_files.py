"""SVHN's MATLAB files, as SciPy writes them."""

import io

import numpy as np
from scipy.io import savemat


def mat(pixels=None, labels=None, *, packed=True, **others):
    """The bytes of a file of pictures (n, 32, 32, 3) and labels (n,)."""
    variables = dict(others)
    if pixels is not None:
        variables["X"] = pixels.transpose(1, 2, 3, 0)
    if labels is not None:
        variables["y"] = np.reshape(labels, (-1, 1))
    buffer = io.BytesIO()
    savemat(buffer, variables, do_compression=packed)
    return buffer.getvalue()
