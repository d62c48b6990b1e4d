"""What stands beside a report: an earlier one of the same leader, and one on the agency; from the vault or from files.

A file of a report (`perflead report --format json`) is nobody's word: it carries no signature. It is read with a limit,
held against the contract and the questionnaire's scale, and cleaned.
"""

import contextlib
import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited, shown
from perflead_tui.flows.debrief import Material
from perflead_tui.i18n import _
from perflead_tui.questionnaire.loading import builtin_names, load
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results import reading
from perflead_tui.results.report import CompetencyResult, ItemResult, Mean, Report
from perflead_tui.review.state import CLOSED
from perflead_tui.text import clean_line

if TYPE_CHECKING:
    from perflead_tui.vault.vault import Vault

LIMIT = reading.LIMIT
"""Bytes of a report's file."""


def material_beside(
    vault: "Vault",
    review: str,
    before: str | Path | None = None,
    agency: Path | None = None,
    questionnaires: Sequence[Questionnaire] = (),
) -> dict[str, Any]:
    """`before`, `agency` and `agency_questionnaire` for `Debrief.of_review`.

    `before` names a review of the vault or the file of a report; without it the latest earlier review of the same
    leader is taken, if the vault has one. `agency` is the file of a report on the agency, whose questionnaire is among
    `questionnaires` or comes with perflead. Raises PerfleadError if one of them cannot be read or does not fit.
    """
    from perflead_tui.flows.frozen import frozen_report  # here: the report in a file needs no vault

    now, terms = frozen_report(vault, review)
    asked = terms.questionnaire
    if before is None:
        earlier = _latest_before(vault, now, asked)
    elif isinstance(before, Path):
        earlier = fitting(read_report(before), asked, now)
    else:
        earlier = _of_vault(vault, before, now, asked)
    return {"before": earlier, **_agency(agency, questionnaires)}


def material_of_file(
    path: Path,
    before: Path | None = None,
    agency: Path | None = None,
    questionnaires: Sequence[Questionnaire] = (),
) -> Material:
    """What a walk-through of the report in a file shows, with what stands beside it. Raises PerfleadError."""
    report = read_report(path)
    return with_beside(Material(report, questionnaire_of(report, questionnaires)), before, agency, questionnaires)


def with_beside(
    material: Material,
    before: Path | None = None,
    agency: Path | None = None,
    questionnaires: Sequence[Questionnaire] = (),
) -> Material:
    """The same report with other things beside it, from files: what is None is taken away. Raises PerfleadError."""
    asked = material.questionnaire
    earlier = fitting(read_report(before), asked, material.report) if before else None
    return replace(material, before=earlier, **_agency(agency, questionnaires))


def read_report(path: Path) -> Report:
    """The report in a JSON file, every text in it cleaned. Raises PerfleadError if it is none, damaged or too large."""
    return reading.read_report(read_limited(path, LIMIT, _("a report")), shown(path))


def questionnaire_of(report: Report, given: Sequence[Questionnaire] = ()) -> Questionnaire:
    """The questionnaire that a report was made with: the one of its name among `given`, else the built-in one.

    Raises PerfleadError if there is none, or if the report does not fit it.
    """
    name = report.review.questionnaire
    found = next((each for each in given if each.name == name), None)
    if found is None and name not in builtin_names():
        raise PerfleadError(
            _("The report was made with the questionnaire {name}, which does not come with perflead.").format(
                name=clean_line(name, 80)
            ),
            _("Name its file with --questionnaire FILE."),
        )
    asked = found or load(name)
    _on_scale(report, asked)
    return asked


def _latest_before(vault: "Vault", now: Report, asked: Questionnaire) -> Report | None:
    """The latest earlier review of the same leader. One that cannot be read is no reason not to show this one."""
    from perflead_tui.flows.records import all_statuses

    found = []
    for status in all_statuses(vault):
        fits = _person(status.leader) == _person(now.review.leader) and status.questionnaire == asked.name
        if fits and status.state == CLOSED and status.review != now.review.id:
            with contextlib.suppress(PerfleadError):
                found.append(_of_vault(vault, status.review, now, asked))
    return max(found, key=_closed_on, default=None)


