"""The demo."""

import shutil
from contextlib import ExitStack
from pathlib import Path

import click

from perflead_tui.cli.vault_access import progress
from perflead_tui.files import shown as shown_path
from perflead_tui.i18n import _, language


@click.command()
@click.option("--report", "print_report", is_flag=True, help="Print the report instead of opening the screen.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Write the report to this new file instead; .html, .pdf, .xlsx, .csv, .md, .json or .txt says how.",
)
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@click.option("--live", is_flag=True, help="Run the review first: keys, invitations, sealed envelopes, closing.")
def demo(print_report: bool, out: Path | None, force: bool, live: bool) -> int:
    """Walk through a finished review, made from sample data.

    There is an earlier review of the same leader and a report on the agency beside it. Everything can be tried, in a
    temporary vault. Nothing is left behind.
    """
    from perflead_tui.flows.demo import demo as prepared
    from perflead_tui.flows.reporting import (
        Look,
        format_of,
        render,
        require_fitting,
        require_new,
        subject_with,
        write_export,
    )
    from perflead_tui.settings import read_settings
    from perflead_tui.tui.coach import run

    if out is not None:
        require_fitting(out, format_of(out), encrypted=False)
        require_new(out, force=force)
    elif not print_report:
        run.require_terminal()
    read = read_settings()  # the demo's own are in its folder
    with ExitStack() as held:
        with progress() as show:
            shown = held.enter_context(prepared(show, live=live))
        if not print_report and out is None:
            return run.demo(shown, read)
        subject = subject_with(shown.vault, shown.review, shown.beside)
        if out is not None:
            write_export(out, render(subject, format_of(out), Look(language())), force=force)
            click.echo(_("The report is in {path}.").format(path=shown_path(out)), err=True)
            return 0
        columns = min(max(shutil.get_terminal_size((80, 24)).columns, 60), 100)
        click.echo(render(subject, "text", Look(language(), width=columns)), nl=False)
    return 0
