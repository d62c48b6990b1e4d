"""What commands say and how they end."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from perflead_tui.cli import main
from tests.cli.conftest import PASSPHRASE, Run


def new_review(perflead: Run, roster: Path, *more: object) -> str:
    assert perflead("init").code == 0
    made = perflead("new", "--leader", "Jo Lead", "--roster", roster, *more)
    assert made.code == 0, made.err
    return made.out.strip()


def test_without_a_vault_every_vault_command_says_how_to_make_one(perflead: Run) -> None:
    said = perflead("status")
    assert said.code == 1
    assert "perflead init" in said.err


def test_init_prints_the_recovery_key_once_and_never_overwrites(perflead: Run) -> None:
    first = perflead("init")
    assert "Recovery key: " in first.out
    second = perflead("init")
    assert second.code == 1 and "Recovery key" not in second.out


def test_the_recovery_key_opens_the_vault(perflead: Run, tmp_path: Path) -> None:
    key = next(line for line in perflead("init").out.splitlines() if line.startswith("Recovery key: "))
    (tmp_path / "recovery").write_text(key.removeprefix("Recovery key: ").lower().replace("-", " "))
    assert perflead("status", "--passphrase-file", tmp_path / "recovery").code == 0


def test_a_wrong_passphrase_is_told_and_nothing_else_happens(perflead: Run, tmp_path: Path) -> None:
    perflead("init")
    (tmp_path / "wrong").write_text("not the passphrase")
    said = perflead("status", "--passphrase-file", tmp_path / "wrong")
    assert said.code == 1
    assert "passphrase" in said.err and "damaged" not in said.err


def test_the_passphrase_can_be_changed(perflead: Run, tmp_path: Path) -> None:
    perflead("init")
    (tmp_path / "fresh").write_text("another long one")
    assert perflead("passphrase", "--new-passphrase-file", tmp_path / "fresh").code == 0
    assert perflead("status").code == 1
    assert perflead("status", "--passphrase-file", tmp_path / "fresh").code == 0


def test_a_new_recovery_key_replaces_the_old_one(perflead: Run, tmp_path: Path) -> None:
    old = next(line for line in perflead("init").out.splitlines() if line.startswith("Recovery key: "))
    new = next(line for line in perflead("passphrase", "--recovery").out.splitlines() if "Recovery key" in line)
    for line, code in ((old, 1), (new, 0)):
        (tmp_path / "recovery").write_text(line.removeprefix("Recovery key: "))
        assert perflead("status", "--passphrase-file", tmp_path / "recovery").code == code


def test_doctor_ends_with_1_when_the_vault_does_not_open(perflead: Run, tmp_path: Path) -> None:
    perflead("init")
    assert perflead("doctor").code == 0
    (tmp_path / "wrong").write_text("not the passphrase")
    said = perflead("doctor", "--passphrase-file", tmp_path / "wrong")
    assert said.code == 1 and "All is well" not in said.out


def test_the_passphrase_comes_from_a_descriptor_too(perflead: Run) -> None:
    perflead("init")
    read, write = os.pipe()
    os.write(write, PASSPHRASE.encode() + b"\nmore")
    os.close(write)
    assert perflead("--passphrase-fd", read, "status").code == 0
    os.close(read)


def test_options_of_the_vault_may_stand_before_or_after_the_command(perflead: Run, tmp_path: Path) -> None:
    assert perflead("--home", tmp_path / "v", "init").code == 0
    assert perflead("status", "--home", tmp_path / "v").code == 0
    assert perflead("status").code == 1


def test_status_shows_totals_alone(perflead: Run, roster: Path, tmp_path: Path) -> None:
    review = new_review(perflead, roster)
    perflead("invite", review, "--out", tmp_path / "inv")
    said = perflead("status")
    assert "0 envelopes of 13 invited" in said.out
    row = json.loads(perflead("status", "--json").out)[0]
    assert set(row) == {
        "review", "leader", "questionnaire", "state", "created_on", "closes_on", "invited", "envelopes",
        "granted", "erase_on", "erased_on", "handed_on", "received",
    }  # fmt: skip
    assert not any(group in said.out for group in ("peers", "frontline", "partners"))


def test_collect_ends_with_3_when_some_files_were_refused_and_1_when_all_were(
    perflead: Run, roster: Path, tmp_path: Path
) -> None:
    review = new_review(perflead, roster)
    perflead("invite", review, "--out", tmp_path / "inv")
    (tmp_path / "a.json").write_text('{"ratings": {"U1": 4}}')
    invitation = next((tmp_path / "inv").glob("peers*"))
    assert perflead("answer", invitation, "--answers", tmp_path / "a.json", "--out", tmp_path / "e").code == 0
    (tmp_path / "bad").write_bytes(b"no envelope")
    assert perflead("collect", review, tmp_path / "bad").code == 1
    assert perflead("collect", review, tmp_path / "bad", tmp_path / "e").code == 3
    assert perflead("collect", review, tmp_path / "e").out.startswith("already here")


def test_answers_for_an_item_that_is_not_asked_are_refused_and_no_envelope_is_left(
    perflead: Run, roster: Path, tmp_path: Path
) -> None:
    review = new_review(perflead, roster, "--no-supervises")
    perflead("invite", review, "--out", tmp_path / "inv")
    (tmp_path / "a.json").write_text('{"ratings": {"M4": 4}}')
    invitation = next((tmp_path / "inv").glob("peers*"))
    said = perflead("answer", invitation, "--answers", tmp_path / "a.json", "--out", tmp_path / "e")
    assert said.code == 1 and "M4" in said.err
    assert not (tmp_path / "e").exists()


def test_a_short_form_asks_a_group_only_what_it_can_see(perflead: Run, roster: Path, tmp_path: Path) -> None:
    review = new_review(perflead, roster, "--short-for", "frontline")
    perflead("invite", review, "--out", tmp_path / "inv")
    (tmp_path / "a.json").write_text('{"ratings": {"U4": 4}}')
    for group, code in (("peers", 0), ("frontline", 1)):
        invitation = next((tmp_path / "inv").glob(f"{group}*"))
        assert perflead("answer", invitation, "--answers", tmp_path / "a.json").code == code


def test_a_report_file_is_never_overwritten(perflead: Run, roster: Path, tmp_path: Path) -> None:
    review = new_review(perflead, roster)
    perflead("invite", review, "--out", tmp_path / "inv")
    (tmp_path / "a.json").write_text("{}")
    for invitation in (tmp_path / "inv").glob("peers*"):
        perflead("answer", invitation, "--answers", tmp_path / "a.json", "--out", tmp_path)
    assert perflead("collect", review, *tmp_path.glob("*.envelope")).code == 0
    assert perflead("report", review).code == 1
    assert perflead("close", review).code == 0
    out = tmp_path / "report.txt"
    assert perflead("report", review, "--out", out).code == 0
    assert "Jo Lead" in out.read_text()
    assert perflead("report", review, "--out", out).code == 1


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ([], 0),
        (["--help"], 0),
        (["--version"], 0),
        (["locate"], 0),
        (["guide"], 0),
        (["guide", "nothing"], 1),
        (["completion", "bash"], 0),
        (["completion", "zsh"], 0),
        (["completion", "fish"], 0),
        (["questionnaire", "list"], 0),
        (["questionnaire", "show", "agency", "--language", "es"], 0),
        (["questionnaire", "show", "no-such-thing"], 1),
        (["no-such-command"], 2),
        (["new"], 2),
        (["new", "--leader", "x", "--roster", "y", "--closes", "soon"], 2),
        (["close"], 2),
    ],
)
def test_commands_end_with_the_right_code(perflead: Run, args: list[str], code: int) -> None:
    said = perflead(*args)
    assert said.code == code, said
    assert "Traceback" not in said.err
    assert (said.out if code == 0 else said.err).strip()


def test_every_command_has_help(perflead: Run) -> None:
    for name in main._commands():
        said = perflead(name, "--help")
        assert said.code == 0 and "Usage: perflead" in said.out


def test_an_exported_questionnaire_is_sound_and_works_as_a_file(perflead: Run, roster: Path, tmp_path: Path) -> None:
    for name in ("performance-leadership", "agency"):
        out = tmp_path / f"{name}.yaml"
        assert perflead("questionnaire", "export", name, "--out", out).code == 0
        assert perflead("questionnaire", "check", out).code == 0
    new_review(perflead, roster, "--questionnaire", tmp_path / "performance-leadership.yaml")


def test_a_crash_report_names_lines_and_no_values(perflead: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_args: object, **_more: object) -> None:
        secret = "hunter2"  # noqa: F841 - it must not be printed
        raise RuntimeError("hunter2 as well")

    monkeypatch.setattr(main.cli, "main", crash)
    said = perflead("status")
    assert said.code == 1
    assert "hunter2" not in said.err and "RuntimeError" in said.err


def child(*args: str, **more: object) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", "from perflead_tui.cli.main import run; run()", *args], **more)  # type: ignore[call-overload, no-any-return]


def test_ctrl_c_ends_without_a_traceback(tmp_path: Path) -> None:
    process = child("demo", "--live", "--report", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(2.0)
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=30)
    assert b"Traceback" not in err
    assert process.returncode in (0, 130)


def test_a_passphrase_never_stands_in_the_arguments(perflead: Run) -> None:
    said = perflead("init", "--passphrase", "x")
    assert said.code == 2


@pytest.mark.parametrize("command", ["--help", "guide", "answer", "report"])
def test_these_commands_load_no_textual(command: str, perflead: Run, roster: Path, tmp_path: Path) -> None:
    args = ["guide", "keys"] if command == "guide" else [command]
    if command in ("answer", "report"):
        review = new_review(perflead, roster)
        perflead("invite", review, "--out", tmp_path / "inv")
        (tmp_path / "a.json").write_text("{}")
        for invitation in (tmp_path / "inv").glob("peers*"):
            perflead("answer", invitation, "--answers", tmp_path / "a.json", "--out", tmp_path)
        invitation = next((tmp_path / "inv").glob("frontline*"))
        args = ["answer", str(invitation), "--answers", str(tmp_path / "a.json"), "--out", str(tmp_path / "last")]
    if command == "report":
        perflead("collect", review, *tmp_path.glob("*.envelope"))
        perflead("close", review)
        args = ["report", review, "--format", "json"]
    code = (
        "import sys\nfrom perflead_tui.cli.main import run\n"
        "try:\n    run()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "assert not loaded & {'textual', 'rich', 'numpy'}, loaded & {'textual', 'rich', 'numpy'}\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
