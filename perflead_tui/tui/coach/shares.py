"""Sharing a review as an encrypted file, and the key that others encrypt files to."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.share import What
from perflead_tui.files import write_atomic
from perflead_tui.flows.overview import overview
from perflead_tui.flows.reporting import AGE, export_name
from perflead_tui.flows.telling import written_words
from perflead_tui.flows.telling_files import key_words, offer_lines, shared_words
from perflead_tui.i18n import _
from perflead_tui.tui.again import reopened
from perflead_tui.tui.coach.asking import TellScreen, ask_path
from perflead_tui.tui.coach.form import Asked, Ended, Entered, FormScreen, Given, Question, Tell, at_home, new_file

if TYPE_CHECKING:
    from perflead_tui.sealing.agekeys import Recipient
    from perflead_tui.tui.coach.app import CoachApp

WORDS, KEYS = "words", "keys"
_WHATS: dict[str, What] = {"report": "report", "plan": "plan", "review": "review"}


@reopened
def ask_share(app: "CoachApp", review: str, onward: Callable[[], object] | None = None) -> None:
    """The form for sharing a review. Raises PerfleadError if the review cannot be read."""
    if app.share_refused():
        raise PerfleadError(app.share_refused())
    vault, found = app.vault, overview(app.vault, review).status
    closed = found.state == "closed"
    day = found.closed_on.isoformat() if found.closed_on else ""

    def do(given: Given, step: Tell) -> Question:
        from perflead_tui.flows import sharing
        from perflead_tui.sealing.agekeys import recipients

        readers = recipients(given.lines("to")) if given["way"] == KEYS else []
        out = new_file(given, "out", AGE)
        step((_("Reading the review"), 0, 1))
        what = _WHATS[given["what"]]
        notes, earlier = given["notes"] == "with", given["earlier"] != "without"
        offered = sharing.offer(vault, review, what, notes=notes, earlier=earlier)
        lines = _parted(offer_lines(offered, sharing.readers(readers)))
        armoured = given["form"] == "text"

        def make(told: Tell) -> Ended:
            told((_("Encrypting it"), 0, 2))
            sealed, words = _sealed(offered.document, readers, armoured=armoured)
            told((_("Encrypting it"), 1, 2))
            sharing.send(vault, offered, sealed, out)
            return Ended([shared_words(out)], words, onward)

        return Question(_("Who will be able to read what"), lines, _("Share it"), make)

    def name(entered: Entered) -> str:
        what = entered["what"]
        exported = Path(export_name(found.leader, day, "json", plan_only=what == "plan")).stem
        return at_home((exported.replace("report", "review", 1) if what == "review" else exported) + AGE)

    hint = _("A file that only its readers can open. What is in it is told before it is made.")
    asked = _entries(closed=closed, name=name)
    app.push_screen(FormScreen(_("Share"), hint, asked, do, _("Shared")))


def _entries(*, closed: bool, name: Callable[[Entered], str]) -> list[Asked]:
    whole = ("review", _("The whole review, for another coach"))
    whats = [("report", _("The report, with the plan")), ("plan", _("The plan alone")), whole] if closed else [whole]
    ways = [(WORDS, _("Six words that are made for it")), (KEYS, _("The keys of its readers"))]
    return [
        Asked("what", _("What"), "choice", given=whats[0][0], options=whats),
        Asked("earlier", _("Scores of the earlier review, if there is one"), "choice", given="with",
              options=[("with", _("With them")), ("without", _("Without"))], when=lambda one: one["what"] == "report"),
        Asked("notes", _("Your notes of the walk-through"), "choice", given="without",
              options=[("without", _("Without")), ("with", _("With them"))],
              when=lambda one: closed and one["what"] == "review"),
        Asked("way", _("What opens it"), "choice", given=WORDS, options=ways),
        Asked("to", _("Its readers: public keys or .pub files, a line each"), "lines",
              when=lambda one: one["way"] == KEYS),
        Asked("out", _("A new file"), follows=name),
        Asked("form", _("Written as"), "choice", given="file",
              options=[("file", _("A file")), ("text", _("Text, to paste into an e-mail"))]),
    ]  # fmt: skip


def _sealed(document: bytes, readers: "Sequence[Recipient]", *, armoured: bool) -> tuple[bytes, str]:
    """The encrypted document, and the words that open it if it is for no keys."""
    from perflead_tui.sealing import agefile

    if readers:
        return agefile.encrypt(document, readers, armoured=armoured), ""
    words = agefile.new_passphrase()
    return agefile.encrypt_with_passphrase(document, words, armoured=armoured), words


def _parted(lines: Sequence[str]) -> list[str]:
    """Lists with a row between them."""
    parted: list[str] = []
    for at, line in enumerate(lines):
        parted += ["", line] if at and not line.startswith(" ") else [line]
    return parted


@reopened
def show_key(app: "CoachApp") -> None:
    """The vault's public key, which is made the first time; it can be written to a file."""
    from perflead_tui.flows.identity import own_identity

    try:
        public = own_identity(app.vault).public()
    except PerfleadError as error:
        app.tell(str(error))
        return

    def write(path: Path) -> None:
        try:
            write_atomic(path, f"{public}\n".encode(), overwrite=False)
        except PerfleadError as error:
            app.tell(str(error))
        else:
            app.push_screen(TellScreen(_("My public key"), [written_words(path)]))

    def answered(yes: bool | None) -> None:
        if yes:
            hint = _("It is no secret. Send it to those who share files with you.")
            ask_path(app, _("A new file for the key"), hint, write, given=at_home("perflead-key.pub"))

    lines = [public, "", key_words(), _("The private key stays in the vault.")]
    app.push_screen(TellScreen(_("My public key"), lines, _("Write it to a file")), answered)
