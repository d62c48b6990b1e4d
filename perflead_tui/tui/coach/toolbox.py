"""What needs no vault: receipts and boards, a courier's and an opener's files, questionnaires, the outbox. Each runs
what its command runs and tells it in the same words.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.files import shown, write_atomic
from perflead_tui.flows import telling
from perflead_tui.i18n import _, language
from perflead_tui.questionnaire.loading import builtin_names, check_file, load
from perflead_tui.questionnaire.model import in_language
from perflead_tui.questionnaire.writing import export_text
from perflead_tui.tui.again import reopened
from perflead_tui.tui.coach.asking import TellScreen, ask_path
from perflead_tui.tui.coach.form import (
    Asked,
    Ended,
    Entered,
    FormScreen,
    Given,
    at_home,
    new_file,
    new_secret,
    same_twice,
)
from perflead_tui.tui.coach.frame import CoachScreen
from perflead_tui.tui.dialogs import PickScreen
from perflead_tui.tui.work import Step

_OWN = "*own"
"""The key of a file of one's own among the questionnaires; none is called so."""
Tell = Callable[[Step], None]


# Boards


def verify(page: CoachScreen) -> None:
    """Look a receipt, or its code, up on a board."""

    def do(given: Given, _step: Tell) -> Sequence[str]:
        from perflead_tui.flows.checking import verify_answer

        proof, path = given["receipt"].strip(), given.path("receipt")
        found = verify_answer(str(path) if path.exists() else proof, given.path("board"), given.maybe("terms"))
        return telling.verify_lines(found)

    asked = [
        Asked("receipt", _("The file of your receipt, or its code")),
        Asked("board", _("The board of the review")),
        Asked("terms", _("Your invitation, or the terms"), optional=True),
    ]
    hint = _("Your receipt is looked up on the board here; nothing is sent.")
    page.app.push_screen(FormScreen(_("Was my answer counted?"), hint, asked, do, _("What the board says")))


def audit(page: CoachScreen) -> None:
    """Check a board against envelopes."""

    def do(given: Given, _step: Tell) -> Sequence[str]:
        from perflead_tui.flows.checking import audit_board

        return telling.audit_lines(audit_board(given.path("board"), given.path("envelopes"), given.maybe("terms")))

    asked = [
        Asked("board", _("The board of the review")),
        Asked("envelopes", _("The folder with the envelopes")),
        Asked("terms", _("The terms, or an invitation"), optional=True),
    ]
    hint = _("Everything on the board is computed again from the envelopes, without any key.")
    page.app.push_screen(FormScreen(_("Check a board"), hint, asked, do, _("What was found")))


# Couriers


def courier_new(page: CoachScreen) -> None:
    """A courier's keys."""

    def do(given: Given, _step: Tell) -> Sequence[str]:
        from perflead_tui.flows.courier import new_courier

        public, text = new_courier(given.path("out"), same_twice(given))
        return [*text.splitlines(), "", *telling.courier_made_lines(given.path("out"), public)]

    asked = [Asked("out", _("The new file for your private key"), given=at_home("courier.key")), *new_secret()]
    hint = _("A private file under a passphrase, and a public one beside it for the coach.")
    page.app.push_screen(FormScreen(_("Courier: make keys"), hint, asked, do, _("Your keys are made")))


def courier_forward(page: CoachScreen) -> None:
    """Hand envelopes on as one batch."""
    ways = (("forward", _("What is new")), ("again", _("Once more what was handed over")))
    asked = [
        Asked("envelopes", _("The envelopes: a file, or a folder with all of them")),
        Asked("out", _("A new folder for the batch"), given=at_home("batch")),
        Asked("key", _("The file of your private key"), given=at_home("courier.key")),
        Asked("terms", _("The terms of the review")),
        Asked("minimum", _("Wait for at least so many envelopes"), "text", optional=True),
        Asked("way", _("What is handed over"), "choice", given="forward", options=ways),
        Asked("passphrase", _("Passphrase of your key"), "secret"),
    ]
    hint = _("Your layer, names, times and order are taken off. With too few of them nothing is handed over.")
    page.app.push_screen(FormScreen(_("Courier: hand over"), hint, asked, _forward, _("The batch")))


