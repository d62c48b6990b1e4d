"""Inviting and reminding: files to hand out, e-mail, or letters with a code."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perflead_tui.cli.vault_access import open_vault, progress, vault_options
from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited, shown
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
from perflead_tui.text import clean_line

if TYPE_CHECKING:
    from perflead_tui.exchange.smtp import Server
    from perflead_tui.flows.posting import Mailed, Plan
    from perflead_tui.vault.vault import Vault

_SOME_REFUSED = 3
_PASSWORD_LIMIT = 4096  # bytes of a password file

_PASSWORD = (
    click.option(
        "--smtp-password-file", type=click.Path(path_type=Path), help="Read the mail server's password from this file."
    ),
    click.option("--smtp-password-fd", type=int, help="Read the mail server's password from this descriptor."),
)


@click.command()
@click.argument("reviews", nargs=-1, required=True, metavar="REVIEW...")
@click.option("--out", type=click.Path(path_type=Path), help="Files for everyone, in this folder.")
@click.option(
    "--eml", type=click.Path(path_type=Path), help="E-mail drafts, in this folder, to all who have an address."
)
@click.option("--smtp", is_flag=True, help="Send e-mail, by your mail server, to all who have an address.")
@click.option("--dry-run", is_flag=True, help="With --smtp: say to whom and how many; make and send nothing.")
@click.option("--pack", type=click.Path(path_type=Path), help="A new file that the codes of the letters open.")
@click.option("--letters", type=click.Path(path_type=Path), help="A new PDF with letters, for all without an address.")
@click.option("--all-by-letter", is_flag=True, help="Letters for those who have an address, too.")
@click.option("--paper", type=click.Choice(["letter", "a4"]), default="letter", show_default=True, help="For letters.")
@click.option("--address", default="", help="The address of the page on which people with a letter can answer.")
@click.option("--place", default="", help="Where people with a letter can answer, such as 'Depot, break room'.")
@click.option("--say", default="", help="A paragraph of your own in the e-mail.")
@click.option("--back", default="", metavar="WHERE", help="Where answers go, in the e-mail; without it, in a reply.")
@click.option("--armour", is_flag=True, help="Write invitations as text, to paste into an e-mail.")
@_PASSWORD[0]
@_PASSWORD[1]
@vault_options
def invite(
    reviews: tuple[str, ...],
    out: Path | None,
    eml: Path | None,
    smtp: bool,
    dry_run: bool,
    pack: Path | None,
    letters: Path | None,
    all_by_letter: bool,
    paper: str,
    address: str,
    place: str,
    say: str,
    back: str,
    armour: bool,
    smtp_password_file: Path | None,
    smtp_password_fd: int | None,
) -> int:
    """Make one invitation for each rater of REVIEW, once, and take it on its way.

    Say how: files to hand out with --out, e-mail with --eml or --smtp, letters with --pack and --letters. Several ways
    at once go in this order: e-mail to all who have an address, letters to those who have none, files to who is left.
    Nothing in the vault says who got which invitation.
    """
    if back and not (smtp or eml is not None):
        raise click.UsageError(_("--back is for --eml and --smtp."))
    by_letter = pack is not None or letters is not None
    _check_ways(reviews, out, eml, smtp, by_letter, dry_run, all_by_letter)
    with open_vault() as vault:
        worst = 0
        if smtp and dry_run:
            _dry_run(vault, reviews[0])
            return 0
        if smtp:
            worst = _send(vault, reviews[0], (say, back), armour, smtp_password_file, smtp_password_fd)
        if eml is not None:
            _draft(vault, reviews[0], eml, (say, back), armour)
        if by_letter and not worst:
            _write_letters(vault, reviews, pack, letters, all_by_letter, paper, address, place)
        if out is not None and not worst:
            _write_files(vault, reviews[0], out, armour)
        return worst


def _check_ways(
    reviews: Sequence[str],
    out: Path | None,
    eml: Path | None,
    smtp: bool,
    by_letter: bool,
    dry_run: bool,
    all_by_letter: bool,
) -> None:
    """Raise a UsageError for ways that do not go together."""
    by_mail = smtp or eml is not None
    if not (by_mail or by_letter or out is not None):
        raise click.UsageError(_("Say how: --out DIR, --eml DIR, --smtp, or --pack FILE with --letters FILE."))
    if smtp and eml is not None:
        raise click.UsageError(_("--eml and --smtp are two ways for the same people. Choose one."))
    if dry_run and not smtp:
        raise click.UsageError(_("--dry-run is for --smtp."))
    if all_by_letter and (by_mail or not by_letter):
        raise click.UsageError(_("--all-by-letter is for --pack and --letters, and not with e-mail."))
    if len(reviews) > 1 and (by_mail or out is not None):
        raise click.UsageError(_("Several reviews go together in a pack only. Name one, or use --pack."))


def _send(
    vault: "Vault",
    review: str,
    own: tuple[str, str],
    armour: bool,
    password_file: Path | None,
    password_fd: int | None,
) -> int:
    from perflead_tui.flows.mailing import send_invitations

    server = _server(password_file, password_fd)
    with progress() as show:
        mailed = send_invitations(vault, review, server, show, said=own[0], back=own[1], armoured=armour)
    return _told(mailed, sent_words(mailed.done))


def _draft(vault: "Vault", review: str, out: Path, own: tuple[str, str], armour: bool) -> None:
    from perflead_tui.flows.mailing import write_drafts
    from perflead_tui.settings import read_settings

    sender = read_settings().settings.mail.sender
    with progress() as show:
        mailed = write_drafts(vault, review, out, show, sender=sender, said=own[0], back=own[1], armoured=armour)
    _told_drafts(mailed, out, [personal_words()])


def _write_letters(
    vault: "Vault",
    reviews: Sequence[str],
    pack: Path | None,
    letters: Path | None,
    everyone: bool,
    paper: str,
    address: str,
    place: str,
) -> None:
    from perflead_tui.flows.letters import Wanted, write_letters

    beside = pack or letters
    assert beside is not None  # noqa: S101 - one of them was given
    wanted = Wanted(
        pack=pack or beside.with_suffix(".pack"),
        letters=letters or beside.with_suffix(".pdf"),
        everyone=everyone,
        paper="a4" if paper == "a4" else "letter",
        place=place,
        address=address,
    )
    with progress() as show:
        made = write_letters(vault, reviews, wanted, show)
    _say([shown(path) for path in made.files])
    for line in letters_lines(made, wanted.letters):
        click.echo(line, err=True)


def _write_files(vault: "Vault", review: str, out: Path, armour: bool) -> None:
    from perflead_tui.flows.inviting import invite as make
    from perflead_tui.flows.telling import invited_words

    with progress() as show:
        files = make(vault, review, out, show, armoured=armour)
    for file in files:
        click.echo(shown(file))
    click.echo(invited_words(len(files)), err=True)


def _dry_run(vault: "Vault", review: str) -> None:
    from perflead_tui.flows.mailing import plan

    _show_plan(plan(vault, review), _server(None, None, ask=False))


def _show_plan(found: "Plan", server: "Server") -> None:
    _say(plan_people(found))
    click.echo("\n".join([plan_words(found, server), *without_lines(found.without)]), err=True)


def _told_drafts(mailed: "Mailed", out: Path, more: Sequence[str] = ()) -> None:
    _say([shown(path) for path in mailed.files])
    click.echo("\n".join([drafts_words(mailed, out), *more, *without_lines(mailed.without)]), err=True)


def _told(mailed: "Mailed", words: str) -> int:
    """Say what a run did, and return its exit code."""
    click.echo(words)
    for line in [*trouble_lines(mailed), *without_lines(mailed.without)]:
        click.echo(line, err=True)
    if mailed.stopped is not None:
        return 1
    return (_SOME_REFUSED if mailed.done else 1) if mailed.refused else 0


def _say(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(line)


def _server(password_file: Path | None, password_fd: int | None, *, ask: bool = True) -> "Server":
    """The mail server that is set, with its password if it wants one."""
    from dataclasses import replace

    from perflead_tui.flows.posting import server_of
    from perflead_tui.settings import read_settings

    read = read_settings()
    for problem in read.problems:
        click.echo(problem, err=True)
    server = server_of(read.settings.mail)
    if not ask or server.user is None:
        return server
    return replace(server, password=_password(server, password_file, password_fd))


def _password(server: "Server", password_file: Path | None, password_fd: int | None) -> str:
    """The mail server's password: never an argument, never a setting."""
    if password_fd is not None:
        try:
            with os.fdopen(password_fd, "rb", closefd=False) as file:
                return _first_line(file.read(_PASSWORD_LIMIT))
        except OSError:
            raise PerfleadError(_("The descriptor {number} cannot be read.").format(number=password_fd)) from None
    if password_file is not None:
        return _first_line(read_limited(password_file, _PASSWORD_LIMIT, _("a password file")))
    if not sys.stdin.isatty():
        raise PerfleadError(
            _("The mail server's password is needed, and there is no terminal to ask on."),
            _("Give it with --smtp-password-file FILE or --smtp-password-fd N."),
        )
    prompt = _("Password of {user} at {host}").format(user=clean_line(server.user or ""), host=clean_line(server.host))
    typed: str = click.prompt(prompt, hide_input=True, err=True)
    return typed


