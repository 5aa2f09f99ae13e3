"""The command line: in this process where possible, in one of its own where signals are meant."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import engine
import engine.export.verify
import engine.sweep.running
import main
from engine import KMeansParameters, fit, load_images
from engine.catalogue import CATALOGUE
from engine.errors import MAX_LENGTH, DataError
from engine.kmeans.parameters import INIT_NAMES
from engine.sweep.lines import ended_line
from engine.sweep.plan import plan_sweep
from tests.engine.readers.cifar import cifar_files

ROOT = Path(__file__).resolve().parent.parent
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and pipes of POSIX")
SIGNALS = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
PATIENCE_S = 60
PREFIX = "centroid-lab: "
ITERATION = re.compile(
    r"run (\d+) iteration (\d+): distortion \d\.\d{6}e[+-]\d\d"
    r"(, shift [\d.e+-]+)?, moved \d+(, empty \d+)?, \d+\.\d\d s"
)
QUICK = ("--headless", "digits", "--limit", "60", "-k", "4")
FOR_EVER = ("--headless", "digits", "-k", "8", "--tol", "0", "--n-init", "1000000")


@pytest.fixture
def run(capsys):
    """Run a command line in this process; return exit status, lines out, lines of errors."""

    def run_one(*arguments):
        capsys.readouterr()
        status = main.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return status, out.splitlines(), err.splitlines()

    return run_one


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The folder of one export, not to be touched."""
    folder = tmp_path_factory.mktemp("exported")
    with contextlib.redirect_stdout(io.StringIO()):
        assert main.main([*QUICK, "--seed", "7", "--n-init", "2", "--export", str(folder)]) == 0
    return folder


@pytest.fixture
def start():
    """Start the program in a process of its own; one that is left is ended."""
    started = []

    def start_one(*arguments, **options):
        process = subprocess.Popen(
            [sys.executable, "main.py", *map(str, arguments)],
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            **{"stdout": subprocess.PIPE, **options},
        )
        started.append(process)
        return process

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


# --- what it prints


def test_the_list_names_every_set(run):
    status, out, err = run("--list")
    assert (status, err) == (0, [])
    assert [line.split()[0] for line in out] == [entry.name for entry in CATALOGUE]
    for line, entry in zip(out, CATALOGUE, strict=True):
        assert f"{entry.n_images:,} images" in line
        assert " x ".join(map(str, entry.image_shape)) in line
        assert line.endswith(entry.origin)


def test_a_line_an_iteration_and_why_it_ended(run):
    status, out, err = run("--headless", "digits", "-k", "5", "--seed", "3")
    assert (status, err) == (0, [])
    *reports, ended = fit(load_images("digits"), KMeansParameters(n_clusters=5, random_state=3))
    without_seconds = [line.rsplit(", ", 1)[0] for line in out[:-1]]
    assert without_seconds == [str(report.row).rsplit(", ", 1)[0] for report in reports]
    assert all(ITERATION.fullmatch(line) for line in out[:-1])
    assert ", shift " not in out[0]
    assert all(", shift " in line for line in out[1:-1])
    assert out[-1] == ended.reason
    assert out[-1].startswith(f"Converged at iteration {ended.n_iter_}: ")


def test_the_line_of_the_contract():
    line = "run 1 iteration 23: distortion 4.646126e+11, shift 1.23, moved 412, 0.02 s"
    row = engine.kmeans.reports.LogRow(
        run=0, iteration=23, distortion=4.646126e11, shift=1.23, moved=412, empty=0, seconds=0.02
    )
    assert str(row) == line
    assert ITERATION.fullmatch(line)


def test_without_a_name_it_is_the_emoji(run):
    status, out, err = run("--headless", "", "-k", "2", "--max-iter", "1")
    assert (status, err, len(out)) == (0, [], 3)
    assert out[-1] == "Stopped at iteration 1: maximum number of iterations reached."
    moved = re.search(r"moved (\d+)", out[0])[1]
    assert int(moved) == len(load_images("emoji"))
    assert main.parse(["--headless"]).images is None


def test_the_best_of_several_runs_is_named(run):
    status, out, _ = run(*QUICK, "--n-init", "3")
    *_, ended = fit(load_images("digits", limit=60), KMeansParameters(n_clusters=4, n_init=3))
    assert status == 0
    assert out[-2:] == [f"Best of 3 runs: run {ended.best_run + 1}.", ended.reason]
    runs = {int(ITERATION.fullmatch(line)[1]) for line in out[:-2]}
    assert runs == {1, 2, 3}


