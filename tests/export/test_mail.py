"""E-mail messages: what they say, and that nothing in a name or an address can add to their headers."""

import datetime
import email
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.export.mail import (
    Asked,
    Attachment,
    To,
    draft,
    invitation_body,
    invitation_subject,
    message,
    promises,
    reminder_body,
)
from perflead_tui.review.terms import Blind, Terms
from tests.hostile.corpus import MAIL
from tests.review.make import terms_for

NOW = datetime.datetime(2026, 11, 2, 12, tzinfo=datetime.UTC)
ANA = To("Ana Paredes", "ana@example.org")
SENDER = "reviews@example.gov"
WORDS = "one-two-three-four-five-six"


def asked(group: str = "peers", said: str = "", **more: object) -> Asked:
    terms = terms_for().model_copy(update=more)
    found = terms.group(group)
    assert found is not None
    return Asked(terms, found, 9, WORDS, said)


def read(data: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(data, policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


@pytest.mark.parametrize(
    "hostile",
    MAIL,
)
def test_a_hostile_name_or_subject_adds_no_header_and_no_recipient(hostile: str) -> None:
    made = message(To(hostile, "ana@example.org"), SENDER, hostile, hostile, Attachment("a.invitation", b"{}"), now=NOW)
    for found in (read(made.as_bytes()), read(draft(To(hostile, "ana@example.org"), "", hostile, hostile))):
        assert [each.addr_spec for each in found["To"].addresses] == ["ana@example.org"]
        assert {name.lower() for name in found} <= {
            "from", "to", "subject", "date", "message-id", "mime-version", "content-type",
            "content-transfer-encoding", "x-unsent",
        }  # fmt: skip
        assert found["Bcc"] is None and len(found.get_all("To")) == 1


@pytest.mark.parametrize(
    "bad", ["", "ana", "@example.org", "ana@", "ana@ex ample.org", "a b@example.org", "ana@x\r\nBcc: e@x.org", "a@b@"]
)
def test_what_is_no_address_is_refused(bad: str) -> None:
    with pytest.raises(PerfleadError, match="is not an e-mail address"):
        message(To("Ana", bad), SENDER, "subject", "body", now=NOW)
    with pytest.raises(PerfleadError):
        message(ANA, bad, "subject", "body", now=NOW)


def test_an_address_with_accents_is_written_as_servers_read_it() -> None:
    found = message(To("José", "jo@señal.example"), SENDER, "s", "b", now=NOW)
    assert found["To"].addresses[0].domain == "xn--seal-hqa.example"
    found = message(To("José", "josé@example.org"), SENDER, "s", "b", now=NOW)
    assert "josé@example.org".encode() in found.as_bytes()


def test_a_draft_is_unsent_and_a_message_has_a_date_and_an_id_of_its_own() -> None:
    unsent = read(draft(ANA, "", "subject", "words"))
    assert unsent["X-Unsent"] == "1" and unsent["From"] is None and unsent["Date"] is None
    one, two = (message(ANA, SENDER, "subject", "words", now=NOW) for _n in range(2))
    assert one["Message-ID"] != two["Message-ID"] and one["Message-ID"].endswith("@example.gov>")
    assert one["Date"].datetime == NOW


def test_an_attachment_arrives_as_it_was() -> None:
    data = ('{"a": "ñ"}\n' * 300).encode()
    (part,) = read(draft(ANA, "", "s", "b", Attachment("review.invitation", data))).iter_attachments()
    assert part.get_filename() == "review.invitation" and part.get_content() == data
    (part,) = read(draft(ANA, "", "s", "b", Attachment("review.txt", data, text=True))).iter_attachments()
    assert part.get_content_type() == "text/plain" and part.get_content().replace("\r\n", "\n").encode() == data


def test_an_invitation_says_who_asks_how_long_what_to_type_and_what_happens() -> None:
    words = invitation_body(asked(), ANA, "review-abc.invitation")
    for part in (
        "Hello Ana Paredes,",
        "about 9 minutes",
        "perflead answer review-abc.invitation",
        WORDS,
        "ballot paper",
    ):
        assert part in words
    assert (
        WORDS in words and "never one person's answer" in words and "Send it back in a reply to this message." in words
    )


def test_how_to_send_back_is_the_coordinators_word_if_there_is_one() -> None:
    words = invitation_body(asked(said="Thank you for this.\x1b[2J"), ANA, "f")
    assert "Thank you for this.[2J" in words and "Send it back in a reply" in words, "own words hide no way back"
    words = invitation_body(replace(asked(), back="The stick at the desk.\x1b[2J\nBcc: x"), ANA, "f")
    assert "Where it goes: The stick at the desk.[2J Bcc: x" in words and "reply" not in words
    words = invitation_body(replace(asked(), sender="reviews@example.gov"), ANA, "f")
    assert "Send it to reviews@example.gov, in a reply" in words
    assert "hands them in for you" in invitation_body(asked(drop="/srv/360"), ANA, "f")


def test_the_leader_and_those_who_are_not_anonymous_are_told_so() -> None:
    assert "shown as yours" in " ".join(promises(asked("self")))
    assert invitation_subject(asked("self").terms, own=True) == "Your own part in your review"
    assert "not anonymous" in " ".join(promises(asked("manager")))


def test_a_blind_review_says_by_when_to_accept() -> None:
    phases = Blind(claims_until=NOW, answers_from=NOW + datetime.timedelta(days=2))
    assert "Open your invitation by November 2, 2026 to accept it" in invitation_body(asked(blind=phases), ANA, "f")


def test_a_reminder_goes_to_all_and_says_so() -> None:
    terms: Terms = asked().terms
    words = " ".join(reminder_body(terms, ANA).split())
    assert "nobody can see who has answered" in words and "there is nothing to do" in words
