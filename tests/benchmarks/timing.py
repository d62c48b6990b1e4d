"""Timing things side by side: in turn, so that a busy machine is unfair to none."""

import gc
import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from unittest import mock

Work = Callable[[], object]


def seconds(work: Work) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def interleaved(
    works: Mapping[str, Work],
    rounds: int,
    rare: Sequence[str] = (),
    every: int = 1,
    timed: Callable[[Any], float] = seconds,
) -> dict[str, float]:
    """The median seconds of each work; those named in `rare` are called in one of `every` rounds only.

    The first round is not counted, and no collection of garbage falls into another one's time. `timed` calls a work and
    says how long it took: all of the call, unless the work knows better.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for number in range(-1, rounds):
        for name, work in works.items():
            if name in rare and number % every and number >= 0:
                continue
            spent = timed(work)
            if number >= 0:
                taken[name].append(spent)
        if number % 50 == 0:
            gc.collect()
    return {name: statistics.median(times) for name, times in taken.items()}


@contextmanager
def unflushed() -> Iterator[None]:
    """What is only prepared here need not reach the disk: nothing in the block waits for it."""
    with mock.patch.object(os, "fsync", lambda _fd: None), mock.patch.object(os, "fdatasync", lambda _fd: None):
        yield


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which so much of them lies."""
    order = sorted(values)
    return order[min(int(share * len(order)), len(order) - 1)]
