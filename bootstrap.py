#!/usr/bin/env python3
"""Set Centroid Lab up in ``.venv`` beside this file and start it, its tests or its checks.

Standard library only. An old Python must get as far as saying that it is too old, so the
syntax stays that of Python 3.8 and nothing newer runs before ``main`` has looked.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterable, Mapping, NamedTuple, Sequence  # noqa: UP035 - see above

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "bootstrap-stamp.json"
OLDEST_PYTHON = (3, 11)

USAGE = """\
usage: python3 bootstrap.py COMMAND [arguments]

  run [arguments for main.py]   set up what is missing, then start Centroid Lab
  test [arguments for pytest]   set up what is missing, then run the tests
  check                         ruff, formatting, types and import contracts
  setup [EXTRA ...]             only set up, with these extras of pyproject.toml
"""

QT_PACKAGES = (
    "libgl1",
    "libegl1",
    "libglib2.0-0",
    "libxkbcommon0",
    "libdbus-1-3",
    "libfontconfig1",
    "libgssapi-krb5-2",  # these two for a second start to find the window of the first
    "libbrotli1",
)
SCREEN_PACKAGES = (
    "libxkbcommon-x11-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
)

# What of the caller's environment would send Python or pip somewhere else than .venv.
DISTURBING = {"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"} | {
    "PIP_PREFIX",
    "PIP_TARGET",
    "PIP_USER",
}

ALL_CORES = ("-n", "logical", "--maxprocesses", "8", "--dist", "worksteal")

WINDOWLESS_OPTIONS = ("--headless", "--list", "--verify", "--help", "--version")
VALUE_OPTIONS = (
    "--split",
    "--limit",
    "--size",
    "--framing",
    "--labels",
    "--array",
    "--shape",
    "--n-clusters",
    "--init",
    "--n-init",
    "--max-iter",
    "--tol",
    "--seed",
    "--sweep",
    "--sweep-init",
    "--export",
)

KEEP, INSTALL, MAKE = "keep", "install", "make"


class SetupError(Exception):
    """Something a person can mend; its text is what to show."""


class Stamp(NamedTuple):
    """What a finished set-up leaves behind; an unfinished one has an empty digest.

    Attributes
    ----------
    place : str
        The interpreter's tag and the checkout that ``.venv`` was made for.
    digest : str
        See `fingerprint`.
    extras : list of str
        Extras installed so far; they add up from command to command.
    system : list of str
        Debian packages found to be there.
    """

    place: str
    digest: str
    extras: list[str]
    system: list[str]


# --- decisions: nothing here touches the machine beyond reading the two project files


def too_old(version: tuple[int, ...]) -> str:
    """Return the line for a Python that is too old, or an empty string."""
    if version >= OLDEST_PYTHON:
        return ""
    return (
        "bootstrap: Centroid Lab needs Python {}.{} or newer, this is {}.{}. "
        "Install a newer one and start this file with it.".format(*OLDEST_PYTHON, *version)
    )


def fingerprint(root: Path, python: str, extras: Iterable[str]) -> str:
    """Return the SHA-256 over all that decides which libraries belong into ``.venv``."""
    digest = hashlib.sha256()
    for part in (
        (root / "pyproject.toml").read_bytes(),
        (root / "constraints.txt").read_bytes(),
        python.encode(),
        ",".join(sorted(extras)).encode(),
    ):
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()


def place_of(root: Path, python: str) -> str:
    """Return what a ``.venv`` cannot be carried away from: its Python and its folder."""
    return f"{python} {root}"


def plan(
    root: Path, stamp: Stamp | None, extras: Iterable[str], python: str, venv_python: str
) -> str:
    """Say what ``.venv`` needs.

    Parameters
    ----------
    stamp : Stamp or None
        None when ``.venv`` holds none: then it is missing or was not made by this file.
    extras : iterable of str
        The extras that the command needs.
    python, venv_python : str
        `python_tag` of this interpreter, `venv_python_tag` of the other.

    Returns
    -------
    str
        `KEEP` it, `INSTALL` over what is there, or `MAKE` it from nothing: what a set-up that
        was cut off left behind may be half a library.
    """
    if venv_python != python:
        return MAKE
    if stamp is None:
        return INSTALL
    if not stamp.digest or stamp.place != place_of(root, python):
        return MAKE
    unchanged = stamp.digest == fingerprint(root, python, stamp.extras)
    return KEEP if unchanged and set(extras) <= set(stamp.extras) else INSTALL


def missing_packages(wanted: Iterable[str], listing: str) -> list[str]:
    """Return the packages of `wanted` that a ``name<TAB>status`` listing does not have.

    Debian 13 and Ubuntu 24.04 renamed some libraries to ``<name>t64``; either name will do.
    """
    rows = (line.split("\t") for line in listing.splitlines())
    there = {row[0] for row in rows if row[1:2] == ["installed"]}
    return [name for name in wanted if not there & {name, name + "t64"}]


def apt_line(packages: Iterable[str]) -> str:
    """Return the line that a person without rights here gives to whoever has them."""
    return "sudo apt-get install -y " + " ".join(packages)


def has_display(environ: Mapping[str, str]) -> bool:
    """Say whether an X or Wayland display is named."""
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def is_option(argument: str, *names: str) -> bool:
    """Say whether `argument` is one of the long options, given whole, shortened or with ``=``."""
    given = argument.partition("=")[0]
    return len(given) > 2 and any(name.startswith(given) for name in names)


def wants_no_window(arguments: Sequence[str]) -> bool:
    """Say whether these arguments for ``main.py`` open no window anyway."""
    return any(word == "-h" or is_option(word, *WINDOWLESS_OPTIONS) for word in arguments)


def must_go_headless(arguments: Sequence[str], environ: Mapping[str, str], system: str) -> bool:
    """Say whether a window was asked for where none can open."""
    can_show = has_display(environ) or environ.get("QT_QPA_PLATFORM")
    return system.startswith("linux") and not can_show and not wants_no_window(arguments)


def chosen(arguments: Sequence[str]) -> tuple[str, str]:
    """Return the image set and the export folder named by arguments for ``main.py``, or ""."""
    images = folder = ""
    words = iter(arguments)
    for word in words:
        if word == "--":
            return images or next(words, ""), folder
        if word == "-k" or is_option(word, *VALUE_OPTIONS):
            value = word.partition("=")[2] if "=" in word else next(words, "")
            if is_option(word, "--export"):
                folder = value
        elif not word.startswith("-"):
            images = images or word
    return images, folder


def headless_arguments(arguments: Sequence[str], moment: str) -> tuple[list[str], str]:
    """Return the arguments that do the job of `arguments` without a window, and its folder.

    Parameters
    ----------
    moment : str
        Date and time, a part of the folder's name so that no earlier result is in the way.
    """
    images, folder = chosen(arguments)
    added = ["--headless"]
    if not folder:
        stem = Path(images or "emoji").name.partition(".")[0]
        stem = re.sub(r"[^a-z0-9]+", "-", stem.lower())[:40].strip("-") or "images"
        folder = os.path.join("exports", f"{stem}-{moment}")
        added += ["--export", folder]
    return added + list(arguments), folder


# --- the machine


def say(text: str) -> None:
    """Show a line of our own; standard output belongs to the program that is started."""
    print(text, file=sys.stderr, flush=True)


def python_tag() -> str:
    """Return what compiled libraries depend on: implementation, version and processor."""
    return f"{sys.implementation.cache_tag} {platform.machine()}"


def venv_program(name: str) -> str:
    """Return the path of a program in ``.venv``."""
    return str(VENV / ("Scripts" if os.name == "nt" else "bin") / name)


def site_packages() -> list[Path]:
    """Return the folder of the libraries in ``.venv``, if it is there."""
    return [*VENV.glob("lib/python*/site-packages"), *VENV.glob("Lib/site-packages")][:1]


def venv_python_tag() -> str:
    """Return the tag of the interpreter in ``.venv``, empty unless it starts and has pip."""
    code = "import platform, sys; print(sys.implementation.cache_tag, platform.machine())"
    command = [venv_program("python"), "-I", "-S", "-c", code]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    has_pip = any((folder / "pip").is_dir() for folder in site_packages())
    return answer.stdout.strip() if answer.returncode == 0 and has_pip else ""


def clean_environment() -> dict[str, str]:
    """Return the environment for everything that is started here."""
    environment = {key: value for key, value in os.environ.items() if key not in DISTURBING}
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    return environment


def succeeds(command: Sequence[str], *, quiet: bool = False) -> bool:
    """Run `command` in the checkout, without input, and say whether it exited with 0."""
    output = subprocess.DEVNULL if quiet else None
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        check=False,
    )
    return done.returncode == 0


def read_stamp() -> Stamp | None:
    """Return the stamp of ``.venv``; one that cannot be read counts as unfinished."""
    try:
        return Stamp(**json.loads(STAMP.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (TypeError, ValueError):
        return Stamp("", "", [], [])


def write_stamp(stamp: Stamp) -> None:
    """Write the stamp whole or not at all."""
    VENV.mkdir(exist_ok=True)
    new = STAMP.with_suffix(".new")
    with open(new, "w", encoding="utf-8") as file:
        json.dump(stamp._asdict(), file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, STAMP)


def can_make_venv() -> bool:
    """Say whether this interpreter can; Debian ships both modules apart from ``python3``."""
    importlib.invalidate_caches()
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def venv_package() -> str:
    """Return the Debian package that completes this interpreter."""
    own = "python{}.{}".format(*sys.version_info)
    is_default = os.path.basename(os.path.realpath("/usr/bin/python3")) == own
    return "python3-venv" if is_default else f"{own}-venv"


def ensure_packages(wanted: Sequence[str]) -> None:
    """Install the Debian packages that are missing, or say which line does.

    Raises
    ------
    SetupError
        If some are missing and cannot be installed from here.
    """
    is_debian = sys.platform == "linux" and shutil.which("dpkg-query") and shutil.which("apt-get")
    if not wanted or not is_debian:
        return
    query = ["dpkg-query", "-W", "-f", "${Package}\\t${db:Status-Status}\\n"]
    query += [name + suffix for name in wanted for suffix in ("", "t64")]
    listing = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    missing = missing_packages(wanted, listing)
    if not missing:
        return
    by_hand = f"install them, then start again:\n  {apt_line(missing)}"
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and not (shutil.which("sudo") and succeeds([*sudo, "true"], quiet=True)):
        raise SetupError(f"Debian packages are missing; {by_hand}")
    say(f"Installing Debian packages: {' '.join(missing)}")
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    # An update fails as soon as one of many sources is away; the packages may come all the same.
    succeeds([*apt, "update"])
    install = ["-o", "DPkg::Lock::Timeout=60", "install", "-y", "--no-install-recommends"]
    if not succeeds([*apt, *install, *missing]):
        raise SetupError(f"apt-get could not install the Debian packages; {by_hand}")


def make_venv() -> None:
    """Make ``.venv`` from nothing.

    Raises
    ------
    SetupError
        If the interpreter cannot make virtual environments.
    """
    say("Making .venv ...")
    for entry in list(os.scandir(VENV)):
        if entry.path == str(STAMP):
            continue  # marked unfinished: until the end it tells of a set-up that was cut off
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)
    # This file may have been started by the very .venv that is being remade.
    python = getattr(sys, "_base_executable", None) or sys.executable
    if not succeeds([python, "-I", "-m", "venv", str(VENV)]):
        raise SetupError(f"{VENV} could not be made. Check the free disk space, then start again.")


def install_libraries(extras: Sequence[str], before: Stamp | None) -> None:
    """Install the project with `extras` into ``.venv``.

    Raises
    ------
    SetupError
        If pip fails. If it had not yet touched ``.venv``, the stamp `before` stands again.
    """
    times = [folder.stat().st_mtime_ns for folder in site_packages()]
    target = f".[{','.join(extras)}]" if extras else "."
    pip = [venv_program("python"), "-I", "-m", "pip", "install", "-q", "--progress-bar", "off"]
    if succeeds([*pip, "-c", "constraints.txt", "-e", target]):
        return
    untouched = times == [folder.stat().st_mtime_ns for folder in site_packages()]
    if before is not None and untouched:
        write_stamp(before)
    raise SetupError(
        "pip could not install the libraries, see its lines above. "
        "Check the network and the disk (1 GB free), then start again."
    )


def prepare(extras: Iterable[str], packages: Sequence[str]) -> None:
    """Bring system packages and ``.venv`` to where a command needs them.

    Raises
    ------
    SetupError
        With the line that says what to do.
    """
    python = python_tag()
    stamp = read_stamp()
    step = plan(ROOT, stamp, extras, python, venv_python_tag())
    known = stamp.system if stamp and step != MAKE else []
    unseen = [name for name in packages if name not in known]
    lacks_venv = step == MAKE and not can_make_venv()
    ensure_packages([venv_package(), *unseen] if lacks_venv else unseen)
    if lacks_venv and not can_make_venv():
        raise SetupError("this Python lacks venv or ensurepip. Start this file with another one.")
    if step == KEEP and not unseen:
        return
    together = sorted({*extras, *(stamp.extras if stamp else ())})
    place = place_of(ROOT, python)
    if step != KEEP:
        write_stamp(Stamp(place, "", together, []))
        if step == MAKE:
            make_venv()
            say("Installing Centroid Lab's libraries (430 MB on disk, once; a minute or two) ...")
        else:
            say("Bringing the libraries in .venv up to date ...")
        install_libraries(together, stamp if step == INSTALL else None)
    digest = fingerprint(ROOT, python, together)
    write_stamp(Stamp(place, digest, together, sorted({*known, *packages})))


# --- commands


def hand_over(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Become `command`, so that every signal reaches it once; on Windows wait for it."""
    if os.name == "posix":
        sys.stdout.flush()
        os.execve(command[0], list(command), dict(environment))
    return wait_for(command, environment)


