"""Answering line by line: all that the form offers, and the same answers come out."""

import dataclasses
import datetime
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.close import close, frozen_report
from perflead_tui.flows.collect import collect
from perflead_tui.flows.filling import UNANSWERED
from perflead_tui.flows.inviting import invite
from perflead_tui.flows.plain_commands import Command, spelled, typed_command
from perflead_tui.flows.plain_form import questions_of
from perflead_tui.flows.plain_rate import answer_plain
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.setup import NewReview, new_review
from perflead_tui.i18n import speaking
from perflead_tui.questionnaire.loading import load
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Report
from perflead_tui.review.roster import parse_roster
from perflead_tui.review.terms import Blind
from perflead_tui.vault.vault import Vault
from tests.flows.scripted import Script

ROSTER = b"name,group\nJo Lead,self\n" + b"".join(b"p%d,peers\n" % n for n in range(4))
WORDS = ["keep on", "and on", "."]


def small() -> Questionnaire:
    """Two competencies of three lines, the time question, one open question."""
    asked = load("performance-leadership")
    few = [each.model_copy(update={"items": each.items[:3]}) for each in asked.competencies[:2]]
    changed = {"name": "small", "competencies": few, "open_questions": asked.open_questions[:1]}
    return asked.model_copy(update=changed)


class Small:
    """A small review of a leader and four peers; its invitations and envelopes are in `folder`."""

    def __init__(self, vault: Vault, folder: Path, **more: Any) -> None:
        asked = small()
        roster = parse_roster(ROSTER, "roster.csv", asked)
        wanted = NewReview(leader="Jo Lead", asked_by="Dana W", questionnaire=asked, roster=roster, **more)
        self.vault, self.id = vault, new_review(vault, wanted).review
        folder.mkdir(exist_ok=True)
        self.invitations = invite(vault, self.id, folder / "invitations")
        self.envelopes = folder / "envelopes"
        self.envelopes.mkdir()

    def session(self, at: int = 1) -> AnswerSession:
        """The leader's is the first."""
        return AnswerSession.open(in_order(self.invitations)[at], out=self.envelopes)

    def report(self) -> dict[str, Any]:
        """What closing came to, without what differs between any two reviews."""
        collect(self.vault, self.id, [self.envelopes])
        close(self.vault, self.id)
        found: Report = frozen_report(self.vault, self.id)[0]
        document: dict[str, Any] = found.model_dump(mode="json")
        document["review"] = {k: v for k, v in document["review"].items() if k not in ("id", "terms_digest")}
        return document


def in_order(paths: list[Path]) -> list[Path]:
    """The leader's invitation first."""
    return sorted(paths, key=lambda path: not path.name.startswith("self"))


