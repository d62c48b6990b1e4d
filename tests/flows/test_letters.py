"""Letters and packs: who gets one, what a code opens, and what the vault does not know."""

import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange import pack as pack_file
from perflead_tui.exchange.pack import load_pack
from perflead_tui.export.letters import Letter
from perflead_tui.flows import inviting, letters
from perflead_tui.flows.collect import collect
from perflead_tui.flows.inviting import invite
from perflead_tui.flows.letters import Lettered, Wanted, write_letters
from perflead_tui.flows.mailing import write_drafts
from perflead_tui.flows.packs import sessions_of
from perflead_tui.flows.records import open_review
from perflead_tui.flows.setup import new_review
from perflead_tui.review.terms import Blind
from perflead_tui.vault.keys import Argon2Cost
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import wanted
from tests.flows.test_blind import START, UNTIL

FIRST = "name,group,email\nJo Lead,self,jo@example.org\n" + "".join(
    f"{name},frontline,\n" for name in ("Ana Ros", "Ben Ode", "Cleo Ames", "Dee Ito")
)
SECOND = "name,group,email\nMo Boss,self,mo@example.org\nana ros,peers,\nCleo Ames,frontline,\nFay Ng,peers,\n"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """An empty vault whose passphrase is quick to try."""
    found, _recovery = Vault.create(tmp_path / "vault", "a long passphrase", cost=Argon2Cost(memory_kib=8, lanes=1))
    with found:
        yield found


