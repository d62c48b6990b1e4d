"""The programs that benchmarks of screens start, each in a pseudo-terminal of its own.

`python -m tests.benchmarks.apps NAME FOLDER` is one that perflead is held beside, or a screen of perflead itself over
what `prepared` has put into the folder.
"""

import os
import pty
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.keys import Terminal

COLUMNS, ROWS = 120, 40
LINES, POINTS = 37, 6
"""What the built-in questionnaire asks, and the answers to choose from: 1 to 5 and "not observed"."""
BARE = "a Textual hello world"
LOADED = "the same with the libraries of a vault and the rules of terms"
"""What `hello` and `libraries` are called in the tables."""
PASSPHRASE = "a long passphrase"
REVIEWS = 20
HISTORY = 100_000


def hello(_folder: str) -> None:
    """The least that Textual can show."""
    from textual.app import App, ComposeResult
    from textual.widgets import Static

    class Hello(App[None]):
        def compose(self) -> ComposeResult:
            yield Static("Hello, World!")

    Hello().run()


def libraries(folder: str) -> None:
    """The same, with the libraries that a report and a vault need."""
    import babel.dates
    import tinydb
    from cryptography.hazmat.primitives import hpke
    from cryptography.hazmat.primitives.asymmetric import ed25519, mlkem, rsa, x25519
    from cryptography.hazmat.primitives.ciphers import aead

    from perflead_tui.review.terms import Terms

    assert all((tinydb, hpke, ed25519, mlkem, rsa, x25519, aead))
    babel.dates.format_date(None, locale="en")
    Terms.model_rebuild(force=True)
    hello(folder)


def radios(_folder: str) -> None:
    """A form as large as the built-in one, in the way that Textual offers: a RadioSet for each line."""
    from textual.app import App, ComposeResult
    from textual.containers import VerticalScroll
    from textual.widgets import Label, RadioButton, RadioSet

    class Radios(App[None]):
        def compose(self) -> ComposeResult:
            with VerticalScroll(can_focus=False):
                for line in range(LINES):
                    yield Label(f"{line + 1}. They ask what we need before they decide what is done.")
                    with RadioSet():
                        for point in range(POINTS):
                            yield RadioButton(f"point {point}")

    Radios().run()


def home(folder: str) -> None:
    """Home, unlocked, with a list of reviews."""
    _coach(folder, "home")


def desk(folder: str) -> None:
    """The desk of a review, which has looked at its drop."""
    from perflead_tui.flows.grants import attend
    from perflead_tui.vault.vault import Vault

    with Vault.open(Path(folder) / "vault", PASSPHRASE) as vault:
        attend(vault, vault.review_ids()[0])
    _coach(folder, "desk")


def walk(folder: str) -> None:
    """The walk-through of the report that `large` has made."""
    _coach(folder, "walk")


def large(folder: str) -> None:
    """Put the largest report there is, with 400 comments, into the vault of the folder."""
    from perflead_tui.flows.records import open_review
    from perflead_tui.questionnaire.loading import load
    from perflead_tui.review.state import CLOSED
    from perflead_tui.vault.vault import Vault
    from tests.tui_results.build import large as report

    prepared(Path(folder), 1)
    with Vault.open(Path(folder) / "vault", PASSPHRASE) as vault, open_review(vault, vault.review_ids()[0]) as file:
        file.db.table("report").insert({"json": report(load("performance-leadership"), 1000).to_json(indent=None)})
        file.set_state(CLOSED)


def _coach(folder: str, place: str) -> None:
    from perflead_tui.settings import Settings
    from perflead_tui.tui.coach.app import CoachApp, Place
    from perflead_tui.vault.vault import Vault

    vault = Vault.open(Path(folder) / "vault", PASSPHRASE)
    review = vault.review_ids()[0]
    CoachApp(vault.home, Settings(lock_minutes=0), vault=vault, start=Place(place, review)).run()


def command(name: str, folder: Path) -> list[str]:
    """How one of these programs is started."""
    return [sys.executable, "-m", "tests.benchmarks.apps", name, str(folder)]


def perflead(*arguments: str) -> list[str]:
    """How perflead itself is started."""
    return [sys.executable, "-c", "from perflead_tui.cli.main import run; run()", *arguments]


def private(folder: Path) -> dict[str, str]:
    """An environment in which everything that perflead keeps is in the folder."""
    places = {f"PERFLEAD_{part.upper()}": str(folder / part) for part in ("state", "config", "home")}
    return {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **places}


@contextmanager
def shown(arguments: Sequence[str], folder: Path) -> Iterator[tuple[Terminal, int]]:
    """A program in a pseudo-terminal, painted and at rest; its terminal and its process."""
    import fcntl
    import struct
    import termios

    environment = private(folder)
    pid, fd = pty.fork()
    if pid == 0:
        os.execve(arguments[0], list(arguments), environment)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    terminal = Terminal(fd, pid)
    try:
        terminal.frames(60)
        terminal.quiet(1.0)
        yield terminal, pid
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(fd)


def prepared(folder: Path, history: int = 0) -> Path:
    """A vault with reviews, the first with a drop that has so much history; an invitation to it, which is returned."""
    from perflead_tui.flows.inviting import invite
    from perflead_tui.flows.setup import NewReview, new_review
    from perflead_tui.questionnaire.loading import load
    from perflead_tui.review.roster import parse_roster
    from perflead_tui.vault.vault import Vault
    from tests.benchmarks.drop import fill
    from tests.benchmarks.opening import fill as fill_vault

    os.environ["PERFLEAD_STATE"] = str(folder / "state")
    asked, drop = load("performance-leadership"), folder / "drop"
    drop.mkdir(parents=True)
    vault, _recovery = Vault.create(folder / "vault", PASSPHRASE)
    with vault:
        roster = parse_roster(b"name,group\nJo,self\nA,peers\nB,peers\nC,peers\nD,peers\n", "roster.csv", asked)
        review = new_review(
            vault, NewReview(leader="Jo Lead", questionnaire=asked, roster=roster, drop=str(drop))
        ).review
        paths = invite(vault, review, folder / "invitations")
        if history:
            fill(drop / review, "grants", history)
        else:
            fill_vault(vault, REVIEWS)
    return next(path for path in paths if path.name.startswith("peers"))


if __name__ == "__main__":
    globals()[sys.argv[1]](sys.argv[2])
