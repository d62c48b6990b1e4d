"""`perflead report`: a report in every format, from the vault or a file, alone or all at once, and what is refused."""

import csv
import dataclasses
import io
import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from perflead_tui import __version__
from perflead_tui.flows import report_all
from perflead_tui.flows.adopt import adopt
from perflead_tui.flows.demo import RESULTS, SAMPLE, kept
from perflead_tui.flows.kept_plan import keep_plan
from perflead_tui.flows.reporting import FORMATS, export_name, format_of
from perflead_tui.paths import sample_dir
from perflead_tui.results.plan import Focus, Plan
from perflead_tui.sealing.age_mark import is_age
from perflead_tui.sealing.agefile import decrypt
from perflead_tui.sealing.agekeys import new_identity
from perflead_tui.vault import keys as vault_keys
from perflead_tui.vault.keys import Argon2Cost
from perflead_tui.vault.vault import Vault
from tests.cli.conftest import PASSPHRASE, Run

ROOT = sample_dir() / SAMPLE
NOW, EARLIER, AGENCY = (ROOT / RESULTS / part / "report.json" for part in ("review", "earlier", "agency"))
CHEAP = Argon2Cost(memory_kib=8, passes=1, lanes=1)
ENCRYPTED = ("--encrypt-to", new_identity().public())
BEGINS = {
    "pdf": b"%PDF-",
    "xlsx": b"PK",
    "html": b"<!DOCTYPE html>",
    "csv": b"level,key,",
    "md": b"# Jordan",
    "json": b"{",
}
EARLY, LATE = "report-jordan-rivera-2025-11-14", "report-jordan-rivera-2026-11-13"


@pytest.fixture
def reviews(isolated: Path) -> tuple[str, str]:
    """The user's vault with two closed reviews of one leader, one with a plan: their ids, the earlier one first."""
    vault, _recovery = Vault.create(isolated / "vault", PASSPHRASE, cost=CHEAP)
    with vault:
        earlier, now = adopt(vault, *kept(ROOT, "earlier")), adopt(vault, *kept(ROOT, "review"))
        focus = Focus(competency="PPL", label="People", behaviour="I ask before I answer.")
        keep_plan(vault, now, Plan(leader="Jordan Rivera", focus=[focus]))
    return earlier, now


@pytest.mark.parametrize("kind", BEGINS)
def test_a_file_becomes_any_format_without_a_vault(perflead: Run, tmp_path: Path, isolated: Path, kind: str) -> None:
    out = tmp_path / f"r.{kind}"
    said = perflead("report", NOW, "--format", kind, "--out", out)
    assert (said.code, said.out, said.err) == (0, "", f"The report is in {out}.\n")
    assert out.read_bytes().startswith(BEGINS[kind])
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert not (isolated / "vault").exists()


def test_the_ending_of_the_file_says_the_format(perflead: Run, tmp_path: Path) -> None:
    assert perflead("report", NOW, "--out", tmp_path / "a.md").code == 0
    assert (tmp_path / "a.md").read_text().startswith("# Jordan Rivera\n")
    assert perflead("report", NOW, "--out", tmp_path / "a.md.txt").code == 0
    assert (tmp_path / "a.md.txt").read_text().startswith("Jordan Rivera\n")
    assert [format_of(Path(name)) for name in ("x.PDF", "x.pdf.age", "x", "x.doc")] == ["pdf", "pdf", "text", "text"]


def test_a_review_is_printed_as_text_with_its_plan_and_change(perflead: Run, reviews: tuple[str, str]) -> None:
    said = perflead("report", reviews[1][:6])
    assert (said.code, said.err) == (0, "")
    assert "I ask before I answer." in said.out and "Change since November 2025" in said.out
    assert "\x1b" not in said.out


def test_what_stands_beside_it_can_be_named(perflead: Run, reviews: tuple[str, str]) -> None:
    for args in (["report", NOW, "--before", EARLIER], ["report", reviews[1], "--before", reviews[0][:8]]):
        said = perflead(*args, "--agency", AGENCY)
        assert "Change since November 2025" in said.out
        assert "How the agency is set up, beside Jordan Rivera" in said.out


@pytest.mark.parametrize(
    ("name", "more", "words"),
    [
        ("r.docx", (), "No format of a report has the ending .docx"),
        ("r.html", ("--format", "pdf"), "The name r.html is that of another format"),
        ("r.pdf.age", (), "The name r.pdf.age is that of an encrypted file"),
        (
            "r.pdf",
            ENCRYPTED,
            "The file would be encrypted, and the name r.pdf does not say so",
        ),
    ],
)
def test_a_name_of_another_format_is_refused_and_nothing_is_written(
    perflead: Run, tmp_path: Path, name: str, more: tuple[str, ...], words: str
) -> None:
    said = perflead("report", NOW, "--out", tmp_path / name, *more)
    assert said.code == 1 and words in said.err and not (tmp_path / name).exists()


