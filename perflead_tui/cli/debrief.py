"""The command for what was said in a walk-through."""

from pathlib import Path

import click

from perflead_tui.cli.vault_access import open_vault, vault_options
from perflead_tui.files import shown, write_atomic
from perflead_tui.i18n import _, language


@click.command()
@click.argument("review")
@click.option("--json", "as_json", is_flag=True, help="As perflead.debrief/1, to be changed and taken in again.")
@click.option("--out", type=click.Path(path_type=Path), help="Write to this new file instead of the screen.")
@click.option("--set", "new", type=click.Path(path_type=Path), help="Take the parts that this file has.")
@vault_options
def debrief(review: str, as_json: bool, out: Path | None, new: Path | None) -> None:
    """Print what was said in the walk-through of the closed REVIEW: notes, guesses, marks and weights.

    Erasing the review destroys them in the vault. A file that --out wrote stays where it is.
    """
    from perflead_tui.flows.debriefing import keep_debrief, kept_debrief, kept_page, read_debrief
    from perflead_tui.flows.telling import debrief_kept_words, debrief_written_lines

    if new is not None and (as_json or out is not None):
        raise click.UsageError(_("--set takes a file in; leave --json and --out out."))
    given = read_debrief(new) if new is not None else None  # before a passphrase is asked for
    with open_vault() as vault:
        if given is not None:
            keep_debrief(vault, review, given)
            click.echo(debrief_kept_words(), err=True)
            return
        words = kept_debrief(vault, review).to_json() if as_json else kept_page(vault, review, language())
    if out is None:
        click.echo(words, nl=False)
        return
    write_atomic(out, words.encode(), overwrite=False)
    for line in debrief_written_lines(shown(out)):
        click.echo(line, err=True)
