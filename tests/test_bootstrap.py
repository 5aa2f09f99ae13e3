"""What bootstrap.py decides; making environments and installing stay out of the tests."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

BOOTSTRAP = Path(__file__).resolve().parent.parent / "bootstrap.py"
PYTHON = "cpython-311 x86_64"
MOMENT = "2026-11-23-101530"


@pytest.fixture
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", BOOTSTRAP)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path, bootstrap, monkeypatch):
    """A made-up checkout that the module takes for its own."""
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "constraints.txt").write_text("numpy==2.4.6\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv" / "bootstrap-stamp.json")
    return tmp_path


def finished(bootstrap, root, *extras):
    digest = bootstrap.fingerprint(root, PYTHON, extras)
    return bootstrap.Stamp(bootstrap.place_of(root, PYTHON), digest, sorted(extras), [])


# --- which Python


def test_an_old_python_can_read_the_file():
    ast.parse(BOOTSTRAP.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_imports_nothing_that_python_3_8_lacks_before_it_has_looked():
    body = ast.parse(BOOTSTRAP.read_text(encoding="utf-8")).body
    imported = {node.module for node in body if isinstance(node, ast.ImportFrom)}
    for node in body:
        if isinstance(node, ast.Import):
            imported.update(alias.name for alias in node.names)
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names - {"tomllib"}


@pytest.mark.parametrize(("version", "works"), [((3, 8), False), ((3, 10), False), ((3, 11), True)])
def test_oldest_python(bootstrap, version, works):
    line = bootstrap.too_old(version)
    assert (line == "") is works
    if not works:
        assert "3.11" in line
        assert f"this is 3.{version[1]}." in line
        assert "\n" not in line


# --- the stamp and what follows from it


def test_fingerprint_tells_every_input_apart(bootstrap, checkout):
    def now(python=PYTHON, extras=()):
        return bootstrap.fingerprint(checkout, python, extras)

    first = now()
    assert re.fullmatch(r"[0-9a-f]{64}", first)
    assert first == now()
    assert now(extras=["a", "b"]) == now(extras=["b", "a"])
    seen = {first, now(python="cpython-312 x86_64"), now(extras=["test"]), now(extras=["bench"])}
    # The same bytes, with the border between the two files elsewhere.
    (checkout / "pyproject.toml").write_text("[project]\nnumpy")
    (checkout / "constraints.txt").write_text("==2.4.6\n")
    seen.add(now())
    assert len(seen) == 5


def test_nothing_changed(bootstrap, checkout):
    stamp = finished(bootstrap, checkout)
    assert bootstrap.plan(checkout, stamp, (), PYTHON, PYTHON) == bootstrap.KEEP


def test_fewer_extras_than_installed_change_nothing(bootstrap, checkout):
    stamp = finished(bootstrap, checkout, "test", "check")
    for wanted in [(), ("test",), ("check", "test")]:
        assert bootstrap.plan(checkout, stamp, wanted, PYTHON, PYTHON) == bootstrap.KEEP


def test_one_more_extra_is_installed(bootstrap, checkout):
    stamp = finished(bootstrap, checkout, "test")
    assert bootstrap.plan(checkout, stamp, ("bench",), PYTHON, PYTHON) == bootstrap.INSTALL


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_changed_project_file_installs(bootstrap, checkout, name):
    stamp = finished(bootstrap, checkout)
    with (checkout / name).open("a") as file:
        file.write("\n")
    assert bootstrap.plan(checkout, stamp, (), PYTHON, PYTHON) == bootstrap.INSTALL


@pytest.mark.parametrize("venv_python", ["", "cpython-312 x86_64", "cpython-311 arm64"])
def test_missing_or_other_python_remakes(bootstrap, checkout, venv_python):
    stamp = finished(bootstrap, checkout)
    assert bootstrap.plan(checkout, stamp, (), PYTHON, venv_python) == bootstrap.MAKE
    assert bootstrap.plan(checkout, None, (), PYTHON, venv_python) == bootstrap.MAKE


def test_half_made_environment_is_remade(bootstrap, checkout):
    half = finished(bootstrap, checkout)._replace(digest="")
    assert bootstrap.plan(checkout, half, (), PYTHON, PYTHON) == bootstrap.MAKE


def test_environment_carried_along_from_another_folder_is_remade(bootstrap, checkout):
    elsewhere = bootstrap.place_of(checkout / "old", PYTHON)
    stamp = finished(bootstrap, checkout)._replace(place=elsewhere)
    assert bootstrap.plan(checkout, stamp, (), PYTHON, PYTHON) == bootstrap.MAKE


def test_environment_made_by_hand_is_installed_into(bootstrap, checkout):
    assert bootstrap.plan(checkout, None, (), PYTHON, PYTHON) == bootstrap.INSTALL


def test_stamp_comes_back_as_written(bootstrap, checkout):
    assert bootstrap.read_stamp() is None
    stamp = finished(bootstrap, checkout, "test")._replace(system=["libgl1"])
    bootstrap.write_stamp(stamp)
    assert bootstrap.read_stamp() == stamp
    assert [path.name for path in bootstrap.VENV.iterdir()] == ["bootstrap-stamp.json"]


@pytest.mark.parametrize("text", ["", "{", "[1]", "{}", json.dumps({"extras": []}), "\x00"])
def test_spoilt_stamp_counts_as_half_made(bootstrap, checkout, text):
    bootstrap.VENV.mkdir()
    bootstrap.STAMP.write_text(text)
    stamp = bootstrap.read_stamp()
    assert bootstrap.plan(checkout, stamp, (), PYTHON, PYTHON) == bootstrap.MAKE


def test_environment_without_a_python_has_no_tag(bootstrap, checkout):
    assert bootstrap.venv_python_tag() == ""


# --- system packages


def test_missing_packages_of_a_debian_12(bootstrap):
    listing = "libgl1\tinstalled\nlibegl1\tconfig-files\nlibdbus-1-3\tunpacked\n"
    wanted = ["libgl1", "libegl1", "libdbus-1-3", "libfontconfig1"]
    assert bootstrap.missing_packages(wanted, listing) == wanted[1:]


def test_a_library_under_its_newer_name_is_there(bootstrap):
    listing = "libglib2.0-0t64\tinstalled\nlibgl1\tinstalled\n"
    assert bootstrap.missing_packages(["libglib2.0-0", "libgl1"], listing) == []


@pytest.mark.parametrize("listing", ["", "\n", "libgl1\n", "libgl10\tinstalled\n"])
def test_listing_that_names_no_such_package(bootstrap, listing):
    assert bootstrap.missing_packages(["libgl1"], listing) == ["libgl1"]


def test_apt_line(bootstrap):
    line = bootstrap.apt_line(["libgl1", "libegl1"])
    assert line == "sudo apt-get install -y libgl1 libegl1"


# --- with or without a window


@pytest.mark.parametrize(
    ("environ", "headless"),
    [
        ({}, True),
        ({"DISPLAY": ""}, True),
        ({"DISPLAY": ":0"}, False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, False),
        ({"QT_QPA_PLATFORM": "offscreen"}, False),
    ],
)
def test_no_display_on_linux_goes_headless(bootstrap, environ, headless):
    assert bool(bootstrap.must_go_headless(["digits"], environ, "linux")) is headless


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_other_systems_need_no_display_variable(bootstrap, system):
    assert not bootstrap.must_go_headless([], {}, system)


@pytest.mark.parametrize(
    "argument", ["--headless", "--list", "--verify", "--verify=out", "--help", "-h", "--head"]
)
def test_what_opens_no_window_is_left_as_it_is(bootstrap, argument):
    assert not bootstrap.must_go_headless(["digits", argument], {}, "linux")


@pytest.mark.parametrize(
    ("arguments", "stem"),
    [
        ([], "emoji"),
        (["-k", "3"], "emoji"),
        (["--seed", "5", "digits"], "digits"),
        (["--seed=5", "digits", "--overwrite"], "digits"),
        (["--n-cl", "5", "digits"], "digits"),
        (["-k3", "/data/My Cats.v2/"], "my-cats"),
        (["cifar-10-python.tar.gz"], "cifar-10-python"),
        (["--", "-odd-"], "odd"),
        (["../.."], "images"),
    ],
)
def test_headless_export_is_named_after_the_images(bootstrap, arguments, stem):
    given, folder = bootstrap.headless_arguments(arguments, MOMENT)
    assert folder == os.path.join("exports", f"{stem}-{MOMENT}")
    assert given == ["--headless", "--export", folder, *arguments]


@pytest.mark.parametrize("export", [["--export", "out"], ["--export=out"], ["--exp", "out"]])
def test_export_folder_of_ones_own_is_respected(bootstrap, export):
    given, folder = bootstrap.headless_arguments(["digits", *export], MOMENT)
    assert folder == "out"
    assert given == ["--headless", "digits", *export]


# --- the programs that are started


def test_environment_keeps_python_and_pip_inside(bootstrap, monkeypatch):
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_USER"):
        monkeypatch.setenv(name, "elsewhere")
    monkeypatch.setenv("KEPT", "yes")
    environment = bootstrap.clean_environment()
    assert not {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_USER"} & set(environment)
    assert environment["KEPT"] == "yes"
    assert environment["PIP_DISABLE_PIP_VERSION_CHECK"] == "1"


def test_exit_status_is_handed_on(bootstrap):
    command = [sys.executable, "-c", "raise SystemExit(7)"]
    assert bootstrap.wait_for(command, os.environ) == 7


@pytest.mark.skipif(os.name != "posix", reason="other systems cannot replace a process")
def test_program_takes_over_the_process():
    code = (
        "import importlib.util as u, os, sys\n"
        "spec = u.spec_from_file_location('b', sys.argv[1])\n"
        "b = u.module_from_spec(spec); spec.loader.exec_module(b)\n"
        "print(os.getpid()); said = 'import os; print(os.getpid()); raise SystemExit(7)'\n"
        "b.hand_over([sys.executable, '-c', said], os.environ)\n"
    )
    command = [sys.executable, "-c", code, str(BOOTSTRAP)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    first, second = done.stdout.split()
    assert first == second
    assert done.returncode == 7


def outcome(*arguments):
    return subprocess.run(
        [sys.executable, str(BOOTSTRAP), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("arguments", [[], ["fly"]])
def test_no_known_command_shows_the_usage(arguments):
    done = outcome(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("usage: python3 bootstrap.py COMMAND")


def test_help_is_no_error():
    done = outcome("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert all(f"\n  {command}" in done.stdout for command in ("run", "test", "check", "setup"))


def test_unknown_extra_is_named_before_anything_is_done():
    done = outcome("setup", "bnech")
    assert done.returncode == 2
    assert "bnech" in done.stderr
    assert "bench" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("error", "status"), [("SetupError", 1), ("PermissionError", 1), ("KeyboardInterrupt", 130)]
)
def test_trouble_is_a_line_and_a_status(bootstrap, monkeypatch, capsys, error, status):
    known = {
        "SetupError": bootstrap.SetupError("the disk is full. Make room."),
        "PermissionError": PermissionError(13, "Permission denied", ".venv"),
        "KeyboardInterrupt": KeyboardInterrupt(),
    }

    def fail(_arguments):
        raise known[error]

    monkeypatch.setitem(bootstrap.COMMANDS, "check", fail)
    assert bootstrap.main(["check"]) == status
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.strip().startswith("bootstrap: ")
    assert shown.err.strip().count("\n") == 0
