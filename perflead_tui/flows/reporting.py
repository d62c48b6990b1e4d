"""A report for people to keep, in any format; `flows/report_all.py` writes those of all closed reviews."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perflead_tui import __version__
from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.share_mark import is_share
from perflead_tui.export.plan_alone import PlanAlone
from perflead_tui.files import shown, write_atomic
from perflead_tui.flows.beside import material_beside, material_of_file
from perflead_tui.flows.debrief import Debrief, Material
from perflead_tui.i18n import _, language
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.plan import Plan
from perflead_tui.sealing.age_mark import is_age
from perflead_tui.text import clean, clean_line

if TYPE_CHECKING:
    from perflead_tui.export.document import Document
    from perflead_tui.export.typeset import Paper
    from perflead_tui.flows.sharing import Opened
    from perflead_tui.sealing.agekeys import Recipient
    from perflead_tui.vault.vault import Vault

_NAME_LIMIT = 40  # characters of a leader's name in the name of a file
_BEGINNING = 256  # bytes that tell an age file
AGE = ".age"


@dataclass(frozen=True)
class Subject:
    """What a report tells of. The report in `material` is the one that is shown: without comments that were hidden.

    Of a plan that came without a report there is `alone` and no material.
    """

    material: Material | None
    plan: Plan | None = None
    leader_language: str | None = None
    alone: PlanAlone | None = None

    @property
    def questionnaire(self) -> Questionnaire:
        """What was asked."""
        return self.alone.questionnaire if self.alone is not None else self.told.questionnaire

    @property
    def told(self) -> Material:
        """The report and what stands beside it. Raises PerfleadError if there is a plan alone."""
        if self.material is None:
            raise PerfleadError(_("There is a plan and no report."), _("Take the plan alone with --plan-only."))
        return self.material

    def plan_alone(self) -> PlanAlone:
        """The plan without its report. Raises PerfleadError if there is none yet."""
        if self.plan is None or self.plan.empty:
            raise PerfleadError(
                _("This review has no plan yet."),
                _("Make it in the walk-through (perflead results), or take it from a file with perflead plan --set."),
            )
        return self.alone or PlanAlone.of_report(self.plan, self.told.report, self.questionnaire)


@dataclass(frozen=True)
class Look:
    """How a report is to be: its language, a paper and a theme for the formats that have one, columns of text.

    Without a `language` it is the leader's own, as the roster has it, else that of the program.
    """

    language: str = ""
    paper: "Paper" = "letter"
    theme: str = ""
    plan_only: bool = False
    radar: bool = False
    width: int = 80


# One report


def subject_of_review(
    vault: "Vault",
    wanted: str,
    before: str | Path | None = None,
    agency: Path | None = None,
    questionnaires: Sequence[Questionnaire] = (),
) -> Subject:
    """What is told of a closed review; `before` and `agency` as for `material_beside`. Raises PerfleadError."""
    from perflead_tui.flows.records import resolve  # here: the report in a file needs no vault

    review = resolve(vault, wanted)
    beside = material_beside(vault, review, before, agency, questionnaires)
    return subject_with(vault, review, beside)


def subject_with(vault: "Vault", review: str, beside: Mapping[str, Any]) -> Subject:
    """What is told of a closed review, with what stands beside it (see `Debrief.of_review`). Raises PerfleadError."""
    from perflead_tui.flows.records import open_review

    with open_review(vault, review) as file:
        spoken = file.leader_language
    with Debrief.of_review(vault, review, **beside) as debrief:
        return Subject(replace(debrief.material, report=debrief.report), debrief.plan, spoken)


def subject_of_file(
    path: Path, before: Path | None = None, agency: Path | None = None, questionnaires: Sequence[Questionnaire] = ()
) -> Subject:
    """What is told of the report in a JSON file. Raises PerfleadError."""
    return Subject(material_of_file(path, before, agency, questionnaires))


def subject_of_shared(found: "Opened", name: str) -> Subject:
    """What is told of a shared file that was opened; `name` is the file as shown. Raises PerfleadError for a review."""
    if found.material is not None:
        return Subject(found.material, found.plan)
    if found.plan is None:
        raise PerfleadError(
            _("{path} holds a whole review.").format(path=name), _("Take it into your vault with perflead import FILE.")
        )
    terms, digest = found.share.terms, found.share.terms_digest.hex()
    alone = PlanAlone(found.plan, clean_line(terms.leader), terms.questionnaire, digest)
    return Subject(None, found.plan, alone=alone)


def is_shared(path: Path) -> bool:
    """Whether a file is encrypted, or what `perflead share` had encrypted. False for one that cannot be read."""
    try:
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING)
    except OSError:
        return False
    return is_age(beginning) or is_share(beginning)


def require_language(subject: Subject, language: str) -> None:
    """Raise PerfleadError if the questionnaire has no words in a language that was asked for."""
    known = subject.questionnaire.languages
    if language not in known:
        raise PerfleadError(
            _("The questionnaire has no words in {language}.").format(language=clean_line(language, 20)),
            _("It has: {languages}.").format(languages=", ".join(known)),
        )


def render(subject: Subject, kind: str, look: Look) -> bytes:
    """A report in the format `kind`, one of FORMATS.

    Raises PerfleadError if a part of the extra `coach` is missing, the theme is unknown, or there is no such plan.
    """
    if look.plan_only:
        subject.plan_alone()
    spoken = look.language or subject.leader_language or language()
    return FORMATS[kind].render(subject, replace(look, language=spoken))


def document_of(subject: Subject, look: Look) -> "Document":
    """The report as a document, or its plan."""
    from perflead_tui.export.contents import document, plan_document

    if look.plan_only:
        return plan_document(subject.plan_alone(), look.language)
    material = subject.told
    return document(
        material.report,
        material.questionnaire,
        look.language,
        plan=subject.plan,
        before=material.before,
        agency=material.agency,
        agency_questionnaire=material.agency_questionnaire,
        radar=look.radar,
    )


def _text(subject: Subject, look: Look) -> bytes:
    from perflead_tui.export.text import text

    return text(document_of(subject, look), look.width).encode()


def _json(subject: Subject, look: Look) -> bytes:
    if look.plan_only:
        return subject.plan_alone().plan.to_json().encode()
    return clean(subject.told.report.exported(__version__).to_json()).encode()


def _markdown(subject: Subject, look: Look) -> bytes:
    from perflead_tui.export.markdown import markdown

    return markdown(document_of(subject, look)).encode()


def _html(subject: Subject, look: Look) -> bytes:
    from perflead_tui.export.html import html

    return html(document_of(subject, look), theme=_known_theme(look.theme)).encode()


def _pdf(subject: Subject, look: Look) -> bytes:
    from perflead_tui.export.colours import by_day_and_night, printed
    from perflead_tui.export.pdf import pdf

    palette = printed()
    if _known_theme(look.theme):
        day, _night = by_day_and_night(look.theme)
        palette = {**day, "paper": palette["paper"], "on2": palette["on2"]}
    return pdf(document_of(subject, look), paper=look.paper, palette=palette)


def _xlsx(subject: Subject, look: Look) -> bytes:
    from perflead_tui.export.xlsx import plan_xlsx, xlsx

    if look.plan_only:
        return plan_xlsx(subject.plan_alone(), look.language)
    return xlsx(subject.told.report, subject.questionnaire, look.language, subject.plan)


def _csv(subject: Subject, look: Look) -> bytes:
    from perflead_tui.export.csv import csv_table
    from perflead_tui.export.plan_alone import plan_csv

    if look.plan_only:
        return plan_csv(subject.plan_alone(), look.language).encode()
    return csv_table(subject.told.report, subject.questionnaire, look.language).encode()


def _known_theme(name: str) -> str:
    from perflead_tui.themes import load_themes

    themes, _problems = load_themes()
    if name and name not in themes:
        raise PerfleadError(
            _("There is no theme {name}.").format(name=clean_line(name, 40)),
            _("There are: {themes}.").format(themes=", ".join(sorted(themes))),
        )
    return name


@dataclass(frozen=True)
class Format:
    """A format: how the names of its files end, whether it is for programs and no terminal, and how it is made.

    `heavy` formats take so long that several processes make many of them.
    """

    suffix: str
    render: Callable[[Subject, Look], bytes]
    binary: bool = False
    heavy: bool = False


FORMATS: dict[str, Format] = {
    "text": Format(".txt", _text),
    "json": Format(".json", _json),
    "html": Format(".html", _html, heavy=True),
    "pdf": Format(".pdf", _pdf, binary=True, heavy=True),
    "xlsx": Format(".xlsx", _xlsx, binary=True),
    "csv": Format(".csv", _csv),
    "md": Format(".md", _markdown),
}
"""All formats by the name that a person types."""


def format_of(path: Path | None, default: str = "text") -> str:
    """The format that the ending of a file's name asks for."""
    if path is None:
        return default
    name = path.name.lower().removesuffix(AGE)
    return next((kind for kind, each in FORMATS.items() if name.endswith(each.suffix)), default)


