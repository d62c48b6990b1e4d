"""Writing reports into files: one, from its desk or its walk-through, or those of all closed reviews."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perflead_tui.export.typeset import Paper
from perflead_tui.flows.records import open_review
from perflead_tui.flows.reporting import (
    AGE,
    FORMATS,
    Look,
    Subject,
    export_name,
    render,
    require_fitting,
    subject_with,
    write_export,
)
from perflead_tui.flows.telling_files import report_words, reports_words
from perflead_tui.i18n import _, catalogues, language, language_name
from perflead_tui.sealing.agekeys import recipients
from perflead_tui.themes import in_order, load_themes
from perflead_tui.tui.again import reopened
from perflead_tui.tui.coach.form import Asked, Entered, FormScreen, Given, Tell, at_home, new_file

if TYPE_CHECKING:
    from perflead_tui.tui.coach.app import CoachApp

REPORT, PLAN = "report", "plan"
PRINTED, ROUND, STRAIGHT = "printed", "round", "straight"
DRAWN = ("html", "pdf")
"""The formats that have pictures."""
_THEIRS = "*"
"""Among languages: that of each leader."""


@dataclass(frozen=True)
class Told:
    """What a form proposes a name and languages by, and how what is written is got, in a thread."""

    leader: str
    closed_on: str
    languages: Sequence[str]
    subject: Callable[[], Subject]
    language: str


@reopened
def ask_report(app: "CoachApp", told: Told, *, plan: bool = False) -> None:
    """The form for one report; `plan` begins with the plan alone, as text."""

    def do(given: Given, step: Tell) -> Sequence[str]:
        kind, readers = given["format"], recipients(given.lines("to"))
        out = new_file(given, "out", FORMATS[kind].suffix + (AGE if readers else ""))
        require_fitting(out, kind, encrypted=bool(readers))
        step((_("Reading the review"), 0, 3))
        subject = told.subject()
        step((_("Writing the report"), 1, 3))
        data = render(subject, kind, _look(given))
        step((_("Writing the report"), 2, 3))
        write_export(out, data, force=False, recipients=readers)
        return [report_words(out), "", *_who_reads(encrypted=bool(readers))]

    def name(entered: Entered) -> str:
        found = export_name(told.leader, told.closed_on, entered["format"], plan_only=entered["what"] == PLAN)
        return at_home(found + (AGE if entered["to"].strip() else ""))

    tongues = [(code, language_name(code)) for code in told.languages]
    tongue = told.language if told.language in told.languages else told.languages[0]
    first = "text" if plan else "pdf"
    asked = [
        Asked("format", _("Format"), "choice", given=first, options=_formats()),
        Asked("what", _("What is in it"), "choice", given=PLAN if plan else REPORT, options=_parts()),
        Asked("out", _("A new file"), follows=name),
        Asked("language", _("Language"), "choice", given=tongue, options=tongues,
              when=lambda _entered: len(told.languages) > 1),
        _paper(),
        *_drawn(),
        _encrypted(),
    ]  # fmt: skip
    hint = _("Whoever can read the file can read the report.")
    app.push_screen(FormScreen(_("Write it to a file"), hint, asked, do, _("Written")))


def ask_review_report(app: "CoachApp", review: str, told: tuple[str, str, Sequence[str]]) -> None:
    """The form for the report of a review in the vault: its leader, the day that it closed, its languages."""
    vault = app.vault
    leader, closed_on, languages = told
    with open_review(vault, review) as file:
        spoken = file.leader_language or language()

    def subject() -> Subject:
        return subject_with(vault, review, app.beside_of(review))

    ask_report(app, Told(leader, closed_on, languages, subject, spoken))


@reopened
def ask_all_reports(app: "CoachApp") -> None:
    """The form for the reports of all closed reviews."""
    vault = app.vault

    def do(given: Given, step: Tell) -> Sequence[str]:
        from perflead_tui.flows.report_all import Wanted, write_all

        folder, readers = given.path("out"), recipients(given.lines("to"))
        wanted = Wanted(given["format"], _look(given), folder, False, tuple(readers), given["language"] != _THEIRS)
        written = write_all(vault, wanted, step)
        return [reports_words(written, folder), *written.refused, "", *_who_reads(encrypted=bool(readers))]

    tongues = [(_THEIRS, _("That of each leader")), *((code, language_name(code)) for code in catalogues())]
    asked = [
        Asked("format", _("Format"), "choice", given="pdf", options=_formats()),
        Asked("what", _("What is in them"), "choice", given=REPORT, options=_parts()),
        Asked("out", _("A folder for them"), given=at_home("reports")),
        Asked("language", _("Language"), "choice", given=_THEIRS, options=tongues),
        _paper(),
        *_drawn(),
        _encrypted(),
    ]
    hint = _("A file for each closed review. Files that are there already are left as they are.")
    app.push_screen(FormScreen(_("All reports"), hint, asked, do, _("All reports")))


def _formats() -> list[tuple[str, str]]:
    return [
        ("pdf", "PDF"), ("html", "HTML"), ("xlsx", _("Spreadsheet")), ("csv", "CSV"), ("text", _("Text")),
        ("md", "Markdown"), ("json", "JSON"),
    ]  # fmt: skip


def _parts() -> list[tuple[str, str]]:
    return [(REPORT, _("The report, with the plan")), (PLAN, _("The plan alone, without scores"))]


def _paper() -> Asked:
    papers = [("letter", "Letter"), ("a4", "A4")]
    return Asked("paper", _("Paper"), "choice", given="letter", options=papers, when=lambda one: one["format"] == "pdf")


def _drawn() -> tuple[Asked, Asked]:
    """Colours, and whether the profile is drawn in a circle, too."""
    themes = [(PRINTED, _("The usual ones")), *((each.name, each.title) for each in in_order(load_themes()[0]))]
    circle = [(STRAIGHT, _("Without")), (ROUND, _("With it"))]
    return (
        Asked("theme", _("Colours"), "choice", given=PRINTED, options=themes, when=lambda one: one["format"] in DRAWN),
        Asked("radar", _("The profile in a circle, too, which many misread"), "choice", given=STRAIGHT, options=circle,
              when=lambda one: one["format"] in DRAWN and one["what"] == REPORT),
    )  # fmt: skip


def _encrypted() -> Asked:
    return Asked("to", _("Encrypted for: public keys or .pub files"), "lines", optional=True)


def _look(given: Given) -> Look:
    paper: Paper = "a4" if given["paper"] == "a4" else "letter"
    language = "" if given["language"] == _THEIRS else given["language"]
    theme = "" if given["theme"] == PRINTED else given["theme"]
    return Look(language, paper, theme, plan_only=given["what"] == PLAN, radar=given["radar"] == ROUND)


def _who_reads(*, encrypted: bool) -> list[str]:
    if encrypted:
        return [_("Only the private keys of those whom you named open it.")]
    return [_("It is not encrypted. Erasing a review does not reach what was written.")]
