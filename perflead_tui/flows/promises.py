"""What a rater is told before the first answer: true words for each kind of group, made from the terms alone."""

from dataclasses import dataclass
from typing import Protocol

from perflead_tui.flows.filling import minutes_of
from perflead_tui.flows.kiosk_words import in_browser
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.i18n import _, format_date, ngettext
from perflead_tui.questionnaire.model import in_language
from perflead_tui.results.comments import ANSWERS_FOR_COMMENTS
from perflead_tui.review.form import SELF, form_for
from perflead_tui.review.terms import Terms, TermsGroup
from perflead_tui.text import clean_line

_NAME = 80  # characters of a name inside a sentence


@dataclass(frozen=True)
class Promise:
    """One line. `kept` is what perflead holds to; otherwise it is what is not protected."""

    kept: bool
    text: str


class Reader(Protocol):
    """Whoever reads the promises: a rater with an invitation, or the coach before there is one."""

    @property
    def terms(self) -> Terms:
        """What is promised."""

    @property
    def group(self) -> TermsGroup:
        """The group that the reader is in."""

    @property
    def language(self) -> str:
        """The language of the questionnaire."""

    @property
    def own(self) -> bool:
        """Whether the reader is the leader."""

    @property
    def minutes(self) -> int:
        """About how long the form takes."""

    @property
    def shared(self) -> bool:
        """Whether this is a machine that many share, which sends by itself."""


@dataclass(frozen=True)
class Invited:
    """Somebody of `group` who will be invited under `terms`, as far as the promises go."""

    terms: Terms
    group: TermsGroup
    language: str

    @property
    def own(self) -> bool:
        """Whether it is the leader."""
        return form_for(self.terms, self.group.key).own

    @property
    def minutes(self) -> int:
        """About how long the form takes."""
        return minutes_of(form_for(self.terms, self.group.key))

    @property
    def shared(self) -> bool:
        """They will know."""
        return False


def promises(reader: Reader) -> list[Promise]:
    """What happens to the answers of this rater, and what does not protect them."""
    days = reader.terms.erase_after_days
    erased = ngettext("They are to be erased {n} day later.", "They are to be erased {n} days later.", days)
    words = (
        _("They are sealed on the computer that serves this page, and opened once, when the review closes.")
        if in_browser()
        else _("They are sealed on this machine, and opened once, when the review closes.")
    )
    sealed = Promise(True, f"{words} {erased.format(n=days)}")
    if reader.own:
        told = _for_self(reader)
    elif reader.group.anonymous:
        told = _for_anonymous(reader)
    else:
        told = _for_named(reader)
    served = [Promise(False, _("Whoever runs that computer could watch what is typed."))] if in_browser() else []
    return [sealed, *told[:1], *_guards(reader), *told[1:], *served]


def _guards(reader: Reader) -> list[Promise]:
    """Whom the terms put between the answers and those who run the review."""
    terms = reader.terms
    found = []
    if terms.openers is not None:
        names = "; ".join(clean_line(name, _NAME) for name in terms.openers.names)
        words = _("They open only if {needed} of these agree: {names}.")
        found.append(Promise(True, words.format(needed=terms.openers.needed, names=names)))
    if terms.courier is not None and reader.shared:
        found.append(Promise(True, _("They go to a courier, who hands on a batch without names.")))
    elif terms.courier is not None:
        found.append(Promise(True, _("Send yours to the courier, who hands on a batch without names.")))
    return found


def _for_anonymous(reader: Reader) -> list[Promise]:
    terms, group = reader.terms, reader.group
    return [
        Promise(
            True, _("{leader} and {asker} see averages of groups, never one person's answer.").format(**_who(reader))
        ),
        _own_group(group, terms.minimum),
        Promise(
            True,
            _("Comments are shown word for word, mixed with those of the other groups, from {n} answers on.").format(
                n=ANSWERS_FOR_COMMENTS
            ),
        ),
        *(promise for promise in _ways(reader) if promise.kept),
        *(Promise(False, text) for text in _named_groups(reader)),
        *(promise for promise in _ways(reader) if not promise.kept),
    ]


def _ways(reader: Reader) -> list[Promise]:
    """How the answer travels, what that hides, and what it leaves."""
    blind = reader.terms.blind
    if blind is None:
        words = _("How you write, how you send the file, and a note of who got which invitation can give you away.")
        if reader.shared:
            words = _("How you write, a note of who answered when, and a note of who got which code can give you away.")
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


def _named_groups(reader: Reader) -> list[str]:
    """The groups, other than the leader and the rater's own, whose answers are not anonymous."""
    found = []
    for group in reader.terms.groups:
        if group.anonymous or group.key in (SELF, reader.group.key):
            continue
        label = clean_line(in_language(group.label, reader.language), _NAME)
        found.append(_("The group “{label}” is not anonymous. You are not in it.").format(label=label))
    return found


def _for_named(reader: Reader) -> list[Promise]:
    names = {**_who(reader), "label": _label(reader)}
    alone = reader.group.invited == 1
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


def _for_self(reader: Reader) -> list[Promise]:
    return [
        Promise(False, _("They are shown as yours, beside those of the others. So are your comments.")),
        Promise(True, _("You and {asker} see the result.").format(**_who(reader))),
        Promise(
            True,
            _("The others are shown in groups, from {minimum} answers on, never one person's answer.").format(
                minimum=reader.terms.minimum
            ),
        ),
    ]


def heading() -> str:
    """What stands above the promises."""
    return _("What happens to your answers")


def check_words() -> str:
    """What the fingerprint is for."""
    return _("Compare these words with a colleague. The same words are the same promise.")


def headline(reader: Reader) -> str:
    """Whom the questions are about."""
    if reader.own:
        return _("You are asked about yourself")
    return _("You are asked about {leader}").format(**_who(reader))


def circumstances(reader: Reader) -> list[str]:
    """Role, who asks and until when."""
    terms = reader.terms
    parts = [clean_line(terms.role, 2 * _NAME)] if terms.role else []
    if reader.own:
        parts.insert(0, clean_line(terms.leader, _NAME))
    if terms.asked_by:
        parts.append(_("asked by {asker}").format(**_who(reader)))
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


def facts(reader: Reader) -> str:
    """Group and length, for the bar."""
    return " · ".join(fact_parts(reader))


def fact_parts(reader: Reader) -> list[str]:
    """Group and length."""
    minutes = ngettext("about {n} minute", "about {n} minutes", reader.minutes).format(n=reader.minutes)
    return [_label(reader), minutes]


def _label(reader: Reader) -> str:
    return clean_line(in_language(reader.group.label, reader.language), _NAME)


def _who(reader: Reader) -> dict[str, str]:
    asked_by = reader.terms.asked_by
    asker = clean_line(asked_by, _NAME) if asked_by else _("those who run the review")
    return {"leader": clean_line(reader.terms.leader, _NAME), "asker": asker}
