"""What was done, in sentences: the same for the command line and the app."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perflead_tui.files import shown
from perflead_tui.i18n import _, format_date, language, ngettext
from perflead_tui.text import clean_line

if TYPE_CHECKING:  # who tells one thing need not load the others
    from perflead_tui.flows.checking import Answered, Audit
    from perflead_tui.flows.close import Check, Closed
    from perflead_tui.flows.collect import Collected
    from perflead_tui.flows.courier import Forwarded
    from perflead_tui.flows.deliver import Delivered
    from perflead_tui.flows.grants import Round
    from perflead_tui.flows.records import ReviewFile
    from perflead_tui.questionnaire.model import Questionnaire
    from perflead_tui.questionnaire.problems import Problem

_NAMED = 20  # files that are told by name


def round_lines(done: "Round") -> list[str]:
    """What one look at a drop did; nothing if there was nothing new."""
    lines = [
        (done.granted, ngettext("{n} claim was granted.", "{n} claims were granted.", done.granted)),
        (done.again, ngettext("{n} claim was answered again.", "{n} claims were answered again.", done.again)),
        (done.taken, ngettext("{n} envelope was taken in.", "{n} envelopes were taken in.", done.taken)),
        (done.early, ngettext("{n} envelope waits for its time.", "{n} envelopes wait for their time.", done.early)),
        (done.refused, ngettext("{n} file was refused.", "{n} files were refused.", done.refused)),
        (done.ignored, ngettext("{n} file was ignored.", "{n} files were ignored.", done.ignored)),
    ]
    return [words.format(n=n) for n, words in lines if n]


def taken_words(results: "Sequence[Collected]") -> str:
    """How many envelopes were taken in."""
    taken = sum(result.outcome == "taken" for result in results)
    return ngettext("{n} envelope was taken in.", "{n} envelopes were taken in.", taken).format(n=taken)


def collected_lines(results: "Sequence[Collected]") -> list[str]:
    """What became of each file."""
    words = {"taken": _("taken"), "known": _("already here"), "refused": _("refused")}
    return [
        f"{words[result.outcome]}: {result.name}" + (f"\n    {result.why}" if result.why else "") for result in results
    ]


def check_lines(found: "Check") -> list[str]:
    """Which groups would be shown, merged and withheld."""
    cells = found.shown
    alone = [cell[0] for cell in cells if len(cell) == 1]
    merged = [" + ".join(cell) for cell in cells if len(cell) > 1]
    return [
        words.format(names=", ".join(names) if names else _("none"))
        for words, names in (
            (_("Shown: {names}"), alone),
            (_("Merged, so that nobody stands out: {names}"), merged),
            (_("Withheld, too few answers: {names}"), found.withheld),
        )
    ]


def closed_words(closed: "Closed") -> str:
    """How many answers the report was made of."""
    words = ngettext("Closed with {n} answer.", "Closed with {n} answers.", closed.counted).format(n=closed.counted)
    if closed.replaced:
        words += " " + ngettext(
            "{n} earlier answer was replaced by a later one.",
            "{n} earlier answers were replaced by later ones.",
            closed.replaced,
        ).format(n=closed.replaced)
    return words


def invited_words(count: int) -> str:
    """How many invitations were made, and what to do with them."""
    words = ngettext("{n} invitation was made.", "{n} invitations were made.", count).format(n=count)
    return words + " " + _("Give each person one file of their group. Do not note who got which.")


def reminder_lines(file: "ReviewFile") -> list[str]:
    """The words of a reminder. Nobody can see who has answered, so it goes to everyone."""
    terms = file.terms
    lines = [
        _("This goes to everyone who was invited, because nobody can see who has answered."),
        _("You were asked about {leader}.").format(leader=terms.leader),
    ]
    if terms.blind is not None:
        accept = _("Open your invitation by {date} to accept it, which takes seconds.")
        lines.append(accept.format(date=format_date(terms.blind.claims_until.date())))
        leaves = _("Answers are sent from {date} on.")
        lines.append(leaves.format(date=format_date(terms.blind.answers_from.date())))
    if terms.closes_on is not None:
        lines.append(_("Answer by {date}.").format(date=format_date(terms.closes_on)))
    return [*lines, _("If you have answered already, there is nothing to do. Thank you.")]


def reminder_addresses(file: "ReviewFile") -> list[str]:
    """Where a reminder goes: to those who were invited, as far as the roster has addresses."""
    from perflead_tui.flows.inviting import guests, waiting

    left = {guest.id for guest in waiting(file)}
    return sorted(guest.email for guest in guests(file) if guest.email and guest.id not in left)


# The notes of a walk-through


def debrief_kept_words() -> str:
    """What was said is in the vault now, and how long it stays there."""
    return _("It is kept with the review, and erased with it.")


def debrief_written_lines(path: str) -> list[str]:
    """What was said is in a file, which nobody erases."""
    return [
        _("What was said is in {path}.").format(path=path),
        _("The file is not encrypted, and erasing the review does not reach it."),
    ]


# Boards


def verify_lines(found: "Answered") -> list[str]:
    """Whether an answer was counted, and how far the board can be relied on."""
    how = {
        "receipt": _("The board is signed with the key that your receipt names."),
        "given": _("The board is signed with the key that these terms name."),
        "beside": _("The board is signed with the key in the terms beside it. Compare the words with your invitation."),
        "nothing": _("Who signed the board was not checked. Give your invitation or the terms with --terms FILE."),
    }
    not_counted = found.verdict.outcome == "not_counted"
    return [
        (_("Not counted.") + " " if not_counted else "") + found.verdict.reason,
        how[found.checked],
        _("Terms: {fingerprint}").format(fingerprint=found.fingerprint),
    ]


def audit_lines(found: "Audit") -> list[str]:
    """What an audit found, check by check, and whether the board is sound."""
    marks = {True: "✓", False: "!", None: "·"}
    sound = _("The board is sound. That these are the terms that raters were shown, the words say.")
    return [
        _("Review {review}").format(review=found.board.review),
        _("Terms: {fingerprint}").format(fingerprint=found.fingerprint),
        _("Board: {fingerprint}").format(fingerprint=found.board.fingerprint),
        *(f"{marks[line.passed]} {line.words}" for line in found.lines),
        sound if found.sound else _("The board is not sound, or envelopes are missing."),
    ]


# Couriers


def courier_made_lines(private: Path, public: Path) -> list[str]:
    """Where a courier's new keys are, and what to do with them."""
    return [
        _("Your private key is in {path}. Keep it, and its passphrase.").format(path=shown(private)),
        _("Give {path} to the coach, or paste the text above into an e-mail.").format(path=shown(public)),
    ]


