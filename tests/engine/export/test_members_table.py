import json
from dataclasses import replace

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.export.members_table import members_csv, members_json


def never():
    pass


def test_worked_by_hand(four):
    table = members_csv(
        four,
        np.array([2, 0, 3, 1]),
        np.array([0, 0, 11, 11]),
        np.array([0.5, 0.1, 1e300, 3]),
        never,
    )
    assert table.decode("utf-8") == (
        "index,name,cluster,label,sq_distance\n"
        "2,line\\nend,11,'-dog,1e+300\n"
        "0,'=SUM(A1),0,cat,0.5\n"
        "3,byte \\udcff,11,'-dog,3.0\n"
        '1,"a, ""b""",0,cat,0.1\n'
    )


def test_what_is_not_known_is_empty(four):
    plain = replace(four, labels=None, names=())
    table = members_csv(plain, np.array([1]), np.zeros(4, np.int32), None, never)
    assert table.decode() == "index,name,cluster,label,sq_distance\n1,image 00001,0,,\n"


def test_somebody_may_stop_within_a_long_table(make_images):
    images = make_images(shape=(3500, 1, 1, 1))
    left = [None] * 3

    def check():
        if not left:
            raise Cancelled
        left.pop()

    with pytest.raises(Cancelled):
        members_csv(images, np.arange(3500), np.zeros(3500, np.int32), None, check)


def test_the_list_says_of_what_and_which(four):
    odd = replace(four, name="byte \udcff")
    record = json.loads(members_json(odd, 2, ["members.csv", "cluster_000/image_00001.png"]))
    assert record == {
        "format": 1,
        "images": {"name": "byte \udcff", "source": four.source, "n_images": 4},
        "n_members": 2,
        "files": ["members.csv", "cluster_000/image_00001.png"],
    }
