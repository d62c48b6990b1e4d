"""Every command, with hostile text in every argument and option and in all that it reads: what it prints is text."""

import email
import email.policy
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pypdf
import pytest

from perflead_tui.cli.main import cli
from perflead_tui.flows.records import open_review
from perflead_tui.vault.vault import Vault
from tests.cli.conftest import PASSPHRASE

from .conftest import Hostile
from .corpus import FORMAT, MARKUP, NAMED, TERMINAL
from .terminal import obeyed, smuggled, visible_only

SAID = "".join(TERMINAL.values()) + "\u202e" + MARKUP + FORMAT
_PASSED_OVER = {"home", "passphrase_file", "passphrase_fd", "version", "help"}
_STOPPED = {"demo", "serve", "kiosk"}
"""Commands that go on until they are stopped: their screens are looked at in other tests."""


def commands(group: click.Group = cli, *before: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command, by the words that call it."""
    ctx = click.Context(group)
    for name in group.list_commands(ctx):
        found = group.get_command(ctx, name)
        assert found is not None
        yield (*before, name), found
        if isinstance(found, click.Group):
            yield from commands(found, *before, name)


ALL = {" ".join(words): command for words, command in commands() if words[0] not in _STOPPED}


def given(param: click.Parameter, said: str) -> list[str]:
    """The parameter with this text, as it would be typed."""
    if isinstance(param, click.Argument):
        return [said]
    if param.is_flag:  # type: ignore[attr-defined]
        return []
    return [param.opts[0], said]


def arguments(command: click.Command, said: str, *, but: str = "") -> list[str]:
    """As many arguments as the command has to have, each of them this text; options, but `but`, too."""
    found = [each for each in command.params if isinstance(each, click.Argument) and (each.required or but)]
    return [said for _each in found]


def harmless(said: Any) -> None:
    assert obeyed(said.out) == [] and smuggled(said.out) == [], said.out[:2000]
    assert obeyed(said.err) == [] and smuggled(said.err) == [], said.err[:2000]
    assert "fault of its own" not in said.err, said.err


@pytest.fixture(autouse=True)
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is asked for something types hostile lines."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SAID}\n" * 40))


@pytest.mark.parametrize("name", ALL)
def test_hostile_arguments_are_told_as_text(perflead: Any, hostile: Hostile, name: str) -> None:
    command = ALL[name]
    words = name.split()
    harmless(perflead(*words, "--help"))
    harmless(perflead(*words, *arguments(command, SAID)))
    harmless(perflead(*words, *arguments(command, hostile.closed), SAID))
    harmless(perflead(*words, f"--{SAID}"))
    for param in command.params:
        if isinstance(param, click.Option) and param.name not in _PASSED_OVER:
            for said in (SAID, NAMED):
                harmless(perflead(*words, *arguments(command, hostile.closed), *given(param, said)))


@pytest.mark.parametrize("name", [name for name in ALL if ALL[name].params])
def test_hostile_files_are_told_as_text(perflead: Any, hostile: Hostile, tmp_path: Path, name: str) -> None:
    path = tmp_path / NAMED
    path.write_text(SAID * 3, "utf-8", "surrogatepass")
    words = name.split()
    harmless(perflead(*words, *arguments(ALL[name], str(path))))
    for param in ALL[name].params:
        if isinstance(param, click.Option) and isinstance(param.type, click.Path) and param.name not in _PASSED_OVER:
            harmless(perflead(*words, *arguments(ALL[name], hostile.closed), *given(param, str(path))))


READING = """
status
status {review}
status {closed}
report {closed}
report {closed} --lang es
results {closed} --plain
results {closed}
report {closed} --format json
report {closed} --format csv
report {closed} --format md
plan {closed}
plan {closed} --format json
debrief {closed}
debrief {closed} --format json
hide {closed}
hide {closed} x --reason y
board {closed} --out b
verify {code} --board b/board.json
audit b/board.json --envelopes {folder}/envelopes
share {closed} --to x --out s
share {closed} --passphrase --out s
terms {review} --out t
collect {review} {folder}/envelopes
collect {review} {folder}/junk
collect {review} {folder}
close {review} --check
invite {review} --out i
invite {review} --eml e
invite {review} --letters l.pdf --pack p
remind {review}
remind {review} --eml r
erase {closed}
doctor
settings
locate
backup --out v.age
key
report --all
answer {invitation}
answer {invitation} --plain
open {folder}/closed/0.invitation
guide coach
schema report
new --leader x --roster {folder}/codes.pack
import {invitation}
restore {invitation}
desk {review}
close {review}
status nosuch
opener approve {invitation}
courier forward {invitation}
"""
"""What is done with a review and what belongs to it, a command a line."""


@pytest.mark.parametrize("line", READING.split("\n")[1:-1])
def test_a_hostile_review_is_told_as_text(perflead: Any, hostile: Hostile, line: str) -> None:
    if line.startswith(("verify", "audit")):
        perflead("board", hostile.closed, "--out", "b")
    filled = line.format(**vars(hostile), invitation=hostile.invitation)
    harmless(perflead(*filled.split()))


def parts_of(path: Path) -> Iterator[str]:
    """The texts in a file that a person keeps: of PDF what a reader takes out, of XLSX and mail each part."""
    if path.suffix == ".pdf":
        # Where a long word may be broken, our own typesetting puts a space of no width.
        yield from (page.extract_text().replace("\u200b", "") for page in pypdf.PdfReader(path).pages)
    elif path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            yield from (book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    elif path.suffix == ".eml":
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        yield "\n".join(f"{name}: {value}" for name, value in message.items())
        body = message.get_body(("plain",))
        yield body.get_content() if body is not None else ""
    else:
        yield path.read_text("utf-8")


FILES = """
report {closed} --out out/r.html
report {closed} --out out/r.pdf
report {closed} --out out/r.xlsx
report {closed} --out out/r.csv
report {closed} --out out/r.md
report {closed} --out out/r.txt
report {closed} --out out/r.json
plan {closed} --out out/p.html
plan {closed} --out out/p.md
plan {closed} --out out/p.json
debrief {closed} --out out/d.json
invite {review} --eml out
invite {review} --letters out/l.pdf --pack p
remind {review} --eml out/r.eml
board {closed} --out out
"""


@pytest.mark.parametrize("line", FILES.split("\n")[1:-1])
def test_a_file_that_is_kept_holds_no_control_and_nothing_that_hides(
    perflead: Any, hostile: Hostile, tmp_path: Path, line: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    if line.startswith(("invite", "remind")):
        with Vault.open(hostile.home, PASSPHRASE) as vault, open_review(vault, hostile.review) as file:
            rows = file.db.table("roster").all()
            addresses = line.startswith(("remind", "invite {review} --eml"))
            for at, row in enumerate(rows):
                email = f"p{at}@example.org" if addresses else None
                file.db.table("roster").update({"email": email}, doc_ids=[row.doc_id])
            if line.startswith("invite"):
                file.db.table("uninvited").insert_multiple({"person": row.doc_id} for row in rows)
    said = perflead(*line.format(**vars(hostile)).split())
    harmless(said)
    made = [path for path in out.rglob("*") if path.is_file()]
    assert made, said.err
    for path in made:
        assert visible_only(path.name)
        for part in parts_of(path):
            assert obeyed(part) == [] and smuggled(part) == [], (path, obeyed(part)[:5], smuggled(part)[:5])
