"""The rater's command."""

import sys
from pathlib import Path

import click

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.armour import armour, read_message
from perflead_tui.exchange.claim import SIZE
from perflead_tui.exchange.drop import DropError
from perflead_tui.files import read_limited, shown, write_atomic
from perflead_tui.flows.rate import AnswerSession, read_answers
from perflead_tui.flows.sent import sent_words
from perflead_tui.i18n import _


@click.command()
@click.argument("invitation", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="The file or folder for the sealed envelope.")
@click.option(
    "--answers", type=click.Path(path_type=Path), help="Take the answers from this JSON file, without a screen."
)
@click.option(
    "--receipt",
    type=click.Path(path_type=Path),
    help="Keep the receipt in this new file, to see later that your answer was counted.",
)
@click.option(
    "--grant",
    type=click.Path(path_type=Path),
    help="Take in the grant that answers your claim, where there is no drop.",
)
@click.option("--armour", is_flag=True, help="Write the envelope, or the claim, as text to paste into an e-mail.")
def answer(
    invitation: Path, out: Path | None, answers: Path | None, receipt: Path | None, grant: Path | None, armour: bool
) -> int:
    """Answer INVITATION, the file that you were sent.

    It takes about ten minutes. You can stop at any time and go on later on this computer. At the end your answers
    are sealed into one file, the envelope, that you send back.
    """
    if receipt is not None and receipt.exists():  # said before anything is sealed
        raise PerfleadError(_("{path} exists already.").format(path=shown(receipt)), _("Choose another name."))
    session = AnswerSession.open(invitation, out=out)
    session.armoured = armour
    _accept(session, invitation, grant)
    if answers is None:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise PerfleadError(
                _("The form needs a terminal."), _("Without one, give the answers in a file with --answers FILE.")
            )
        from perflead_tui.tui.run import answer as ask

        code = ask(session)
        if receipt is not None and session.has_receipt:
            session.save_receipt(receipt)
        return code
    session.fill(read_answers(answers))
    sent = session.send()
    click.echo(sent_words(sent))
    if sent.revision > 1:
        click.echo(_("It replaces your earlier answer."))
    if sent.code is not None:
        click.echo(_("Receipt: {code}").format(code=sent.code))
    if receipt is not None and session.has_receipt:
        session.save_receipt(receipt)
    elif receipt is not None:
        click.echo(_("There is no receipt yet, because there is no envelope yet."), err=True)
        click.echo(_("When your answers leave, perflead deliver --receipts FOLDER keeps it."), err=True)
    return 0


def _accept(session: AnswerSession, invitation: Path, grant: Path | None) -> None:
    """In a blind review, claim the credential: over the drop, or by a file that a person carries."""
    if not session.blind or session.granted:
        return
    if grant is not None:
        session.take_grant(read_message(read_limited(grant, 4 * SIZE, _("a grant")), SIZE, "GRANT"))
    elif session.terms.drop is not None:
        try:
            session.claim()
        except DropError as error:
            click.echo(error.message, err=True)
            click.echo(_("You can answer now. The invitation is accepted when the drop is there again."), err=True)
    else:
        data = session.claim_bytes()
        claim = invitation.with_suffix(".claim")
        if data is not None:
            write_atomic(claim, armour("CLAIM", data).encode() if session.armoured else data)
            click.echo(_("Your claim is in {path}. Give it to the coordinator.").format(path=shown(claim)), err=True)
            click.echo(_("Take the answer in with perflead answer INVITATION --grant FILE."), err=True)
