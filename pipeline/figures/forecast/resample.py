"""How many periods are still needed, from what was gained in past periods: pure numbers, no dates.

Every coming period gains what one of the past periods gained, drawn with replacement, so a period without progress counts like any other.
"""

import hashlib
import math
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

HORIZON = 260
"""So many periods ahead is looked: five years of weeks."""
RESAMPLES = 10_000
STEPS, ROUGH_STEPS = 1_000, 256
NOISE = 1e-7
"""Gains and remainders smaller than this come from floating point."""
CLOSE = 1e-3
"""A gain so near to a whole step, in steps, is one."""
CERTAIN = 1 - 1e-9

Chances = tuple[float, ...]
"""The chance, 0..1 and never falling, to be done after 0, 1, 2 … periods; cut off once certain, and at HORIZON."""


def periods_to(gains: Sequence[float], remaining: float) -> Chances | None:
    """The chances to have gained `remaining` after 0, 1, 2 … periods; None where the mean gain does not get there within HORIZON periods.

    Exact convolution where all gains are whole steps and `remaining` is at most STEPS of them, else RESAMPLES seeded resamples. A
    negative gain is history like any other; what once reached `remaining` stays done. The order of the gains changes nothing.
    """
    if (early := _early(gains, remaining)) is not None:
        return early or None
    step = common_step(gains, remaining / STEPS)
    return convolved(gains, remaining, step) if step else resampled(gains, remaining)


def rough_periods_to(gains: Sequence[float], remaining: float, level: float) -> Chances | None:
    """`periods_to` for large numbers of forecasts, cut off once `level` is reached.

    Exact on at most ROUGH_STEPS steps; else on a grid that has the finish half-way between two steps, which is on average nearer to the
    exact chances than resampling is, at a tenth of the price.
    """
    if (early := _early(gains, remaining)) is not None:
        return early or None
    finest = remaining / (ROUGH_STEPS - 0.5)
    return convolved(gains, remaining, common_step(gains, finest) or finest, level)


def _early(gains: Sequence[float], remaining: float) -> Chances | None:
    """Chances that need no work: of what is done, and none at all (empty) where the gains do not get there; None where work is needed."""
    if remaining <= NOISE:
        return (1.0,)
    return () if remaining * len(gains) > HORIZON * math.fsum(gains) else None


def common_step(gains: Sequence[float], finest: float) -> float | None:
    """The largest number that all gains are whole multiples of, or None where it would be below `finest`."""
    sizes = sorted({abs(gain) for gain in gains if abs(gain) > NOISE})
    step = 0.0
    for size in sizes:
        step, rest = size, step
        while rest > NOISE:
            step, rest = rest, step % rest
        if step < finest:
            return None
    step = sizes[-1] / round(sizes[-1] / step)
    return step if all(abs(size / step - round(size / step)) < CLOSE for size in sizes) else None


def convolved(gains: Sequence[float], remaining: float, step: float, level: float = CERTAIN) -> Chances:
    """The chances up to `level` by convolution on a grid of `step`: exact where all gains are whole steps.

    A gain between two steps is split between them so that its mean is kept. With negative gains the grid reaches as far below the
    start as `remaining` is above it; what falls lower stays at its end.
    """
    need = math.ceil(remaining / step - CLOSE)
    lowest, kernel = _kernel(np.clip(np.sort(gains) / step, -need, 2 * need))  # from the very bottom up to what remains
    depth = need if lowest else 0
    waiting = np.zeros(depth + need)
    waiting[depth] = 1.0
    chances = [0.0]
    while chances[-1] < level and len(chances) <= HORIZON:
        spread = np.convolve(waiting, kernel)
        waiting = spread[lowest : lowest + depth + need]
        if lowest:
            waiting[0] += spread[:lowest].sum()
        chances.append(max(chances[-1], 1.0 - float(waiting.sum())))
    return tuple(chances)


def _kernel(places: NDArray[np.float64]) -> tuple[int, NDArray[np.float64]]:
    """What one period adds: the chance of each number of steps, and how many steps down the first of them is."""
    whole = np.floor(places + CLOSE)
    part = places - whole
    part[part < CLOSE] = 0.0
    lowest = max(0, -int(whole[0]))
    index = (whole + lowest).astype(np.intp)
    kernel = np.bincount(index, 1 - part, index[-1] + 2) + np.bincount(index + 1, part, index[-1] + 2)
    return lowest, kernel / len(places)


def resampled(gains: Sequence[float], remaining: float) -> Chances:
    """The chances by RESAMPLES seeded resamples.

    The seed comes from the gains alone: the same futures are drawn for any `remaining`, so more remaining is never done earlier.
    """
    canonical = np.round(np.sort(gains), 9) + 0.0
    seed = hashlib.sha256(canonical.astype("<f8").tobytes()).digest()
    draw = np.random.default_rng(int.from_bytes(seed[:16], "big"))
    reached = np.zeros(RESAMPLES)
    done = np.zeros(RESAMPLES, dtype=bool)
    chances = [0.0]
    while chances[-1] < 1 and len(chances) <= HORIZON:
        reached += canonical.take(draw.integers(0, len(gains), RESAMPLES, dtype=np.uint32))
        done |= reached >= remaining - NOISE
        chances.append(int(np.count_nonzero(done)) / RESAMPLES)
    return tuple(chances)


def percentile(chances: Chances, level: float) -> int | None:
    """The smallest whole number of periods with a chance of at least `level` (0..1), or None where it lies beyond HORIZON."""
    found = bisect_left(chances, level - (1 - CERTAIN))
    return found if found < len(chances) else None


def chance_by(chances: Chances, periods: int) -> float:
    """The chance to be done after so many whole periods; none before the first."""
    return chances[min(periods, len(chances) - 1)] if periods >= 0 else 0.0
