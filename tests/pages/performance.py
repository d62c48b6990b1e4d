"""The page *performance*: what the benchmarks measured, with what stands beside it, in one run."""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from tests.benchmarks.figures import Figure, Section, amount, meant, read, times
from tests.pages.reliability import FIGURES, PERFORMANCE
from tests.pages.words import in_language, paragraph, texts

Table = tuple[bool, list[Figure]]
"""Whether the rows are one thing beside others, and not many beside one; and the rows."""


def performance(language: str) -> str:
    """The page in a language."""
    whole = texts()["performance"]
    said = {name: text[language] for name, text in whole.items() if name != "about"}
    parts = [f"# {said['title']}", paragraph(said["intro"]), paragraph(said["read"]), paragraph(said["run"])]
    for section in read(FIGURES / PERFORMANCE):
        about = {name: text[language] for name, text in whole["about"].get(section.name, {}).items()}
        parts += _section(section, said, about, language)
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(section: Section, said: dict[str, str], about: dict[str, str], language: str) -> Iterator[str]:
    yield f"## {in_language(section.title, language)}"
    yield paragraph(about.get("what", ""))
    for one_thing, rows in tables(section.figures):
        if one_thing:
            yield paragraph(_capital(in_language(rows[0].what, language)) + ":")
        else:
            yield paragraph(said["beside_what"].format(what=in_language(rows[0].beside, language)))
        yield "\n".join(_table(rows, said, language, "beside" if one_thing else "what"))
    if any(figure.met is False for figure in section.figures):
        yield paragraph(about.get("why", ""))
    for missing in section.missing:
        yield paragraph(f"{said['missing']} {missing.partition(':')[0]}.")
    machine = section.machine
    yield paragraph(
        said["machine"].format(
            cores=machine["cores"],
            system=machine["system"],
            python=machine["python"],
            stolen=round(100 * machine["stolen"]),
        )
    )


def tables(figures: Sequence[Figure]) -> Iterator[Table]:
    """Neighbours that stand beside the same thing, or are the same thing beside others, make one table."""
    at = 0
    while at < len(figures):
        beside = _alike(figures[at:], "beside")
        same = _alike(figures[at:], "what")
        if len(same) > len(beside):
            yield True, same
        else:
            yield False, beside
        at += max(len(same), len(beside))


def _alike(figures: Sequence[Figure], part: str) -> list[Figure]:
    """The first of them, and those right after it that have the same."""
    return list(takewhile(lambda each: getattr(each, part) == getattr(figures[0], part), figures))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _table(rows: list[Figure], said: dict[str, str], language: str, name: str) -> Iterator[str]:
    heads = ["", "perflead", said["beside"], said["ratio"], said["aim"]]
    yield f"| {' | '.join(heads)} |".replace("|  |", "| |")
    yield "|---|---:|---:|---:|---|"
    for figure in rows:
        other = "" if figure.other is None else amount(figure.other, figure.unit)
        aim = "" if figure.met is None else f"{meant(figure)}, {said['met' if figure.met else 'missed']}"
        cells = [
            in_language(getattr(figure, name), language),
            amount(figure.value, figure.unit),
            other,
            times(figure.ratio),
            aim,
        ]
        yield f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |")
