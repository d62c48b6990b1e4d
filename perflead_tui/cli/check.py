"""Commands for everyone who wants to check a board. They need no vault."""

from pathlib import Path

import click

from perflead_tui.i18n import _


@click.command()
@click.argument("receipt")
@click.option("--board", required=True, type=click.Path(path_type=Path), help="The board of the review.")
@click.option(
    "--terms",
    type=click.Path(path_type=Path),
    help="Your invitation, or the terms; without it terms.json beside the board is used.",
)
def verify(receipt: str, board: Path, terms: Path | None) -> int:
    """Say whether your answer was counted. RECEIPT is the file that you kept, or the code that you noted."""
    from perflead_tui.flows.checking import verify_answer

    found = verify_answer(receipt, board, terms)
    not_counted = found.verdict.outcome == "not_counted"
    click.echo((_("Not counted.") + " " if not_counted else "") + found.verdict.reason)
    how = {
        "receipt": _("The board is signed with the key that your receipt names."),
        "given": _("The board is signed with the key that these terms name."),
        "beside": _("The board is signed with the key in the terms beside it. Compare the words with your invitation."),
        "nothing": _("Who signed the board was not checked. Give your invitation or the terms with --terms FILE."),
    }
    click.echo(how[found.checked])
    click.echo(_("Terms: {fingerprint}").format(fingerprint=found.fingerprint))
    return 1 if not_counted else 0


@click.command()
@click.option("--board", required=True, type=click.Path(path_type=Path), help="The board of the review.")
@click.option("--envelopes", required=True, type=click.Path(path_type=Path), help="The folder with the envelopes.")
@click.option(
    "--terms",
    type=click.Path(path_type=Path),
    help="The terms, or an invitation; without it terms.json beside the board is used.",
)
def audit(board: Path, envelopes: Path, terms: Path | None) -> int:
    """Check a board against the envelopes in a folder, without any key."""
    from perflead_tui.flows.checking import audit_board

    found = audit_board(board, envelopes, terms)
    click.echo(_("Review {review}").format(review=found.board.review))
    click.echo(_("Terms: {fingerprint}").format(fingerprint=found.fingerprint))
    click.echo(_("Board: {fingerprint}").format(fingerprint=found.board.fingerprint))
    marks = {True: "✓", False: "!", None: "·"}
    for line in found.lines:
        click.echo(f"{marks[line.passed]} {line.words}")
    sound = _("The board is sound. That these are the terms that raters were shown, the words say.")
    click.echo(sound if found.sound else _("The board is not sound, or envelopes are missing."))
    return 0 if found.sound else 1
