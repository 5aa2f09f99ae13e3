import pytest

from engine.readers.pictures.files import with_picture
from engine.readers.pictures.refusals import DAMAGED, Skipped
from tests.engine.readers.pictures.picture_makers import encoded, some_pixels


def test_a_damaged_packed_file_is_left_out_without_a_word(capfd):
    data = encoded(some_pixels(20, 30), "TIFF", compression="tiff_lzw")
    spoilt = data[:8] + b"\xff" * 52 + data[60:]  # of its pixels
    with pytest.raises(Skipped) as caught:
        with_picture(spoilt, lambda: None, lambda picture: picture.image.load())
    assert caught.value.reason == DAMAGED
    assert capfd.readouterr().err == ""
