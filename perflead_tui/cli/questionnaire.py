"""Commands for questionnaires."""

from pathlib import Path

import click

from perflead_tui.files import shown, write_atomic
from perflead_tui.i18n import _, language
from perflead_tui.questionnaire.model import Questionnaire, in_language


@click.group()
def questionnaire() -> None:
    """List, show, check and export questionnaires. NAME is a built-in one or a YAML file of your own."""


@questionnaire.command("list")
def list_() -> None:
    """List the questionnaires that come with perflead."""
    from perflead_tui.questionnaire.loading import builtin_names, load

    for name in builtin_names():
        found = load(name)
        click.echo(f"{name:24}  {in_language(found.title, language())}  ({', '.join(found.languages)})")


@questionnaire.command()
@click.argument("name")
@click.option("--language", "code", help="The language to show, such as es.")
def show(name: str, code: str | None) -> None:
    """Print what NAME asks."""
    from perflead_tui.questionnaire.loading import load

    found = load(name)
    click.echo("\n".join(_lines(found, code or language())))


@questionnaire.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> int:
    """Check a questionnaire FILE and list every problem with its line."""
    from perflead_tui.questionnaire.loading import check_file

    problems = check_file(file)
    for problem in problems:
        click.echo(str(problem))
    if not problems:
        click.echo(_("{path} is a sound questionnaire.").format(path=shown(file)))
    return 1 if problems else 0


@questionnaire.command()
@click.argument("name")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The new YAML file.")
def export(name: str, out: Path) -> None:
    """Write NAME as YAML, to read or to make your own from."""
    from perflead_tui.questionnaire.loading import export_text

    write_atomic(out, export_text(name).encode(), overwrite=False)
    click.echo(_("Written to {path}.").format(path=shown(out)))


def _lines(found: Questionnaire, code: str) -> list[str]:
    lines = [in_language(found.title, code), "", in_language(found.stem.other, code), ""]
    points = [f"{score} {in_language(words, code)}" for score, words in enumerate(found.scale.points, 1)]
    if found.scale.not_observed:
        points.append(f"N {in_language(found.scale.not_observed, code)}")
    lines += ["   ".join(points), ""]
    for competency in found.competencies:
        lines.append(f"{competency.key}  {in_language(competency.name, code)}")
        for item in competency.items:
            note = _("  (supervisors)") if item.supervisors_only else ""
            lines.append(f"  {item.key:5} {item.text.for_reader(code, own=False)}{note}")
        lines.append("")
    if found.time:
        lines.append(found.time.prompt.for_reader(code, own=False))
        lines += [
            f"  {share.key:5} {in_language(share.name, code)}: {in_language(share.text, code)}"
            for share in found.time.shares
        ]
        lines.append("")
    lines += [f"{question.key:5} {question.text.for_reader(code, own=False)}" for question in found.open_questions]
    return lines