def test_notes_go_to_the_standard_error(run, tmp_path):
    assert run(*QUICK, "--split", "test")[::2] == (
        0,
        [f"{PREFIX}there are no splits here; 'test' was ignored"],
    )
    assert run("--headless", "digits", "--limit", "5000", "-k", "2")[::2] == (
        0,
        [f"{PREFIX}5,000 images were asked for; all 1,797 are here"],
    )
    batch = tmp_path / "data_batch_1"
    batch.write_bytes(cifar_files.batch(cifar_files.some_pixels(2)[[0, 0, 1]], [1, 1, 0]))
    cifar_files.write_folder(tmp_path, {"batches.meta": cifar_files.meta()})
    status, _, err = run("--headless", batch, "-k", "3")
    assert status == 0
    assert err == [
        f"{PREFIX}data_batch_1: only 2 distinct images for 3 clusters, so 1 are empty. "
        "Lower the number of clusters to 2."
    ]


def test_the_limit_is_drawn_with_the_seed(exported):
    record = json.loads((exported / "run.json").read_text())
    assert (record["images"]["limit"], record["images"]["limit_seed"]) == (60, 7)
    assert record["images"]["sha256"] == load_images("digits", limit=60, seed=7).sha256()


# --- parameters


def test_parameters_are_those_named():
    words = "-k 3 --init farthest --n-init 4 --max-iter 5 --tol 0.5 --seed 6 --headless"
    named = main.parse(words.split())
    assert main.parameters_of(named) == KMeansParameters(
        n_clusters=3, init="farthest", n_init=4, max_iter=5, tol=0.5, random_state=6
    )
    assert main.parameters_of(main.parse(["digits"])) is None
    assert main.parameters_of(main.parse(["--tol", "0"])) == KMeansParameters(tol=0)


@pytest.mark.parametrize("name", INIT_NAMES)
def test_every_initialisation_has_its_name(run, name):
    assert run(*QUICK, "--init", name)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("-k 0", "0 is less than 1"),
        ("-k -3", "-3 is less than 1"),
        ("-k many", "'many' is not a whole number"),
        ("-k 2.5", "'2.5' is not a whole number"),
        ("--n-init 0", "0 is less than 1"),
        ("--max-iter 0", "0 is less than 1"),
        ("--limit 0", "0 is less than 1"),
        ("--tol nan", "tol: nan is outside its limits"),
        ("--tol -1", "tol: -1.0 is outside its limits"),
        ("--seed -1", "random_state: -1 is outside its limits"),
        ("--seed 4294967296", "random_state: 4294967296 is outside its limits"),
        ("--init best", "invalid choice: 'best'"),
        ("--split half", "invalid choice: 'half'"),
        ("digits emoji", "unrecognized arguments: emoji"),
        ("--frobnicate", "unrecognized arguments: --frobnicate"),
        ("digits --export out", "--export goes with --headless"),
        ("digits --sweep 2-5", "--sweep goes with --headless"),
        ("--headless --sweep 2-5 -k 3", "-k does not go with --sweep"),
        ("--headless --sweep 2-", "sweep: '2-' is no value and no range"),
        ("--headless --sweep 0", "sweep: '0' asks for 0 clusters"),
        ("--headless --sweep 5-2", "sweep: '5-2' ends before it begins"),
        ("--headless --sweep=", "sweep: no number of clusters is given"),
        ("--headless --sweep 2-5 --sweep-init random,best", "init: there is no 'best'"),
        ("--headless --sweep 2 --sweep-init random --init random", "does not go with --sweep-init"),
        ("--headless --warm-start", "--warm-start and --sweep-init go with --sweep"),
        ("--headless --sweep-init random", "--warm-start and --sweep-init go with --sweep"),
    ],
)
def test_a_wrong_command_line(capsys, arguments, says):
    with pytest.raises(SystemExit) as ended:
        main.main(arguments.split())
    assert ended.value.code == 2
    assert says in capsys.readouterr().err


# --- exports


def test_an_export_is_verified_until_somebody_touches_it(run, exported, tmp_path):
    folder = tmp_path / "out"
    shutil.copytree(exported, folder)
    assert run("--verify", folder) == (0, [f"{folder}: identical."], [])
    labels = folder / "labels.csv"
    labels.write_bytes(labels.read_bytes().replace(b",3", b",2", 1))
    status, out, err = run("--verify", folder)
    assert (status, out) == (1, [])
    assert err == [f"{PREFIX}labels.csv: has been changed"]
    (folder / "centroids.png").unlink()
    assert run("--verify", folder)[2] == [
        f"{PREFIX}centroids.png: is missing",
        f"{PREFIX}labels.csv: has been changed",
    ]


