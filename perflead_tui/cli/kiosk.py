"""The kiosk's command."""

import sys
from pathlib import Path

import click

from perflead_tui.errors import PerfleadError
from perflead_tui.files import read_limited
from perflead_tui.flows.kiosk import HostPin, open_kiosk
from perflead_tui.i18n import _

_PIN_LIMIT = 1024  # bytes of a file with a PIN


@click.command()
@click.argument("place", metavar="DROP-OR-PACK")
@click.option(
    "--envelopes",
    type=click.Path(path_type=Path),
    help="Put the sealed envelopes into this folder, instead of into the drop.",
)
@click.option("--allow-exit", is_flag=True, help="Let the host end the kiosk with a PIN, which is asked for now.")
@click.option("--plain", is_flag=True, help="Line by line, for screen readers and braille lines.")
@click.option("--pin-file", type=click.Path(path_type=Path), help="Read the host's PIN from this file.")
def kiosk(place: str, envelopes: Path | None, allow_exit: bool, plain: bool, pin_file: Path | None) -> int:
    """Let people answer at this terminal, each with the code of their letter.

    DROP-OR-PACK is the pack that belongs to the letters, or a drop in which it lies as kiosk/codes.pack.
    """
    if pin_file is not None and not allow_exit:
        raise click.UsageError(_("--pin-file goes with --allow-exit."))
    opened = open_kiosk(place, envelopes)
    if plain:
        from perflead_tui.tui.kiosk.plain import require_plain_terminal as require
        from perflead_tui.tui.kiosk.plain import run_plain_kiosk as run
    else:
        from perflead_tui.tui.kiosk.run import require_terminal as require
        from perflead_tui.tui.kiosk.run import run_kiosk as run
    require()
    return run(opened, HostPin(_pin(pin_file)) if allow_exit else None)


def _pin(pin_file: Path | None) -> str:
    """The PIN, from a file or typed twice."""
    if pin_file is not None:
        lines = read_limited(pin_file, _PIN_LIMIT, _("a file with a PIN")).decode("utf-8-sig", "replace").splitlines()
        return lines[0].strip() if lines else ""
    if not sys.stdin.isatty():
        raise PerfleadError(_("A PIN is needed, and there is no terminal to ask on."), _("Give it with --pin-file."))
    typed: str = click.prompt(_("A PIN for the host"), hide_input=True, confirmation_prompt=True, err=True)
    return typed
