"""The rater's command."""

import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.armour import armour, read_message
from perflead_tui.exchange.claim import SIZE
from perflead_tui.exchange.drop import DropError
from perflead_tui.files import read_limited, shown, write_atomic
from perflead_tui.flows.packs import is_pack, sessions_of
from perflead_tui.flows.plain_console import confirmed, has_cursor, of_this_process
from perflead_tui.flows.rate import AnswerSession, read_answers
from perflead_tui.flows.sent import sent_words
from perflead_tui.i18n import _
from perflead_tui.sealing.code import read_code
from perflead_tui.sealing.errors import SealingError
from perflead_tui.text import clean_line

_CODE_LIMIT = 1024  # bytes of a file with a code
_SIGNALLED = 128  # exit codes from here on: the form was ended from outside, or with Ctrl+C


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
@click.option("--code-file", type=click.Path(path_type=Path), help="Read the code of a pack from this file.")
@click.option("--plain", is_flag=True, help="Line by line, for screen readers, old terminals and pipes.")
def answer(
    invitation: Path,
    out: Path | None,
    answers: Path | None,
    receipt: Path | None,
    grant: Path | None,
    armour: bool,
    code_file: Path | None,
    plain: bool,
) -> int:
    """Answer INVITATION, the file that you were sent.

    It takes about ten minutes. You can stop at any time and go on later on this computer. At the end your answers
    are sealed into one file, the envelope, that you send back.

    If you got a letter with a code, INVITATION is the pack that belongs to it; you are asked for the code.
    """
    if receipt is not None and receipt.exists():  # said before anything is sealed
        raise PerfleadError(_("{path} exists already.").format(path=shown(receipt)), _("Choose another name."))
    if plain and answers is not None:
        raise click.UsageError(_("--answers asks nothing, so it needs no --plain."))
    given = _Given(out, answers, receipt, grant, armour, plain or (answers is None and _needs_plain()))
    if is_pack(invitation):
        return _from_pack(invitation, given, code_file)
    if code_file is not None:
        raise click.UsageError(_("--code-file is for a pack."))
    return _answer(AnswerSession.open(invitation, out=out), invitation.with_suffix(".claim"), given)


@dataclass(frozen=True)
class _Given:
    """What was said on the command line."""

    out: Path | None
    answers: Path | None
    receipt: Path | None
    grant: Path | None
    armour: bool
    plain: bool


def _needs_plain() -> bool:
    """Whether the form cannot be drawn on the terminal, because that cannot place its cursor. It is told."""
    if has_cursor() or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    click.echo(_("This terminal cannot draw the form. It is asked line by line (--plain)."), err=True)
    return True


def _from_pack(pack: Path, given: _Given, code_file: Path | None) -> int:
    """Answer all that a code opens, one form after the other."""
    sessions, ended = sessions_of(pack, lambda: _code(code_file, given), out=given.out)
    for words in ended:
        click.echo(words, err=True)
    if len(sessions) > 1:
        _tell_several(sessions, given)
    worst = 0
    for done, session in enumerate(sessions):
        if done and not _goes_on(session, given):
            click.echo(_("The same code opens it later."), err=True)
            break
        code = _answer(session, Path(f"{secrets.token_hex(5)}.claim"), given)
        if code >= _SIGNALLED:
            return code
        worst = max(worst, code)
    return worst


def _tell_several(sessions: list[AnswerSession], given: _Given) -> None:
    """Say how many forms there are and how long they take. Raises PerfleadError for options that fit one alone."""
    if given.answers or given.receipt or given.grant:
        raise PerfleadError(
            _("This code opens several reviews; --answers, --receipt and --grant are for one."),
            _("Leave them out, and answer in the form."),
        )
    minutes = sum(session.minutes for session in sessions)
    words = _("This code opens {n} forms, one after another. Together they take about {minutes} minutes.")
    click.echo(words.format(n=len(sessions), minutes=minutes), err=True)


def _goes_on(session: AnswerSession, given: _Given) -> bool:
    words = _("Go on with the review of {leader}?").format(leader=clean_line(session.terms.leader, 100))
    if given.plain:
        return confirmed(of_this_process(), words)
    return click.confirm(words, default=True, err=True)


def _code(code_file: Path | None, given: _Given) -> str:
    """The code, from a file or as it is typed; it does not stay on the screen of a form."""
    if code_file is not None:
        return read_limited(code_file, _CODE_LIMIT, _("a file with a code")).decode("utf-8-sig", "replace").strip()
    if given.plain:
        from perflead_tui.flows.plain_rate import asked_code

        return asked_code(of_this_process())
    if not sys.stdin.isatty():
        raise PerfleadError(
            _("A code is needed, and there is no terminal to ask on."), _("Give it with --code-file FILE.")
        )
    while True:
        typed: str = click.prompt(_("The code from your letter"), err=True)
        if sys.stderr.isatty():
            click.echo("\x1b[1A\r\x1b[K", nl=False, err=True)
        try:
            return read_code(typed)
        except SealingError as error:
            click.echo(f"{error.message} {error.hint}", err=True)


def _answer(session: AnswerSession, claim: Path, given: _Given) -> int:
    """One form, on the screen or from a file of answers."""
    session.armoured = given.armour
    _accept(session, claim, given.grant)
    if given.answers is None:
        code = _ask(session, given)
        if given.receipt is not None and session.has_receipt:
            session.save_receipt(given.receipt)
        return code
    session.fill(read_answers(given.answers))
    sent = session.send()
    click.echo(sent_words(sent))
    if sent.revision > 1:
        click.echo(_("It replaces your earlier answer."))
    if sent.code is not None:
        click.echo(_("Receipt: {code}").format(code=sent.code))
    if given.receipt is not None and session.has_receipt:
        session.save_receipt(given.receipt)
    elif given.receipt is not None:
        click.echo(_("There is no receipt yet, because there is no envelope yet."), err=True)
        click.echo(_("When your answers leave, perflead deliver --receipts FOLDER keeps it."), err=True)
    return 0


def _ask(session: AnswerSession, given: _Given) -> int:
    """Ask a person, on the screen or line by line. Returns the exit code."""
    if given.plain:
        from perflead_tui.flows.plain_rate import answer_plain

        return answer_plain(session, of_this_process(), offer_receipt=given.receipt is None)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise PerfleadError(
            _("The form needs a terminal."),
            _("Without one, answer line by line with --plain, or give the answers in a file with --answers FILE."),
        )
    from perflead_tui.tui.run import answer as on_screen

    return on_screen(session)


def _accept(session: AnswerSession, claim: Path, grant: Path | None) -> None:
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
        if data is not None:
            write_atomic(claim, armour("CLAIM", data).encode() if session.armoured else data)
            click.echo(_("Your claim is in {path}. Give it to the coordinator.").format(path=shown(claim)), err=True)
            click.echo(_("Take the answer in with perflead answer INVITATION --grant FILE."), err=True)
