"""share, key, open, import, backup and restore, as a person types them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from perflead_tui.cli import share as share_commands
from perflead_tui.flows.reporting import FORMATS
from perflead_tui.sealing.agefile import encrypt, lock_of
from perflead_tui.sealing.agekeys import new_identity, recipients
from perflead_tui.vault import keys
from perflead_tui.vault.keys import Argon2Cost
from tests.cli.conftest import PASSPHRASE, Run
from tests.sealing.quick_age import quick_words, sealed  # noqa: F401 - a fixture, by its name here


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch, quick_words: None) -> None:  # noqa: F811 - the fixture
    """A passphrase of a vault costs little to try."""
    monkeypatch.setattr(keys, "DEFAULT_COST", Argon2Cost(memory_kib=8, passes=1, lanes=1))


@pytest.fixture
def closed(perflead: Run, roster: Path, tmp_path: Path) -> str:
    """The id of a closed review in the vault."""
    assert perflead("init").code == 0
    review = perflead("new", "--leader", "Jo Lead", "--roster", roster).out.strip()
    perflead("invite", review, "--out", tmp_path / "inv")
    (tmp_path / "a.json").write_text('{"ratings": {"U1": 4}, "comments": {"O1": "go on"}}')
    for invitation in (tmp_path / "inv").glob("frontline*"):
        perflead("answer", invitation, "--answers", tmp_path / "a.json", "--out", tmp_path)
    assert perflead("collect", review, *tmp_path.glob("*.envelope")).code == 0
    assert perflead("close", review).code == 0
    return review


@pytest.fixture
def reader(tmp_path: Path) -> tuple[str, Path]:
    """A reader's public key, and the file of the private one."""
    own = new_identity()
    (tmp_path / "reader.key").write_bytes(own.secret + b"\n")
    return own.public(), tmp_path / "reader.key"


def test_a_report_is_shared_with_a_key_and_opened_with_it(
    perflead: Run, closed: str, reader: tuple[str, Path], tmp_path: Path
) -> None:
    public, private = reader
    said = perflead("share", closed, "--to", public, "--out", tmp_path / "r.age")
    assert said.code == 0, said.err
    for words in (public, "Jo Lead", "single answers", "cannot be taken back"):
        assert words in said.err
    assert "go on" not in (tmp_path / "r.age").read_bytes().decode(errors="replace")
    read = perflead("open", tmp_path / "r.age", "--identity", private)
    assert read.code == 0 and "Jo Lead" in read.out and "Its six words" in read.err
    as_json = perflead("open", tmp_path / "r.age", "--identity", private, "--json").out
    assert as_json == perflead("report", closed, "--format", "json").out
    out = tmp_path / "r.json"
    assert perflead("open", tmp_path / "r.age", "--identity", private, "--json", "--out", out).code == 0
    assert out.read_text() == as_json
    assert perflead("open", tmp_path / "r.age", "--identity", private, "--json", "--out", out).code == 1
    assert perflead("share", closed, "--to", public, "--out", tmp_path / "r.age").code == 1
    assert perflead("share", closed, "--to", public, "--out", tmp_path / "r.age", "--force", "--armour").code == 0
    assert perflead("open", tmp_path / "r.age", "--identity", private).code == 0


def test_a_report_is_opened_into_a_file_that_is_named_as_what_it_is(
    perflead: Run, closed: str, reader: tuple[str, Path]
) -> None:
    perflead("share", closed, "--to", reader[0], "--out", "r.age")
    given = ["r.age", "--identity", reader[1], "--out"]
    for name, more, why in (
        ("x.pdf", (), "perflead report FILE --out x.pdf"),
        ("x.docx", (), "No format of a report has the ending .docx"),
        ("x.txt", ("--json",), "is that of another format"),
        ("x.age", (), "is that of an encrypted file"),
    ):
        said = perflead("open", *given, name, *more)
        assert said.code == 1 and why in said.err and not Path(name).exists()
    assert perflead("open", *given, "x.json").code == 0
    assert json.loads(Path("x.json").read_text())["schema"].startswith("perflead.report/")
    assert perflead("open", *given, "x.txt").code == 0 and Path("x.txt").read_text().startswith("Jo Lead")


