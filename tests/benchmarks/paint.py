"""How long it takes until a first screen can be read, beside a bare Textual hello world and a form of RadioSets.

Run: python -m tests.benchmarks paint. Prints a table; it measures, it never judges.

Each program is started in a pseudo-terminal of its own, in turn; its time ends when the last words of its first screen
have arrived. Later steps of the walk-through are one key away: `keystroke` counts the keys that lead there.
"""

import tempfile
from functools import partial
from pathlib import Path

from perflead_tui.flows.demo import RESULTS, SAMPLE
from perflead_tui.paths import sample_dir
from tests.benchmarks.apps import command, perflead, prepared, private
from tests.benchmarks.figures import Aim, Figure
from tests.benchmarks.home import first_paint
from tests.benchmarks.timing import interleaved

TITLE = "First paint"
_HELLO, _RADIOS = "a Textual hello world", "a form of RadioSets"


def measure(quick: bool, missing: list[str]) -> list[Figure]:
    """The rater's form, home and the walk-through beside hello world; the form beside RadioSets too."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        invitation = prepared(folder)
        report = sample_dir() / SAMPLE / RESULTS / "review" / "report.json"
        programs = {
            _HELLO: (command("hello", folder), b"Hello, World!"),
            _RADIOS: (command("radios", folder), b"point 5"),
            "the rater's form": (perflead("answer", str(invitation)), b"Begin"),
            "home, asking for the passphrase": (perflead("--home", str(folder / "vault")), b"Unlock"),
            "home, at the very first start": (perflead("--home", str(folder / "none")), b"Choose"),
            "the walk-through of a report": (perflead("results", str(report)), b"Contract"),
        }
        environment = private(folder)
        works = {
            title: partial(first_paint, arguments, words, environment) for title, (arguments, words) in programs.items()
        }
        found = interleaved(works, 3 if quick else 15)
    ours = [title for title in programs if title not in (_HELLO, _RADIOS)]
    rows = [Figure(title, "s", found[title], _HELLO, found[_HELLO], Aim(1.6)) for title in ours]
    return [*rows, Figure(ours[0], "s", found[ours[0]], _RADIOS, found[_RADIOS])]
