"""Sharing what a review came to, and taking in what others shared: files that only those read who are meant to."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perflead_tui import __version__
from perflead_tui.cli.results import PLAIN, plainly, show
from perflead_tui.cli.vault_access import file_passphrase, home, open_vault, passphrase, vault_options, words_hint
from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited, shown, write_atomic
from perflead_tui.flows.telling_files import (
    key_words,
    offer_lines,
    once_lines,
    opened_lines,
    shared_words,
    six_words,
    taken_lines,
)
from perflead_tui.i18n import _, language

if TYPE_CHECKING:
    from perflead_tui.exchange.share import What
    from perflead_tui.flows.sharing import Opened
    from perflead_tui.sealing.agekeys import Identity, Recipient

_WIDTHS = (60, 100)  # the narrowest and the widest text report, in columns

FILE = click.argument("file", type=click.Path(path_type=Path))
IDENTITY = click.option(
    "--identity",
    multiple=True,
    type=click.Path(path_type=Path),
    help="The file with your private key (age or ssh), if FILE was encrypted to one that is not the vault's.",
)
WORDS_FILE = click.option(
    "--words-file",
    type=click.Path(path_type=Path),
    help="A file with the words that open FILE, if it opens with words; without it they are asked for.",
)
TO = click.option(
    "--to",
    "to",
    multiple=True,
    metavar="RECIPIENT",
    help="An age1... or ssh public key, or a .pub file; again for more.",
)
BY_WORDS = click.option("--passphrase", "by_words", is_flag=True, help="Make six words that open it; shown once.")
FORCE = click.option("--force", is_flag=True, help="Replace the file if it exists.")
YES = click.option("--yes", is_flag=True, help="Do not ask for confirmation on a terminal.")


@click.command()
@click.argument("review")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The new file, such as report.age.")
@TO
@BY_WORDS
@click.option(
    "--what", type=click.Choice(["report", "plan", "review"]), default="report", show_default=True,
    help="The report with the plan, the plan alone, or the whole review for another coach.",
)  # fmt: skip
@click.option("--with-notes", is_flag=True, help="With --what review: your notes of the walk-through too.")
@click.option("--without-earlier", is_flag=True, help="Leave out the scores of the earlier review of the leader.")
@click.option("--armour", is_flag=True, help="Write it as text, to paste into an e-mail.")
@FORCE
@YES
@vault_options
def share(
    review: str,
    out: Path,
    to: tuple[str, ...],
    by_words: bool,
    what: str,
    with_notes: bool,
    without_earlier: bool,
    armour: bool,
    force: bool,
    yes: bool,
) -> None:
    """Write the report of the closed REVIEW, its plan or all of it into a file that only its readers can open.

    Any age program opens it, and so does perflead open. It is told first who will be able to read what.
    """
    from perflead_tui.flows import sharing
    from perflead_tui.sealing import agefile

    readers = chosen_readers(to, by_words=by_words)
    require_new(out, force=force)
    with open_vault() as vault:
        offered = sharing.offer(vault, review, _what(what), notes=with_notes, earlier=not without_earlier)
        click.echo("\n".join(offer_lines(offered, sharing.readers(readers))), err=True)
        if sys.stdin.isatty() and not yes and not click.confirm(_("Share this now?"), err=True):
            raise click.Abort
        if readers:
            sealed, words = agefile.encrypt(offered.document, readers, armoured=armour), ""
        else:
            words = agefile.new_passphrase()
            sealed = agefile.encrypt_with_passphrase(offered.document, words, armoured=armour)
        sharing.send(vault, offered, sealed, out, overwrite=force)
    click.echo(shared_words(out))
    tell_words(words)


@click.command()
@vault_options
def key() -> None:
    """Show your public age key, which is made the first time. The private key never leaves the vault."""
    from perflead_tui.flows.identity import own_identity

    with open_vault() as vault:
        click.echo(own_identity(vault).public())
    click.echo(key_words(), err=True)


@click.command("open")
@FILE
@IDENTITY
@WORDS_FILE
@click.option("--json", "as_json", is_flag=True, help="Print the report or the plan as JSON.")
@click.option("--out", type=click.Path(path_type=Path), help="Write it to this new file.")
@PLAIN
@FORCE
@vault_options
def open_(
    file: Path,
    identity: tuple[Path, ...],
    words_file: Path | None,
    as_json: bool,
    out: Path | None,
    plain: bool,
    force: bool,
) -> int:
    """Open FILE, which was shared with you: the walk-through of a report, read only, or a plan.

    It opens with your vault's key, with the private key in --identity, or with the words that you were given. What was
    changed on the way is refused. FILE may also be what another age program decrypted.
    """
    from perflead_tui.exchange.share import ShareError
    from perflead_tui.flows.sharing import opened, unlocked

    data, name = _read(file), shown(file)
    content = unlocked(data, name, lambda: _own_keys(identity), lambda: _asked(words_file))
    try:
        found = opened(content, name)
    except ShareError as error:
        if error.kind != "foreign" or out is None:
            raise
        write_atomic(out, content, overwrite=force)
        click.echo(_("It was not made by perflead share, so nothing in it was checked."), err=True)
        click.echo(_("It is in {path}, as it was encrypted.").format(path=shown(out)), err=True)
        return 0
    _introduce(found)
    if found.material is not None and not as_json and out is None and (plain := plainly(plain)):
        return show(found.debrief(), plain=plain)
    return _show(found, as_json=as_json, out=out, force=force, name=name)


@click.command("import")
@FILE
@IDENTITY
@WORDS_FILE
@vault_options
def import_(file: Path, identity: tuple[Path, ...], words_file: Path | None) -> None:
    """Take the whole review in FILE into the vault: another coach shared it with --what review."""
    from perflead_tui.flows.handing import take_in
    from perflead_tui.flows.identity import identities
    from perflead_tui.flows.sharing import opened, unlocked

    data, name = _read(file), shown(file)
    with open_vault() as vault:
        content = unlocked(
            data, name, lambda: named_keys(identity) or _of_vault(identities(vault)), lambda: words_of_file(words_file)
        )
        found = opened(content, name)
        taken = take_in(vault, found.share, name)
    click.echo(taken.review)
    click.echo("\n".join([*taken_lines(taken), six_words(found)]), err=True)


# What share and backup have in common


def chosen_readers(to: Sequence[str], *, by_words: bool) -> "list[Recipient]":
    """The public keys that were named; none if it is to open with words. Raises UsageError unless it is one of both."""
    from perflead_tui.sealing.agekeys import recipients

    if bool(to) == by_words:
        raise click.UsageError(_("Say who can open it: --to RECIPIENT, or --passphrase for six words."))
    return recipients(to)


def require_new(out: Path, *, force: bool) -> None:
    """Raise PerfleadError if `out` exists and is not to be replaced: before anything is asked for or made."""
    if out.exists() and not force:
        raise PerfleadError(
            _("{path} exists already and was left as it is.").format(path=shown(out)),
            _("Choose another name, or replace it with --force."),
        )


def shared_file(file: Path, identity: Sequence[Path], words_file: Path | None) -> "Opened":
    """What was shared in `file`, opened with the named keys, the vault's or the words, and checked."""
    from perflead_tui.flows.sharing import opened, unlocked

    data, name = _read(file), shown(file)
    return opened(unlocked(data, name, lambda: _own_keys(identity), lambda: _asked(words_file)), name)


