"""The demo."""

import shutil
from contextlib import ExitStack

import click

from perflead_tui.cli.vault_access import progress
from perflead_tui.i18n import language


@click.command()
@click.option("--report", "print_report", is_flag=True, help="Print the report instead of opening the screen.")
@click.option("--live", is_flag=True, help="Run the review first: keys, invitations, sealed envelopes, closing.")
def demo(print_report: bool, live: bool) -> int:
    """Walk through a finished review, made from sample data.

    There is an earlier review of the same leader and a report on the agency beside it. Everything can be tried, in a
    temporary vault. Nothing is left behind.
    """
    from perflead_tui.flows.demo import demo as prepared
    from perflead_tui.settings import read_settings
    from perflead_tui.tui.coach import run

    if not print_report:
        run.require_terminal()
    read = read_settings()  # the demo's own are in its folder
    with ExitStack() as held:
        with progress() as show:
            shown = held.enter_context(prepared(show, live=live))
        if not print_report:
            return run.demo(shown, read)
        from perflead_tui.export.text import report_text
        from perflead_tui.flows.close import frozen_report

        report, terms = frozen_report(shown.vault, shown.review)
        columns = min(max(shutil.get_terminal_size((80, 24)).columns, 60), 100)
        click.echo(report_text(report, terms.questionnaire, language(), columns), nl=False)
    return 0
