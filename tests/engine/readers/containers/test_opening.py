import gzip
import os

import pytest

from engine.errors import Cancelled
from engine.readers.containers.folder import FolderContainer
from engine.readers.containers.single import SingleContainer
from engine.readers.containers.tars import TarContainer
from engine.readers.containers.zips import ZipContainer
from tests.engine.readers.containers.container_files import (
    FILES,
    n_open,
    opened,
    paths,
    refusal,
    stops_after,
    tar,
    write_zip,
)


def kind(path, data):
    path.write_bytes(data)
    before = n_open()
    container = opened(path)
    assert n_open() == before
    return type(container)


@pytest.mark.parametrize("name", ["x", "x.png", "x.zip", "x.tar.gz"])
def test_content_decides_and_not_the_name(tmp_path, name):
    path = tmp_path / name
    assert kind(path, tar(FILES)) is TarContainer
    assert kind(path, tar(FILES, "w:gz")) is TarContainer
    assert kind(path, gzip.compress(b"abc")) is SingleContainer
    assert kind(path, b"<html>404</html>" * 100) is SingleContainer
    assert kind(path, b"") is SingleContainer
    write_zip(path, FILES)
    assert isinstance(opened(path), ZipContainer)
    write_zip(path, {})
    assert isinstance(opened(path), ZipContainer)


def test_a_folder(tmp_path):
    assert isinstance(opened(tmp_path), FolderContainer)


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_tar_archive_without_files_is_known_by_its_name(tmp_path, mode):
    data = tar({}, mode)
    assert kind(tmp_path / "x.tar", data) is TarContainer
    assert paths(opened(tmp_path / "x.tar")) == []
    assert kind(tmp_path / "x.bin", data) is SingleContainer


def test_what_is_no_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "neither a file nor a folder" in refusal(lambda: opened(tmp_path / "pipe"))
    assert "no such file" in refusal(lambda: opened(tmp_path / "gone"))
    assert "cannot be read" in refusal(lambda: opened("nul\0"))


def test_a_gzip_file_of_noise_is_refused(tmp_path):
    (tmp_path / "a.gz").write_bytes(b"\x1f\x8b" + b"noise" * 100)
    before = n_open()
    assert refusal(lambda: opened(tmp_path / "a.gz")) == "a.gz: is damaged. Download it again."
    assert n_open() == before


def test_stop_is_heard(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    with pytest.raises(Cancelled):
        opened(tmp_path / "a", stops_after(0))
