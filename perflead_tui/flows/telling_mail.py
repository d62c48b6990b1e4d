"""What is told of invitations and reminders on their way. The same for the command line and the app."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from perflead_tui.files import shown
from perflead_tui.i18n import _, ngettext
from perflead_tui.text import clean_line

if TYPE_CHECKING:
    from perflead_tui.exchange.smtp import Server
    from perflead_tui.flows.letters import Lettered
    from perflead_tui.flows.posting import Mailed, Plan


def sent_words(count: int) -> str:
    """How many invitations left."""
    return ngettext("{n} invitation was sent.", "{n} invitations were sent.", count).format(n=count)


def reminded_words(count: int) -> str:
    """How many reminders left."""
    return ngettext("{n} reminder was sent.", "{n} reminders were sent.", count).format(n=count)


def drafts_words(mailed: "Mailed", out: Path) -> str:
    """Where the drafts are."""
    words = ngettext("{n} draft is in {path}.", "{n} drafts are in {path}.", mailed.done)
    return words.format(n=mailed.done, path=shown(out))


def personal_words() -> str:
    """What to do with drafts of invitations."""
    return _("Each is for one person. Send them, then delete them: they say who got which invitation.")


def plan_people(found: "Plan") -> list[str]:
    """To whom messages would go."""
    return [f"{clean_line(to.name)} <{clean_line(to.address)}>" for to in found.to]


def plan_words(found: "Plan", server: "Server") -> str:
    """How many messages would go, and by which server."""
    words = ngettext(
        "{n} message would go by {host}, port {port} ({way}), from {sender}. Nothing was sent.",
        "{n} messages would go by {host}, port {port} ({way}), from {sender}. Nothing was sent.",
        len(found.to),
    )
    return words.format(
        n=len(found.to),
        host=clean_line(server.host),
        port=server.port,
        way=server.tls,
        sender=clean_line(server.sender),
    )


def trouble_lines(mailed: "Mailed") -> list[str]:
    """Who was refused, why it stopped, and what is left; nothing if all went well."""
    lines = [f"{clean_line(refusal.name)}: {refusal.why}" for refusal in mailed.refused]
    if mailed.stopped is not None:
        lines.append(mailed.stopped.message)
    if mailed.left:
        left = ngettext("{n} is still to be sent.", "{n} are still to be sent.", mailed.left).format(n=mailed.left)
        again = _("Run the command again, or use another way for them: --eml, --out, or letters with --all-by-letter.")
        lines.append(f"{left} {mailed.stopped.hint if mailed.stopped else again}")
    return lines


def without_lines(names: Sequence[str]) -> list[str]:
    """Who gets no e-mail, because the roster has no address for them."""
    if not names:
        return []
    words = ngettext(
        "{n} person has no address and gets no e-mail:", "{n} people have no address and get no e-mail:", len(names)
    )
    return [
        words.format(n=len(names)),
        *(f"  {clean_line(name)}" for name in names),
        _("If they have no invitation yet, make letters with --letters, or files with --out."),
    ]


def letters_lines(made: "Lettered", letters: Path) -> list[str]:
    """How many letters were made, whose code opens several reviews, and what to do with the file."""
    lines = []
    if made.letters:
        words = ngettext("{n} letter was made.", "{n} letters were made.", made.letters)
        lines.append(words.format(n=made.letters))
    if made.several:
        words = ngettext(
            "{n} person is in several of these reviews and has one code for them: {names}.",
            "{n} people are in several of these reviews and have one code for them each: {names}.",
            len(made.several),
        )
        names = ", ".join(clean_line(name) for name in made.several)
        lines.append(words.format(n=len(made.several), names=names))
    lines.append(
        _("Print the letters, then destroy {path}: it holds every code. The pack alone opens nothing.").format(
            path=shown(letters)
        )
    )
    if made.by_mail:
        words = ngettext(
            "{n} invitation for someone with an e-mail address is still to be made: use --eml or --smtp.",
            "{n} invitations for people with an e-mail address are still to be made: use --eml or --smtp.",
            made.by_mail,
        )
        lines.append(words.format(n=made.by_mail))
    return lines
