"""What was done, in sentences: the same for the command line and the app."""

from collections.abc import Sequence

from perflead_tui.flows.close import Check, Closed
from perflead_tui.flows.collect import Collected
from perflead_tui.flows.grants import Round
from perflead_tui.flows.records import ReviewFile
from perflead_tui.i18n import _, format_date, ngettext


def round_lines(done: Round) -> list[str]:
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


def taken_words(results: Sequence[Collected]) -> str:
    """How many envelopes were taken in."""
    taken = sum(result.outcome == "taken" for result in results)
    return ngettext("{n} envelope was taken in.", "{n} envelopes were taken in.", taken).format(n=taken)


def collected_lines(results: Sequence[Collected]) -> list[str]:
    """What became of each file."""
    words = {"taken": _("taken"), "known": _("already here"), "refused": _("refused")}
    return [
        f"{words[result.outcome]}: {result.name}" + (f"\n    {result.why}" if result.why else "") for result in results
    ]


def check_lines(found: Check) -> list[str]:
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


def closed_words(closed: Closed) -> str:
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


def reminder_lines(file: ReviewFile) -> list[str]:
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


def reminder_addresses(file: ReviewFile) -> list[str]:
    """Where a reminder goes, as far as the roster has addresses."""
    return sorted(person["email"] for person in file.db.table("roster").all() if person["email"])