def junk_lines(done: "Forwarded") -> list[str]:
    """The files that were not handed on, the first of them with the reason."""
    lines = [
        _("not handed on: {line}").format(line=f"{shown(junk.name)}: {junk.why}") for junk in list(done.junk)[:_NAMED]
    ]
    more = len(done.junk) - _NAMED
    if more > 0:
        words = ngettext("{n} more file was not handed on.", "{n} more files were not handed on.", more)
        lines.append(words.format(n=more))
    return lines


def before_lines(done: "Forwarded") -> list[str]:
    """What was handed over earlier, if there is any of it."""
    words = ngettext(
        "{n} envelope was handed over before and is left out.",
        "{n} envelopes were handed over before and are left out.",
        done.before,
    )
    return [words.format(n=done.before)] if done.before else []


def waiting_words(missing: int) -> str:
    """Why nothing was handed over."""
    return ngettext(
        "Nothing was handed over: {n} more new envelope is needed. Your files are as they were.",
        "Nothing was handed over: {n} more new envelopes are needed. Your files are as they were.",
        missing,
    ).format(n=missing)


def finished_lines(done: "Forwarded") -> list[str]:
    """That an earlier handover was brought to its end, if it was."""
    words = _("An earlier handover was cut off. It is finished now, and nothing else was done.")
    return [words] if done.finished else []


def handed_words(count: int, out: Path) -> str:
    """Where the batch is."""
    return ngettext("{n} envelope is in {path}.", "{n} envelopes are in {path}.", count).format(
        n=count, path=shown(out)
    )


def handed_on_words() -> str:
    """What a courier does after a batch."""
    return _("When the coach has them, destroy the files that you were sent, and the mails.")


def handover_lines(done: "Forwarded", out: Path) -> list[str]:
    """All that a handover did."""
    lines = [*junk_lines(done), *before_lines(done)]
    if not done.handed:
        return [*lines, waiting_words(done.missing)]
    return [*lines, *finished_lines(done), handed_words(done.handed, out), handed_on_words()]


# Openers