def test_a_full_folder_is_refused_before_any_work(run, exported, tmp_path, monkeypatch):
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    command = (*QUICK, "--export", tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(engine, "load_images", lambda *_a, **_o: pytest.fail("work was begun"))
        status, out, err = run(*command)
    assert (status, out) == (1, [])
    assert_one_line(err)
    assert "the folder is not empty" in err[0]
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    shutil.copytree(exported, tmp_path, dirs_exist_ok=True)
    assert run(*command, "--overwrite", "--seed", "5")[0] == 0
    assert run("--verify", tmp_path)[0] == 0
    assert json.loads((tmp_path / "run.json").read_text())["parameters"]["random_state"] == 5
    assert mine.read_text() == "mine"


@pytest.mark.skipif(sys.platform != "linux", reason="file names of any bytes")
def test_a_folder_name_of_any_bytes(run, tmp_path):
    folder = tmp_path / os.fsdecode(b"out\xff\n\x1b[31m")
    status, out, err = run(*QUICK, "--export", folder)
    assert (status, err) == (0, [])
    assert out[-1] == f"Exported to {tmp_path}/out\\udcff\\n\\x1b[31m"
    assert run("--verify", folder)[0] == 0


# --- sweeps

SWEEP = ("--headless", "digits", "--limit", "60", "--sweep")


def members_of(folder):
    return json.loads((folder / "sweep.json").read_text())["members"]


def test_a_sweep_prints_the_iterations_of_each_member_and_a_line_at_its_end(run):
    status, out, err = run(*SWEEP, "4,2", "--n-init", "2", "--seed", "7")
    assert (status, err) == (0, [])
    images = load_images("digits", limit=60, seed=7)
    expected = []
    for member in plan_sweep([2, 4], KMeansParameters(n_init=2, random_state=7)):
        *reports, ended = fit(images, member.parameters)
        expected += [str(report.row) for report in reports] + [ended_line(member, ended)]
    without_seconds = [re.sub(r", \d+\.\d\d s$", "", line) for line in out]
    assert without_seconds == [re.sub(r", \d+\.\d\d s$", "", line) for line in expected]
    assert [line.split(":")[0] for line in out if line.startswith("K")] == [
        "K = 2, k-means++",
        "K = 4, k-means++",
    ]


def test_every_member_of_a_sweep_is_exported_and_verified(run, tmp_path):
    folder = tmp_path / "out"
    status, out, err = run(*SWEEP, "3-4", "--warm-start", "--n-init", "2", "--export", folder)
    assert (status, err) == (0, [])
    names = ["k_003", "k_004"]
    assert [line for line in out if line.startswith("Exp")] == [
        f"Exported to {folder / name}" for name in names
    ]
    assert [member["folder"] for member in members_of(folder)] == names
    assert [member["warm_from"] for member in members_of(folder)] == ["", "k_003"]
    assert sorted(os.listdir(folder)) == [*names, "sweep.csv", "sweep.json"]
    for name in names:
        assert run("--verify", folder / name) == (0, [f"{folder / name}: identical."], [])


def test_a_sweep_has_the_parameters_named():
    words = "--headless --sweep 2,4 --sweep-init random,\tfarthest --n-init 3 --tol 0 --seed 6"
    base = KMeansParameters(n_init=3, tol=0, random_state=6)
    inits = ["random", "farthest"]
    assert main.sweep_of(main.parse(words.split(" "))) == plan_sweep([2, 4], base, inits=inits)
    assert main.sweep_of(main.parse([*words.split(" "), "--warm-start"])) == plan_sweep(
        [2, 4], base, inits=inits, warm_start=True
    )
    assert main.sweep_of(main.parse(["digits"])) == ()


def test_a_sweep_beyond_the_distinct_images_leaves_nothing(run, tmp_path):
    status, out, err = run(*SWEEP, "2-61", "--export", tmp_path / "out")
    assert (status, out) == (1, [])
    assert_one_line(err)
    assert "a sweep up to 61 clusters, but only 60 distinct images" in err[0]
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_into_a_full_folder_is_refused_before_any_work(run, exported, monkeypatch):
    monkeypatch.setattr(engine, "load_images", lambda *_a, **_o: pytest.fail("work was begun"))
    status, out, err = run(*SWEEP, "2-3", "--export", exported)
    assert (status, out) == (1, [])
    assert_one_line(err)
    assert "the folder is not empty" in err[0]


def test_a_member_that_fails_is_told_and_the_rest_is_done(run, monkeypatch):
    real = engine.sweep.running.fit

    def failing(images, parameters, **options):
        if parameters.n_clusters == 3:
            raise DataError("digits", "the file shrank", "Open it again")
        return real(images, parameters, **options)

    monkeypatch.setattr(engine.sweep.running, "fit", failing)
    status, out, err = run(*SWEEP, "2-4")
    assert status == 1
    assert err == [f"{PREFIX}K = 3: digits: the file shrank. Open it again."]
    assert [line[:5] for line in out if line.startswith("K")] == ["K = 2", "K = 4"]


@POSIX
@SIGNALS
def test_an_interrupted_sweep_exports_the_member_in_hand_and_leaves_the_rest(
    start, run, tmp_path, number
):
    folder = tmp_path / "out"
    for_ever = ("--headless", "digits", "--tol", "0", "--n-init", "1000000")
    process = start(*for_ever, "--sweep", "8,9", "--export", folder)
    read_until(process, "run 2 iteration 3:")
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, err) == (130, "")
    assert out.splitlines()[-1] == f"Exported to {folder / 'k_008'}"
    assert out.splitlines()[-2].endswith(", stopped on request")
    (member,) = members_of(folder)
    assert (member["n_clusters"], member["stopped"], member["folder"]) == (8, True, "k_008")
    assert run("--verify", folder / "k_008") == (0, [f"{folder / 'k_008'}: identical."], [])