def wait_for(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run `command` to its end and return its exit status."""
    process = subprocess.Popen(list(command), env=dict(environment))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the console has told the program too, and that is ending its work


def run(arguments: Sequence[str]) -> int:
    """Start ``main.py``, without a window where there is no display."""
    headless = must_go_headless(arguments, os.environ, sys.platform)
    packages: tuple[str, ...] = ()
    if not headless and not wants_no_window(arguments):
        packages = QT_PACKAGES + (SCREEN_PACKAGES if has_display(os.environ) else ())
    prepare((), packages)
    if headless:
        arguments, folder = headless_arguments(arguments, time.strftime("%Y-%m-%d-%H%M%S"))
        say(f"There is no display: Centroid Lab works without a window, the files go to {folder}.")
    command = [venv_program("python"), str(ROOT / "main.py"), *arguments]
    return hand_over(command, clean_environment())


def test(arguments: Sequence[str]) -> int:
    """Run pytest in the checkout; all of it, without arguments, on every core."""
    prepare(("test",), QT_PACKAGES)
    environment = clean_environment()
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.chdir(ROOT)
    chosen = arguments or ALL_CORES
    return hand_over([venv_program("python"), "-m", "pytest", *chosen], environment)


def check(arguments: Sequence[str]) -> int:
    """Run every check, the later ones too when one fails."""
    if arguments:
        return usage_error(f"check takes no arguments, {arguments[0]} was given")
    prepare(("test", "check"), ())
    python = venv_program("python")
    failed = []
    for name, command in {
        "ruff check": [python, "-m", "ruff", "check", "."],
        "ruff format --check": [python, "-m", "ruff", "format", "--check", "."],
        "mypy": [python, "-m", "mypy"],
        "lint-imports": [venv_program("lint-imports")],
    }.items():
        say(f"-- {name}")
        if not succeeds(command):
            failed.append(name)
    say(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


def setup(arguments: Sequence[str]) -> int:
    """Set up with the extras named, for whoever works on Centroid Lab."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {})
    for name in arguments:
        if name not in extras:
            return usage_error(f"no extra is called {name}; there are {', '.join(sorted(extras))}")
    prepare(arguments, QT_PACKAGES + (SCREEN_PACKAGES if has_display(os.environ) else ()))
    say(f"Ready: {venv_program('python')}")
    return 0


def usage_error(problem: str) -> int:
    """Show what is wrong with the command line."""
    say(f"bootstrap: {problem}.")
    return 2


COMMANDS = {"run": run, "test": test, "check": check, "setup": setup}


def main(arguments: Sequence[str]) -> int:
    """Carry out the command line and return the exit status."""
    problem = too_old(sys.version_info[:2])
    if problem:
        say(problem)
        return 1
    if arguments[:1] in (["-h"], ["--help"]):
        print(USAGE, end="")
        return 0
    if not arguments or arguments[0] not in COMMANDS:
        print(USAGE, end="", file=sys.stderr)
        return 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except SetupError as error:
        say(f"bootstrap: {error}")
        return 1
    except OSError as error:
        say(f"bootstrap: {error.filename or ROOT}: {error.strerror}. Mend that, then start again.")
        return 1
    except KeyboardInterrupt:
        say("\nbootstrap: stopped. Start again to go on.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