def share_lines(public: Mapping[str, Any]) -> list[str]:
    """Which review a share is for; before its last day also that it is too early to approve."""
    lines = [
        _("The review of {leader}, share of {name}: {needed} of {total} are needed.").format(
            leader=clean_line(str(public["leader"]), 200),
            name=clean_line(str(public["opener"]), 200),
            needed=clean_line(str(public.get("needed")), 4),
            total=clean_line(str(public.get("total")), 4),
        ),
        _("Its six words: {words}").format(words=clean_line(str(public["fingerprint"]), 100)),
    ]
    day = _day(public.get("closes_on"))
    if day is not None and datetime.datetime.now().astimezone().date() <= day:
        words = _("It takes answers until {date}. Do not approve before that day has passed.")
        lines.append(words.format(date=format_date(day)))
    return lines


def _day(text: object) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(text))
    except ValueError:
        return None


def accepted_lines(share: Path) -> list[str]:
    """A share is under a passphrase now."""
    return [
        _("{path} is locked. Keep it and its passphrase until the review is closed.").format(path=shown(share)),
        _("Delete every other copy of it, and the mail it came with."),
    ]


def approved_words(out: Path) -> str:
    """Where an approval is."""
    return _("Your approval is in {path}. Give it to the coach.").format(path=shown(out))


# Questionnaires


def builtin_lines() -> list[str]:
    """The questionnaires that come with perflead, a line each."""
    from perflead_tui.questionnaire.loading import builtin_names, load
    from perflead_tui.questionnaire.model import in_language

    found = [(name, load(name)) for name in builtin_names()]
    return [f"{name:24}  {in_language(each.title, language())}  ({', '.join(each.languages)})" for name, each in found]


def question_lines(found: "Questionnaire", code: str) -> list[str]:
    """What a questionnaire asks, in the language `code`."""
    from perflead_tui.questionnaire.model import in_language
    from perflead_tui.questionnaire.translated import untranslated

    note = untranslated(code, found)
    lines = [in_language(found.title, code), *([note] if note else []), "", in_language(found.stem.other, code), ""]
    points = [f"{score} {in_language(words, code)}" for score, words in enumerate(found.scale.points, 1)]
    if found.scale.not_observed:
        points.append(f"N {in_language(found.scale.not_observed, code)}")
    lines += ["   ".join(points), ""]
    for competency in found.competencies:
        lines.append(f"{competency.key}  {in_language(competency.name, code)}")
        for item in competency.items:
            note = _("  (supervisors)") if item.supervisors_only else ""
            lines.append(f"  {item.key:5} {item.text.for_reader(code, own=False)}{note}")
        lines.append("")
    if found.time:
        lines.append(found.time.prompt.for_reader(code, own=False))
        lines += [
            f"  {share.key:5} {in_language(share.name, code)}: {in_language(share.text, code)}"
            for share in found.time.shares
        ]
        lines.append("")
    return lines + [
        f"{question.key:5} {question.text.for_reader(code, own=False)}" for question in found.open_questions
    ]


def checked_lines(path: Path, problems: "Sequence[Problem]") -> list[str]:
    """The problems of a questionnaire, and whether it can be used."""
    lines = [str(problem) for problem in problems]
    if not problems:
        return [_("{path} is a sound questionnaire.").format(path=shown(path))]
    if all(problem.usable for problem in problems):
        told = _("{path} can be used. Where a translation is missing, the words of its first language are shown.")
        lines.append(told.format(path=shown(path)))
    return lines


def written_words(path: Path) -> str:
    """Something is in a new file."""
    return _("Written to {path}.").format(path=shown(path))


# This computer


def delivered_lines(done: "Delivered") -> list[str]:
    """What left the outbox, with the codes of the receipts, and what waits."""
    lines = []
    if done.sent:
        lines.append(ngettext("{n} answer was sent.", "{n} answers were sent.", done.sent).format(n=done.sent))
    lines += [_("Receipt: {code}").format(code=code) for code in done.codes]
    if done.waiting:
        words = ngettext("{n} answer waits for its time.", "{n} answers wait for their time.", done.waiting)
        lines.append(words.format(n=done.waiting))
    if not (done.sent or done.waiting or done.problems):
        lines.append(_("Nothing waits to be sent."))
    return lines


def places() -> list[tuple[str, str]]:
    """Where perflead keeps its files: what, and the path as it is shown."""
    from perflead_tui import paths
    from perflead_tui.settings import settings_path

    found = (
        (_("Vault"), paths.vault_home()),
        (_("Drafts and anchors"), paths.state_dir()),
        (_("Settings"), settings_path()),
        (_("Your own themes"), paths.config_dir() / "themes"),
        (_("Themes"), paths.themes_dir()),
        (_("Sample data"), paths.sample_dir()),
    )
    return [(words, shown(path)) for words, path in found]