@pytest.fixture(scope="module")
def invitation(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A peer's invitation, made once."""
    folder = tmp_path_factory.mktemp("review")
    made, _recovery = Vault.create(folder / "vault", "a long passphrase")
    with made:
        return in_order(Small(made, folder).invitations)[1].read_bytes()


class Peer:
    """A peer with an invitation, who may open it again."""

    def __init__(self, folder: Path, invitation: bytes) -> None:
        self.path, self.envelopes = folder / "peers.invitation", folder / "envelopes"
        self.path.write_bytes(invitation)
        self.envelopes.mkdir()

    def session(self, out: Path | None = None) -> AnswerSession:
        return AnswerSession.open(self.path, out=out or self.envelopes)


@pytest.fixture
def asked(tmp_path: Path, invitation: bytes) -> Peer:
    return Peer(tmp_path, invitation)


@pytest.fixture
def session(asked: Peer) -> AnswerSession:
    return asked.session()


def typed(session: AnswerSession, *lines: str | type[BaseException]) -> Script:
    """Answer with these lines after the welcome; returns what was said."""
    script = Script(["", *lines])
    answer_plain(session, script)
    return script


def given(session: AnswerSession) -> list[object]:
    return [session.rating(key) for key in session.form.item_keys]


def whole(*ratings: str, time: str = "3 4 3", words: list[str] = WORDS) -> list[str]:
    return [*ratings, time, *words, "send", ""]


# The whole road


def test_a_form_is_answered_sealed_and_its_receipt_is_said(session: AnswerSession, asked: Peer) -> None:
    script = typed(session, *whole("1", "2", "3", "n", "5", ""))
    assert script.unread == 0
    assert len(list(asked.envelopes.glob("*.envelope"))) == 1
    assert "Your answers are sealed." in script.said
    assert any(line.startswith("Receipt: ") for line in script.said)


def test_prompts_say_the_position_first_and_are_short(session: AnswerSession) -> None:
    script = typed(session, *whole("1", "2", "3", "4", "5", "n"))
    prompts = [prompt for prompt in script.prompts if prompt.startswith("Question")]
    assert prompts[:2] == ["Question 1 of 8. 1 to 5, or N:", "Question 2 of 8. 1 to 5, or N:"]
    assert "Question 7 of 8, box 1 of 3: Leading. 0 to 10, or N:" in prompts
    assert max(map(len, script.prompts)) < 80


def test_the_welcome_has_the_words_of_the_form(session: AnswerSession) -> None:
    from perflead_tui.flows.promises import check_words, headline, promises

    text = typed(session).text
    assert all(promise.text in text for promise in promises(session))
    for words in (headline(session), check_words(), session.fingerprint, "Dana W"):
        assert words in text
    assert "Not protected: How you write" in text


SHEETS = [
    (["5"] * 6, ["3", "3", "4", "2", "2", "6"]),
    (["1", "2", "3", "4", "5", "n"], ["4", "3", "3"]),
    *[(["4", "3", "n", "2", "2", "5"], ["2", "5", "3"])] * 3,
]


async def test_a_review_answered_by_plain_comes_to_the_report_of_one_answered_by_the_form(
    vault: Vault, tmp_path: Path
) -> None:
    plain, form = Small(vault, tmp_path / "plain"), Small(vault, tmp_path / "form")
    for at, (ratings, points) in enumerate(SHEETS):
        script = Script(["", *ratings, *points, f"idea{at}", "", "send", ""])
        assert (answer_plain(plain.session(at), script), script.unread) == (0, 0)
        if at < 2:  # the leader and one peer: a form takes seconds
            await fill_in(form.session(at), ratings, points, f"idea{at}")
        else:
            take(form.session(at), ratings, points, f"idea{at}")
    first, second = plain.report(), form.report()
    comments = [sorted(found.pop("comments"), key=str) for found in (first, second)]
    assert first == second
    assert comments[0] == comments[1]


def take(session: AnswerSession, ratings: list[str], points: list[str], words: str) -> None:
    """Answer with what a file of answers would hold."""
    given = [None if each == "n" else int(each) for each in ratings]
    time = dict(zip(session.form.time_keys, map(int, points), strict=True))
    lines = dict(zip(session.form.item_keys, given, strict=True))
    session.fill({"ratings": lines, "time": time, "comments": {"O1": words}})
    session.send()


async def fill_in(session: AnswerSession, ratings: list[str], points: list[str], words: str) -> None:
    """Answer in the form, with the keyboard."""
    from perflead_tui.tui.rater.app import RaterApp

    app = RaterApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "enter", *ratings[:3], "enter", *ratings[3:], "enter")
        for box, points_given in enumerate(points):
            await pilot.press(points_given, *["tab"] * (2 if box == 2 else 1))  # "can't tell" stands after the third
        await pilot.press("pagedown")
        await pilot.press(*words, "pagedown")
        await pilot.press("s")
        await pilot.pause()
        assert app.sent is not None, app.screen


# Going about


def test_back_and_change_come_to_a_question_and_change_returns(session: AnswerSession) -> None:
    script = typed(session, "1", "2", "back", "5", "3", "change 1", "4", "b", "stop")
    assert given(session)[:4] == [4, 5, 3, UNANSWERED]
    numbers = [int(prompt.split()[1]) for prompt in script.prompts if prompt.startswith("Question")]
    assert numbers == [1, 2, 3, 2, 3, 4, 1, 4, 3]


def test_enter_alone_keeps_an_answer_or_leaves_a_question_open(session: AnswerSession) -> None:
    script = typed(session, "4", "", "change 1", "", "stop")
    assert given(session)[:2] == [4, UNANSWERED]
    assert "Question 1 of 8. Now 4. 1 to 5, or N:" in script.prompts


def test_an_answer_is_taken_back(session: AnswerSession) -> None:
    typed(session, "4", "back", "empty", "stop")
    assert given(session)[0] is UNANSWERED


@pytest.mark.parametrize(
    "line", ["6", "-1", "4.5", "four", "change", "change 99", "change x", "s", "12345678901234567890"]
)
def test_what_is_no_answer_changes_nothing_and_is_asked_again(line: str, session: AnswerSession) -> None:
    script = typed(session, line, "4", "stop")
    assert given(session)[:2] == [4, UNANSWERED]
    assert script.prompts[1] == script.prompts[2]


def test_help_says_every_command_and_what_gives_away(session: AnswerSession) -> None:
    text = typed(session, "?", "stop").text
    for command in (Command.BACK, Command.CHANGE, Command.REVIEW, Command.SEND, Command.STOP, Command.EMPTY):
        assert f"{command.value}, {spelled(command)[1]}: " in text
    assert "This machine. Whoever has its administrator's rights can watch a screen." in text
    assert session.fingerprint in text.split("What was promised.")[1]


