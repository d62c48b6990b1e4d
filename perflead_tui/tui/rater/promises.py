"""What a rater is told before the first answer: true words for each kind of group, made from the terms alone."""

from dataclasses import dataclass

from perflead_tui.flows.rate import AnswerSession
from perflead_tui.i18n import _, format_date, ngettext
from perflead_tui.questionnaire.model import in_language
from perflead_tui.results.comments import ANSWERS_FOR_COMMENTS
from perflead_tui.review.form import SELF
from perflead_tui.review.terms import TermsGroup
from perflead_tui.text import clean_line

_NAME = 80  # characters of a name inside a sentence


@dataclass(frozen=True)
class Promise:
    """One line. `kept` is what perflead holds to; otherwise it is what is not protected."""

    kept: bool
    text: str


def promises(session: AnswerSession) -> list[Promise]:
    """What happens to the answers of this rater, and what does not protect them."""
    days = session.terms.erase_after_days
    erased = ngettext("They are to be erased {n} day later.", "They are to be erased {n} days later.", days)
    words = _("They are sealed on this machine, and opened once, when the review closes.")
    sealed = Promise(True, f"{words} {erased.format(n=days)}")
    if session.own:
        told = _for_self(session)
    elif session.group.anonymous:
        told = _for_anonymous(session)
    else:
        told = _for_named(session)
    return [sealed, *told[:1], *_guards(session), *told[1:]]


def _guards(session: AnswerSession) -> list[Promise]:
    """Whom the terms put between the answers and those who run the review."""
    terms = session.terms
    found = []
    if terms.openers is not None:
        names = "; ".join(clean_line(name, _NAME) for name in terms.openers.names)
        words = _("They open only if {needed} of these agree: {names}.")
        found.append(Promise(True, words.format(needed=terms.openers.needed, names=names)))
    if terms.courier is not None:
        found.append(Promise(True, _("Send yours to the courier, who hands on a batch without names.")))
    return found


def _for_anonymous(session: AnswerSession) -> list[Promise]:
    terms, group = session.terms, session.group
    return [
        Promise(
            True, _("{leader} and {asker} see averages of groups, never one person's answer.").format(**_who(session))
        ),
        _own_group(group, terms.minimum),
        Promise(
            True,
            _("Comments are shown word for word, mixed with those of the other groups, from {n} answers on.").format(
                n=ANSWERS_FOR_COMMENTS
            ),
        ),
        *(promise for promise in _ways(session) if promise.kept),
        *(Promise(False, text) for text in _named_groups(session)),
        *(promise for promise in _ways(session) if not promise.kept),
    ]


def _ways(session: AnswerSession) -> list[Promise]:
    """How the answer travels, what that hides, and what it leaves."""
    blind = session.terms.blind
    if blind is None:
        words = _("How you write, how you send the file, and a note of who got which invitation can give you away.")
        return [Promise(False, words)]
    unseen = _("No key or record ties your answer to you: its proof of invitation is signed unseen.")
    if blind.two_phases:
        day = format_date(blind.answers_from.astimezone().date())
        unseen += " " + _("Answers leave from {day} on, all alike.").format(day=day)
        return [Promise(True, unseen), Promise(False, _("How you write, and where, can still give you away."))]
    watched = _("Here you accept and send at one time: who watches the times may tie your answer to you.")
    return [Promise(True, unseen), Promise(False, watched)]


def _own_group(group: TermsGroup, minimum: int) -> Promise:
    if group.invited < minimum:
        words = _(
            "Your group has {invited} people, and {minimum} answers are needed. It is shown only together with another "
            "group, or not at all."
        )
        return Promise(True, words.format(invited=group.invited, minimum=minimum))
    words = _("Your group is shown from {minimum} answers on. With fewer it joins another group, or is left out.")
    return Promise(True, words.format(minimum=minimum))


def _named_groups(session: AnswerSession) -> list[str]:
    """The groups, other than the leader and the rater's own, whose answers are not anonymous."""
    found = []
    for group in session.terms.groups:
        if group.anonymous or group.key in (SELF, session.group.key):
            continue
        label = clean_line(in_language(group.label, session.language), _NAME)
        found.append(_("The group “{label}” is not anonymous. You are not in it.").format(label=label))
    return found


def _for_named(session: AnswerSession) -> list[Promise]:
    names = {**_who(session), "label": _label(session)}
    alone = session.group.invited == 1
    shown = (
        _("You are not anonymous: you alone are “{label}”, and {leader} sees your answers as yours.")
        if alone
        else _("You are not anonymous: the answers of “{label}” are shown however few they are.")
    )
    return [
        Promise(False, shown.format(**names)),
        Promise(False, _("Your comments stand under “{label}”, word for word.").format(**names)),
        Promise(True, _("{leader} and {asker} see them, beside averages of the other groups.").format(**names)),
    ]


def _for_self(session: AnswerSession) -> list[Promise]:
    return [
        Promise(False, _("They are shown as yours, beside those of the others. So are your comments.")),
        Promise(True, _("You and {asker} see the result.").format(**_who(session))),
        Promise(
            True,
            _("The others are shown in groups, from {minimum} answers on, never one person's answer.").format(
                minimum=session.terms.minimum
            ),
        ),
    ]


def headline(session: AnswerSession) -> str:
    """Whom the questions are about."""
    if session.own:
        return _("You are asked about yourself")
    return _("You are asked about {leader}").format(**_who(session))


def circumstances(session: AnswerSession) -> list[str]:
    """Role, who asks and until when."""
    terms = session.terms
    parts = [clean_line(terms.role, 2 * _NAME)] if terms.role else []
    if session.own:
        parts.insert(0, clean_line(terms.leader, _NAME))
    if terms.asked_by:
        parts.append(_("asked by {asker}").format(**_who(session)))
    if terms.closes_on:
        parts.append(_("answer by {date}").format(date=format_date(terms.closes_on)))
    return parts


def state(session: AnswerSession) -> str:
    """What this invitation has seen before; empty if it is new."""
    if session.resumed:
        done, total = session.progress()
        return _("Your draft was kept: {done} of {total} lines are answered.").format(done=done, total=total)
    if session.used:
        return _("You have answered with this invitation. If you seal new answers, they replace the earlier ones.")
    return ""


def facts(session: AnswerSession) -> str:
    """Group and length, for the bar."""
    minutes = ngettext("about {n} minute", "about {n} minutes", session.minutes).format(n=session.minutes)
    return f"{_label(session)} · {minutes}"


def _label(session: AnswerSession) -> str:
    return clean_line(in_language(session.group.label, session.language), _NAME)


def _who(session: AnswerSession) -> dict[str, str]:
    asked_by = session.terms.asked_by
    asker = clean_line(asked_by, _NAME) if asked_by else _("those who run the review")
    return {"leader": clean_line(session.terms.leader, _NAME), "asker": asker}
