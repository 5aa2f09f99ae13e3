import io

import numpy as np
import pytest

from engine.errors import ExportError
from engine.export.model import model_npz, npz, read_model


def test_the_result_by_scikit_learns_names(images, ended):
    with np.load(io.BytesIO(model_npz(images, ended)), allow_pickle=False) as model:
        assert sorted(model) == [
            "cluster_centers_", "image_shape", "inertia_", "labels_", "n_iter_", "sizes",
        ]  # fmt: skip
        assert np.array_equal(model["cluster_centers_"], ended.cluster_centers_)
        assert model["cluster_centers_"].dtype == np.float64
        assert model["labels_"].dtype == np.int32
        assert np.array_equal(model["labels_"], ended.labels_)
        assert model["image_shape"].tolist() == [6, 5, 3]
        assert model["inertia_"] == ended.inertia_
        assert model["n_iter_"] == ended.n_iter_
        assert model["sizes"].sum() == len(images)


def test_given_seeds_are_kept(four, four_ended):
    with np.load(io.BytesIO(model_npz(four, four_ended))) as model:
        assert model["init"].tolist() == [[0.0, 0.0], [10.0, 0.0]]


def test_equal_arrays_give_equal_bytes_at_any_time(images, ended, monkeypatch):
    first = model_npz(images, ended)
    monkeypatch.setattr("time.time", lambda: 2e9)
    assert model_npz(images, ended) == first


def test_what_was_written_is_read(tmp_path, four, four_ended):
    (tmp_path / "model.npz").write_bytes(model_npz(four, four_ended))
    assert read_model(tmp_path)["labels_"].tolist() == [0, 0, 1, 1]


def hostile() -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, labels_=np.array([print], dtype=object))
    return buffer.getvalue()


def one_array() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.arange(3))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"no archive", npz({"labels_": np.arange(99)})[:300], hostile(), one_array()],
    ids=["empty", "cut early", "text", "cut", "pickle", "no archive of arrays"],
)
def test_what_cannot_be_read_is_one_line(tmp_path, data):
    (tmp_path / "model.npz").write_bytes(data)
    with pytest.raises(ExportError, match=r"model\.npz: cannot be read"):
        read_model(tmp_path)
