"""The courier's commands, and the terms that a courier works by."""

from pathlib import Path

import click

from perflead_tui.cli.vault_access import open_vault, passphrase, passphrase_options, progress, vault_options
from perflead_tui.files import shown, write_atomic
from perflead_tui.i18n import _, ngettext

_NAMED = 20  # files that are told by name
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

    public, text = new_courier(out, passphrase(_("New passphrase (at least 8 characters)"), new=True))
    click.echo(text, nl=False)
    click.echo(_("Your private key is in {path}. Keep it, and its passphrase.").format(path=shown(out)), err=True)
    click.echo(
        _("Give {path} to the coach, or paste the text above into an e-mail.").format(path=shown(public)), err=True
    )


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
    from perflead_tui.flows.courier import Handover, open_courier
    from perflead_tui.sealing.fingerprint import words

    signed = load_terms(terms)
    click.echo(_("{leader}: {words}").format(leader=signed.terms.leader, words=words(signed.terms_digest)), err=True)
    opened = open_courier(key, lambda: passphrase(_("Passphrase of your key")))
    batch = Handover(opened, signed, out, minimum)
    with progress() as show:
        done = batch.again(paths, show) if again else batch.forward(paths, show)
    _tell_junk([f"{shown(junk.name)}: {junk.why}" for junk in done.junk])
    if done.before:
        click.echo(_before(done.before), err=True)
    if not done.handed:
        click.echo(_waiting(done.missing), err=True)
        return 1
    if done.finished:
        click.echo(_("An earlier handover was cut off. It is finished now, and nothing else was done."), err=True)
    click.echo(_handed(done.handed, out))
    click.echo(_("When the coach has them, destroy the files that you were sent, and the mails."), err=True)
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


def _tell_junk(lines: list[str]) -> None:
    for line in lines[:_NAMED]:
        click.echo(_("not handed on: {line}").format(line=line))
    more = len(lines) - _NAMED
    if more > 0:
        click.echo(
            ngettext("{n} more file was not handed on.", "{n} more files were not handed on.", more).format(n=more)
        )


def _before(count: int) -> str:
    return ngettext(
        "{n} envelope was handed over before and is left out.",
        "{n} envelopes were handed over before and are left out.",
        count,
    ).format(n=count)


def _waiting(missing: int) -> str:
    return ngettext(
        "Nothing was handed over: {n} more new envelope is needed. Your files are as they were.",
        "Nothing was handed over: {n} more new envelopes are needed. Your files are as they were.",
        missing,
    ).format(n=missing)


def _handed(count: int, out: Path) -> str:
    return ngettext("{n} envelope is in {path}.", "{n} envelopes are in {path}.", count).format(
        n=count, path=shown(out)
    )
