"""The command for the JSON Schemas of perflead's documents."""

import json

import click


@click.command()
@click.argument("name", required=False)
def schema(name: str | None) -> None:
    """Print the JSON Schema of a document, such as report; without NAME the list of documents."""
    from perflead_tui.flows.schemas import documents, json_schema

    if name is None:
        for each, found in documents().items():
            click.echo(f"{each:16}{found.about}")
    else:
        click.echo(json.dumps(json_schema(name), indent=2, ensure_ascii=False))
