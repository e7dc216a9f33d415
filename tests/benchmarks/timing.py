"""Wall times of jobs, taken so that a noisy machine tells as little as possible."""

import gc
import time
from collections.abc import Callable, Mapping


def seconds(job: Callable[[], object]) -> float:
    """Wall time of one call, which pays for its own garbage, not for that of the jobs before it."""
    gc.collect()
    gc.freeze()
    begun = time.perf_counter()
    job()
    passed = time.perf_counter() - begun
    gc.unfreeze()
    return passed


def compared(jobs: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The best wall time of each job, taken in turn so that a noisy moment hits all alike."""
    best = dict.fromkeys(jobs, float("inf"))
    for _ in range(rounds):
        for name, job in jobs.items():
            best[name] = min(best[name], seconds(job))
    return best


def line(what: str, against: str, own: str, ratio: str) -> str:
    """A row of the table."""
    return f"| {what} | {against} | {own} | {ratio} |"


def milliseconds(time: float) -> str:
    """A time as it is printed."""
    return f"{1000 * time:,.1f} ms" if time < 1 else f"{1000 * time:,.0f} ms"