def test_from_the_review_one_question_is_changed_and_said_again(session: AnswerSession) -> None:
    script = typed(session, "review", "change 2", "3", "stop")
    assert sum("This is what will be sealed." in line for line in script.said) == 1
    assert script.said[-3].startswith("2. ") and script.said[-3].endswith("3, About half the time.")
    assert script.prompts[-1] == "Review. 1 of 7 lines answered. send, change, stop:"


def test_the_review_says_every_question_with_its_answer(session: AnswerSession) -> None:
    said = typed(session, "1", "n", *[""] * 4, "n", "go on", "", "stop").said
    numbered = [line for line in said if line[:2] in {f"{n}." for n in range(1, 9)}]
    assert [line[:2] for line in numbered] == [f"{n}." for n in range(1, 9)]
    assert numbered[0].endswith("1, Almost never.") and numbered[2].endswith("no answer.")
    assert numbered[6] == "7. Where the time goes. I can't tell." and numbered[7].endswith("You wrote: go on")


def test_another_language_changes_words_and_nothing_else(session: AnswerSession) -> None:
    script = Script(["español", "", "4", "language", "3", "stop"])
    answer_plain(session, script)
    assert given(session)[:3] == [4, 3, UNANSWERED]
    spanish, english = script.text.split("English.")
    assert "Esta persona usa datos" in spanish and "This person explains" in english
    assert session.language == "en"


# Time


def test_points_that_do_not_add_up_are_asked_for_again(session: AnswerSession) -> None:
    script = typed(session, "change 7", "3", "9", "2", "", "5", "", "stop")
    assert [session.points(key) for key in session.form.time_keys] == [3, 5, 2]
    assert "2 points too many." in script.said and "All 10 points are given." in script.said


def test_points_that_never_add_up_do_not_hold_anyone_but_are_not_sealed(session: AnswerSession, asked: Peer) -> None:
    script = typed(session, "1", "2", "3", "4", "5", "1", "3", "", "", "", "", "", "", "send", "4 4 2", "send", "")
    assert any("must add up to 10" in line for line in script.said)
    assert len(list(asked.envelopes.iterdir())) == 1


def test_cannot_tell_takes_points_back(session: AnswerSession) -> None:
    typed(session, "change 7", "3", "n", "stop")
    assert session.cannot_tell
    assert session.points("T1") is None


@pytest.mark.parametrize("line", ["11", "3 4", "-1", "1.5", "3 4 x", "1 2 3 4"])
def test_points_that_are_none_change_nothing(line: str, session: AnswerSession) -> None:
    typed(session, "change 7", line, "stop")
    assert session.points("T1") is None


# Words


def test_an_open_question_takes_lines_until_an_empty_one(session: AnswerSession) -> None:
    typed(session, "change 8", "one", "two", "", "stop")
    assert session.comment("O1") == "one\ntwo"


def test_a_line_that_may_give_away_is_told_once_and_can_be_taken_back(session: AnswerSession) -> None:
    script = typed(session, "change 8", "Jo is fine", "Lead told me so", "and more", ".undo", ".undo", "", "stop")
    told = [line for line in script.said if line.startswith("Note: ")]
    assert len(told) == 2 and "(Lead)" in told[0] and "only you" in told[1]
    assert session.comment("O1") == "Jo is fine"


def test_what_was_written_is_said_and_goes_on_or_is_emptied(session: AnswerSession) -> None:
    script = typed(session, "change 8", "one", "", "change 8", "two", ".empty", "three", "", "stop")
    assert "So far you wrote this; new lines go below it:" in script.said
    assert session.comment("O1") == "three"


def test_a_word_that_could_be_a_command_is_taken_as_words_and_told(session: AnswerSession) -> None:
    script = typed(session, "change 8", "stop", ".bakc", "...", ".help", "", "stop")
    assert session.comment("O1") == "stop\n..."
    assert "The command is .stop" in script.text and "There is no command .bakc" in script.text


def test_a_comment_beyond_the_limit_is_cut_and_told(session: AnswerSession) -> None:
    script = typed(session, "change 8", "x" * 3999, "yy", "", "stop")
    assert len(session.comment("O1")) == 4000
    assert "There is room for 4000 characters; the rest was left out." in script.said


# Leaving


def test_stop_keeps_everything_and_the_next_time_goes_on_there(session: AnswerSession, asked: Peer) -> None:
    script = Script(["", "1", "2", "3", "", "5", "stop"])
    assert answer_plain(session, script) == 0
    assert script.said[-1].startswith("Your answers are kept, sealed, on this machine.")
    again = asked.session()
    script = typed(again, "4", "stop")
    assert "Your draft was kept: 4 of 7 lines are answered." in script.said
    assert script.prompts[1].startswith("Question 4 of 8.")
    assert given(again) == [1, 2, 3, 4, 5, UNANSWERED]


