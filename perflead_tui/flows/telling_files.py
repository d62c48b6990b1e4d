"""What is told of files that leave and come: exports, shared files, backups."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from perflead_tui.files import shown
from perflead_tui.i18n import _, ngettext

if TYPE_CHECKING:  # who tells one thing need not load the others
    from perflead_tui.flows.backup import Kept, Restored
    from perflead_tui.flows.handing import Taken
    from perflead_tui.flows.report_all import Written
    from perflead_tui.flows.sharing import Offer, Opened


# Reports


def report_words(path: Path) -> str:
    """Where a report is."""
    return _("The report is in {path}.").format(path=shown(path))


def reports_words(written: "Written", folder: Path) -> str:
    """How many reports were written, and how many files were there already and are as they were."""
    n, there, path = len(written.files), len(written.there), shown(folder)
    new = ngettext("{n} report is in {path}.", "{n} reports are in {path}.", n)
    old = ngettext(
        "{n} file was in {path} already and was left as it is.",
        "{n} files were in {path} already and were left as they are.",
        there,
    )
    told = [new.format(n=n, path=path)] if n else []
    told += [old.format(n=there, path=path)] if there else []
    return " ".join(told) or _("No report was written.")


def over_words(written: "Written") -> str:
    """How files that were there are written over; nothing if there were none."""
    return _("To write over them, say --force.") if written.there else ""


# Sharing


def offer_lines(offered: "Offer", readers: Sequence[str]) -> list[str]:
    """Who will be able to read what, before a file is made."""
    lines = [
        *_listed(_("It can be read by:"), readers),
        *_listed(_("They will find in it:"), offered.contains),
        *_listed(_("Not in it:"), offered.without),
    ]
    if offered.leaves:
        lines.append(
            _("Then it goes on where it is taken in. This vault takes no more envelopes and does not close it.")
        )
    return [*lines, _("Whoever reads it can pass it on. It cannot be taken back.")]


def shared_words(out: Path) -> str:
    """Where a shared file is."""
    return _("The file is {path}.").format(path=shown(out))


def once_lines() -> list[str]:
    """What to do with words that open a file."""
    return [_("They are shown this once. Give them by another way than the file, by telephone for instance.")]


def key_words() -> str:
    """What a public key is for."""
    return _("Give it to those who share files with you: perflead share REVIEW --to KEY --out FILE.")


def opened_lines(found: "Opened") -> list[str]:
    """What a shared file is, once it was opened and is genuine."""
    return [
        _("The review of {leader}. What is in the file is as it was signed.").format(leader=found.leader),
        six_words(found),
    ]


def six_words(found: "Opened") -> str:
    """The words of the terms, to compare."""
    return _("Its six words: {words}").format(words=found.fingerprint)


def taken_lines(taken: "Taken") -> list[str]:
    """What was taken into the vault, and what to do with it."""
    told = _("The review of {leader} is in this vault.").format(leader=taken.leader)
    if taken.returned:
        told = _("The review of {leader} came back into this vault.").format(leader=taken.leader)
    if taken.state == "closed":
        return [told, _("Look at it with perflead results {review}.").format(review=taken.review)]
    count = ngettext("{n} sealed envelope came with it.", "{n} sealed envelopes came with it.", taken.envelopes)
    return [told, count.format(n=taken.envelopes), _("It goes on here: collect, and close it when the answers are in.")]


# Backups


def backup_lines(kept: "Kept", out: Path) -> list[str]:
    """That a backup was made, and what to do with it."""
    count = ngettext("{n} review is in {path}.", "{n} reviews are in {path}.", kept.reviews)
    return [
        count.format(n=kept.reviews, path=shown(out)),
        _("It was read back and is the same as the vault. Keep it on another disk, in another place."),
    ]


def backup_damage_lines(kept: "Kept") -> list[str]:
    """Which files were damaged before they were kept; nothing if none was."""
    return _listed(_("These files were damaged already, and are in it as they are:"), kept.damaged)


def restored_lines(done: "Restored") -> list[str]:
    """Where a vault was restored."""
    count = ngettext(
        "The vault with {n} review is in {path}.", "The vault with {n} reviews is in {path}.", done.reviews
    )
    return [
        count.format(n=done.reviews, path=shown(done.home)),
        _("Use one copy of a vault only: what is changed in one is not in the other."),
    ]


def restored_damage_lines(done: "Restored") -> list[str]:
    """Which files were damaged in the backup already; nothing if none was."""
    return _listed(_("These files were damaged when the backup was made:"), done.damaged)


def _listed(title: str, lines: Sequence[str]) -> list[str]:
    return [title, *(f"  {line}" for line in lines)] if lines else []
