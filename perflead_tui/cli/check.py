"""Commands for everyone who wants to check a board. They need no vault."""

from pathlib import Path

import click


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
    from perflead_tui.flows.telling import verify_lines

    found = verify_answer(receipt, board, terms)
    click.echo("\n".join(verify_lines(found)))
    return 1 if found.verdict.outcome == "not_counted" else 0


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
    from perflead_tui.flows.telling import audit_lines

    found = audit_board(board, envelopes, terms)
    click.echo("\n".join(audit_lines(found)))
    return 0 if found.sound else 1
