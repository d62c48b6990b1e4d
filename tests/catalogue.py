"""Brings the catalogues of `perflead_tui/locale` up to date with the texts in the code: `python -m tests.catalogue`.

It collects every text, writes it into the catalogue of each language (new texts with no translation yet, texts that are
gone taken out), compiles them, and lists what is still to be translated. `python -m tests.catalogue fr` begins a
catalogue for one more language first. `perflead guide languages` says the rest.
"""

import datetime
import importlib
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import babel
import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from perflead_tui import i18n
from perflead_tui.cli.main import cli

PACKAGE = Path(i18n.__file__).parent
LOCALE = PACKAGE / "locale"
_KEYWORDS = {"_": None, "ngettext": (1, 2)}
_ALWAYS = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
"""Babel writes two dates into what it compiles: the same ones, so that the same catalogue gives the same file."""
_FIELD = re.compile(r"\{[^{}]*\}")
_COMMANDS = "|".join(cli.list_commands(click.Context(cli)))
_FIXED = re.compile(
    rf"(?<!\S)--[a-z][a-z-]+|\bperflead (?:{_COMMANDS})(?= [A-Z-]|$|[.,:])|\b[A-Z]{{3,}}(?:_[A-Z]+)+\b|https?://\S+"
)
"""What no translation changes: options, command lines, environment variables, addresses."""


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/perflead.po"))


def path_of(language: str, domain: str = "perflead") -> Path:
    """Where the catalogue of a language is. The domain `click` has the words of that library that people see."""
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def _helps(group: click.Group, ctx: click.Context, name: str = "") -> Iterator[tuple[str, str]]:
    """The help of every command and option, with the module that has it; click knows them, `_` does not see them."""
    for each in group.list_commands(ctx):
        command = group.get_command(ctx, each)
        assert command is not None
        assert command.callback is not None
        module = importlib.import_module(command.callback.__module__).__name__.replace(".", "/") + ".py"
        yield from ((module, text) for text in (command.help, *_options(command)) if text)
        if isinstance(command, click.Group):
            yield from _helps(command, ctx, f"{name} {each}")


def _options(command: click.Command) -> list[str | None]:
    return [param.help for param in command.params if isinstance(param, click.Option)]


def template() -> Catalog:
    """Every text in the code, with the files that have it."""
    found = Catalog(project="perflead", charset="utf-8")
    for name, _line, message, _comments, context in extract_from_dir(
        str(PACKAGE), method_map=[("**.py", "python")], keywords=_KEYWORDS, options_map={"**.py": {"encoding": "utf-8"}}
    ):
        found.add(message, locations=[(f"perflead_tui/{name}", 0)], context=context)
    with click.Context(cli) as ctx:
        mains = [("perflead_tui/cli/main.py", text) for text in (cli.help, *_options(cli)) if text]
        for name, text in (*mains, *_helps(cli, ctx)):
            found.add(text, locations=[(name, 0)])
    return found


def read(language: str, domain: str = "perflead") -> Catalog:
    """The catalogue of a language as it is on disk."""
    with path_of(language, domain).open("rb") as file:
        return read_po(file, locale=language)


def written(catalogue: Catalog) -> bytes:
    """A catalogue as a `.po` file: sorted by where its texts are, without dates or lines, which would change daily."""
    out = io.BytesIO()
    for message in catalogue:
        message.locations = sorted({(name, 0) for name, _line in message.locations})
    write_po(out, catalogue, width=120, sort_by_file=True, ignore_obsolete=True, omit_header=True, include_lineno=False)
    plural = f'"Plural-Forms: {catalogue.plural_forms}\\n"\n'
    head = f'msgid ""\nmsgstr ""\n"Language: {catalogue.locale}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    return (head + plural + "\n").encode() + out.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """A catalogue as the `.mo` file that `gettext` reads."""
    out = io.BytesIO()
    catalogue.creation_date = catalogue.revision_date = _ALWAYS
    write_mo(out, catalogue)
    return out.getvalue()


def problems(catalogue: Catalog) -> Iterator[str]:
    """What keeps a catalogue from being shown, one line each: missing, doubtful and ill-fitting translations."""
    for message in catalogue:
        if not message.id:
            continue
        first = message.id if isinstance(message.id, str) else message.id[0]
        for wrong in _wrongs(message, catalogue.num_plurals):
            yield f"{wrong}: {first[:90]!r}"


def _wrongs(message: Message, plurals: int) -> Iterator[str]:
    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    if message.fuzzy:
        yield "doubtful"
    if not strings or not all(strings) or len(strings) != (1 if len(ids) == 1 else plurals):
        yield "missing"
        return
    for number, string in enumerate(strings):
        source = ids[min(number, len(ids) - 1)]
        allowed = {field for each in ids for field in _FIELD.findall(each)}
        fields = set(_FIELD.findall(string))
        # A form for one may say "one" instead of its number, and the source may do so where a language does not.
        if not fields <= allowed or (set(_FIELD.findall(source)) - fields and len(ids) == 1):
            yield f"other fields than {sorted(allowed)}"
        if set(_FIXED.findall(source)) - set(_FIXED.findall(string)):
            yield f"lacks {sorted(set(_FIXED.findall(source)) - set(_FIXED.findall(string)))}"
        if (source[0].isspace(), source[-1].isspace()) != (string[0].isspace(), string[-1].isspace()):
            yield "other space at an end"
        if source.count("\n") and not string.count("\n"):
            yield "no line breaks"


def main(begin: list[str]) -> int:
    """Update and compile every catalogue; 1 if a translation is missing."""
    source = template()
    for language in begin:
        babel.Locale.parse(language, sep="-")  # says so if there is no such language
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        path_of(language).touch()
        words = Catalog(locale=language, charset="utf-8")
        for message in read("es", "click"):  # the same texts, still to be translated
            if message.id:
                words.add(message.id)
        path_of(language, "click").write_bytes(written(words))
    left = 0
    for language in languages():
        catalogue = read(language)
        catalogue.update(source, no_fuzzy_matching=True)
        path_of(language).write_bytes(written(catalogue))
        for path in sorted(path_of(language).parent.glob("*.po")):
            path.with_suffix(".mo").write_bytes(compiled(read(language, path.stem)))
        found = list(problems(catalogue))
        left += len(found)
        print(f"{language}: {len(catalogue)} texts, {len(found)} to mend", *found[:40], sep="\n  ")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