def tell_words(words: str) -> None:
    """Show the words that open a file, once, where they are seen and not piped on."""
    if words:
        click.echo(_("The words that open it: {words}").format(words=words), err=True)
        click.echo("\n".join(once_lines()), err=True)


def words_of_file(words_file: Path | None) -> str:
    """The words that open a file where a vault is opened too: what is named for passphrases is the vault's."""
    if words_file is None:
        return passphrase(_("The words that open the file"), given=False, hint=words_hint())
    return file_passphrase(words_file, "")


def named_keys(named: Sequence[Path]) -> "list[Identity]":
    """The private keys in these files. The passphrase of an ssh key is asked for on a terminal, and nowhere else."""
    from perflead_tui.sealing.agekeys import identities_in

    ask = _key_passphrase if sys.stdin.isatty() else None
    return [each for path in named for each in identities_in(path, ask)]


# The parts


def _key_passphrase(name: str) -> str:
    return passphrase(_("Passphrase of the key {path}").format(path=name), given=False)


def _what(word: str) -> "What":
    from perflead_tui.exchange.share import WHATS

    return next(each for each in WHATS if each == word)


def _read(file: Path) -> bytes:
    from perflead_tui.sealing.agefile import SHARE_LIMIT

    return read_limited(file, SHARE_LIMIT, _("a shared file"))


