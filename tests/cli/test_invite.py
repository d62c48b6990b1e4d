"""`perflead invite` and `perflead remind`: files, drafts, a mail server, letters with codes."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from perflead_tui.exchange import pack as pack_file
from perflead_tui.settings import MailSettings, change_settings, mail_document, read_settings
from perflead_tui.vault import keys as vault_keys
from tests.cli.conftest import Run
from tests.flows.mail_server import PASSWORD, SENDER, USER, Mailbox, mail_server, make_certificate

FIRST = "name,group,email\nJo Lead,self,jo@example.org\n" + "".join(
    f"Peer {n},peers,peer{n}@example.org\n" for n in range(1, 5)
)
CREW = "Ana Ros,frontline,\nBen Ode,frontline,\n"
SECOND = "name,group,email\nMo Boss,self,mo@example.org\nAna Ros,peers,\n"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases are quick to try here."""
    monkeypatch.setattr(vault_keys, "DEFAULT_COST", vault_keys.Argon2Cost(memory_kib=8, lanes=1))


@pytest.fixture
def review(perflead: Run, tmp_path: Path) -> str:
    return set_up(perflead, tmp_path, FIRST + CREW)


def set_up(perflead: Run, tmp_path: Path, roster: str, leader: str = "Jo Lead") -> str:
    if not (tmp_path / "roster.csv").exists():
        perflead("init")
    (tmp_path / "roster.csv").write_text(roster)
    made = perflead("new", "--leader", leader, "--roster", "roster.csv")
    assert made.code == 0, made.err
    return made.out.strip()


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Mailbox]:
    with mail_server(make_certificate(tmp_path)) as found:
        change_settings(
            mail=mail_document(
                MailSettings(host="127.0.0.1", port=found.port, user=USER, sender=SENDER, ca=str(found.ca))
            )
        )
        yield found


@pytest.fixture
def password(tmp_path: Path) -> Path:
    path = tmp_path / "mail-password"
    path.write_text(PASSWORD + "\n")
    return path


def test_drafts_name_those_who_get_none_and_letters_or_files_do_the_rest(
    perflead: Run, review: str, tmp_path: Path
) -> None:
    said = perflead("invite", review, "--eml", "mail")
    assert said.code == 0 and len(said.out.splitlines()) == 5
    assert "2 people have no address" in said.err and "Ana Ros" in said.err and "--letters" in said.err
    rest = perflead("invite", review, "--out", "files")
    assert rest.code == 0 and len(rest.out.splitlines()) == 2
    again = perflead("invite", review, "--eml", "mail")
    assert again.code == 1 and "made already" in again.err


def test_a_dry_run_says_to_whom_and_sends_and_makes_nothing(perflead: Run, review: str, box: Mailbox) -> None:
    said = perflead("invite", review, "--smtp", "--dry-run")
    assert said.code == 0 and not box.taken
    assert len(said.out.splitlines()) == 5 and "Peer 1 <peer1@example.org>" in said.out
    assert "5 messages would go by 127.0.0.1" in said.err and "Nothing was sent" in said.err
    assert json.loads(perflead("status", review, "--json").out)["state"] == "draft"


def test_a_mail_server_and_letters_together_reach_everyone(
    perflead: Run, review: str, box: Mailbox, password: Path, tmp_path: Path
) -> None:
    said = perflead("invite", review, "--smtp", "--smtp-password-file", password, "--pack", "crew.pack")
    assert said.code == 0, said.err
    assert "5 invitations were sent" in said.out and len(box.taken) == 5
    assert "2 letters were made" in said.err and "destroy crew.pdf" in said.err
    assert (tmp_path / "crew.pdf").stat().st_mode & 0o777 == 0o600
    box.taken.clear()
    reminded = perflead("remind", review, "--smtp", "--smtp-password-file", password)
    assert reminded.code == 0 and "5 reminders were sent" in reminded.out and len(box.taken) == 5
    assert "Ana Ros" in reminded.err


def test_a_refused_address_a_wrong_password_and_a_server_that_is_away_have_words_and_codes(
    perflead: Run, review: str, box: Mailbox, password: Path
) -> None:
    box.refuse = {"peer2@example.org": "550 unknown"}
    said = perflead("invite", review, "--smtp", "--smtp-password-file", password)
    assert said.code == 3 and "Peer 2: the address was refused: 550 unknown" in said.err
    assert "1 is still to be sent" in said.err
    password.write_text("wrong")
    wrong = perflead("invite", review, "--smtp", "--smtp-password-file", password)
    assert wrong.code == 1 and "did not accept the name or the password" in wrong.err
    change_settings(mail={"host": "127.0.0.1", "port": 1, "from": SENDER})
    away = perflead("invite", review, "--smtp")
    assert away.code == 1 and "cannot be reached" in away.err and "wrong" not in away.err


def test_the_password_is_asked_for_and_never_set(perflead: Run, review: str, box: Mailbox) -> None:
    said = perflead("invite", review, "--smtp")
    assert said.code == 1 and "--smtp-password-file" in said.err
    refused = perflead("settings", "--mail", "password=secret")
    assert refused.code == 1 and "never kept" in refused.err and "secret" not in refused.err