def test_the_words_are_shown_once_beside_the_output_and_open_the_file(
    perflead: Run, closed: str, tmp_path: Path
) -> None:
    said = perflead("share", closed, "--passphrase", "--out", tmp_path / "r.age")
    (line,) = [line for line in said.err.splitlines() if line.startswith("The words that open it: ")]
    words = line.partition(": ")[2]
    assert len(words.split("-")) == 6 and words not in said.out
    assert lock_of((tmp_path / "r.age").read_bytes(), "x") == "passphrase"
    (tmp_path / "words").write_text(words.upper())
    assert perflead("open", tmp_path / "r.age", "--words-file", tmp_path / "words").code == 0
    assert perflead("open", tmp_path / "r.age", "--passphrase-file", tmp_path / "words").code == 0
    asked = perflead("open", tmp_path / "r.age")
    assert asked.code == 1 and "no terminal" in asked.err, "the vault's passphrase of the environment is not tried"


def test_a_reader_must_be_named_in_one_way(perflead: Run, closed: str, reader: tuple[str, Path]) -> None:
    assert perflead("share", closed, "--out", "r.age").code == 2
    assert perflead("share", closed, "--to", reader[0], "--passphrase", "--out", "r.age").code == 2
    assert perflead("share", closed, "--to", "age1misspelt", "--out", "r.age").code == 1
    refused = perflead("share", closed, "--to", reader[1], "--out", "r.age")
    assert refused.code == 1 and "private key" in refused.err
    assert "AGE-SECRET-KEY-1" not in refused.err
    assert not Path("r.age").exists()


def test_the_own_key_is_made_once_and_opens_what_is_shared_with_it(perflead: Run, closed: str, tmp_path: Path) -> None:
    first = perflead("key")
    assert first.code == 0 and first.out.startswith("age1") and "SECRET" not in first.out + first.err
    assert perflead("key").out == first.out
    (tmp_path / "me.pub").write_text(first.out)
    assert perflead("share", closed, "--to", tmp_path / "me.pub", "--out", "r.age").code == 0
    assert perflead("open", "r.age").code == 0
    assert perflead("--home", tmp_path / "none", "open", "r.age").code == 1


def test_a_plan_is_shared_alone(perflead: Run, closed: str, reader: tuple[str, Path], tmp_path: Path) -> None:
    public, private = reader
    none = perflead("share", closed, "--what", "plan", "--to", public, "--out", "p.age")
    assert none.code == 1 and "no plan" in none.err
    plan = {"schema": "perflead.plan/1", "leader": "Jo Lead", "focus": [], "message": "Thank you for this"}
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    assert perflead("plan", closed, "--set", tmp_path / "plan.json").code == 0
    assert perflead("share", closed, "--what", "plan", "--to", public, "--out", "p.age").code == 0
    assert "Thank you for this" in perflead("open", "p.age", "--identity", private).out
    assert json.loads(perflead("open", "p.age", "--identity", private, "--json").out)["message"]
    assert perflead("share", closed, "--with-notes", "--to", public, "--out", "n.age").code == 1


def test_a_shared_plan_becomes_any_format_as_it_would_from_the_vault(
    perflead: Run, closed: str, reader: tuple[str, Path], tmp_path: Path
) -> None:
    plan = {"schema": "perflead.plan/1", "leader": "Jo Lead", "focus": [], "message": "Thank you for this"}
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    perflead("plan", closed, "--set", tmp_path / "plan.json")
    assert perflead("share", closed, "--what", "plan", "--to", reader[0], "--out", "p.age").code == 0
    for kind in FORMATS:
        given = ["--identity", reader[1], "--format", kind]
        said = perflead("--home", "none", "report", "p.age", "--plan-only", *given, "--out", f"share-{kind}")
        assert (said.code, said.out) == (0, ""), said.err
        assert perflead("report", closed, "--plan-only", "--format", kind, "--out", f"vault-{kind}").code == 0
        assert Path(f"share-{kind}").read_bytes() == Path(f"vault-{kind}").read_bytes(), kind
    told = perflead("--home", "none", "report", "p.age", "--identity", reader[1])
    assert told.code == 0 and "a plan and no report" in told.err and "Thank you for this" in told.out
    refused = perflead("--home", "none", "report", "p.age", "--identity", reader[1], "--language", "fr")
    assert refused.code == 1 and "no words in fr" in refused.err


