"""The command for a leader's plan."""

from pathlib import Path

import click

from perflead_tui.cli.vault_access import open_vault, vault_options
from perflead_tui.errors import PerfleadError
from perflead_tui.files import shown, write_atomic
from perflead_tui.i18n import _, language


@click.command()
@click.argument("review")
@click.option("--json", "as_json", is_flag=True, help="The plan as perflead.plan/1; an empty one can be filled in.")
@click.option("--out", type=click.Path(path_type=Path), help="Write to this new file instead of the screen.")
@click.option("--set", "new", type=click.Path(path_type=Path), help="Take the plan from this perflead.plan/1 file.")
@vault_options
def plan(review: str, as_json: bool, out: Path | None, new: Path | None) -> None:
    """Print the plan of the closed REVIEW on one page, or write it to a file. It holds no scores."""
    from perflead_tui.export.plan import plan_text
    from perflead_tui.flows.kept_plan import keep_plan, kept_plan
    from perflead_tui.flows.planning import read_plan

    if new is not None and (as_json or out is not None):
        raise click.UsageError(_("--set takes a plan in; leave --json and --out out."))
    given = read_plan(new) if new is not None else None  # before a passphrase is asked for
    with open_vault() as vault:
        if given is not None:
            keep_plan(vault, review, given)
            click.echo(_("The plan is kept with the review."), err=True)
            return
        found = kept_plan(vault, review, language())
    if found.empty and not as_json:
        raise PerfleadError(
            _("This review has no plan yet."),
            _("Make it in the walk-through (perflead results), or take it from a file with --set."),
        )
    words = found.to_json() if as_json else plan_text(found, language())
    if out is None:
        click.echo(words, nl=False)
    else:
        write_atomic(out, words.encode(), overwrite=False)
        click.echo(_("The plan is in {path}.").format(path=shown(out)), err=True)
