"""Commands for a review that is closed: its board, and its end."""

import sys
from pathlib import Path

import click

from perflead_tui.cli.vault_access import open_vault, vault_options
from perflead_tui.files import shown
from perflead_tui.i18n import _, format_date


@click.command()
@click.argument("review")
@click.option("--out", type=click.Path(path_type=Path), help="The folder for the files.")
@click.option("--to-drop", is_flag=True, help="Put the board into the review's drop; closing does so by itself.")
@click.option("--envelopes", is_flag=True, help="Write the sealed envelopes too, for an audit.")
@vault_options
def board(review: str, out: Path | None, to_drop: bool, envelopes: bool) -> None:
    """Write the board and the terms of the closed REVIEW into a folder, for everyone to check."""
    from perflead_tui.flows.publish import publish, publish_to_drop

    if out is None and not to_drop:
        raise click.UsageError(_("Say where: --out DIR, --to-drop, or both."))
    with open_vault() as vault:
        if to_drop:
            publish_to_drop(vault, review)
            click.echo(_("The board is in the drop."), err=True)
        if out is None:
            return
        files = publish(vault, review, out, envelopes=envelopes)
    for file in files:
        click.echo(shown(file))
    click.echo(
        _("Give them to everyone who was invited. With a receipt they check their answer: perflead verify."), err=True
    )


@click.command()
@click.argument("review")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation on a terminal.")
@vault_options
def erase(review: str, yes: bool) -> None:
    """Destroy the private keys, envelopes, single answers and roster of the closed REVIEW.

    The notes of the walk-through go too. The terms, the board, the report and the plan stay. A review that was handed
    on before it closed is erased here as well, when it has arrived. What is destroyed cannot be brought back from this
    vault.
    """
    from perflead_tui.flows.erase import beyond, first_arrived, kept, would_erase
    from perflead_tui.flows.erase import erase as do_erase

    with open_vault() as vault:
        if sys.stdin.isatty() and not yes:
            found = would_erase(vault, review)
            if found.destroyed:
                if found.handed:
                    click.echo("\n".join(first_arrived()), err=True)
                _list(_("To be destroyed:"), found.destroyed, err=True)
                _list(_("Kept:"), kept(handed=found.handed), err=True)
                if not click.confirm(_("Destroy this now? It cannot be brought back."), err=True):
                    raise click.Abort
        done = do_erase(vault, review)
    if done.received and not done.destroyed:
        click.echo(_("This review came without keys, envelopes and single answers. Nothing was changed."))
        return
    if done.done_before is not None and not done.destroyed:
        when = format_date(done.done_before)
        click.echo(_("This review was erased on {date}. Nothing was changed.").format(date=when))
        return
    _list(_("Destroyed:"), done.destroyed)
    _list(_("Kept:"), kept(handed=done.handed))
    _list(_("Not reached by this:"), beyond(openers=done.openers))


def _list(title: str, lines: list[str], *, err: bool = False) -> None:
    click.echo("\n".join([title, *(f"  {line}" for line in lines)]), err=err)
