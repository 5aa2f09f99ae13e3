"""What has become of a member, in one line for people."""

from __future__ import annotations

from engine.kmeans.reports import FitEnded
from engine.sweep.plan import Member


def ended_line(member: Member, ended: FitEnded) -> str:
    """Return ``K = 5, k-means++: distortion 1.2e+06 at iteration 9 of run 2 of 3, 0.05 s``.

    Parameters
    ----------
    member : Member
        As `engine.sweep.running.run_sweep` yields it.
    ended : FitEnded
        Its end.
    """
    parameters = member.parameters
    start = parameters.init_name if member.warm_from is None else "warm"
    run = f" of run {ended.best_run + 1} of {parameters.n_init}" if parameters.n_init > 1 else ""
    stopped = ", stopped on request" if ended.stopped else ""
    return (
        f"K = {parameters.n_clusters}, {start}: distortion {ended.distortion:.6e} "
        f"at iteration {ended.n_iter_}{run}, {ended.seconds:.2f} s{stopped}"
    )
