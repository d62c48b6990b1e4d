"""The walk-through of a report."""

from pathlib import Path

import click

from perflead_tui.cli.vault_access import open_vault, vault_options


@click.command()
@click.argument("review", metavar="REVIEW|FILE")
@click.option("--before", metavar="REVIEW|FILE", help="The earlier review that change is shown since.")
@click.option("--agency", type=click.Path(path_type=Path), help="A report on the agency, to stand beside.")
@click.option(
    "--questionnaire", "asked", multiple=True, metavar="FILE", help="The questionnaire of a report that is a file."
)
@vault_options
def results(review: str, before: str | None, agency: Path | None, asked: tuple[str, ...]) -> int:
    """Walk through the report of the closed REVIEW, step by step.

    Notes, choices and the plan are kept in the vault, encrypted. A FILE with a report (perflead report --format json)
    is opened read only, and nothing is kept. Change is shown since the latest earlier review of the same leader in the
    vault, or since --before.
    """
    from perflead_tui.questionnaire.loading import load
    from perflead_tui.tui.coach.run import coach, require_terminal

    require_terminal()  # before a passphrase is asked for
    questionnaires = [load(each) for each in asked]
    file = _file(review)
    if file is not None:
        from perflead_tui.flows.beside import material_of_file
        from perflead_tui.flows.debrief import Debrief

        material = material_of_file(file, Path(before) if before else None, agency, questionnaires)
        return coach(None, debrief=Debrief(material))
    with open_vault() as vault:
        from perflead_tui.flows.beside import material_beside
        from perflead_tui.flows.records import resolve
        from perflead_tui.tui.coach.app import Place

        found = resolve(vault, review)
        earlier = (_file(before) or before) if before else None
        beside = material_beside(vault, found, earlier, agency, questionnaires)
        return coach(vault.home, vault=vault, start=Place("walk", found), beside=beside)


def _file(named: str) -> Path | None:
    """The file of this name, if there is one; else it is a review."""
    try:
        return Path(named) if Path(named).is_file() else None
    except OSError:  # too long for a file's name
        return None
