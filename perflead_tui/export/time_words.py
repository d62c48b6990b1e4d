"""The time question in a sentence or two: what is and what should be, as the leader and others see it."""

from perflead_tui.i18n import _, format_number
from perflead_tui.questionnaire.model import TimeQuestion, in_language
from perflead_tui.results.report import Shares, TimeResult
from perflead_tui.text import clean_line


def time_sentences(result: TimeResult, question: TimeQuestion, leader: str, language: str) -> str:
    """Tells of the box that the leader would change most. There is no right share, so nothing is called too much."""
    names = {share.key: clean_line(in_language(share.name, language)) for share in question.shares}
    leader = clean_line(leader)
    told = [_own_words(result, question.points, leader, names), _others_words(result, names)]
    return " ".join(filter(None, told))


def _own_words(result: TimeResult, points: int, leader: str, names: dict[str, str]) -> str:
    if result.own is None:
        return _("{leader} did not say where the time goes.").format(leader=leader)
    box = _box(result, names)
    said = {
        "leader": leader,
        "own": format_number(result.own.get(box, 0), 1),
        "points": points,
        "box": names[box],
        "wished": format_number(result.desired.get(box, 0), 1) if result.desired else "",
    }
    if result.desired is None:
        return _("{leader} sees {own} of {points} points in {box}.").format(**said)
    if not _change(result, box):
        return _("{leader} would leave the time as it is: {own} of {points} points in {box}.").format(**said)
    return _("{leader} sees {own} of {points} points in {box}, and would have {wished}.").format(**said)


def _others_words(result: TimeResult, names: dict[str, str]) -> str:
    if result.others is None:
        return _("Too few of the others could tell.")
    box = _box(result, names)
    seen = format_number(result.others.get(box, 0), 1)
    if result.own is None:
        return _("Others see {seen} points in {box}.").format(seen=seen, box=names[box])
    return _("Others see {seen} there.").format(seen=seen)


def _box(result: TimeResult, names: dict[str, str]) -> str:
    """The box to tell of: where the leader wants the largest change, else the largest one; the first of equals."""
    shares: Shares = result.own or result.others or {}
    if any(_change(result, box) for box in names):
        return max(names, key=lambda box: _change(result, box))
    return max(names, key=lambda box: shares.get(box, 0))


def _change(result: TimeResult, box: str) -> int:
    """How far the leader would change a box, in tenths of a point."""
    if result.own is None or result.desired is None:
        return 0
    return abs(round(10 * (result.desired.get(box, 0) - result.own.get(box, 0))))
