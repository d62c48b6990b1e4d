"""The demo."""

import shutil

import click

from perflead_tui.cli.vault_access import progress
from perflead_tui.i18n import language


@click.command()
@click.option("--report", "print_report", is_flag=True, help="Print the report instead of opening the screen.")
def demo(print_report: bool) -> None:
    """See a finished review, made from sample data.

    It runs the real road in a temporary vault: terms, invitations, sealed envelopes, closing. Nothing is left behind.
    """
    from perflead_tui.flows.demo import run_demo

    with progress() as show:
        report, questionnaire = run_demo(show)
    if print_report:
        from perflead_tui.export.text import report_text

        columns = min(max(shutil.get_terminal_size((80, 24)).columns, 60), 100)
        click.echo(report_text(report, questionnaire, language(), columns), nl=False)
    else:
        from perflead_tui.tui.results import show_results

        show_results(report, questionnaire)