def _own_keys(named: Sequence[Path]) -> "list[Identity]":
    """The named private keys; without any, the vault's own."""
    from perflead_tui.flows.identity import identities

    if named:
        return named_keys(named)
    if not (home() / "keys.json").exists():
        raise PerfleadError(
            _("The file is encrypted to a key, and there is no vault at {path} that may hold it.").format(
                path=shown(home())
            ),
            _("Name the file of your private key with --identity FILE."),
        )
    with open_vault() as vault:
        return _of_vault(identities(vault))


def _of_vault(found: "list[Identity]") -> "list[Identity]":
    """The vault's own keys. Raises PerfleadError if none was made yet: then nothing can be encrypted to them."""
    if found:
        return found
    raise PerfleadError(
        _("The file is encrypted to a key, and your vault has none yet."),
        _(
            "Name the file of your private key with --identity FILE. Or make a key with perflead key, and ask the "
            "sender for a new file that is encrypted to it."
        ),
    )


def _asked(words_file: Path | None) -> str:
    return file_passphrase(words_file, _("The words that open it"))


def _introduce(found: "Opened") -> None:
    click.echo("\n".join(opened_lines(found)), err=True)


def _show(found: "Opened", *, as_json: bool, out: Path | None, force: bool, name: str) -> int:
    if found.what == "review":
        raise PerfleadError(
            _("{path} holds a whole review.").format(path=name),
            _("Take it into your vault with perflead import FILE."),
        )
    if found.material is not None and not as_json and out is None and sys.stdin.isatty() and sys.stdout.isatty():
        return show(found.debrief(), plain=False)
    if out is not None:
        as_json = _as_json(out, as_json=as_json)
    words = _json(found) if as_json else _text(found)
    if out is None:
        click.echo(words, nl=False)
    else:
        write_atomic(out, words.encode(), overwrite=force)
        click.echo(_("It is in {path}.").format(path=shown(out)), err=True)
    return 0


def _as_json(out: Path, *, as_json: bool) -> bool:
    """Whether `out` is to hold JSON: said, or by its name. Raises PerfleadError for the name of anything else."""
    from perflead_tui.flows.reporting import format_of, require_fitting

    kind = "json" if as_json else format_of(out)
    if kind not in ("text", "json"):
        raise PerfleadError(
            _("perflead open writes text or JSON, and {path} is the name of another format.").format(path=shown(out)),
            _("For that format: perflead report FILE --out {path}.").format(path=shown(out)),
        )
    require_fitting(out, kind, encrypted=False)
    return kind == "json"


def _json(found: "Opened") -> str:
    if found.material is not None:
        return found.material.report.exported(__version__).to_json()
    return found.plan.to_json() if found.plan is not None else ""


def _text(found: "Opened") -> str:
    from perflead_tui.export.plan import plan_text
    from perflead_tui.flows.reporting import Look, Subject, render

    if found.material is None:
        return plan_text(found.plan, language()) if found.plan is not None else ""
    low, high = _WIDTHS
    columns = min(max(shutil.get_terminal_size((80, 24)).columns, low), high)
    return render(Subject(found.material, found.plan), "text", Look(language(), width=columns)).decode()
