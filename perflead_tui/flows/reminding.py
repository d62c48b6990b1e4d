"""Reminders by e-mail. They go to everyone who was invited: nobody can see who has answered."""

import secrets
from collections.abc import Callable
from pathlib import Path

from perflead_tui.exchange.smtp import Connection, Server
from perflead_tui.export import mail
from perflead_tui.export.mail import To
from perflead_tui.files import private_dir, write_atomic
from perflead_tui.flows.inviting import Guest, guests, waiting
from perflead_tui.flows.posting import Mailed, Plan, Post, draft_name, each, message_to, planned, tongue, with_address
from perflead_tui.flows.records import ReviewFile, Step, open_review
from perflead_tui.i18n import speaking
from perflead_tui.review.state import OPEN
from perflead_tui.vault.vault import Vault

UNREMINDED = "unreminded"
"""Who is still to get a reminder that was begun."""


def _ignore(_step: Step) -> None:
    """No one watches."""


def plan_reminder(vault: Vault, wanted: str) -> Plan:
    """To whom a reminder would go: everyone who was invited; or the rest, if one was begun and stopped."""
    with open_review(vault, wanted) as file:
        file.require(OPEN)
        return planned(_to_remind(file))


def write_reminders(vault: Vault, wanted: str, out: Path, *, sender: str = "") -> Mailed:
    """An .eml draft of the reminder for everyone who was invited and has an address, in the folder `out`."""
    with open_review(vault, wanted) as file:
        file.require(OPEN)
        people, without = with_address(_invited(file))
        private_dir(out)
        files = []
        for guest in people:
            to, subject, body = _reminder(file, guest)
            path = out / draft_name()
            write_atomic(path, mail.draft(to, sender, subject, body), overwrite=False)
            files.append(path)
        return Mailed(len(files), 0, without, files=tuple(sorted(files)))


def send_reminders(vault: Vault, wanted: str, server: Server, on_step: Callable[[Step], None] = _ignore) -> Mailed:
    """Send the reminder to everyone who was invited and has an address; after a stop, to the rest.

    Raises MailError if the server takes nothing.
    """
    with open_review(vault, wanted) as file:
        file.require(OPEN)
        people, without = with_address(_to_remind(file))
        table = file.db.table(UNREMINDED)
        with Connection(server) as connection:
            with file.db.transaction():
                table.truncate()
                table.insert_multiple({"person": guest.id} for guest in people)
            post = Post(connection)

            def send(guest: Guest) -> None:
                to, subject, body = _reminder(file, guest)
                post.send(message_to(server, to, subject, body, None))
                table.remove(lambda row: row["person"] == guest.id)

            done, refused, stopped = each(people, send, on_step)
        left = len(table) if stopped else 0
        if not stopped:
            table.truncate()  # who was refused is told, and the next reminder goes to everyone again
        return Mailed(done, left, without, refused, stopped)


def _reminder(file: ReviewFile, guest: Guest) -> tuple[To, str, str]:
    to = To(guest.name, guest.email or "")
    with speaking(tongue(file, guest)):
        return to, mail.reminder_subject(file.terms), mail.reminder_body(file.terms, to)


def _invited(file: ReviewFile) -> list[Guest]:
    left = {guest.id for guest in waiting(file)}
    people = [guest for guest in guests(file) if guest.id not in left]
    secrets.SystemRandom().shuffle(people)
    return people


def _to_remind(file: ReviewFile) -> list[Guest]:
    begun = {row["person"] for row in file.db.table(UNREMINDED)}
    return [guest for guest in _invited(file) if not begun or guest.id in begun]
