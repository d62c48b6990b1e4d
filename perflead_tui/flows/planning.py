"""The plan as files and typed dates: read from `perflead.plan/1`, days that can be meant. It needs no vault."""

import datetime
from pathlib import Path

from pydantic import ValidationError

from perflead_tui.errors import PerfleadError
from perflead_tui.files import parse_json, read_limited, shown
from perflead_tui.i18n import _, format_short_date, parse_date
from perflead_tui.results.plan import SCHEMA, Part, Plan
from perflead_tui.results.reading import PLANS
from perflead_tui.text import clean_line

PLAN_LIMIT = 512 * 1024  # bytes; the longest plan fits, however its characters are spelled
_FURTHEST = 3653  # days; a plan for more than ten years is a slip of the keys


def read_plan(path: Path) -> Plan:
    """The plan in the JSON file `path`. Raises PerfleadError that says what is wrong with it."""
    document = parse_json(read_limited(path, PLAN_LIMIT, _("a plan")), shown(path), _("a plan"))
    current = PLANS.newest_form(document, shown(path))
    if current is None:
        raise PerfleadError(
            _("{path} is not a plan of the form {schema}.").format(path=shown(path), schema=SCHEMA),
            _("perflead guide formats has every field."),
        )
    try:
        return Plan.model_validate(current, strict=True)
    except ValidationError as error:
        where = error.errors(include_input=False, include_url=False)[0]["loc"]
        raise PerfleadError(
            _("The plan {path} cannot be used: {where}.").format(
                path=shown(path),
                where=clean_line(".".join(map(str, where)), 80) or _("a competency stands in it twice"),
            ),
            _("perflead guide formats has every field."),
        ) from None


def reading_only() -> str:
    """Why a plan cannot be changed in a report that is only read."""
    return _("This is a copy for reading. The plan is changed where the review was made.")


def part_hint(part: Part) -> str:
    """What to write to a part of the plan, with an example on a line of its own."""
    return {
        "behaviour": _(
            "One behaviour that others can see.\nFor example: When somebody brings me a problem, I ask two questions "
            "before I answer."
        ),
        "when": _("The moment that starts it.\nFor example: at the Monday meeting; when a report comes in late."),
        "support": _("Who helps, and how.\nFor example: Ana tells me on Fridays how it went."),
        "agency": _(
            "What others must change so that it can be done.\nFor example: the weekly report needs two pages, not six."
        ),
        "measure": _("What others would notice.\nFor example: the crew speaks first, and I speak last."),
    }[part]


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