def test_settings_for_mail_are_set_shown_and_unset(perflead: Run) -> None:
    said = perflead("settings", "--mail", "host=smtp.example.gov", "--mail", "port=465", "--mail", "tls=tls")
    assert said.code == 0 and "smtp.example.gov" in said.out
    assert read_settings().settings.mail == MailSettings(host="smtp.example.gov", port=465, tls="tls")
    perflead("settings", "--mail", "port=", "--mail", "from=a@example.gov", "--prompts")
    assert read_settings().settings.mail == MailSettings(host="smtp.example.gov", tls="tls", sender="a@example.gov")
    for bad in ("tls=none", "port=70000", "port=x", "host=two words"):
        assert perflead("settings", "--mail", bad).code == 1
    assert perflead("settings", "--mail", "colour=red").code == 2
    assert read_settings().settings.mail.sender == "a@example.gov"


@pytest.mark.parametrize(
    ("ways", "words"),
    [
        ([], "Say how"),
        (["--eml", "a", "--smtp"], "Choose one"),
        (["--dry-run", "--eml", "a"], "--dry-run is for --smtp"),
        (["--all-by-letter", "--out", "a"], "--all-by-letter"),
        (["another", "--eml", "a"], "in a pack only"),
    ],
)
def test_ways_that_do_not_go_together_are_refused(perflead: Run, ways: list[str], words: str) -> None:
    said = perflead("invite", "abc", *ways)
    assert said.code == 2 and words in said.err


def test_a_crew_member_answers_two_reviews_with_one_code(
    perflead: Run, review: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = set_up(perflead, tmp_path, SECOND, "Mo Boss")
    codes: list[str] = []
    real = pack_file.new_code
    monkeypatch.setattr(pack_file, "new_code", lambda: codes.append(real()) or codes[-1])
    said = perflead("invite", review, other, "--pack", "crew.pack", "--letters", "letters.pdf", "--place", "Depot")
    assert said.code == 0, said.err
    assert "1 person is in several of these reviews and has one code for them: Ana Ros." in said.err
    assert "are still to be made: use --eml or --smtp" in said.err
    (tmp_path / "answers.json").write_text("{}")
    outcomes = []
    for code in codes:
        (tmp_path / "code").write_text(code.lower())
        outcomes.append(perflead("answer", "crew.pack", "--code-file", "code", "--answers", "answers.json"))
    assert sorted(one.code for one in outcomes) == [0, 1]
    (several,) = [one for one in outcomes if one.code]
    assert "opens several reviews" in several.err
    assert len(list(tmp_path.glob("*.envelope"))) == 1
    assert perflead("collect", review, tmp_path).out.count("taken: ") == 1


def test_what_is_wrong_with_a_code_or_a_pack_is_said_in_plain_words(perflead: Run, review: str, tmp_path: Path) -> None:
    perflead("invite", review, "--letters", "crew.pdf")
    code, answers = tmp_path / "code", tmp_path / "answers.json"
    answers.write_text("{}")

    def tried(text: str, pack: str = "crew.pack") -> str:
        code.write_text(text)
        said = perflead("answer", pack, "--code-file", code, "--answers", answers)
        assert said.code == 1
        return said.err

    assert "this has 4" in tried("7ZQ4")
    assert "mistyped" in tried("7ZQ4-0M2D-K9RT-VC3Y") or "does not open" in tried("7ZQ4-0M2D-K9RT-VC3X")
    assert "does not open anything here" in tried(pack_file.new_code())
    data = (tmp_path / "crew.pack").read_text()
    (tmp_path / "cut.pack").write_text(data[: len(data) // 2])
    assert "damaged" in tried(pack_file.new_code(), "cut.pack")
    assert perflead("answer", "crew.pack", "--answers", answers).code == 1  # no terminal to ask on
    assert not list(tmp_path.glob("*.envelope"))


def test_a_code_is_asked_for_on_a_terminal_and_several_forms_come_one_after_another(
    perflead: Run, review: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from perflead_tui.cli import rater

    other = set_up(perflead, tmp_path, SECOND, "Mo Boss")
    codes: list[str] = []
    real = pack_file.new_code
    monkeypatch.setattr(pack_file, "new_code", lambda: codes.append(real()) or codes[-1])
    perflead("invite", review, other, "--pack", "crew.pack")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    asked: list[str] = []

    def typed(prompt: str, **_more: object) -> str:
        asked.append(prompt)
        return next(letters)

    monkeypatch.setattr(rater.click, "prompt", typed)
    monkeypatch.setattr(rater.click, "confirm", lambda words, **_more: asked.append(words) or True)
    seen: list[str] = []
    monkeypatch.setattr(rater, "_answer", lambda session, _claim, _given: seen.append(session.terms.leader) or 0)
    letters = iter(["7ZQ4", *codes])  # the first is half a code, and asked for again
    for _code in codes:
        assert perflead("answer", "crew.pack").code == 0
    assert sorted(seen) == ["Jo Lead", "Jo Lead", "Mo Boss"]
    assert len([words for words in asked if "code" in words]) == len(codes) + 1
    assert [words for words in asked if "Go on" in words] == ["Go on with the review of Mo Boss?"]


def test_a_reminder_as_drafts_or_words(perflead: Run, review: str) -> None:
    assert perflead("remind", review).code == 1
    perflead("invite", review, "--out", "files")
    said = perflead("remind", review, "--eml", "again")
    assert said.code == 0 and len(said.out.splitlines()) == 5 and "Ben Ode" in said.err
    assert "everyone who was invited" in perflead("remind", review).out
    assert perflead("remind", review, "--dry-run").code == 2
