"""One computer under faults: what was tried, what came of it, and how often."""

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from perflead_tui.errors import PerfleadError
from tests.faults.counting import COUNTS
from tests.faults.layer import KINDS, Fault, Killed, Layer

_T = TypeVar("_T")

faults = st.none() | st.builds(Fault, kind=st.sampled_from(KINDS), at=st.integers(1, 14), seed=st.integers(0, 2**16))


def machine_settings(count: int) -> settings:
    """So many histories of up to twelve operations. A failure is made smaller only if `SHRINK` asks for it.

    `HISTORIES` in the environment is another number of them.
    """
    return settings(
        max_examples=int(os.environ.get("HISTORIES", count)),
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
        database=None,
        phases=[Phase.generate, Phase.shrink] if os.environ.get("SHRINK") else [Phase.generate],
    )


class Refused(Exception):
    """The operation was refused because of the fault; `error` is what a person is told."""

    def __init__(self, error: PerfleadError) -> None:
        super().__init__(str(error))
        self.error = error


class Stopped(Exception):
    """The process was killed within the operation, or the power failed; it runs again."""


class Computer:
    """Runs operations one at a time, with a fault in each if it is asked to."""

    def __init__(self, root: Path) -> None:
        self.layer = Layer(root)
        self.trail: list[str] = []
        """What happened, for whoever reads a failure."""

    def run(self, name: str, work: Callable[[], _T], fault: Fault | None = None) -> _T:
        """The result of `work`. Raises Refused or Stopped if the fault came to pass; any other error is a failure.

        Without a fault nothing may be refused.
        """
        COUNTS["operations"] += 1
        told = f"{name}" if fault is None else f"{name} with {fault}"
        try:
            with self.layer.spoiled(fault):
                result = work()
        except Killed:
            assert fault is not None and self.layer.fired
            self._stopped(fault, told)
            raise Stopped from None
        except PerfleadError as error:
            self.trail.append(f"{told}: refused at {self.layer.seen[-3:]}: {error}")
            if not self.layer.fired:
                raise
            COUNTS[self._kind(fault)] += 1
            assert error.message
            raise Refused(error) from error
        if self.layer.fired:
            COUNTS[self._kind(fault)] += 1
        self.trail.append(told + (" (met)" if self.layer.fired else ""))
        return result

    def cut(self, seed: int) -> None:
        """The power fails between two operations."""
        COUNTS["power cuts between operations"] += 1
        self.trail.append(f"power cut {seed}: {self.layer.power_cut(seed)}")

    def _stopped(self, fault: Fault, told: str) -> None:
        COUNTS[self._kind(fault)] += 1
        how = "killed"
        if fault.kind == "power":
            how = self.layer.power_cut(fault.seed)
        else:
            self.layer.restart()
        self.trail.append(f"{told}: stopped ({how}) at {self.layer.seen[-3:]}")

    @staticmethod
    def _kind(fault: Fault | None) -> str:
        return "no fault" if fault is None else f"fault: {fault.kind}"


def pick(seed: int, options: list[Any]) -> Any:
    """One of `options`, by a seed."""
    return random.Random(seed).choice(options)
