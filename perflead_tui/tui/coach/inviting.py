"""Invitations and reminders on their way: files, e-mail drafts, the mail server, letters."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from perflead_tui.files import shown
from perflead_tui.flows.telling import invited_words
from perflead_tui.flows.telling_mail import (
    drafts_words,
    letters_lines,
    personal_words,
    plan_people,
    plan_words,
    reminded_words,
    sent_words,
    trouble_lines,
    without_lines,
)
from perflead_tui.i18n import _
from perflead_tui.tui.again import reopened
from perflead_tui.tui.coach.form import Asked, Ended, FormScreen, Given, Question, Tell, at_home, new_file

if TYPE_CHECKING:
    from perflead_tui.exchange.smtp import Server
    from perflead_tui.flows.posting import Mailed, Plan
    from perflead_tui.settings import MailSettings
    from perflead_tui.tui.coach.app import CoachApp
    from perflead_tui.vault.vault import Vault

FILES, DRAFTS, SERVER, LETTERS, SAID = "files", "drafts", "server", "letters", "said"
Onward = Callable[[], object]


@reopened
def ask_invite(app: "CoachApp", review: str, onward: Onward) -> None:
    """The form for making invitations, for all who have none, in one of four ways."""
    vault, mail = app.vault, app.settings.mail

    def do(given: Given, step: Tell) -> Ended | Question:
        if given["way"] == SERVER:
            return _by_server(vault, review, mail, given, onward)
        ways = {FILES: _files, DRAFTS: _drafts, LETTERS: _letters}
        return Ended(ways[given["way"]](vault, review, mail, given, step), onward=onward)

    hint = _("One for each person, made once. Nothing in the vault says who got which.")
    app.push_screen(FormScreen(_("Make the invitations"), hint, _invite_entries(mail), do, _("Invitations")))


def _invite_entries(mail: "MailSettings") -> list[Asked]:
    ways = [(FILES, _("Files to hand out")), (DRAFTS, _("E-mail drafts"))]
    ways += [(SERVER, _("By your mail server"))] if mail.host else []
    ways += [(LETTERS, _("Letters with codes"))]
    return [
        Asked("way", _("How"), "choice", given=FILES, options=ways),
        Asked("out", _("A folder for them"), given=at_home("invitations"),
              when=lambda one: one["way"] in (FILES, DRAFTS)),
        Asked("letters", _("A new PDF with the letters"), given=at_home("letters.pdf"), when=_by(LETTERS)),
        Asked("pack", _("A new file that their codes open"), given=at_home("letters.pack"), when=_by(LETTERS)),
        Asked("everyone", _("For whom"), "choice", given="without", when=_by(LETTERS),
              options=[("without", _("Those without an address")), ("all", _("Everyone"))]),
        Asked("paper", _("Paper"), "choice", given="letter", options=[("letter", _("US Letter")), ("a4", "A4")],
              when=_by(LETTERS)),
        Asked("address", _("The address of the page, for a browser"), "text", optional=True, when=_by(LETTERS)),
        Asked("place", _("Where people can answer, such as “Depot, break room”"), "text", optional=True,
              when=_by(LETTERS)),
        Asked("back", _("Where sealed answers go; without it, back in a reply"), "text", optional=True,
              when=_by(DRAFTS, SERVER)),
        Asked("say", _("A paragraph of your own"), "text", optional=True, when=_by(DRAFTS, SERVER)),
        Asked("form", _("Invitations are"), "choice", given="file", when=lambda one: one["way"] != LETTERS,
              options=[("file", _("Files")), ("text", _("Text, to paste into an e-mail"))]),
        _password(mail),
    ]  # fmt: skip


@reopened
def ask_remind(app: "CoachApp", review: str, words: Sequence[str]) -> None:
    """The form for a reminder to all; `words` are what it says, for who writes to them in another way."""
    vault, mail = app.vault, app.settings.mail

    def do(given: Given, step: Tell) -> Sequence[str] | Question:
        from perflead_tui.flows.reminding import plan_reminder, send_reminders, write_reminders

        if given["way"] == SAID:
            return words
        if given["way"] == DRAFTS:
            out = given.path("out")
            step((_("Writing the drafts"), 0, 1))
            mailed = write_reminders(vault, review, out, sender=mail.sender)
            return [drafts_words(mailed, out), *without_lines(mailed.without)]

        def send(server: "Server", tell: Tell) -> Sequence[str]:
            mailed = send_reminders(vault, review, server, tell)
            return _sent(mailed, reminded_words(mailed.done))

        return _asked_before(plan_reminder(vault, review), mail, given, send)

    ways = [(SAID, _("Show the words")), (DRAFTS, _("E-mail drafts"))]
    ways += [(SERVER, _("By your mail server"))] if mail.host else []
    asked = [
        Asked("way", _("How"), "choice", given=SAID, options=ways),
        Asked("out", _("A folder for them"), given=at_home("reminders"), when=_by(DRAFTS)),
        _password(mail),
    ]
    hint = _("This goes to everyone who was invited, because nobody can see who has answered.")
    app.push_screen(FormScreen(_("A reminder to all"), hint, asked, do, _("A reminder to all")))


def _by(*ways: str) -> Callable[..., bool]:
    """Whether one of these ways is chosen."""
    return lambda entered: entered["way"] in ways


def _password(mail: "MailSettings") -> Asked:
    label = _("Password of {user} at {host}").format(user=mail.user, host=mail.host)
    return Asked("password", label, "secret", when=lambda one: bool(mail.user) and one["way"] == SERVER)


def _files(vault: "Vault", review: str, _mail: "MailSettings", given: Given, step: Tell) -> list[str]:
    from perflead_tui.flows.inviting import invite

    out = given.path("out")
    made = invite(vault, review, out, step, armoured=given["form"] == "text")
    return [invited_words(len(made)), "", shown(out)]


def _drafts(vault: "Vault", review: str, mail: "MailSettings", given: Given, step: Tell) -> list[str]:
    from perflead_tui.flows.mailing import write_drafts

    out, armoured = given.path("out"), given["form"] == "text"
    said, back = given["say"], given["back"]
    mailed = write_drafts(vault, review, out, step, sender=mail.sender, said=said, back=back, armoured=armoured)
    return [drafts_words(mailed, out), personal_words(), *without_lines(mailed.without)]


def _letters(vault: "Vault", review: str, _mail: "MailSettings", given: Given, step: Tell) -> list[str]:
    from perflead_tui.flows.letters import Wanted, write_letters

    wanted = Wanted(
        pack=new_file(given, "pack", ".pack"),
        letters=new_file(given, "letters", ".pdf"),
        everyone=given["everyone"] == "all",
        paper="a4" if given["paper"] == "a4" else "letter",
        place=given["place"],
        address=given["address"],
    )
    made = write_letters(vault, [review], wanted, step)
    return [*map(shown, made.files), *letters_lines(made, wanted.letters)]


def _by_server(vault: "Vault", review: str, mail: "MailSettings", given: Given, onward: Onward) -> Question:
    from perflead_tui.flows.mailing import plan, send_invitations

    def send(server: "Server", tell: Tell) -> Ended:
        armoured = given["form"] == "text"
        said, back = given["say"], given["back"]
        mailed = send_invitations(vault, review, server, tell, said=said, back=back, armoured=armoured)
        return Ended(_sent(mailed, sent_words(mailed.done)), onward=onward)

    return _asked_before(plan(vault, review), mail, given, send)


def _asked_before(
    found: "Plan", mail: "MailSettings", given: Given, send: "Callable[[Server, Tell], Sequence[str] | Ended]"
) -> Question:
    """To whom messages would go, before any goes."""
    from perflead_tui.flows.posting import server_of

    server = server_of(mail)
    lines = [*plan_people(found), "", plan_words(found, server), *without_lines(found.without)]
    password = given["password"] or None
    return Question(_("Send these?"), lines, _("Send"), lambda tell: send(replace(server, password=password), tell))


def _sent(mailed: "Mailed", words: str) -> list[str]:
    return [words, *trouble_lines(mailed), *without_lines(mailed.without)]
