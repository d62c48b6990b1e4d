"""Commands for questionnaires."""

from pathlib import Path

import click

from perflead_tui.files import write_atomic
from perflead_tui.i18n import language


@click.group()
def questionnaire() -> None:
    """List, show, check, export and import questionnaires. NAME is a built-in one or a YAML file of your own."""


@questionnaire.command("list")
def list_() -> None:
    """List the questionnaires that come with perflead."""
    from perflead_tui.flows.telling import builtin_lines

    click.echo("\n".join(builtin_lines()))


@questionnaire.command()
@click.argument("name")
@click.option("--language", "code", help="The language to show, such as es.")
def show(name: str, code: str | None) -> None:
    """Print what NAME asks."""
    from perflead_tui.flows.telling import question_lines
    from perflead_tui.questionnaire.loading import load

    click.echo("\n".join(question_lines(load(name), code or language())))


@questionnaire.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> int:
    """Check a questionnaire FILE and list every problem with its line."""
    from perflead_tui.flows.telling import checked_lines
    from perflead_tui.questionnaire.loading import check_file

    problems = check_file(file)
    click.echo("\n".join(checked_lines(file, problems)))
    return 0 if all(problem.usable for problem in problems) else 1


@questionnaire.command()
@click.argument("name")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The new YAML file.")
def export(name: str, out: Path) -> None:
    """Write NAME as YAML, to read or to make your own from."""
    from perflead_tui.flows.telling import written_words
    from perflead_tui.questionnaire.writing import export_text

    write_atomic(out, export_text(name).encode(), overwrite=False)
    click.echo(written_words(out))


@questionnaire.command("import")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="The new YAML file.")
@click.option("--language", "code", default="en", show_default=True, help="Of columns that do not name theirs.")
@click.option("--template", type=click.Path(path_type=Path), help="Write an example, .csv or .xlsx, and stop.")
@click.option("--force", is_flag=True, help="Write over a file that exists.")
def import_(file: Path | None, out: Path | None, code: str, template: Path | None, force: bool) -> int:
    """Make a questionnaire from LimeSurvey's FILE (.lss, .lsg, .lsq) or a spreadsheet (.xlsx, .csv)."""
    from perflead_tui.questionnaire.importing.files import import_to, write_template

    if template is not None:
        click.echo("\n".join(write_template(template, overwrite=force)))
        return 0
    if file is None:
        ctx = click.get_current_context()
        raise click.MissingParameter(ctx=ctx, param=next(each for each in ctx.command.params if each.name == "file"))
    lines, sound = import_to(file, out, code, overwrite=force)
    click.echo("\n".join(lines))
    return 0 if sound else 1