def test_a_whole_review_goes_into_another_vault(perflead: Run, closed: str, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert perflead("--home", other, "init").code == 0
    key = perflead("--home", other, "key").out.strip()
    assert perflead("share", closed, "--what", "review", "--to", key, "--out", "whole.age").code == 0
    for command in ("open", "report"):
        looked = perflead("--home", other, command, "whole.age")
        assert looked.code == 1 and "perflead import" in looked.err
    taken = perflead("--home", other, "import", "whole.age")
    assert taken.code == 0 and taken.out.strip() == closed
    assert perflead("--home", other, "report", closed).out == perflead("report", closed).out
    assert perflead("--home", other, "import", "whole.age").code == 1
    assert perflead("import", "whole.age").code == 1, "it is not for this vault's key"


def test_what_is_damaged_foreign_or_not_encrypted_is_told(
    perflead: Run, closed: str, reader: tuple[str, Path], tmp_path: Path
) -> None:
    public, private = reader
    perflead("share", closed, "--to", public, "--out", "r.age")
    data = Path("r.age").read_bytes()
    Path("cut.age").write_bytes(data[:-1])
    cut = perflead("open", "cut.age", "--identity", private)
    assert (cut.code, cut.out) == (1, "") and "damaged" in cut.err
    stranger = new_identity()
    (tmp_path / "stranger").write_bytes(stranger.secret)
    for command in ("open", "report"):
        wrong = perflead(command, "r.age", "--identity", tmp_path / "stranger")
        assert wrong.code == 1 and "not for this key" in wrong.err and "perflead key" in wrong.err
        none = perflead(command, "r.age")
        assert none.code == 1 and "your vault has none yet" in none.err
    Path("foreign.age").write_bytes(encrypt(b"%PDF-1.7 words", recipients([public])))
    foreign = perflead("open", "foreign.age", "--identity", private)
    assert foreign.code == 1 and "%PDF" not in foreign.out + foreign.err
    assert perflead("open", "foreign.age", "--identity", private, "--out", "x.pdf").code == 0
    assert Path("x.pdf").read_bytes() == b"%PDF-1.7 words"
    Path("words.txt").write_text("hello")
    assert perflead("open", "words.txt").code == 1
    assert perflead("open", "no-such-file").code == 1
    for text in (cut.err, foreign.err):
        assert "Traceback" not in text


def test_a_file_that_is_cut_off_anywhere_or_opens_otherwise_shows_nothing(
    perflead: Run, closed: str, reader: tuple[str, Path], tmp_path: Path
) -> None:
    public, private = reader
    perflead("share", closed, "--to", public, "--out", "r.age")
    data = Path("r.age").read_bytes()
    assert len(data) > 1000
    for at in [*range(0, 300, 23), *range(300, len(data), len(data) // 12), len(data) - 16, len(data) - 1]:
        Path("cut.age").write_bytes(data[:at])
        for command in ("open", "report"):
            said = perflead(command, "cut.age", "--identity", private)
            assert (said.code, said.out) == (1, ""), at
            assert "Jo Lead" not in said.err and "Traceback" not in said.err
    newer = encrypt(b'{"schema": "perflead.shared/2", "what": "report"}', recipients([public]))
    Path("newer.age").write_bytes(newer)
    assert "newer version of perflead" in perflead("open", "newer.age", "--identity", private).err
    perflead("share", closed, "--passphrase", "--out", "w.age")
    (tmp_path / "words").write_text("not-the-six-words-of-it")
    wrong = perflead("open", "w.age", "--words-file", tmp_path / "words")
    assert (wrong.code, wrong.out) == (1, "") and "does not open" in wrong.err


def test_what_age_decrypted_opens_without_a_key(perflead: Run, closed: str, reader: tuple[str, Path]) -> None:
    from perflead_tui.sealing.agefile import decrypt
    from perflead_tui.sealing.agekeys import identities_in

    perflead("share", closed, "--to", reader[0], "--out", "r.age")
    plain = decrypt(Path("r.age").read_bytes(), identities_in(reader[1]), "x")
    Path("r.json").write_bytes(plain)
    assert "Jo Lead" in perflead("open", "r.json").out
    assert perflead("--home", "none", "report", "r.json", "--format", "md").out.startswith("# Jo Lead\n")
    Path("r.json").write_bytes(plain.replace(b"Jo Lead", b"Jo Fake"))
    assert perflead("--home", "none", "report", "r.json", "--format", "md").code == 1, "a changed one is no report"
    forged = perflead("open", "r.json")
    assert (forged.code, forged.out) == (1, "") and "signature" in forged.err


def test_a_backup_is_restored_with_the_recovery_key_alone(perflead: Run, roster: Path, tmp_path: Path) -> None:
    key = next(line for line in perflead("init").out.splitlines() if line.startswith("Recovery key: "))
    review = perflead("new", "--leader", "Jo Lead", "--roster", roster).out.strip()
    said = perflead("backup", "--out", "b.age")
    assert said.code == 0 and "1 review" in said.out and "read back" in said.err
    assert perflead("backup", "--out", "b.age").code == 1
    (tmp_path / "recovery").write_text(key.removeprefix("Recovery key: "))
    new = tmp_path / "new"
    back = perflead("restore", "b.age", "--home", new, "--passphrase-file", tmp_path / "recovery")
    assert back.code == 0, back.err
    assert review in perflead("--home", new, "status").out
    again = perflead("restore", "b.age", "--home", new, "--passphrase-file", tmp_path / "recovery")
    assert again.code == 1 and "empty" in again.err
    (tmp_path / "wrong").write_text(PASSPHRASE)
    for home, secret in ((tmp_path / "x", tmp_path / "wrong"), (tmp_path / "y", None)):
        more = ["--passphrase-file", secret] if secret else []
        assert perflead("restore", "b.age", "--home", home, *more).code == 1
        assert not home.exists()


def test_a_backup_under_words_needs_them_and_the_vaults_passphrase(perflead: Run, tmp_path: Path) -> None:
    perflead("init")
    said = perflead("backup", "--passphrase", "--out", "b.age")
    words = next(line for line in said.err.splitlines() if line.startswith("The words")).partition(": ")[2]
    (tmp_path / "words").write_text(words)
    assert perflead("restore", "b.age", "--home", tmp_path / "n", "--words-file", tmp_path / "words").code == 0
    assert perflead("--home", tmp_path / "n", "status").code == 0
    assert perflead("backup", "--passphrase", "--to", new_identity().public(), "--out", "c.age").code == 2


def test_sharing_loads_neither_textual_nor_numpy(closed: str, reader: tuple[str, Path], tmp_path: Path) -> None:
    code = (
        "import sys\nfrom perflead_tui.cli.main import run\n"
        "try:\n    run()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "assert not loaded & {'textual', 'rich', 'numpy'}, loaded & {'textual', 'rich', 'numpy'}\n"
        "assert ('pyrage' in loaded) == (sys.argv[1] == 'share')\n"
    )
    for args in (["--help"], ["status"], ["share", closed, "--to", reader[0], "--out", str(tmp_path / "r.age")]):
        done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr


def test_on_a_terminal_it_is_asked_before_anything_leaves(
    perflead: Run, closed: str, reader: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def no(words: str, **_more: object) -> bool:
        asked.append(words)
        return False

    monkeypatch.setattr(share_commands.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(share_commands.click, "confirm", no)
    assert perflead("share", closed, "--to", reader[0], "--out", "r.age").code == 130
    assert asked and not Path("r.age").exists()
    assert perflead("share", closed, "--to", reader[0], "--out", "r.age", "--yes").code == 0
    assert len(asked) == 1


def test_the_words_of_a_file_that_another_age_made_are_taken_as_they_are(perflead: Run, tmp_path: Path) -> None:
    Path("x.age").write_bytes(sealed(b"hello", "Chosen by hand"))
    (tmp_path / "words").write_text("Chosen by hand")
    read, write = os.pipe()
    os.write(write, b"Chosen by hand\n")
    os.close(write)
    assert perflead("open", "x.age", "--passphrase-fd", read, "--out", "x").code == 0
    os.close(read)
    assert Path("x").read_bytes() == b"hello"
