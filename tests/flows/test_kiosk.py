"""A kiosk without its screen: codes and their rate, what it keeps, and how envelopes leave it."""

import datetime
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.flows import outbox
from perflead_tui.flows.close import close, frozen_report
from perflead_tui.flows.collect import collect
from perflead_tui.flows.grants import attend
from perflead_tui.flows.kiosk import HostPin, Kiosk, Tries, how_many, open_kiosk, slowed
from perflead_tui.flows.kiosk_session import Asked, KioskSession, Stand
from perflead_tui.flows.opening import open_all
from perflead_tui.flows.records import open_review
from perflead_tui.review.terms import Blind
from perflead_tui.sealing.code import new_code, typed_code, well_typed
from perflead_tui.sealing.errors import SealingError
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import Review
from tests.flows.kiosk_made import packed

SECRET = "tangerine gearbox"
ROSTER = "name,group\nJo,self\n" + "".join(f"p{n},peers\n" for n in range(4))


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Made:
    """A review with a folder as its drop, and a kiosk on that drop."""

    def __init__(self, vault: Vault, folder: Path, people: int = 2, **more: Any) -> None:
        self.drop = folder / "drop"
        (self.drop / "kiosk").mkdir(parents=True)
        self.review = Review(vault, folder, roster=ROSTER, **{"drop": str(self.drop), **more})
        asked = [*self.review.of("peers"), *self.review.of("self")][:people]
        self.codes = packed(vault, self.drop / "kiosk" / "codes.pack", [[path] for path in asked])
        self.kiosk = open_kiosk(str(self.drop))

    def envelopes(self) -> list[Path]:
        return sorted((self.drop / self.review.id / "envelopes").iterdir())


@pytest.fixture
def made(vault: Vault, tmp_path: Path) -> Made:
    return Made(vault, tmp_path)


def session_of(found: list[Asked]) -> KioskSession:
    (one,) = found
    assert one.session is not None and one.stand is Stand.READY
    return one.session


def filled(session: KioskSession, rating: int = 4) -> KioskSession:
    for item in session.form.item_keys:
        session.rate(item, rating)
    session.cannot_tell = True
    session.set_comment("O1", SECRET)
    return session


def on_another_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PERFLEAD_STATE", str(tmp_path / "another"))


def everything_under(*folders: Path) -> Iterator[bytes]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                yield path.read_bytes()


# The rate


def test_wrong_codes_slow_the_kiosk_and_are_forgotten() -> None:
    clock = Clock()
    tries = Tries(clock)
    assert tries.pause() == 0 and not tries.slow
    pauses = []
    for _n in range(12):
        tries.wrong()
        pauses.append(tries.pause())
        clock.now += tries.pause()
    assert pauses[:5] == [2.0] * 5
    assert pauses[5:10] == [15.0, 30.0, 60.0, 120.0, 240.0] and max(pauses) == 240.0
    assert tries.pause() == 0 and slowed(tries) == "The next try is in 1 second."
    for _n in range(6):
        tries.wrong()
    assert "Many tries were wrong" in slowed(tries)
    clock.now += 601
    tries.wrong()
    assert tries.pause() == 2.0


def test_a_code_is_not_tried_while_the_kiosk_pauses(made: Made) -> None:
    clock = Clock()
    kiosk = Kiosk(made.kiosk._pack, made.kiosk._places, clock)
    with pytest.raises(PerfleadError, match="does not open anything here"):
        kiosk.open(new_code())
    with pytest.raises(PerfleadError, match="next try is in"):
        kiosk.open(made.codes[0])
    clock.now += 2
    assert kiosk.open(made.codes[0].lower().replace("-", " "))[0].stand is Stand.READY


def test_a_mistyped_code_is_no_try(made: Made) -> None:
    code = made.codes[0]
    for bad in (code[:-1] + ("0" if code[-1] != "0" else "1"), code[:9], "", "nonsense"):
        with pytest.raises(SealingError):
            made.kiosk.open(bad)
    assert made.kiosk.codes.pause() == 0