def _first_line(data: bytes) -> str:
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        lines = []
    if not lines or not lines[0]:
        raise PerfleadError(_("The password is empty, or is not text in UTF-8."))
    return lines[0]


@click.command()
@click.argument("review")
@click.option("--eml", type=click.Path(path_type=Path), help="Write e-mail drafts into this folder.")
@click.option("--smtp", is_flag=True, help="Send it, by your mail server.")
@click.option("--dry-run", is_flag=True, help="With --smtp: say to whom and how many; send nothing.")
@_PASSWORD[0]
@_PASSWORD[1]
@vault_options
def remind(
    review: str,
    eml: Path | None,
    smtp: bool,
    dry_run: bool,
    smtp_password_file: Path | None,
    smtp_password_fd: int | None,
) -> int:
    """Remind everyone who was invited to REVIEW. Nobody knows who has answered, so it goes to all.

    Without options it prints the words, and the addresses apart from them. With --eml or --smtp everyone gets a
    message of their own.
    """
    if smtp and eml is not None:
        raise click.UsageError(_("--eml and --smtp are two ways for the same people. Choose one."))
    if dry_run and not smtp:
        raise click.UsageError(_("--dry-run is for --smtp."))
    with open_vault() as vault:
        if eml is not None:
            return _remind_by_draft(vault, review, eml)
        if smtp:
            return _remind_by_server(vault, review, dry_run, smtp_password_file, smtp_password_fd)
        _print_reminder(vault, review)
        return 0


