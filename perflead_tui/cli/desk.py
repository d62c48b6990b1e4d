"""Commands of blind reviews and of drops: the desk that answers, the outbox that waits."""

import datetime
import sys
import time
from pathlib import Path

import click

from perflead_tui.cli.vault_access import open_vault, progress, vault_options
from perflead_tui.errors import PerfleadError
from perflead_tui.files import shown
from perflead_tui.flows.grants import Round
from perflead_tui.i18n import _, ngettext

_PAUSE = 30.0  # seconds between two looks of a desk that watches


@click.command()
@click.argument("review")
@click.option("--watch", is_flag=True, help="Keep looking, until Ctrl+C.")
@click.option(
    "--claims",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Answer this claim that came as a file; repeatable.",
)
@click.option("--out", type=click.Path(path_type=Path), help="The folder for the grants that answer --claims.")
@click.option("--armour", is_flag=True, help="Write the grants as text, to paste into an e-mail.")
@vault_options
def desk(review: str, watch: bool, claims: tuple[Path, ...], out: Path | None, armour: bool) -> int:
    """Answer the claims of a blind REVIEW, and take in what was sent to its drop.

    Each code is granted one credential, signed unseen. The desk learns who claimed, never who answered what.
    """
    from perflead_tui.flows.grants import attend, grant_files

    if bool(claims) != (out is not None):
        raise click.UsageError(_("--claims and --out go together."))
    with open_vault() as vault:
        if out is not None:
            done, written = grant_files(vault, review, claims, out, armoured=armour)
            click.echo("\n".join(shown(path) for path in written))
            return _told(done)
        while True:
            try:
                with progress() as show:
                    code = _told(attend(vault, review, show), quiet=watch)
            except PerfleadError as error:
                if not watch:
                    raise
                click.echo(error.message, err=True)
            if not watch:
                return code
            _watching()
            time.sleep(_PAUSE)


def _watching() -> None:
    """The quiet line of a desk that waits."""
    if sys.stderr.isatty():
        last = datetime.datetime.now().astimezone().strftime("%H:%M")
        words = _("Watching. Last look at {time}. Ctrl+C ends it.").format(time=last)
        click.echo(f"\r\x1b[K{words}", nl=False, err=True)


def _told(done: Round, *, quiet: bool = False) -> int:
    from perflead_tui.flows.telling import round_lines

    said = round_lines(done)
    if said or not quiet:
        click.echo("\n".join(said) or _("Nothing new."))
    for problem in done.problems:
        click.echo(problem, err=True)
    return 1 if done.problems and not (done.granted or done.again or done.taken) else 0


@click.command()
@click.option("--receipts", type=click.Path(path_type=Path), help="Keep the receipts of what leaves in this folder.")
def deliver(receipts: Path | None) -> int:
    """Send what waits in this computer's outbox, as far as its time has come.

    Of each answer that leaves it prints the code of the receipt. Note it only if you want to see on the board that
    your answer was counted.
    """
    from perflead_tui.flows.deliver import deliver as send
    from perflead_tui.flows.deliver import save_receipts

    done = send()
    if done.sent:
        click.echo(ngettext("{n} answer was sent.", "{n} answers were sent.", done.sent).format(n=done.sent))
    for code in done.codes:
        click.echo(_("Receipt: {code}").format(code=code))
    if done.waiting:
        words = ngettext("{n} answer waits for its time.", "{n} answers wait for their time.", done.waiting)
        click.echo(words.format(n=done.waiting))
    for problem in done.problems:
        click.echo(problem, err=True)
    if not (done.sent or done.waiting or done.problems):
        click.echo(_("Nothing waits to be sent."))
    for path in save_receipts(done, receipts) if receipts is not None else ():
        click.echo(shown(path))
    return 1 if done.problems else 0