def test_it_speaks_the_language_that_was_asked_for(perflead: Run) -> None:
    assert "13 de noviembre de 2026" in perflead("report", NOW, "--language", "es", "--format", "md").out
    said = perflead("report", NOW, "--language", "fr")
    assert said.code == 1 and "no words in fr" in said.err and "en, es" in said.err


def test_json_has_an_alias_and_both_say_the_same(perflead: Run) -> None:
    assert perflead("report", NOW, "--json").out == perflead("report", NOW, "--format", "json").out
    found = json.loads(perflead("report", NOW, "--json").out)
    assert found["schema"].startswith("perflead.report/")
    assert (found["purpose"], found["made_with"]) == ("development", f"perflead {__version__}")
    assert perflead("report", NOW, "--json", "--format", "pdf").code == 2


def test_a_plan_alone_has_no_score(perflead: Run, reviews: tuple[str, str], tmp_path: Path) -> None:
    said = perflead("report", reviews[1], "--plan-only")
    assert said.out.startswith("The plan of Jordan Rivera\n")
    assert "I ask before I answer." in said.out and "4.2" not in said.out
    assert json.loads(perflead("report", reviews[1], "--plan-only", "--json").out)["schema"] == "perflead.plan/1"
    said = perflead("report", reviews[0], "--plan-only")
    assert said.code == 1 and "no plan yet" in said.err
    rows = list(csv.DictReader(io.StringIO(perflead("report", reviews[1], "--plan-only", "--format", "csv").out)))
    assert {"focus": "1", "field": "behaviour", "text": "I ask before I answer."} in rows
    assert {row["field"]: row["text"] for row in rows if not row["focus"]}["version"] == f"perflead {__version__}"
    assert perflead("report", reviews[1], "--plan-only", "--out", tmp_path / "p.xlsx").code == 0
    assert (tmp_path / "p.xlsx").read_bytes().startswith(b"PK")


# Refusals


def test_a_file_that_exists_is_left_as_it_is_without_force(perflead: Run, tmp_path: Path) -> None:
    out = tmp_path / "r.txt"
    out.write_text("mine")
    said = perflead("report", NOW, "--out", out)
    assert said.code == 1 and "--force" in said.err and out.read_text() == "mine"
    assert perflead("report", NOW, "--out", out, "--force").code == 0
    assert out.read_text().startswith("Jordan Rivera")


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["report"], 2, "--all"),
        (["report", "NOW", "--all"], 2, "--all"),
        (["report", "--all", "--format", "pdf"], 2, "--out DIR"),
        (["report", "--all", "--out", "x", "--before", "NOW"], 2, "single report"),
        (["report", "nothing"], 1, "vault"),
        (["report", "nofile.json"], 1, "There is no file nofile.json, and no review is called so."),
        (["report", "folder/x.age"], 1, "Check the name and the folder"),
        (["report", "NOW", "--out", "missing/r.txt"], 1, "no folder"),
        (["report", "NOW", "--out", "."], 1, "folder"),
        (["report", "NOW", "--format", "html", "--theme", "none"], 1, "perflead-light"),
        (["report", "NOW", "--format", "pdf", "--theme", "none"], 1, "perflead-light"),
        (["report", "NOW", "--encrypt-to", "age1nobody"], 1, "age1nobody"),
        (["report", "NOW", "--before", "NOW"], 1, "did not close before"),
        (["report", "NOW", "--agency", "NOW"], 1, "not a report on an agency"),
    ],
)
def test_what_cannot_be_is_refused_in_words(perflead: Run, args: list[str], code: int, told: str) -> None:
    said = perflead(*(NOW if arg == "NOW" else arg for arg in args))
    assert (said.code, said.out) == (code, "")
    assert told in said.err and "fault of its own" not in said.err


