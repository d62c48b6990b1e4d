"""perflead without a command: the app, on a terminal."""

import sys
from pathlib import Path
from typing import Any

import click

from perflead_tui.paths import vault_home


def on_terminal() -> bool:
    """Whether somebody is there who sees the app and can press keys."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def open_app(ctx: click.Context) -> int:
    """Open the app, and run what it was left for. Returns the exit code.

    With a passphrase file or descriptor the vault, if there is one, is open at once.
    """
    from perflead_tui.tui.coach.pages import KEYS
    from perflead_tui.tui.coach.run import coach

    said: dict[str, Any] = ctx.obj
    home = said.get("home") or vault_home()
    named = said.get("passphrase_file") is not None or said.get("passphrase_fd") is not None
    if named and (home / KEYS).exists():
        from perflead_tui.cli.vault_access import open_vault

        with open_vault() as vault:
            return coach(home, vault=vault)
    return coach(home, answer=lambda path: _answer(ctx, path))


def _answer(ctx: click.Context, path: Path) -> int:
    """What `perflead answer` does."""
    from perflead_tui.cli.rater import answer

    with answer.make_context("answer", ["--", str(path)], parent=ctx) as inner:
        code: int = answer.invoke(inner)
    return code