def require_fitting(out: Path, kind: str, *, encrypted: bool | None = None) -> None:
    """Raise PerfleadError if a name ends as another format than the one that is written, or as no format at all.

    A name that ends in .age is that of an encrypted file, and of no other; `encrypted` None leaves that open.
    """
    if out.name.lower().endswith(AGE) and encrypted is False:
        raise PerfleadError(
            _("The name {path} is that of an encrypted file, and this one would not be.").format(path=shown(out.name)),
            _("Leave {ending} out, or encrypt a report with perflead report --encrypt-to.").format(ending=AGE),
        )
    if encrypted and not out.name.lower().endswith(AGE):
        raise PerfleadError(
            _("The file would be encrypted, and the name {path} does not say so.").format(path=shown(out.name)),
            _("Let it end in {ending}.").format(ending=AGE),
        )
    ending = Path(out.name.lower().removesuffix(AGE)).suffix
    known = [each.suffix for each in FORMATS.values()]
    if ending and ending not in known:
        raise PerfleadError(
            _("No format of a report has the ending {ending}.").format(ending=clean_line(ending, 20)),
            _("There are: {endings}.").format(endings=", ".join(known)),
        )
    if format_of(out, kind) != kind:
        raise PerfleadError(
            _("The name {path} is that of another format.").format(path=shown(out.name)),
            _("Let it end in {ending}, or choose the other format.").format(ending=FORMATS[kind].suffix),
        )