@pytest.fixture(autouse=True)
def quick_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A try of a code is slow on purpose; tests of the pack pay for it, these do not."""
    monkeypatch.setattr(pack_file, "stretch", lambda secret, salt, _cost: hashlib.sha256(secret + salt).digest())


def test_a_letter_with_an_address_says_whose_machine_seals(vault: Vault, tmp_path: Path, drawn: list[Letter]) -> None:
    review = new_review(vault, wanted(FIRST)).review
    with pytest.raises(PerfleadError, match="not the address"):
        write(vault, tmp_path, review, address="rate.example.gov/7ZQ4")
    assert not (tmp_path / "crew.pack").exists()
    write(vault, tmp_path, review, address="https://rate.example.gov/")
    assert {letter.address for letter in drawn} == {"https://rate.example.gov"}
    assert "In a browser that machine is the computer that serves the page" in " ".join(drawn[0].promises)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Letter]:
    """What the letters say; they are drawn in a test of its own, which takes a second."""
    seen: list[Letter] = []

    def instead(pages: list[Letter], *, paper: str) -> bytes:
        seen.extend(pages)
        return b"%PDF"

    monkeypatch.setattr(letters, "letters", instead)
    return seen


def made(vault: Vault, roster: str = FIRST, **more: object) -> str:
    return new_review(vault, wanted(roster, **more)).review


def write(vault: Vault, folder: Path, *reviews: str, **more: object) -> Lettered:
    return write_letters(vault, reviews, Wanted(folder / "crew.pack", folder / "crew.pdf", **more))


def test_a_letter_for_everyone_without_an_address_whose_code_opens_their_invitation(
    vault: Vault, tmp_path: Path, drawn: list[Letter]
) -> None:
    review = made(vault)
    found = write(vault, tmp_path, review, place="the break room")
    assert (found.letters, found.by_mail, found.several) == (4, 1, ())
    assert [each.name for each in drawn] == ["Ana Ros", "Ben Ode", "Cleo Ames", "Dee Ito"]
    pack = load_pack(tmp_path / "crew.pack")
    opened = [pack.open(each.code) for each in drawn]
    assert len({one.document["credential"]["public_key"] for (one,) in opened}) == 4
    assert all(
        (letter.file, letter.place, letter.leader) == ("crew.pack", "the break room", "Jo Lead") for letter in drawn
    )
    assert {path.stat().st_mode & 0o777 for path in found.files} == {0o600}


def test_neither_a_name_in_the_pack_nor_a_code_in_the_vault(vault: Vault, tmp_path: Path, drawn: list[Letter]) -> None:
    review = made(vault)
    write(vault, tmp_path, review)
    text = (tmp_path / "crew.pack").read_text()
    with vault.review(review) as db:
        held = json.dumps({name: db.table(name).all() for name in db.tables()})
    for each in drawn:
        assert each.name not in text and each.code not in text and each.code not in held


def test_the_others_are_still_invited_by_mail_and_nobody_twice(
    vault: Vault, tmp_path: Path, drawn: list[Letter]
) -> None:
    review = made(vault)
    write(vault, tmp_path, review)
    with pytest.raises(PerfleadError, match="has an e-mail address"):
        write(vault, tmp_path / "again", review)
    assert write_drafts(vault, review, tmp_path / "mail").done == 1
    with pytest.raises(PerfleadError, match="made already"):
        write(vault, tmp_path / "again", review, everyone=True)
    with pytest.raises(PerfleadError, match="made already"):
        invite(vault, review, tmp_path / "files")


def test_one_code_opens_what_one_person_is_asked_in_two_reviews(
    vault: Vault, tmp_path: Path, drawn: list[Letter]
) -> None:
    one, two = made(vault), made(vault, SECOND)
    found = write(vault, tmp_path, one, two)
    assert found.letters == 5 and found.several == ("Ana Ros", "Cleo Ames")
    pack = load_pack(tmp_path / "crew.pack")
    reviews = {each.name: [(i.terms.review, i.group.key) for i in pack.open(each.code)] for each in drawn}
    assert reviews["Ana Ros"] == [(one, "frontline"), (two, "peers")]
    assert reviews["Ben Ode"] == [(one, "frontline")] and reviews["Fay Ng"] == [(two, "peers")]
    ana = next(each for each in drawn if each.name == "Ana Ros")
    assert ana.reviews == 2 and not ana.own and ana.fingerprint.count("-") == 10


def test_everybody_can_get_a_letter_and_is_known_by_the_address_or_the_name(
    vault: Vault, tmp_path: Path, drawn: list[Letter]
) -> None:
    one = made(vault, "name,group,email\nJo,self,jo@x.org\nA. Ros,peers,ana@x.org\nSam,peers,s1@x.org\n")
    two = made(vault, "name,group,email\nMo,self,\nAna Ros,peers,ANA@x.org\nSam,peers,s2@x.org\n")
    found = write(vault, tmp_path, one, two, everyone=True)
    assert found.several == ("A. Ros",)  # the two Sams have addresses of their own
    assert (found.letters, found.by_mail) == (5, 0)


def test_a_code_answers_two_reviews_and_both_close(vault: Vault, tmp_path: Path, drawn: list[Letter]) -> None:
    one, two = made(vault), made(vault, SECOND)
    write(vault, tmp_path, one, two)
    ana = next(each for each in drawn if each.name == "Ana Ros")
    sessions, ended = sessions_of(tmp_path / "crew.pack", lambda: ana.code, out=tmp_path)
    assert [session.terms.leader for session in sessions] == ["Jo Lead", "Jo Lead"] and not ended
    for session in sessions:
        session.fill({"ratings": dict.fromkeys(session.form.item_keys, 4)})
        assert session.send().revision == 1
    for review in (one, two):
        assert [each.outcome for each in collect(vault, review, [tmp_path])].count("taken") == 1
    again, _ended = sessions_of(tmp_path / "crew.pack", lambda: ana.code, out=tmp_path)
    assert [session.used for session in again] == [True, True]


def test_in_a_blind_review_the_pack_holds_the_codes_that_the_desk_knows(
    vault: Vault, tmp_path: Path, drawn: list[Letter]
) -> None:
    review = made(vault, blind=Blind(claims_until=UNTIL, answers_from=START))
    write(vault, tmp_path, review)
    pack = load_pack(tmp_path / "crew.pack")
    held = {pack.open(each.code)[0].document["code"] for each in drawn}
    assert len(held) == 4 and not held & {each.code for each in drawn}
    with open_review(vault, review) as file:
        assert len(file.db.table("codes")) == 4
    assert "to accept it" in drawn[0].promises[0]


def test_a_file_that_is_there_is_left_and_nothing_is_made(vault: Vault, tmp_path: Path, drawn: list[Letter]) -> None:
    review = made(vault)
    (tmp_path / "crew.pdf").write_text("mine")
    with pytest.raises(PerfleadError, match="exists already"):
        write(vault, tmp_path, review)
    with pytest.raises(PerfleadError, match="two files"):
        write_letters(vault, [review], Wanted(tmp_path / "x", tmp_path / "x"))
    assert (tmp_path / "crew.pdf").read_text() == "mine" and not (tmp_path / "crew.pack").exists()
    with open_review(vault, review) as file:
        assert file.state == "draft"


def test_without_the_extra_nothing_is_made(vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    review = made(vault)
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(PerfleadError) as refused:
        write(vault, tmp_path, review)
    assert "perflead-tui[coach]" in refused.value.hint and not list(tmp_path.glob("crew*"))


@pytest.mark.parametrize("stop_at", range(1, 7))
def test_cut_off_anywhere_between_two_reviews_a_second_run_makes_one_for_each(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawn: list[Letter], stop_at: int
) -> None:
    """Every step that changes the vault or the folder may be the last one of the first run."""
    one, two = made(vault), made(vault, SECOND)
    steps = 0

    def counted(name: str) -> None:
        real = getattr(inviting, name)

        def step(*given: object) -> object:
            nonlocal steps
            steps += 1
            if steps == stop_at:
                raise KeyboardInterrupt
            return real(*given)

        monkeypatch.setattr(inviting, name, step)

    for name in ("_record", "_move_all", "_forget", "count_in"):
        counted(name)
    try:
        write(vault, tmp_path, one, two)
    except KeyboardInterrupt:
        first = list(drawn)
        drawn.clear()
        try:
            write(vault, tmp_path, one, two)
        except PerfleadError as error:  # the first run had come to its end but for tidying up
            assert "made already" in error.message or "e-mail address" in error.message or "exists" in error.message
        found = drawn or first
    else:
        found = drawn
    pack = load_pack(tmp_path / "crew.pack")
    assert len(pack) == 5
    assert sum(len(pack.open(each.code)) for each in found) == 7
    for review in (one, two):
        with open_review(vault, review) as file:
            assert file.state == "open" and "making" not in file.db.tables()
            assert len(file.db.table("uninvited")) == 1
    assert not list(tmp_path.glob(".perflead-*"))


def test_the_letters_are_a_pdf_with_every_code_once(vault: Vault, tmp_path: Path) -> None:
    one, two = made(vault), made(vault, SECOND)
    write(vault, tmp_path, one, two, place="Depot, break room")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO((tmp_path / "crew.pdf").read_bytes())).pages]
    assert len(pages) == 5
    assert "Ana Ros" in pages[0] and "forms in a row" in pages[0] and "crew.pack" in pages[0]
