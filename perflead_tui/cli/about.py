"""Commands about perflead itself: its files, its manual, its completion."""

import textwrap
from collections.abc import Iterator

import click

from perflead_tui.files import shown
from perflead_tui.i18n import _

_WIDTH, _INDENT = 80, 18  # cells


@click.command()
def locate() -> None:
    """Show where perflead keeps its files."""
    from perflead_tui import paths
    from perflead_tui.settings import settings_path

    for words, path in (
        (_("Vault"), paths.vault_home()),
        (_("Drafts and anchors"), paths.state_dir()),
        (_("Settings"), settings_path()),
        (_("Your own themes"), paths.config_dir() / "themes"),
        (_("Themes"), paths.themes_dir()),
        (_("Sample data"), paths.sample_dir()),
    ):
        click.echo(f"{words:26}{shown(path)}")


@click.command()
@click.argument("topic", required=False)
def guide(topic: str | None) -> None:
    """Read the manual: a list of topics, or TOPIC."""
    from perflead_tui.guide import read_topic, topics

    if topic is None:
        for name, title in topics():
            click.echo(f"{name:16}{title}")
    else:
        click.echo(read_topic(topic), nl=False)
        if topic == "keys":
            for row in _key_rows():
                click.echo(row)


def _key_rows() -> Iterator[str]:
    """Every command with its keys as they are set, what it does, and the command line that does the same."""
    from perflead_tui.settings import read_settings
    from perflead_tui.tui.commands import TITLES, commands_of
    from perflead_tui.tui.keys import key_names, keys_at

    changed = read_settings().settings.keys
    for place, title in TITLES.items():
        yield from ("", f"### {title()}")
        keys = keys_at(place, changed)
        for each in commands_of(place):
            yield ""
            yield f"    {key_names(keys[each.name]) or '–':14}{each.title():38}{each.name}"
            does = textwrap.wrap(each.about(), _WIDTH - _INDENT) + ([each.cli] if each.cli else [])
            yield from (" " * _INDENT + row for row in does)


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of SHELL; for bash: perflead completion bash >> ~/.bashrc"""
    from click.shell_completion import get_completion_class

    from perflead_tui.cli.main import cli

    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(_("There is no completion for this shell."))
    click.echo(found(cli, {}, "perflead", "_PERFLEAD_COMPLETE").source())
