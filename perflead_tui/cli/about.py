"""Commands about perflead itself: its files, its manual, its completion."""

import click

from perflead_tui.i18n import _


@click.command()
def locate() -> None:
    """Show where perflead keeps its files."""
    from perflead_tui.flows.telling import places

    for words, path in places():
        click.echo(f"{words:26}{path}")


@click.command()
@click.argument("topic", required=False)
def guide(topic: str | None) -> None:
    """Read the manual: a list of topics, or TOPIC."""
    from perflead_tui.guide import read_topic, topics
    from perflead_tui.settings import read_settings

    if topic is None:
        for name, title in topics():
            click.echo(f"{name:16}{title}")
    else:
        click.echo(read_topic(topic), nl=False)
        if topic == "keys":
            from perflead_tui.tui.keys import key_rows

            click.echo("\n".join(key_rows(read_settings().settings.keys)))


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