# Files


def require_new(path: Path, *, force: bool) -> None:
    """Raise PerfleadError if a file cannot be made at `path`: it exists, and `force` does not say to write over it."""
    if path.is_dir():
        raise PerfleadError(
            _("{path} is a folder.").format(path=shown(path)), _("Name a file, or write all reports with --all.")
        )
    if not path.parent.is_dir():
        raise PerfleadError(_("There is no folder {path}.").format(path=shown(path.parent)))
    if not force and (path.exists() or path.is_symlink()):
        raise PerfleadError(
            _("{path} exists already and was left as it is.").format(path=shown(path)),
            _("Choose another name, or write over it with --force."),
        )


def write_export(path: Path, data: bytes, *, force: bool, recipients: "Sequence[Recipient]" = ()) -> None:
    """Write an export, encrypted if it is for `recipients`. Raises PerfleadError if the file exists or cannot be."""
    require_new(path, force=force)
    write_atomic(path, sealed(data, recipients), overwrite=force)


def sealed(data: bytes, recipients: "Sequence[Recipient]") -> bytes:
    """`data` encrypted to `recipients`; as it is without any."""
    if not recipients:
        return data
    from perflead_tui.sealing.agefile import encrypt  # here: few files are encrypted

    return encrypt(data, recipients)


def export_name(leader: str, closed_on: str, kind: str, *, plan_only: bool = False, extra: str = "") -> str:
    """A name for the file of an export: `report-jordan-rivera-2026-11-13.pdf`; `extra` tells two of one name apart."""
    words = re.sub(r"\W+", "-", unicodedata.normalize("NFC", clean_line(leader)).lower())
    day = re.sub(r"[^0-9-]", "", closed_on)[:10]
    parts = ["plan" if plan_only else "report", words[:_NAME_LIMIT].strip("-_"), day, extra]
    return "-".join(filter(None, parts)) + FORMATS[kind].suffix
