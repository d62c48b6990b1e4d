"""The entry point. Commands are imported when they are called, so that `--help` is quick."""

import contextlib
import gc
import importlib
import io
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from perflead_tui import __version__
from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _, language_from_environment, ngettext, set_language, use_for_libraries
from perflead_tui.memory import keep_private
from perflead_tui.paths import outbox_is_empty
from perflead_tui.text import clean

_PACKAGE = "perflead_tui.cli"
_RARELY = 50_000  # objects more before Python looks for garbage: importing makes many and leaves little behind
_INTERRUPTED = 130  # what shells expect of a command that Ctrl+C ended


def _commands() -> dict[str, tuple[str, str]]:
    """Every command: the module that holds it and what it does, in one line."""
    return {
        "demo": ("demo", _("Walk through a finished review, made from sample data.")),
        "answer": ("rater", _("Answer an invitation that you were sent.")),
        "serve": ("serve", _("Let people answer in a browser, with the code from their letter.")),
        "kiosk": ("kiosk", _("Let people answer at this terminal with the codes of their letters.")),
        "deliver": ("desk", _("Send what waits in this computer's outbox.")),
        "init": ("coach", _("Create the vault that keeps your reviews.")),
        "new": ("coach", _("Set up a review of a leader.")),
        "invite": ("invite", _("Make the invitations of a review: files, e-mail, or letters.")),
        "status": ("coach", _("Show reviews and how many envelopes have come in.")),
        "collect": ("coach", _("Take in envelopes that raters sent.")),
        "desk": ("desk", _("Answer claims of a blind review and take envelopes from its drop.")),
        "remind": ("invite", _("Remind everyone who was invited.")),
        "terms": ("courier", _("Write the terms of a review, for its courier.")),
        "close": ("coach", _("Close a review, once, and make its report.")),
        "report": ("report", _("Print or write the report of a closed review, or of all.")),
        "results": ("results", _("Walk through the report of a closed review.")),
        "hide": ("hide", _("Withhold a comment of a closed review, with a reason, or show it again.")),
        "plan": ("plan", _("Print, write or take in the plan of a closed review.")),
        "debrief": ("debrief", _("Print, write or take in what was said in a walk-through.")),
        "share": ("share", _("Share a report, a plan or a whole review as an encrypted file.")),
        "open": ("share", _("Open a file that was shared with you.")),
        "import": ("share", _("Take a review in that another coach handed to you.")),
        "key": ("share", _("Show the public key that others encrypt files to you with.")),
        "board": ("closed", _("Publish the board of a closed review, for everyone to check.")),
        "verify": ("check", _("See on a board whether your own answer was counted.")),
        "audit": ("check", _("Check a board against the envelopes, without any key.")),
        "erase": ("closed", _("Destroy the keys and single answers of a closed review.")),
        "courier": ("courier", _("Hand on envelopes for others, without names.")),
        "opener": ("opener", _("Keep a share of a review's key, and agree that it is opened.")),
        "passphrase": ("vault", _("Change the passphrase of the vault.")),
        "backup": ("backup", _("Keep all of the vault in one encrypted file.")),
        "restore": ("backup", _("Make a vault from a backup.")),
        "doctor": ("vault", _("Check every file of the vault and say what to do.")),
        "questionnaire": ("questionnaire", _("List, show, check, export and import questionnaires.")),
        "schema": ("schema", _("Print the JSON Schema of a report, a plan or another document.")),
        "guide": ("about", _("Read the manual.")),
        "settings": ("settings", _("Show or change theme, keys and other settings.")),
        "locate": ("about", _("Show where perflead keeps its files.")),
        "completion": ("about", _("Print the completion script of a shell.")),
    }


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of a person's work."""
        return list(_commands())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None if there is none of that name."""
        found = _commands().get(cmd_name)
        if found is None:
            return None
        module = importlib.import_module(f"{_PACKAGE}.{found[0]}")
        # `open` and `import` are Python's own words: their functions end in an underscore.
        command: click.Command = getattr(module, cmd_name if hasattr(module, cmd_name) else f"{cmd_name}_")
        return _in_language(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands' lines without importing them."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, words) for name, (_module, words) in _commands().items()])


def _in_language(command: click.Command) -> click.Command:
    """The command with its help, and that of its options and commands, in the active language."""
    command.help = _(command.help) if command.help else None
    for param in command.params:
        if isinstance(param, click.Option) and param.help:
            param.help = _(param.help)
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _in_language(inner)
    return command


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="perflead")
@click.option("--home", type=click.Path(path_type=Path), help="The vault's folder (or PERFLEAD_HOME).")
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    envvar="PERFLEAD_PASSPHRASE_FILE",
    help="Read the vault's passphrase from the first line of this file.",
)
@click.option("--passphrase-fd", type=int, help="Read the vault's passphrase from this file descriptor.")
@click.pass_context
def cli(ctx: click.Context, /, **vault: Any) -> int:
    """Anonymous 360-degree reviews of leaders: answers are sealed on the rater's machine, and only a report that
    gives nobody away is ever shown.

    Without a command it opens your reviews. Were you sent an invitation? Type: perflead answer FILE. Just looking?
    Type: perflead demo.
    """
    keep_private()  # before any secret: every command, the app, the kiosk and the server pass here
    ctx.obj = vault
    if ctx.invoked_subcommand is not None:
        return 0
    from perflead_tui.cli.home import on_terminal, open_app

    if on_terminal():
        return open_app(ctx)
    click.echo(ctx.get_help())
    return 0


def run() -> None:
    """Run the command line and leave with its exit code: 0 done, 1 refused, 2 usage, 3 some files refused."""
    gc.set_threshold(_RARELY)
    set_language(language_from_environment())
    use_for_libraries()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    with _threads_tell_no_values():
        code = _guarded()
        _deliver_what_is_due()
    sys.exit(code)


@contextlib.contextmanager
def _threads_tell_no_values() -> Iterator[None]:
    """A fault in a thread is told as any other: Python would print its message, which may hold a secret."""
    before = threading.excepthook
    threading.excepthook = lambda failed: tell_crash(failed.exc_value or failed.exc_type())
    try:
        yield
    finally:
        threading.excepthook = before


def _deliver_what_is_due() -> None:
    """Whatever perflead was started for: let finished answers leave whose time has come. Quick, never in the way."""
    if outbox_is_empty() or "deliver" in sys.argv:
        return
    from perflead_tui.flows.deliver import deliver_quietly

    done = deliver_quietly()
    if done.sent:
        words = ngettext("{n} finished answer was sent.", "{n} finished answers were sent.", done.sent)
        click.echo(words.format(n=done.sent), err=True)
    for code in done.codes:
        click.echo(_("Receipt: {code}").format(code=code), err=True)


def _guarded() -> int:
    try:
        code = _in_language(cli).main(prog_name="perflead", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except PerfleadError as error:
        tell(error)
        return 1
    except click.ClickException as error:
        told = io.StringIO()
        error.show(told)
        click.echo(clean(told.getvalue()), err=True, nl=False)  # it repeats what was typed
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("\n" + _("Stopped. Nothing was left half-written."), err=True)
        return _INTERRUPTED
    except BrokenPipeError:  # the reader of a pipe had enough
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the one boundary that reports a crash
        tell_crash(error)
        return 1


def tell(error: PerfleadError) -> None:
    """Say on stderr what went wrong and what to do."""
    click.echo(error.message, err=True)
    if error.hint:
        click.echo(error.hint, err=True)


def tell_crash(error: BaseException) -> None:
    """Report a fault of the program itself: where it happened, never values, which may be secret."""
    click.echo(_("perflead stopped because of a fault of its own. Your files are as they were."), err=True)
    click.echo(_("If you report it, send these lines. They hold no answers and no secrets."), err=True)
    for frame in traceback.extract_tb(error.__traceback__):
        click.echo(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}", err=True)
    click.echo(f"  {type(error).__name__}, perflead {__version__}", err=True)