# Openers


def opener_accept(page: CoachScreen) -> None:
    """Put a share under a passphrase."""

    def do(given: Given, _step: Tell) -> Sequence[str]:
        from perflead_tui.flows.openers import accept

        public = accept(given.path("share"), same_twice(given))
        return [*telling.share_lines(public), "", *telling.accepted_lines(given.path("share"))]

    asked = [Asked("share", _("The share that you were given")), *new_secret()]
    hint = _("The file is locked in its place, under a passphrase of your own.")
    page.app.push_screen(FormScreen(_("Opener: lock my share"), hint, asked, do, _("Your share is locked")))


def opener_approve(page: CoachScreen) -> None:
    """Agree that a review is opened."""
    forms = (("file", _("A file")), ("text", _("Text, to paste into an e-mail")))
    asked = [
        Asked("share", _("Your share")),
        Asked("out", _("A new file for your approval"), given=at_home("review.approval")),
        Asked("form", _("Written as"), "choice", given="file", options=forms),
        Asked("passphrase", _("Passphrase of your share"), "secret", optional=True),
    ]
    hint = _("Writes an approval that only the coach's vault can read.")
    page.app.push_screen(FormScreen(_("Opener: approve"), hint, asked, _approve, _("Your approval")))


# Questionnaires


def questionnaires(page: CoachScreen) -> None:
    """List those that come with perflead."""
    page.app.push_screen(TellScreen(_("Questionnaires"), telling.builtin_lines()))


def questionnaire(page: CoachScreen) -> None:
    """Show what one asks."""

    def chosen(name: str | None) -> None:
        if name == _OWN:
            ask_path(
                page.app, _("Show a questionnaire"), _("A YAML file of your own."),
                lambda path: _preview(page, str(path)), there=True,
            )  # fmt: skip
        elif name:
            _preview(page, name)

    options = [*_builtin(), (_OWN, _("A file of your own"))]
    page.app.push_screen(PickScreen(_("Show a questionnaire"), options), chosen)


def _preview(page: CoachScreen, name: str) -> None:
    from perflead_tui.tui.coach.new.preview import PreviewScreen

    try:
        page.app.push_screen(PreviewScreen(load(name)))
    except PerfleadError as error:
        page.notice(str(error))


def questionnaire_check(page: CoachScreen) -> None:
    """Every problem of a file, with its line."""

    def asked(path: Path) -> None:
        def check(_step: Tell) -> list[str]:
            return telling.checked_lines(path, check_file(path))

        title = _("Check a questionnaire")
        page.coach.work(title, check, lambda lines: page.app.push_screen(TellScreen(title, lines)))

    hint = _("A YAML file of your own.")
    ask_path(page.app, _("Check a questionnaire"), hint, asked, there=True)


def questionnaire_export(page: CoachScreen) -> None:
    """Write one as YAML."""

    def do(given: Given, _step: Tell) -> Sequence[str]:
        out = given.path("out")
        write_atomic(out, export_text(given["name"]).encode(), overwrite=False)
        return [telling.written_words(out)]

    names = _builtin()
    asked = [
        Asked("name", _("Questionnaire"), "choice", given=names[0][0], options=names),
        Asked("out", _("A new YAML file"), given=at_home("questionnaire.yaml")),
    ]
    hint = _("To read, or to make your own from.")
    page.app.push_screen(FormScreen(_("Write a questionnaire"), hint, asked, do, _("Written")))


def questionnaire_import(page: CoachScreen) -> None:
    """Make one from another tool's file."""
    ask_import(page)


