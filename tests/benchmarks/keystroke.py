"""From a key to the picture it makes: the rater's form, home, and every step of the walk-through.

Run: python -m tests.benchmarks keystroke. Prints a table; it measures, it never judges.

The walk-through is the largest there is, with 400 comments (see keys.py). Of a press the time on the wall is told, once
of those presses during which the host of a virtual machine took no time away from this one, once of all of them for the
slowest place; and the app's own work on the processor. Beside them stands a Textual app that paints as many rows.
"""

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.apps import command, perflead, prepared, shown
from tests.benchmarks.figures import Aim, Figure
from tests.benchmarks.keys import Spent, Terminal, measured, running
from tests.benchmarks.timing import percentile

TITLE = "Key to paint"
MEDIAN, LATE = Aim(0.016, "figure"), Aim(0.050, "figure")
_BARE = "a bare Textual app"
_FORM = ("3", "4", "down", "2", "up", "5", "down", "1")
_LIST = ("down", "down", "up", "down", "up", "up")
_RADIOS = ("down", "down", "enter", "up", "enter", "down")

Places = dict[str, list[Spent]]


def measure(quick: bool, missing: list[str]) -> list[Figure]:
    """Each place beside the bare app."""
    rounds = 1 if quick else 12
    with tempfile.TemporaryDirectory() as name, running(name, "--bare") as terminal:
        bare = _pressed(terminal, ("down",), 12 * rounds)
    places = {**_small(rounds), **_steps(rounds)}
    others = {"a form of RadioSets": places.pop("a form of RadioSets")}
    rows = [row for title, spent in places.items() for row in _rows(title, spent, bare, missing)]
    rows += [row for title, spent in others.items() for row in _rows(title, spent, bare, missing, aimed=False)]
    return [
        *rows,
        *_slowest(places, bare, "slowest, all presses", lambda each: each.wall, aimed=True),
        *_slowest(places, bare, "slowest, processor", lambda each: each.cpu, aimed=False),
    ]


def _pressed(terminal: Terminal, keys: tuple[str, ...], rounds: int) -> list[Spent]:
    spent = [terminal.press(key) for _round in range(rounds) for key in keys]
    return [each for each in spent if each is not None]


def _small(rounds: int) -> Places:
    """The form, home, and the RadioSets, all started anew."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        invitation = prepared(folder)
        found: Places = {}
        with shown(perflead("answer", str(invitation)), folder) as (terminal, _pid):
            for _page in range(2):
                terminal.press("enter")
                terminal.quiet(0.5)
            found["the rater's form"] = _pressed(terminal, _FORM, rounds)
        for title, name_, keys in (("home", "home", _LIST), ("a form of RadioSets", "radios", _RADIOS)):
            with shown(command(name_, folder), folder) as (terminal, _pid):
                found[title] = _pressed(terminal, keys, rounds)
    return found


def _steps(rounds: int) -> Places:
    with tempfile.TemporaryDirectory() as name, running(name) as terminal:
        return {f"step {step}": measured(terminal, step, rounds) for step in range(1, 10)}


def _rows(title: str, spent: list[Spent], bare: list[Spent], missing: list[str], *, aimed: bool = True) -> list[Figure]:
    ours, theirs = ([each.wall for each in found if not each.disturbed] for found in (spent, bare))
    if not ours or not theirs:
        missing.append(f"{title}: the host disturbed every press")
        return []
    kinds = ("median", statistics.median, MEDIAN), ("95 of 100", lambda times: percentile(times, 0.95), LATE)
    return [
        Figure(f"{title}, {words}", "s", of(ours), _BARE, of(theirs), aim if aimed else None)
        for words, of, aim in kinds
    ]


def _slowest(
    places: Places, bare: list[Spent], title: str, of: Callable[[Spent], float], *, aimed: bool
) -> list[Figure]:
    median = max(statistics.median(map(of, spent)) for spent in places.values())
    late = max(percentile(list(map(of, spent)), 0.95) for spent in places.values())
    floor = statistics.median(map(of, bare)), percentile(list(map(of, bare)), 0.95)
    rows = (("median", median, floor[0], MEDIAN), ("95 of 100", late, floor[1], LATE))
    return [
        Figure(f"{title}, {words}", "s", value, _BARE, other, aim if aimed else None)
        for words, value, other, aim in rows
    ]