def test_what_is_typed_becomes_the_characters_of_a_code() -> None:
    assert typed_code(" oil-7zq4 ") == "0117ZQ4"
    assert typed_code("u!é—") == ""
    code = new_code()
    assert typed_code(code.lower() + "ABC") == code.replace("-", "")
    assert well_typed(typed_code(code)) and not well_typed(typed_code(code)[:15])


def test_the_pin_is_kept_as_a_hash_and_tried_at_a_bounded_rate() -> None:
    with pytest.raises(PerfleadError, match="6 characters"):
        HostPin("12345")
    clock = Clock()
    pin = HostPin("271828", clock)
    assert "271828" not in repr(vars(pin)) + repr(pin)
    assert not pin.fits("314159")
    assert not pin.fits("271828"), "too soon: not even the right one"
    for _n in range(4):
        clock.now += pin.tries.pause()
        assert not pin.fits("314159")
    assert pin.tries.slow
    clock.now += pin.tries.pause()
    assert pin.fits("271828")


# Finding the pack, and what is refused at the start


def test_the_pack_is_a_file_or_lies_in_the_drop(made: Made, tmp_path: Path) -> None:
    pack = made.drop / "kiosk" / "codes.pack"
    assert open_kiosk(str(pack)).languages == open_kiosk(made.drop.as_uri()).languages == ["en", "es"]
    pack.unlink()
    with pytest.raises(PerfleadError, match="no pack in the drop") as refused:
        open_kiosk(str(made.drop))
    assert "kiosk/codes.pack" in refused.value.hint
    with pytest.raises(PerfleadError, match="no file"):
        open_kiosk(str(tmp_path / "nowhere"))
    with pytest.raises(PerfleadError, match="no folder"):
        open_kiosk(str(made.drop), tmp_path / "nowhere")