def _of_vault(vault: "Vault", wanted: str, now: Report, asked: Questionnaire) -> Report:
    from perflead_tui.flows.frozen import frozen_report
    from perflead_tui.flows.records import resolve

    found, terms = frozen_report(vault, resolve(vault, wanted))
    if terms.questionnaire.scale.high != asked.scale.high:
        raise PerfleadError(_("The earlier review was answered on another scale, so change cannot be shown."))
    return fitting(found, asked, now)


def fitting(earlier: Report, asked: Questionnaire, now: Report) -> Report:
    """The earlier report, if it is one: of the same leader, asked the same, closed before."""
    if _person(earlier.review.leader) != _person(now.review.leader):
        raise PerfleadError(
            _("The earlier report is about {name}.").format(name=clean_line(earlier.review.leader, 80)),
            _("Change is shown for one leader only; leaders are not compared."),
        )
    if earlier.review.questionnaire != now.review.questionnaire:
        raise PerfleadError(
            _("The earlier report was made with another questionnaire, {name}, so change cannot be shown.").format(
                name=clean_line(earlier.review.questionnaire, 80)
            )
        )
    if _closed_on(earlier) >= _closed_on(now):
        raise PerfleadError(_("The report that was named as the earlier one did not close before this one."))
    return _on_scale(earlier, asked)


def _agency(path: Path | None, given: Sequence[Questionnaire]) -> dict[str, Any]:
    if path is None:
        return {"agency": None, "agency_questionnaire": None}
    report = read_report(path)
    asked = questionnaire_of(report, given)
    if asked.about != "agency":
        raise PerfleadError(
            _("{path} is not a report on an agency.").format(path=shown(path)),
            _("It was made with the questionnaire {name}, which is about a leader.").format(name=asked.name),
        )
    return {"agency": report, "agency_questionnaire": asked}


def _on_scale(report: Report, asked: Questionnaire) -> Report:
    """The report, if its numbers are ones that this questionnaire can give: pictures are drawn on its scale."""
    low, high = asked.scale.low, asked.scale.high
    whole = asked.time.points if asked.time else 0
    boxes = {share.key for share in asked.time.shares} if asked.time else set()
    shares = [each for each in _shares(report) if each is not None]
    gaps = [each.gap for each in report.competencies if each.gap is not None]
    sound = (
        all(low <= value <= high for value in _numbers(report))
        and all(abs(gap) <= high - low for gap in gaps)
        and all(each.keys() == boxes and all(0 <= points <= whole for points in each.values()) for each in shares)
    )
    if not sound:
        raise PerfleadError(
            _("The report of {leader} does not fit the questionnaire {name}.").format(
                leader=clean_line(report.review.leader, 80), name=asked.name
            ),
            _("Name the file of the questionnaire that it was made with: --questionnaire FILE."),
        )
    return report


def _numbers(report: Report) -> Iterator[float]:
    """Every mean and every end of an interval."""
    results: list[CompetencyResult | ItemResult] = [*report.competencies, *report.items]
    for result in results:
        means: list[Mean | None] = [result.own, *result.cells.values(), result.others]
        for mean in means:
            if mean is not None:
                yield from (value for value in (mean.mean, mean.low, mean.high) if value is not None)


def _shares(report: Report) -> list[dict[str, float] | None]:
    time = report.time
    return [time.own, time.desired, time.others, *time.cells.values()] if time else []


def _closed_on(report: Report) -> datetime.date:
    """When the review closed. Raises ValueError if the report does not say it as a date."""
    return datetime.date.fromisoformat(report.review.closed_on)


def _person(name: str) -> str:
    return clean_line(name).casefold()