@POSIX
def test_a_killed_sweep_loses_nothing_that_was_finished(start, run, tmp_path):
    process = start(*SWEEP, "2-40", "--export", tmp_path)
    read_until(process, f"Exported to {tmp_path / 'k_003'}")
    process.kill()
    process.communicate()
    finished = members_of(tmp_path)
    assert [member["folder"] for member in finished][:2] == ["k_002", "k_003"]
    assert len(finished) < 39
    for name in ("k_002", "k_003"):
        assert run("--verify", tmp_path / name) == (0, [f"{tmp_path / name}: identical."], [])


# --- errors


def assert_one_line(err):
    (line,) = err
    assert re.fullmatch(rf"{PREFIX}.+: .+\. .+\.", line)
    assert len(line) <= len(PREFIX) + MAX_LENGTH


def in_folder(name, make):
    def prepare(folder):
        make(folder / name)
        return folder / name

    return prepare


@pytest.mark.parametrize(
    ("command", "prepare", "says"),
    [
        (("--headless", "{}"), in_folder("a.npy", lambda _path: None), "a.npy: there is no such"),
        (("--headless", "{}"), in_folder("empty", Path.mkdir), "empty: the folder is empty"),
        (("--headless", "{}"), in_folder("e.bin", Path.touch), "e.bin: the file is empty"),
        (("--headless", "{}"), in_folder("x" * 240, Path.touch), "the file is empty"),
        (("--headless", "nowhere"), None, "nowhere: no file or folder here"),
        (("--headless", "cifar10"), None, "cifar10: is not on this computer"),
        (("--headless", "a\0b"), None, "a\\x00b: "),
        (("--headless", "a\n\x1b[31mb"), None, "a\\n\\x1b[31mb: "),
        ((*QUICK, "-k", "61"), None, "digits: 61 clusters asked of 60 images"),
        ((*QUICK, "--export", "{}"), in_folder("file", Path.touch), "file: is a file"),
        ((*QUICK, "--export", "{}/out"), in_folder("file", Path.touch), "cannot be written to"),
        (("--verify", "{}"), in_folder("nothing", lambda _path: None), "nothing"),
        (("--verify", "{}"), in_folder("empty", Path.mkdir), "empty"),
        (("--verify", "{}"), in_folder("file", Path.touch), "file"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run, tmp_path, command, prepare, says):
    path = prepare(tmp_path) if prepare else ""
    status, out, err = run(*(word.replace("{}", str(path)) for word in command))
    assert (status, out) == (1, [])
    assert_one_line(err)
    assert says in err[0]


def test_it_looks_the_same_from_a_process_of_its_own(start):
    process = start("--headless", "nowhere")
    out, err = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, out) == (1, "")
    assert_one_line(err.splitlines())


def test_without_qt_the_window_is_refused_in_one_line(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "gui.app", None)
    status, out, err = run("digits")
    assert (status, out) == (1, [])
    assert_one_line(err)
    assert err[0].startswith(f"{PREFIX}window: cannot be shown (")
    assert err[0].endswith(" Add --headless to do without.")


# --- signals


def read_until(process, start_of_line):
    for line in process.stdout:
        if line.startswith(start_of_line):
            return
    raise AssertionError(f"no {start_of_line!r}; standard error: {process.stderr.read()}")


@POSIX
@SIGNALS
def test_an_interrupted_fit_is_exported_and_marked(start, run, tmp_path, number):
    folder = tmp_path / "out"
    process = start(*FOR_EVER, "--export", folder)
    read_until(process, "run 2 iteration 3:")
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, err) == (130, "")
    best, reason, stopped, exported = out.splitlines()[-4:]
    assert exported == f"Exported to {folder}"
    record = json.loads((folder / "run.json").read_text())
    assert record["stopped"] is True
    n_runs = len(record["runs"])
    assert best == f"Best of {n_runs} runs: run {record['best_run']}."
    assert reason == record["reason"]
    assert stopped == f"Stopped in run {n_runs} of 1000000: on request."
    assert run("--verify", folder) == (0, [f"{folder}: identical."], [])