def _print_reminder(vault: "Vault", review: str) -> None:
    from perflead_tui.flows.records import open_review
    from perflead_tui.flows.telling import reminder_addresses, reminder_lines

    with open_review(vault, review) as file:
        file.require("open")
        lines, addresses = reminder_lines(file), reminder_addresses(file)
    click.echo("\n".join(lines))
    if addresses:
        click.echo(_("Bcc: {addresses}").format(addresses=clean_line(", ".join(addresses))), err=True)


def _remind_by_draft(vault: "Vault", review: str, out: Path) -> int:
    from perflead_tui.flows.reminding import write_reminders
    from perflead_tui.settings import read_settings

    mailed = write_reminders(vault, review, out, sender=read_settings().settings.mail.sender)
    _told_drafts(mailed, out)
    return 0


def _remind_by_server(
    vault: "Vault", review: str, dry_run: bool, password_file: Path | None, password_fd: int | None
) -> int:
    from perflead_tui.flows.reminding import plan_reminder, send_reminders

    server = _server(password_file, password_fd, ask=not dry_run)
    if dry_run:
        _show_plan(plan_reminder(vault, review), server)
        return 0
    with progress() as show:
        mailed = send_reminders(vault, review, server, show)
    return _told(mailed, reminded_words(mailed.done))