def test_a_pack_that_is_not_sound_opens_no_kiosk(made: Made) -> None:
    pack = made.drop / "kiosk" / "codes.pack"
    whole = pack.read_bytes()
    for data, words in (
        (whole[: len(whole) // 2], "damaged"),
        (whole.replace(b"Jo Lead", b"Al Lead"), "altered"),
        (whole.replace(b"perflead.pack/1", b"perflead.pack/2"), "another version"),
        (b"{}", "not a pack"),
    ):
        pack.write_bytes(data)
        for place in (made.drop, pack):
            with pytest.raises(PerfleadError, match=words):
                open_kiosk(str(place))


def test_a_kiosk_without_a_place_for_envelopes_is_refused(vault: Vault, tmp_path: Path) -> None:
    made = Review(vault, tmp_path, roster=ROSTER)
    (code,) = packed(vault, tmp_path / "p.pack", [[made.of("peers")[0]]])
    with pytest.raises(PerfleadError, match="where envelopes go"):
        open_kiosk(str(tmp_path / "p.pack"))
    kiosk = open_kiosk(str(tmp_path / "p.pack"), made.envelopes)
    sent = filled(session_of(kiosk.open(code))).send()
    assert sent.way == "file"
    (envelope,) = made.envelopes.glob("*.envelope")
    assert envelope.stat().st_mtime == 946_684_800
    assert [one.outcome for one in collect(vault, made.id, [made.envelopes])] == ["taken"]


# What is kept


def test_nothing_that_was_typed_is_in_any_file(made: Made, isolated: Path) -> None:
    session = filled(session_of(made.kiosk.open(made.codes[0])))
    session.save()
    (draft,) = made.drop.glob("kiosk/*.draft")
    before = draft.stat().st_size
    session.send()
    assert len(made.envelopes()) == 1 and draft.stat().st_size == before
    code = made.codes[0]
    for data in everything_under(made.drop, isolated):
        assert SECRET.encode() not in data
        assert code.encode() not in data and code.replace("-", "").encode() not in data
    times = {path.stat().st_mtime for path in (*made.envelopes(), draft)}
    assert times == {946_684_800}
    assert list(outbox.entries()) == []


def test_the_same_code_goes_on_at_another_kiosk_and_no_other_code_does(
    made: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    filled(session_of(made.kiosk.open(made.codes[0]))).save()
    on_another_machine(monkeypatch, tmp_path)
    again = session_of(open_kiosk(str(made.drop)).open(made.codes[0]))
    assert again.resumed and again.comment("O1") == SECRET
    other = session_of(open_kiosk(str(made.drop)).open(made.codes[1]))
    assert not other.resumed and other.comment("O1") == ""


def test_an_answer_can_be_changed_at_any_kiosk_of_the_drop_and_the_newest_counts(
    made: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, vault: Vault
) -> None:
    assert filled(session_of(made.kiosk.open(made.codes[0])), 1).send().revision == 1
    on_another_machine(monkeypatch, tmp_path)
    found = open_kiosk(str(made.drop)).open(made.codes[0])
    assert "answered" in found[0].words
    first = session_of(found)  # two sittings with one code at once: the second to send is the newer one
    second = session_of(open_kiosk(str(made.drop)).open(made.codes[0]))
    assert filled(second, 2).send().revision == 2
    assert filled(first, 5).send().revision == 3
    attend(vault, made.review.id)
    with open_review(vault, made.review.id) as file:
        (response,) = open_all(file, lambda _step: None).responses.values()
    assert set(response.answers.ratings.values()) == {5}


def test_a_drop_that_goes_away_during_an_answer_loses_nothing(made: Made, vault: Vault, isolated: Path) -> None:
    session = filled(session_of(made.kiosk.open(made.codes[0])))
    gone = made.drop.rename(made.drop.with_name("gone"))
    session.save()
    assert not made.drop.exists(), "a share that is not connected is not filled"
    assert session.send().way == "outbox"
    (held,) = outbox.entries()
    assert held.document["receipt"] == "", "a receipt is the rater's alone"
    assert held.path.stat().st_mtime == 946_684_800
    assert made.kiosk.send_waiting() == 1
    gone.rename(made.drop)
    assert made.kiosk.send_waiting() == 0 and list(outbox.entries()) == []
    assert attend(vault, made.review.id).taken == 1
    again = session_of(made.kiosk.open(made.codes[0]))
    assert again.used, "what was kept on this machine meanwhile is the newer copy"
    again.rate(again.form.item_keys[0], 3)
    again.save()
    assert list((isolated / "state" / "kiosk").iterdir()) == [], "and when the drop is there it is moved"


def test_a_folder_that_is_away_gets_its_envelopes_later(vault: Vault, tmp_path: Path) -> None:
    made = Review(vault, tmp_path, roster=ROSTER)
    (code,) = packed(vault, tmp_path / "p.pack", [[made.of("peers")[0]]])
    kiosk = open_kiosk(str(tmp_path / "p.pack"), made.envelopes)
    session = filled(session_of(kiosk.open(code)))
    gone = made.envelopes.rename(tmp_path / "gone")
    assert session.send().way == "outbox"
    assert kiosk.send_waiting() == 1
    gone.rename(made.envelopes)
    assert kiosk.send_waiting() == 0
    assert len(list(made.envelopes.glob("*.envelope"))) == 1


def test_a_damaged_draft_keeps_nobody_out(made: Made) -> None:
    filled(session_of(made.kiosk.open(made.codes[0]))).save()
    (draft,) = made.drop.glob("kiosk/*.draft")
    draft.write_bytes(draft.read_bytes()[:-1] + b"\0")
    session = session_of(made.kiosk.open(made.codes[0]))
    assert not session.resumed
    filled(session).save()
    assert session_of(made.kiosk.open(made.codes[0])).resumed


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_drop_that_takes_no_drafts_leaves_them_on_this_machine(made: Made, isolated: Path) -> None:
    (made.drop / "kiosk").chmod(0o500)
    filled(session_of(made.kiosk.open(made.codes[0]))).save()
    assert len(list((isolated / "state" / "kiosk").glob("*.draft"))) == 1


# Several reviews, ended ones, blind ones


def test_one_code_opens_two_reviews_and_says_how_long_they_take(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    drop = tmp_path / "drop"
    drop.mkdir()
    one = Review(vault, tmp_path / "one", roster=ROSTER, drop=str(drop))
    two = Review(vault, tmp_path / "two", roster=ROSTER, drop=str(drop))
    (code,) = packed(vault, tmp_path / "p.pack", [[one.of("peers")[0], two.of("peers")[0]]])
    found = open_kiosk(str(tmp_path / "p.pack")).open(code)
    assert how_many(found) == "Your code opens 2 forms, one after another. Together they take about 16 minutes."
    for each in found:
        assert each.session is not None and filled(each.session).send().way == "drop"
    assert [len(list((drop / each.id / "envelopes").iterdir())) for each in (one, two)] == [1, 1]


def test_a_review_whose_last_day_has_passed_is_told_and_not_opened(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from perflead_tui.flows import kiosk_session

    made = Made(vault, tmp_path, closes_on=datetime.date(2090, 1, 1))
    monkeypatch.setattr(kiosk_session, "today", lambda: datetime.date(2090, 1, 2))
    (found,) = made.kiosk.open(made.codes[0])
    assert found.stand is Stand.OVER and found.session is None and "It has closed" in found.words


def test_a_blind_review_is_claimed_in_the_first_phase_and_answered_in_the_second(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, isolated: Path
) -> None:
    now = datetime.datetime(2030, 5, 1, 12, tzinfo=datetime.UTC)
    moment = [now]
    monkeypatch.setattr(outbox, "now", lambda: moment[0])
    days = Blind(claims_until=now + datetime.timedelta(days=1), answers_from=now + datetime.timedelta(days=2))
    made = Made(vault, tmp_path, people=5, blind=days)
    for code in made.codes:
        (found,) = made.kiosk.open(code)
        assert found.stand is Stand.LATER and "Come back on May 3, 2030" in found.words
    assert made.kiosk.open(made.codes[0])[0].stand is Stand.LATER, "once more does no harm"
    assert attend(vault, made.review.id).granted == 5
    assert made.envelopes() == []
    moment[0] = now + datetime.timedelta(days=3)
    for code in made.codes:
        assert filled(session_of(made.kiosk.open(code))).send().way == "drop"
    assert attend(vault, made.review.id).taken == 5
    assert close(vault, made.review.id).counted == 5
    report, _terms = frozen_report(vault, made.review.id)
    assert [(cell.key, cell.answers) for cell in report.cells] == [("self", 1), ("peers", 4)]
    assert not any(b'"code"' in data for data in everything_under(isolated / "state"))


def test_who_comes_for_the_first_time_after_claims_have_ended_is_told_so(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.datetime(2030, 5, 1, 12, tzinfo=datetime.UTC)
    days = Blind(claims_until=now + datetime.timedelta(days=1), answers_from=now + datetime.timedelta(days=2))
    made = Made(vault, tmp_path, blind=days)
    monkeypatch.setattr(outbox, "now", lambda: now + datetime.timedelta(days=3))
    (found,) = made.kiosk.open(made.codes[0])
    assert found.stand is Stand.OVER and "took claims until" in found.words


def test_a_blind_review_whose_drop_is_away_says_come_back(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.datetime(2030, 5, 1, 12, tzinfo=datetime.UTC)
    monkeypatch.setattr(outbox, "now", lambda: now)
    made = Made(vault, tmp_path, blind=Blind(claims_until=now, answers_from=now))
    gone = made.drop.rename(tmp_path / "gone")
    (found,) = made.kiosk.open(made.codes[0])
    assert found.stand is Stand.LATER and "cannot be reached" in found.words
    gone.rename(made.drop)
    (found,) = made.kiosk.open(made.codes[0])
    assert found.stand is Stand.LATER and "is being accepted" in found.words
    attend(vault, made.review.id)
    assert made.kiosk.open(made.codes[0])[0].stand is Stand.READY
