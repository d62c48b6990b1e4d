"""Days and moments as people write them, and the two phases of a blind review."""

import datetime

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.review.terms import Blind

_WITHOUT_END = 21  # days that a review without a last day is thought to take, for suggesting phases


def today() -> datetime.date:
    """The day that it is where the coach is."""
    return datetime.datetime.now().astimezone().date()


def parse_day(text: str) -> datetime.date:
    """A date as YYYY-MM-DD. Raises PerfleadError."""
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        raise PerfleadError(_("Write the date as 2026-12-15.")) from None


def parse_moment(text: str) -> datetime.datetime:
    """A date, which means its first moment, or a date and time; of this computer's zone unless it names another.

    Returns the moment in UTC. Raises PerfleadError.
    """
    try:
        return datetime.datetime.fromisoformat(text.strip()).astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        raise PerfleadError(_("Write the moment as 2026-12-01 or 2026-12-01T17:00.")) from None


def phases(until: datetime.datetime, start: datetime.datetime) -> Blind:
    """Claims until one moment, answers from another. Raises PerfleadError if they overlap."""
    if start < until:
        raise PerfleadError(_("Answers must not leave before claims have ended."))
    return Blind(claims_until=until, answers_from=start)


def one_phase(blind: Blind | None) -> str:
    """What to know of a blind review whose phases are one moment; empty for every other."""
    if blind is None or blind.two_phases:
        return ""
    return _("This review has one phase: who watches the drop's times could tie claims to answers.")


def suggested_phases(start: datetime.date, end: datetime.date | None) -> tuple[datetime.date, datetime.date]:
    """Claims until a third of the way from `start` to `end`, answers from the next day."""
    days = (end - start).days if end is not None else _WITHOUT_END
    until = start + datetime.timedelta(days=max(days // 3, 1))
    return until, until + datetime.timedelta(days=1)
