"""The rater's command."""

import sys
from pathlib import Path

import click

from perflead_tui.errors import PerfleadError
from perflead_tui.files import shown
from perflead_tui.flows.rate import AnswerSession, read_answers
from perflead_tui.i18n import _


@click.command()
@click.argument("invitation", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="The file or folder for the sealed envelope.")
@click.option(
    "--answers", type=click.Path(path_type=Path), help="Take the answers from this JSON file, without a screen."
)
def answer(invitation: Path, out: Path | None, answers: Path | None) -> int:
    """Answer INVITATION, the file that you were sent.

    It takes about ten minutes. You can stop at any time and go on later on this computer. At the end your answers
    are sealed into one file, the envelope, that you send back.
    """
    session = AnswerSession.open(invitation, out=out)
    if answers is None:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise PerfleadError(
                _("The form needs a terminal."), _("Without one, give the answers in a file with --answers FILE.")
            )
        from perflead_tui.tui.run import answer as ask

        return ask(session)
    session.fill(read_answers(answers))
    sent = session.send()
    click.echo(_("Sealed into {path}.").format(path=shown(sent.path)))
    if sent.revision > 1:
        click.echo(_("It replaces your earlier answer."))
    return 0
