"""The walk-through of a report."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perflead_tui.cli.vault_access import open_vault, vault_options
from perflead_tui.errors import PerfleadError
from perflead_tui.files import shown
from perflead_tui.i18n import _

if TYPE_CHECKING:
    from perflead_tui.flows.debrief import Debrief

PLAIN = click.option("--plain", is_flag=True, help="Part by part as text, for screen readers and old terminals.")


@click.command()
@click.argument("review", metavar="REVIEW|FILE")
@click.option("--before", metavar="REVIEW|FILE", help="The earlier review that change is shown since.")
@click.option("--agency", type=click.Path(path_type=Path), help="A report on the agency, to stand beside.")
@click.option(
    "--questionnaire", "asked", multiple=True, metavar="FILE", help="The questionnaire of a report that is a file."
)
@PLAIN
@vault_options
def results(review: str, before: str | None, agency: Path | None, asked: tuple[str, ...], plain: bool) -> int:
    """Walk through the report of the closed REVIEW, step by step.

    Notes, choices and the plan are kept in the vault, encrypted. A FILE with a report (perflead report --format json)
    is opened read only, and nothing is kept. Change is shown since the latest earlier review of the same leader in the
    vault, or since --before.
    """
    from perflead_tui.questionnaire.loading import load

    plain = plainly(plain)
    if not plain:
        from perflead_tui.tui.coach.run import require_terminal

        require_terminal()  # before a passphrase is asked for
    questionnaires = [load(each) for each in asked]
    file = file_of(review)
    if file is not None:
        from perflead_tui.flows.beside import material_of_file
        from perflead_tui.flows.debrief import Debrief

        material = material_of_file(file, Path(before) if before else None, agency, questionnaires)
        return show(Debrief(material), plain=plain)
    require_name(review)
    with open_vault() as vault:
        from perflead_tui.flows.beside import material_beside
        from perflead_tui.flows.records import resolve

        found = resolve(vault, review)
        earlier = (file_of(before) or before) if before else None
        beside = material_beside(vault, found, earlier, agency, questionnaires)
        if plain:
            from perflead_tui.flows.debrief import Debrief

            with Debrief.of_review(vault, found, **beside) as debrief:
                return show(debrief, plain=True)
        from perflead_tui.tui.coach.app import Place
        from perflead_tui.tui.coach.run import coach

        return coach(vault.home, vault=vault, start=Place("walk", found), beside=beside)


def show(debrief: "Debrief", *, plain: bool) -> int:
    """The walk-through of a report without a vault, or line by line. Returns the exit code."""
    if plain:
        from perflead_tui.flows.plain_console import of_this_process
        from perflead_tui.flows.plain_results import walk_plain

        return walk_plain(debrief, of_this_process())
    from perflead_tui.tui.coach.run import coach

    return coach(None, debrief=debrief)


def plainly(asked: bool) -> bool:
    """Whether a report is said line by line: asked for, or the terminal cannot place its cursor. Then it is told."""
    from perflead_tui.flows.plain_console import has_cursor

    if asked or has_cursor() or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return asked
    click.echo(_("This terminal cannot draw the screen. It is said part by part (--plain)."), err=True)
    return True


def file_of(named: str) -> Path | None:
    """The file of this name, if there is one; else it is a review."""
    try:
        return Path(named) if Path(named).is_file() else None
    except OSError:  # too long for a file's name
        return None


def require_name(review: str) -> None:
    """Raise PerfleadError for what no review is called and no file is: before a passphrase is asked for."""
    if not re.fullmatch(r"[a-z0-9]{1,16}", review.strip().lower()):
        raise PerfleadError(
            _("There is no file {path}, and no review is called so.").format(path=shown(review)),
            _("Check the name and the folder of the file. A review is named by its id, or the beginning of it."),
        )
