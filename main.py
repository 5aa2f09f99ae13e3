"""Centroid Lab's one command line: the window, or the same job without one."""

from __future__ import annotations

import os

# Shards supply the parallelism; the variable counts only before NumPy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import signal
import sys
import threading
import time
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING

from engine.errors import Cancelled, CentroidLabError, printable
from engine.kmeans.parameters import INIT_NAMES, KMeansParameters
from engine.options import FRAMINGS, LABELS, SPLITS, OpenOptions

if TYPE_CHECKING:
    from engine.export.sweep_export import SweepExport
    from engine.imageset import ImageSet
    from engine.kmeans.reports import FitEnded
    from engine.sweep.plan import Member

DONE, FAILED, INTERRUPTED = 0, 1, 130
TICK_SECONDS = 3.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit status."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    try:
        if options.list:
            return list_catalogue()
        if options.verify:
            return verify_export(options.verify)
        if options.headless:
            return run_headless(options)
        return open_window(options)
    except CentroidLabError as error:
        complain(str(error))
        return FAILED
    except KeyboardInterrupt:  # before or after the work that stops in good order
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; exits with status 2 where they make no sense."""
    parser = argparse.ArgumentParser(
        prog="centroid-lab",
        description="Watch k-means cluster your pictures, live, and take the result away.",
    )
    add = parser.add_argument
    add(
        "images",
        nargs="?",
        metavar="IMAGES",
        help="a file, a folder, an archive, or a name that --list shows (default: emoji)",
    )
    add("--headless", action="store_true", help="the same fit without a window")
    add("--list", action="store_true", help="print the image sets known by name")
    add("--verify", metavar="FOLDER", help="recompute an exported fit: is it identical?")
    add_image_options(parser.add_argument_group("images"))
    add = parser.add_argument_group("clustering").add_argument
    add("-k", "--n-clusters", type=at_least_one, metavar="N", help="clusters (default: 10)")
    names = ", ".join(INIT_NAMES)
    add("--init", choices=INIT_NAMES, metavar="NAME", help=f"{names} (default: k-means++)")
    add("--n-init", type=at_least_one, metavar="N", help="runs, the best kept (default: 1)")
    add("--max-iter", type=at_least_one, metavar="N", help="iterations at most (default: 300)")
    add(
        "--tol",
        type=float,
        metavar="X",
        help="relative tolerance; 0: until no image moves (default: 1e-4)",
    )
    add("--seed", type=int, metavar="N", help="seed of the random generator (default: 0)")
    add_sweep_options(parser.add_argument_group("several fits, with --headless"))
    add = parser.add_argument_group("result").add_argument
    add("--export", metavar="FOLDER", help="write the result to FOLDER")
    add("--overwrite", action="store_true", help="let --export replace an earlier export")
    options = parser.parse_args(arguments)
    try:
        parameters_of(options)
        open_options(options)
        sweep_of(options)
    except CentroidLabError as error:
        parser.error(str(error))
    if options.export is not None and not options.headless:
        parser.error("--export goes with --headless; in the window choose File > Export.")
    problem = sweep_problem(options)
    if problem:
        parser.error(problem)
    return options


def add_sweep_options(group: argparse._ArgumentGroup) -> None:
    """Add the options that make several fits of one."""
    add = group.add_argument
    add("--sweep", metavar="VALUES", help="a fit for each K of 2-20, 2-20:3 or 3,5,10,15")
    add("--sweep-init", metavar="NAMES", help="each with several initialisations: random,farthest")
    add("--warm-start", action="store_true", help="each from the centroids of the next smaller K")


def sweep_problem(options: argparse.Namespace) -> str:
    """Return what does not go together on the command line; empty if all does."""
    if options.sweep is None:
        alone = options.warm_start or options.sweep_init is not None
        return "--warm-start and --sweep-init go with --sweep." if alone else ""
    if not options.headless:
        return "--sweep goes with --headless."
    if options.n_clusters is not None:
        return "-k does not go with --sweep, which says what K is."
    if options.init is not None and options.sweep_init is not None:
        return "--init does not go with --sweep-init: name it there."
    return ""


def add_image_options(group: argparse._ArgumentGroup) -> None:
    """Add the options that say which images of a set are opened, and in which shape."""
    add = group.add_argument
    add("--download", action="store_true", help="fetch a set that --list shows, if it is not here")
    add("--split", choices=SPLITS, help="part of the set (default: train)")
    add("--limit", type=at_least_one, metavar="N", help="N images drawn with the seed")
    add("--grey", action="store_true", help="one channel instead of three")
    add("--size", type=lengths, metavar="HxW", help="pixels of every picture: 64, or 48x64")
    framing = "how a picture of other proportions gets that size (default: crop)"
    add("--framing", choices=FRAMINGS, help=framing)
    add("--normalize", action="store_true", help="the same mean and contrast for every picture")
    add("--labels", choices=LABELS, help="which of two sets of classes (default: fine)")
    add("--array", metavar="NAME", help="the array of pictures, where a file has several")
    add("--shape", type=lengths, metavar="HxWxC", help="shape of a picture, where rows are flat")
    add("--transpose", action="store_true", help="exchange rows and columns, as for EMNIST")


def lengths(text: str) -> tuple[int, ...]:
    """Return the numbers of ``64``, ``48x64`` or ``28x28x1``; one number stands for a square."""
    parts = text.lower().replace("×", "x").split("x")
    numbers = tuple(at_least_one(part) for part in parts)
    return numbers * 2 if len(numbers) == 1 else numbers


def at_least_one(text: str) -> int:
    """Return the whole number `text` stands for, if it is 1 or more."""
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is less than 1")
    return number


def parameters_of(options: argparse.Namespace) -> KMeansParameters | None:
    """Return the parameters named on the command line; None if none was."""
    named = {
        "n_clusters": options.n_clusters,
        "init": options.init,
        "n_init": options.n_init,
        "max_iter": options.max_iter,
        "tol": options.tol,
        "random_state": options.seed,
    }
    chosen = {name: value for name, value in named.items() if value is not None}
    return KMeansParameters(**chosen) if chosen else None


def sweep_of(options: argparse.Namespace) -> tuple[Member, ...]:
    """Return the fits of the sweep named on the command line; none if none was."""
    from engine.sweep.plan import plan_sweep
    from engine.sweep.values import parse_values

    if options.sweep is None:
        return ()
    names = () if options.sweep_init is None else options.sweep_init.split(",")
    return plan_sweep(
        parse_values(options.sweep),
        parameters_of(options) or KMeansParameters(),
        inits=[name.strip() for name in names],
        warm_start=options.warm_start,
    )


def open_options(options: argparse.Namespace) -> OpenOptions:
    """Return how the images are to be opened."""
    named = {
        "split": options.split,
        "limit": options.limit,
        "seed": options.seed,
        "grey": options.grey,
        "size": options.size,
        "framing": options.framing,
        "normalize": options.normalize,
        "labels": options.labels,
        "array": options.array,
        "shape": options.shape,
        "transpose": options.transpose,
    }
    return OpenOptions(**{name: value for name, value in named.items() if value is not None})


def open_window(options: argparse.Namespace) -> int:
    """Show the window until it is closed."""
    try:
        from gui.app import run_window
    except ImportError as error:  # Qt, or a library of the system that it needs
        problem = f"cannot be shown ({error})"
        raise CentroidLabError("window", problem, "Add --headless to do without") from error
    return run_window(options.images, open_options(options), parameters_of(options))


def list_catalogue() -> int:
    """Print the catalogue."""
    from engine.catalogue import CATALOGUE

    for entry in CATALOGUE:
        shape = " x ".join(map(str, entry.image_shape))
        say(
            f"{entry.name:13} {entry.n_images:>7,} images  {shape:11}  "
            f"{entry.megabytes:>6.1f} MB  {entry.origin}"
        )
    return DONE


def verify_export(folder: str) -> int:
    """Recompute an exported fit and say whether it is identical."""
    from engine.export.verify import verify

    with Interruption() as interruption:
        try:
            verdict = verify(folder, should_stop=interruption.is_set)
        except Cancelled:
            return INTERRUPTED
    if verdict.identical:
        say(f"{folder}: identical.")
        return DONE
    for difference in verdict.differences:
        complain(difference)
    return FAILED


def run_headless(options: argparse.Namespace) -> int:
    """Cluster without a window: a line an iteration, then why it ended, then the export."""
    from engine import check_export_folder, export_fit, load_images

    parameters = parameters_of(options) or KMeansParameters()
    plan = sweep_of(options)
    export = sweep_export(options, plan)
    if options.export is not None and export is None:
        check_export_folder(options.export, overwrite=options.overwrite)
    with Interruption() as interruption:
        try:
            images = load_images(
                options.images or "emoji",
                options=open_options(options),
                progress=Ticker(),
                should_stop=interruption.is_set,
                download=options.download,
            )
        except Cancelled:
            return INTERRUPTED
        for note in images.notes:
            complain(note)
        if plan:
            return sweep(images, plan, export, interruption)
        ended = cluster(images, parameters, interruption)
        if ended is None:
            return INTERRUPTED
        if options.export is not None:
            folder = export_fit(options.export, images, ended, overwrite=options.overwrite)
            say(f"Exported to {folder}")
    return INTERRUPTED if interruption.is_set() else DONE


def cluster(
    images: ImageSet, parameters: KMeansParameters, interruption: Interruption
) -> FitEnded | None:
    """Run the fit and print its reports; None if it was interrupted before the first."""
    from engine.kmeans.fit import fit
    from engine.kmeans.reports import FitEnded

    for report in fit(images, parameters, should_stop=interruption.is_set):
        if isinstance(report, FitEnded):
            for note in report.notes:
                complain(note)
            if len(report.runs) > 1:
                say(f"Best of {len(report.runs)} runs: run {report.best_run + 1}.")
            say(report.reason)
            if report.stopped and parameters.n_init > 1:  # that may be the end of an earlier run
                say(f"Stopped in run {len(report.runs)} of {parameters.n_init}: on request.")
            return report
        say(str(report.row))
    return None


def sweep_export(options: argparse.Namespace, plan: Sequence[Member]) -> SweepExport | None:
    """Return what writes the members of a sweep to the folder named; None if none is to be."""
    from engine.export.sweep_export import SweepExport

    if not plan or options.export is None:
        return None
    return SweepExport(options.export, plan, overwrite=options.overwrite)


def sweep(
    images: ImageSet,
    plan: Sequence[Member],
    export: SweepExport | None,
    interruption: Interruption,
) -> int:
    """Run several fits, print and export each as it ends; return the exit status."""
    from engine.kmeans.reports import FitEnded
    from engine.sweep.lines import ended_line
    from engine.sweep.queue import State, SweepQueue
    from engine.sweep.running import run_sweep

    queue = SweepQueue(plan)
    for member, report in run_sweep(images, queue, should_stop=interruption.is_set):
        if not isinstance(report, FitEnded):
            say(str(report.row))
            continue
        for note in report.notes:
            complain(note)
        say(ended_line(member, report))
        if export is not None:
            say(f"Exported to {export.add(images, member, report)}")
    failed = [entry for entry in queue.entries() if entry.state is State.FAILED]
    for entry in failed:
        complain(f"K = {entry.member.parameters.n_clusters}: {entry.text}")
    if interruption.is_set():
        return INTERRUPTED
    return FAILED if failed else DONE


class Ticker:
    """Tells on the standard error how far a long opening has come, every few seconds."""

    def __init__(self) -> None:
        self._next = time.monotonic() + TICK_SECONDS

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Print a line if it is time; arguments as `engine.imageset.Progress`."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + TICK_SECONDS
            complain(f"{phase}, {100 * done // total} %" if total else phase)


class Interruption:
    """Turns the first Ctrl-C or SIGTERM into a flag; a second one ends the program at once."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self.is_set = self._event.is_set
        self._before: dict[int, object] = {}

    def __enter__(self) -> Interruption:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self._event.set()
        signal.signal(number, signal.SIG_DFL)


def say(line: str) -> None:
    """Print a line on the standard output, at once."""
    sys.stdout.write(f"{printable(line)}\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    """Print a line on the standard error."""
    sys.stderr.write(f"centroid-lab: {printable(line)}\n")


if __name__ == "__main__":
    sys.exit(main())