@pytest.fixture
def interrupting(monkeypatch):
    """Have a signal arrive when a function is called, or when it is about to return."""

    def at(module, name, number=signal.SIGINT, *, after=False):
        real = getattr(module, name)

        def interrupted(*arguments, **options):
            if not after:
                signal.raise_signal(number)
                return real(*arguments, **options)
            options.pop("should_stop", None)
            result = real(*arguments, **options)
            signal.raise_signal(number)
            return result

        monkeypatch.setattr(module, name, interrupted)

    return at


@POSIX
@SIGNALS
@pytest.mark.parametrize("after", [False, True], ids=["while loading", "before the seeds"])
def test_an_interrupt_before_the_first_iteration_leaves_nothing(
    run, interrupting, tmp_path, number, after
):
    interrupting(engine, "load_images", number, after=after)
    before = signal.getsignal(number)
    folder = tmp_path / "a" / "out"
    assert run(*QUICK, "--export", folder) == (130, [], [])
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(number) == before


@POSIX
def test_an_interrupt_before_the_work_is_no_traceback(run, interrupting, tmp_path):
    interrupting(engine, "check_export_folder")
    # Who started the tests may have them ignore it, as shells do with what runs in the background.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert run(*QUICK, "--export", tmp_path / "out") == (130, [], [])
    finally:
        signal.signal(signal.SIGINT, before)
    assert list(tmp_path.iterdir()) == []


@POSIX
def test_an_interrupt_during_the_export_lets_it_be_finished(run, interrupting, tmp_path):
    interrupting(engine, "export_fit", signal.SIGTERM)
    status, out, err = run(*QUICK, "--export", tmp_path / "out")
    assert (status, err) == (130, [])
    assert out[-1].startswith("Exported to ")
    assert run("--verify", tmp_path / "out")[0] == 0


@POSIX
def test_verifying_can_be_interrupted(run, interrupting, exported):
    interrupting(engine.export.verify, "verify")
    assert run("--verify", exported) == (130, [], [])


@POSIX
def test_a_second_interrupt_is_left_to_the_system():
    before = signal.getsignal(signal.SIGINT)
    with main.Interruption() as interruption:
        assert not interruption.is_set()
        signal.raise_signal(signal.SIGINT)
        assert interruption.is_set()
        assert signal.getsignal(signal.SIGINT) == signal.SIG_DFL
        assert signal.getsignal(signal.SIGTERM) != signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) == before


# --- the process


@POSIX
def test_a_reader_that_leaves_early_is_no_traceback(start):
    process = start(*FOR_EVER)
    assert ITERATION.fullmatch(process.stdout.readline().strip())
    process.stdout.close()
    assert process.wait(PATIENCE_S) == 1
    assert process.stderr.read() == ""


@POSIX
def test_a_reader_that_has_left_already_is_no_traceback(start):
    reader, writer = os.pipe()
    os.close(reader)
    process = start("--list", stdout=writer)
    os.close(writer)
    assert process.wait(PATIENCE_S) == 1
    assert process.stderr.read() == ""


def test_no_qt_is_imported_without_a_window(tmp_path):
    program = (
        "import sys, main\n"
        f"status = main.main([*{QUICK!r}, '--export', {str(tmp_path)!r}])\n"
        f"status += main.main(['--verify', {str(tmp_path)!r}])\n"
        "heavy = {'PySide6', 'shiboken6', 'pyqtgraph', 'gui', 'sklearn', 'scipy', 'pandas'}\n"
        "sys.exit(f'{status} {sorted(heavy & set(sys.modules))}')\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment
    )
    assert done.stderr == "0 []\n"
