"""The courier's commands, and the terms that a courier works by."""

from pathlib import Path

import click

from perflead_tui.cli.vault_access import open_vault, passphrase, passphrase_options, progress, vault_options
from perflead_tui.files import shown, write_atomic
from perflead_tui.i18n import _

_SOME_REFUSED = 3


@click.group()
def courier() -> None:
    """For a neutral person who hands on envelopes, so that the coach does not see who sent which.

    The courier sees who sends and cannot read; the coach reads and does not see who sent.
    """


@courier.command("new")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The new file for your private key.")
@passphrase_options
def new_key(out: Path) -> None:
    """Make your keys: a private file under a passphrase, and a public one beside it for the coach."""
    from perflead_tui.flows.courier import new_courier
    from perflead_tui.flows.telling import courier_made_lines

    public, text = new_courier(out, passphrase(_("New passphrase (at least 8 characters)"), new=True))
    click.echo(text, nl=False)
    click.echo("\n".join(courier_made_lines(out, public)), err=True)


@courier.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--key", required=True, type=click.Path(path_type=Path), help="The file of your private key.")
@click.option("--terms", required=True, type=click.Path(path_type=Path), help="The terms of the review.")
@click.option("--minimum", type=int, help="Wait for more envelopes than the terms ask for.")
@click.option("--again", is_flag=True, help="Hand over once more exactly what was handed over before.")
@passphrase_options
def forward(paths: tuple[Path, ...], out: Path, key: Path, terms: Path, minimum: int | None, again: bool) -> int:
    """Hand over the envelopes in PATHS (files or folders) as one batch, in the new folder OUT.

    Your layer, names, times and order are taken off. With too few new envelopes nothing is handed over. Your files
    stay as they are.
    """
    from perflead_tui.exchange.signed_terms import load_terms
    from perflead_tui.flows import telling
    from perflead_tui.flows.courier import Handover, open_courier
    from perflead_tui.sealing.fingerprint import words

    signed = load_terms(terms)
    click.echo(_("{leader}: {words}").format(leader=signed.terms.leader, words=words(signed.terms_digest)), err=True)
    opened = open_courier(key, lambda: passphrase(_("Passphrase of your key")))
    batch = Handover(opened, signed, out, minimum)
    with progress() as show:
        done = batch.again(paths, show) if again else batch.forward(paths, show)
    for line in telling.junk_lines(done):
        click.echo(line)
    for line in telling.before_lines(done):
        click.echo(line, err=True)
    if not done.handed:
        click.echo(telling.waiting_words(done.missing), err=True)
        return 1
    for line in telling.finished_lines(done):
        click.echo(line, err=True)
    click.echo(telling.handed_words(done.handed, out))
    click.echo(telling.handed_on_words(), err=True)
    return _SOME_REFUSED if done.junk else 0


@click.command()
@click.argument("review")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The new file.")
@vault_options
def terms(review: str, out: Path) -> None:
    """Write the signed terms of REVIEW: what a courier needs, and nothing that belongs to one rater."""
    from perflead_tui.flows.publish import signed_terms
    from perflead_tui.flows.records import open_review
    from perflead_tui.sealing.fingerprint import words

    with open_vault() as vault, open_review(vault, review) as file:
        write_atomic(out, signed_terms(file), overwrite=False)
        click.echo(_("The terms are in {path}.").format(path=shown(out)))
        click.echo(_("Their six words: {words}").format(words=words(file.terms_digest)))
