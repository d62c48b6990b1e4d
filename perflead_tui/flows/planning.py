"""The plan as files and typed dates: read from `perflead.plan/1`, written as a page, days that can be meant."""

import datetime
import re
import unicodedata
from pathlib import Path

from pydantic import ValidationError

from perflead_tui.errors import PerfleadError
from perflead_tui.export.plan import plan_text
from perflead_tui.files import parse_json, read_limited, shown, write_atomic
from perflead_tui.flows.debrief import Debrief, plan_of
from perflead_tui.flows.records import open_review
from perflead_tui.i18n import _, format_short_date, parse_date
from perflead_tui.questionnaire.model import in_language
from perflead_tui.results.plan import SCHEMA, Plan
from perflead_tui.review.state import CLOSED
from perflead_tui.text import clean_line
from perflead_tui.vault.vault import Vault

PLAN_LIMIT = 512 * 1024  # bytes; the longest plan fits, however its characters are spelled
_NAME_LIMIT = 40
_FURTHEST = 3653  # days; a plan for more than ten years is a slip of the keys


def kept_plan(vault: Vault, wanted: str, language: str) -> Plan:
    """The plan of the closed review with competencies named in `language`, empty if there is none.

    Raises PerfleadError if the review is not closed.
    """
    with open_review(vault, wanted) as file:
        file.require(CLOSED)
        found = plan_of(file) or Plan(leader=file.terms.leader)
        asked = file.terms.questionnaire.competencies
        return found.named({each.key: in_language(each.name, language) for each in asked})


def keep_plan(vault: Vault, wanted: str, plan: Plan) -> None:
    """Put `plan` in the place of the review's plan. Raises PerfleadError if it is not of this review's leader and
    competencies, or the review is not closed."""
    with Debrief.of_review(vault, wanted) as debrief:
        _require_fit(debrief, plan)
        debrief.set_plan(plan)
        debrief.save()


def _require_fit(debrief: Debrief, plan: Plan) -> None:
    leader = clean_line(debrief.material.report.review.leader)
    if plan.leader != leader:
        raise PerfleadError(
            _("The plan is for {plan}, and the review is of {review}.").format(plan=plan.leader[:80], review=leader),
            _("Nothing was changed."),
        )
    known = [each.key for each in debrief.material.report.competencies]
    for focus in plan.focus:
        if focus.competency not in known:
            raise PerfleadError(
                _("The review has no competency {key}.").format(key=focus.competency[:40]),
                _("It has {keys}. Nothing was changed.").format(keys=", ".join(known)),
            )


def read_plan(path: Path) -> Plan:
    """The plan in the JSON file `path`. Raises PerfleadError that says what is wrong with it."""
    document = parse_json(read_limited(path, PLAN_LIMIT, _("a plan")), shown(path), _("a plan"))
    if document.get("schema") != SCHEMA:
        raise PerfleadError(
            _("{path} is not a plan of the form {schema}.").format(path=shown(path), schema=SCHEMA),
            _("perflead guide formats has every field."),
        )
    try:
        return Plan.model_validate(document, strict=True)
    except ValidationError as error:
        where = error.errors(include_input=False, include_url=False)[0]["loc"]
        raise PerfleadError(
            _("The plan {path} cannot be used: {where}.").format(
                path=shown(path),
                where=clean_line(".".join(map(str, where)), 80) or _("a competency stands in it twice"),
            ),
            _("perflead guide formats has every field."),
        ) from None


def plan_file_name(leader: str) -> str:
    """A name for the file of a leader's plan: `plan-jo-rivera.txt`."""
    words = re.sub(r"\W+", "-", unicodedata.normalize("NFC", clean_line(leader)).lower())
    return "-".join(filter(None, ["plan", words[:_NAME_LIMIT].strip("-_")])) + ".txt"


def named_path(text: str) -> Path:
    """The path that a person typed; `~` is their home. Raises PerfleadError if it names no file."""
    try:
        path = Path(clean_line(text)).expanduser().absolute()
    except RuntimeError:  # the home of somebody unknown
        path = Path()
    if not path.name or path.is_dir():
        raise PerfleadError(_("Write the name of a file, with its folder if you like."))
    return path


def write_plan(plan: Plan, path: Path, language: str) -> None:
    """Write the plan as a page into the new file `path`. Raises PerfleadError if it exists or cannot be written."""
    if not path.parent.is_dir():
        raise PerfleadError(_("There is no folder {path}.").format(path=shown(path.parent)))
    write_atomic(path, plan_text(plan, language).encode(), overwrite=False)


def future_day(text: str, today: datetime.date) -> datetime.date:
    """The day that was typed, from `today` on. Raises PerfleadError if it is no date, or in the past."""
    day = parse_date(text)
    if day is None:
        example = datetime.date(today.year + 1, 3, 31)
        raise PerfleadError(
            _("Write the date as {iso} or {short}.").format(iso=example.isoformat(), short=format_short_date(example))
        )
    if day < today:
        raise PerfleadError(_("This day is over. Write one that is still to come."))
    if (day - today).days > _FURTHEST:
        raise PerfleadError(_("This day is more than ten years away. Write a nearer one."))
    return day