@reopened
def ask_import(page: CoachScreen, given: str = "", out: str = "", then: Callable[[Path], object] | None = None) -> None:
    """The form for taking in a questionnaire; `then` gets the new file, once what was done is read."""

    def do(entered: Given, step: Tell) -> Ended:
        from perflead_tui.questionnaire.importing.files import import_to

        made = new_file(entered, "out", ".yaml")
        step((_("Reading the file"), 0, 1))
        lines, _sound = import_to(entered.path("file"), made, entered["language"], overwrite=False)
        return Ended(lines, onward=lambda: then and then(made))

    def beside(entered: Entered) -> str:
        named = entered["file"].strip()
        return str(Path(named).with_suffix(".yaml")) if named and Path(named).suffix else named

    asked = [
        Asked("file", _("The file: .lss, .lsg, .lsq, .xlsx or .csv"), given=given),
        Asked("language", _("Language of columns that do not name theirs"), "text", given=language()),
        Asked("out", _("A new YAML file"), given=out, follows=None if out else beside),
    ]
    hint = _("What cannot be carried over is told. Read the new file before you use it.")
    page.app.push_screen(FormScreen(_("Take a questionnaire in"), hint, asked, do, _("Taken in")))


# This computer


def deliver(page: CoachScreen) -> None:
    """Send what waits in the outbox."""

    def do(given: Given, _step: Tell) -> Sequence[str]:
        from perflead_tui.flows.deliver import deliver, save_receipts

        done, folder = deliver(), given.maybe("receipts")
        kept = save_receipts(done, folder) if folder is not None else []
        return [*telling.delivered_lines(done), *done.problems, *map(shown, kept)]

    asked = [Asked("receipts", _("A folder for the receipts of what leaves"), optional=True)]
    hint = _("Answers that were finished on this computer, as far as their time has come.")
    page.app.push_screen(FormScreen(_("Send what waits"), hint, asked, do, _("The outbox")))


def locate(page: CoachScreen) -> None:
    """Where perflead keeps its files."""
    lines = [part for words, path in telling.places() for part in (words, f"  {path}")]
    page.app.push_screen(TellScreen(_("Where files are"), lines))


def _forward(given: Given, step: Tell) -> Sequence[str]:
    from perflead_tui.exchange.signed_terms import load_terms
    from perflead_tui.flows.courier import Handover, open_courier
    from perflead_tui.sealing.fingerprint import words

    signed, out = load_terms(given.path("terms")), given.path("out")
    opened = open_courier(given.path("key"), lambda: given["passphrase"])
    batch = Handover(opened, signed, out, _number(given["minimum"]))
    paths = [given.path("envelopes")]
    done = batch.again(paths, step) if given["way"] == "again" else batch.forward(paths, step)
    who = _("{leader}: {words}").format(leader=signed.terms.leader, words=words(signed.terms_digest))
    return [who, "", *telling.handover_lines(done, out)]


def _number(text: str) -> int | None:
    text = text.strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 9):
        raise PerfleadError(_("Write a number of envelopes, or leave it empty."))
    return int(text) if text else None


def _approve(given: Given, _step: Tell) -> Sequence[str]:
    from perflead_tui.flows.openers import approve

    def ask(name: str) -> str:
        if not given["passphrase"]:
            raise PerfleadError(_("The share of {name} needs its passphrase.").format(name=name))
        return given["passphrase"]

    out = given.path("out")
    public = approve(given.path("share"), out, ask, armoured=given["form"] == "text")
    return [*telling.share_lines(public), "", telling.approved_words(out)]


def _builtin() -> list[tuple[str, str]]:
    """The questionnaires that come with perflead, by name and title."""
    return [(name, in_language(load(name).title, language())) for name in builtin_names()]


TOOLS: dict[str, Callable[[CoachScreen], None]] = {
    each.__name__: reopened(each)
    for each in (
        verify, audit, courier_new, courier_forward, opener_accept, opener_approve, questionnaires, questionnaire,
        questionnaire_check, questionnaire_export, questionnaire_import, deliver, locate,
    )
}  # fmt: skip
"""What can be asked for, by the names that the registry of commands has."""