@pytest.mark.parametrize(("ending", "code"), [(EOFError, 1), (KeyboardInterrupt, 130)])
def test_the_end_of_the_input_and_an_interrupt_keep_everything(
    ending: type[BaseException], code: int, asked: Peer
) -> None:
    script = Script(["", "1", "change 8", "half a tho", ending])
    assert answer_plain(asked.session(), script) == code
    assert script.said[-1].startswith("Your answers are kept, sealed, on this machine.")
    kept = asked.session()
    assert (kept.rating(kept.form.item_keys[0]), kept.comment("O1")) == (1, "half a tho")


def test_who_answered_nothing_is_told_so(session: AnswerSession) -> None:
    script = Script(["stop"])
    assert answer_plain(session, script) == 0
    assert script.said[-1] == "Nothing was answered. Open the invitation again when you like."


def test_a_draft_that_cannot_be_kept_is_told_once_and_leaving_fails(
    session: AnswerSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise PerfleadError("The disk is full.")

    monkeypatch.setattr(session, "save", full)
    script = Script(["", "1", "2", "3", "stop"])
    assert answer_plain(session, script) == 1
    assert script.said.count("The disk is full.") == 2  # when it happened, and on leaving


# Sealing


def test_odd_answers_are_asked_about_once_before_sealing(asked: Peer) -> None:
    session = asked.session()
    script = typed(session, "review", "send", "no", "send", "")
    assert script.text.count("Nothing is answered yet. Is that right?") == 1
    assert "Your answers are sealed." in script.said


def test_new_answers_replace_the_earlier_ones_and_that_is_said(asked: Peer) -> None:
    typed(asked.session(), *whole("1", "2", "3", "4", "5", "1"))
    script = typed(asked.session(), *whole("1", "2", "3", "4", "5", "1"))
    assert "You have answered with this invitation." in script.text
    assert "Your new answers are sealed." in script.said


def test_the_receipt_is_kept_if_it_is_asked_for(session: AnswerSession, asked: Peer) -> None:
    script = typed(session, *whole("1", "2", "3", "4", "5", "1")[:-1], "what", "receipt")
    kept = list(asked.envelopes.glob("*.receipt"))
    assert len(kept) == 1 and str(kept[0]) in script.said[-1]


def test_a_failure_to_seal_is_told_and_nothing_is_lost(asked: Peer) -> None:
    session = asked.session(asked.path.parent / "nowhere" / "x.envelope")
    script = typed(session, *whole("1", "2", "3", "4", "5", "1")[:-1], "stop")
    assert "could not be written" in script.text
    assert session.rating(session.form.item_keys[0]) == 1


def test_a_blind_review_without_its_grant_holds_the_answers(vault: Vault, tmp_path: Path) -> None:
    now = datetime.datetime.now(datetime.UTC)
    blind = Blind(claims_until=now + datetime.timedelta(days=1), answers_from=now + datetime.timedelta(days=2))
    drop = tmp_path / "drop"
    drop.mkdir()
    path = in_order(Small(vault, tmp_path, blind=blind, drop=str(drop)).invitations)[1]
    session = AnswerSession.open(path)
    session.claim()
    script = typed(session, *whole("1", "2", "3", "4", "5", "1")[:-1])
    assert "They are kept sealed until their time." in script.text
    assert "Receipt" not in script.text
    assert session.ready


# Commands


@pytest.mark.parametrize("code", ["en", "es"])
def test_words_and_letters_are_told_apart_in_every_language(code: str) -> None:
    with speaking(code):
        said = [each for command in Command for each in spelled(command)]
        assert len(set(said)) == len(said)
        assert not {"n", "N", "0", ""} & set(said)
        for command in Command:
            for words in (spelled(command)[0], spelled(command)[0].upper(), command.value):
                found = typed_command(words, set(Command))
                assert found is not None and found.command is command


def test_questions_are_numbered_over_the_whole_form() -> None:
    from perflead_tui.review.form import Form, Page

    asked = load("performance-leadership")
    pages = tuple(Page(each, tuple(each.items)) for each in asked.competencies)
    form = Form(pages, asked.time, tuple(asked.open_questions), own=True)
    found = questions_of(form)
    assert [each.number for each in found] == list(range(1, len(asked.items) + 2 + len(asked.open_questions) + 1))
    without = questions_of(dataclasses.replace(form, time=None, open_questions=()))
    assert len(without) == len(asked.items)