def test_what_is_not_for_a_terminal_asks_for_a_file(perflead: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    identity = new_identity().public()
    for args in (["--format", "pdf"], ["--format", "xlsx"], ["--encrypt-to", identity]):
        with monkeypatch.context() as patched:
            patched.setattr("perflead_tui.cli.report.sys", _Terminal())
            said = perflead("report", NOW, *args)
        assert said.code == 1 and said.out == "" and "--out FILE" in said.err


class _Terminal:
    """`sys` with a standard output that is a terminal."""

    class stdout:  # noqa: N801 - the name that sys has
        @staticmethod
        def isatty() -> bool:
            return True


@pytest.mark.skipif(not Path("/proc/self").exists() and os.name == "nt", reason="modes are of another kind there")
def test_a_folder_that_cannot_be_written_is_told(perflead: Run, reviews: tuple[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    if os.geteuid() == 0:
        folder = Path("/proc")  # root writes everywhere else
    said = perflead("report", NOW, "--out", folder / "r.txt")
    assert said.code == 1 and "could not be written" in said.err
    for args in (["report", "--all", "--out", folder / "reports"], ["backup", "--out", folder / "b.age"]):
        said = perflead(*args)
        assert said.code == 1 and "could not be" in said.err and "Traceback" not in said.err


@pytest.mark.parametrize(("kind", "library"), [("pdf", "typst"), ("html", "matplotlib"), ("xlsx", "xlsxwriter")])
def test_a_missing_extra_is_named(
    perflead: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str, library: str
) -> None:
    from perflead_tui import extras

    real = extras.importlib.import_module

    def without(name: str, *args: Any) -> Any:
        if name.partition(".")[0] == library:
            raise ModuleNotFoundError(name)
        return real(name, *args)

    monkeypatch.setattr(extras.importlib, "import_module", without)
    _forget_what_was_loaded()
    said = perflead("report", NOW, "--format", kind, "--out", tmp_path / "r")
    assert said.code == 1 and 'pip install "perflead-tui[coach]"' in said.err
    assert not (tmp_path / "r").exists()


def _forget_what_was_loaded() -> None:
    """Libraries are kept once they are there."""
    from perflead_tui.export.charts import library

    for found in vars(library).values():
        if hasattr(found, "cache_clear"):
            found.cache_clear()


# Encrypted


def test_any_export_can_be_encrypted_and_is_what_it_was(perflead: Run, tmp_path: Path) -> None:
    one, other = new_identity(), new_identity()
    plain, secret = tmp_path / "r.md", tmp_path / "r.md.age"
    assert perflead("report", NOW, "--out", plain).code == 0
    to = ["--encrypt-to", one.public(), "--encrypt-to", other.public()]
    assert perflead("report", NOW, "--out", secret, *to).code == 0
    assert is_age(secret.read_bytes()) and b"Jordan" not in secret.read_bytes()
    for identity in (one, other):
        assert decrypt(secret.read_bytes(), [identity], "r") == plain.read_bytes()


# All


def test_all_reports_are_written_under_their_leaders_and_days(
    perflead: Run, reviews: tuple[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "reports"
    said = perflead("report", "--all", "--format", "md", "--out", out)
    assert said.code == 0 and "2 reports are in" in said.err
    assert sorted(said.out.splitlines()) == [str(out / f"{name}.md") for name in (EARLY, LATE)]
    assert sorted(path.name for path in out.iterdir()) == [f"{EARLY}.md", f"{LATE}.md"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert "Change since November 2025" in (out / f"{LATE}.md").read_text()


def test_all_again_leaves_what_is_there_and_writes_the_rest(
    perflead: Run, reviews: tuple[str, str], tmp_path: Path
) -> None:
    (tmp_path / f"{EARLY}.txt").write_text("mine")
    said = perflead("report", "--all", "--out", tmp_path)
    assert said.code == 3 and f"{EARLY}.txt exists already" in said.err
    assert (tmp_path / f"{EARLY}.txt").read_text() == "mine" and (tmp_path / f"{LATE}.txt").exists()
    assert "1 report is in" in said.err and "1 file was in" in said.err and "say --force" in said.err
    again = perflead("report", "--all", "--out", tmp_path)
    assert (again.code, again.out) == (1, "")
    assert f"2 files were in {tmp_path} already and were left as they are. To write over them" in again.err
    assert perflead("report", "--all", "--out", tmp_path, "--force").code == 0
    assert (tmp_path / f"{EARLY}.txt").read_text().startswith("Jordan Rivera")


def test_all_encrypted_and_plans_alone(perflead: Run, reviews: tuple[str, str], tmp_path: Path) -> None:
    identity = new_identity()
    said = perflead("report", "--all", "--plan-only", "--out", tmp_path, "--encrypt-to", identity.public())
    assert said.code == 3 and "no plan yet" in said.err
    [found] = tmp_path.glob("*.age")
    assert found.name == "plan-jordan-rivera-2026-11-13.txt.age"
    assert decrypt(found.read_bytes(), [identity], "x").startswith(b"The plan of Jordan Rivera")


def test_two_of_one_name_and_day_are_told_apart(
    perflead: Run, isolated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_all, "export_name", lambda *args, **more: f"same{more.get('extra', '')}.txt")
    vault, _recovery = Vault.create(isolated / "vault", PASSPHRASE, cost=CHEAP)
    with vault:
        adopt(vault, *kept(ROOT, "earlier"))
        adopt(vault, *kept(ROOT, "review"))
    assert perflead("report", "--all", "--out", tmp_path / "o").code == 0
    assert len(list((tmp_path / "o").iterdir())) == 2


def test_without_a_closed_review_it_says_so(perflead: Run, isolated: Path, tmp_path: Path) -> None:
    Vault.create(isolated / "vault", PASSPHRASE, cost=CHEAP)[0].close()
    said = perflead("report", "--all", "--out", tmp_path / "o")
    assert said.code == 1 and "No review is closed yet" in said.err
    assert not (tmp_path / "o").exists()


def test_several_processes_make_what_one_makes(
    perflead: Run, reviews: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert perflead("report", "--all", "--out", tmp_path / "one").code == 0
    monkeypatch.setattr(report_all, "_WORTH_WORKERS", 2)
    monkeypatch.setitem(report_all.FORMATS, "text", dataclasses.replace(FORMATS["text"], heavy=True))
    monkeypatch.setattr(report_all.os, "cpu_count", lambda: 2)
    assert perflead("report", "--all", "--out", tmp_path / "two").code == 0
    for path in (tmp_path / "one").iterdir():
        assert (tmp_path / "two" / path.name).read_bytes() == path.read_bytes()


def test_what_is_handed_to_another_process_holds_no_key(reviews: tuple[str, str], isolated: Path) -> None:
    import pickle

    from perflead_tui.flows.reporting import Look, subject_of_review

    with Vault.open(isolated / "vault", PASSPHRASE) as vault:
        handed = pickle.dumps(("pdf", Look("en"), subject_of_review(vault, reviews[1])))
        assert PASSPHRASE.encode() not in handed
        assert b"perflead_tui.vault" not in handed and b"perflead_tui.sealing" not in handed


@pytest.mark.parametrize(
    ("leader", "name"),
    [
        ("Jordan Rivera", "report-jordan-rivera-2026-11-13.pdf"),
        ("../../etc/passwd", "report-etc-passwd-2026-11-13.pdf"),
        ("José \u202eÁngel\x1b[2J\x00", "report-josé-ángel-2j-2026-11-13.pdf"),
        ("CON", "report-con-2026-11-13.pdf"),
        ("  ", "report-2026-11-13.pdf"),
        ("x" * 300, f"report-{'x' * 40}-2026-11-13.pdf"),
    ],
)
def test_the_name_of_a_file_is_harmless(leader: str, name: str) -> None:
    assert export_name(leader, "2026-11-13", "pdf") == name
    assert export_name(leader, "2026-11-13/../x", "pdf") == name


def test_a_workbook_can_go_through_a_pipe(isolated: Path) -> None:
    args = [sys.executable, "-c", "from perflead_tui.cli.main import run; run()", "report", NOW, "--format", "xlsx"]
    data = subprocess.run(args, capture_output=True, check=True, stdin=subprocess.DEVNULL).stdout
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


# Shared files


def test_a_report_that_was_shared_becomes_any_format_without_a_vault(
    perflead: Run, roster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault_keys, "DEFAULT_COST", CHEAP)
    perflead("init")
    review = perflead("new", "--leader", "Jo Lead", "--roster", roster).out.strip()
    perflead("invite", review, "--out", "inv")
    (tmp_path / "a.json").write_text('{"ratings": {"U1": 4}}')
    for invitation in (tmp_path / "inv").glob("frontline*"):
        perflead("answer", invitation, "--answers", "a.json", "--out", ".")
    perflead("collect", review, *tmp_path.glob("*.envelope"))
    perflead("close", review)
    identity = new_identity()
    (tmp_path / "me.key").write_bytes(identity.secret + b"\n")
    assert perflead("share", review, "--to", identity.public(), "--out", "r.age").code == 0
    for kind, begins in (("md", "# Jo Lead\n"), ("csv", "level,key,")):
        said = perflead("--home", "none", "report", "r.age", "--identity", "me.key", "--format", kind)
        assert (said.code, said.err) == (0, "") and said.out.startswith(begins)
    assert perflead("--home", "none", "report", "r.age").code == 1
    assert perflead("report", "r.age", "--identity", "me.key", "--agency", AGENCY).code == 2
    (tmp_path / "cut.age").write_bytes((tmp_path / "r.age").read_bytes()[:-1])
    said = perflead("report", "cut.age", "--identity", "me.key")
    assert said.code == 1 and said.out == ""


def test_the_demo_writes_its_report_and_never_over_a_file_unless_told_to(perflead: Run, tmp_path: Path) -> None:
    file = tmp_path / "demo.md"
    assert perflead("demo", "--out", file).code == 0
    written = file.read_bytes()
    refused = perflead("demo", "--out", file)
    assert (refused.code, "--force" in refused.err, file.read_bytes()) == (1, True, written)
    assert perflead("demo", "--out", file, "--force").code == 0
    assert file.read_bytes() == written
