"""Invitations and reminders by e-mail: to whom, once, and without a record of who got which."""

import email
import json
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.invitation import Invitation, parse_invitation
from perflead_tui.exchange.smtp import Connection, MailError
from perflead_tui.flows.close import close
from perflead_tui.flows.inviting import SENDING, invite
from perflead_tui.flows.mailing import plan, send_invitations, write_drafts
from perflead_tui.flows.posting import server_of
from perflead_tui.flows.records import open_review
from perflead_tui.flows.reminding import plan_reminder, send_reminders, write_reminders
from perflead_tui.flows.setup import new_review
from perflead_tui.review.terms import Blind
from perflead_tui.sealing.hpke import SealKey
from perflead_tui.settings import MailSettings
from perflead_tui.vault.keys import Argon2Cost
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import wanted
from tests.flows.mail_server import PASSWORD, Mailbox, mail_server, make_certificate
from tests.flows.test_blind import START, UNTIL

ROSTER = "name,group,email,language\nJo Lead,self,jo@example.org,\n" + "".join(
    f"Peer {n},peers,peer{n}@example.org,{'es' if n == 1 else ''}\n" for n in range(1, 6)
)
WITHOUT = ROSTER + "Crew One,frontline,,\nCrew Two,frontline,,\n"
EVERYONE = {"jo@example.org", *(f"peer{n}@example.org" for n in range(1, 6))}


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """An empty vault whose passphrase is quick to try."""
    found, _recovery = Vault.create(tmp_path / "vault", "a long passphrase", cost=Argon2Cost(memory_kib=8, lanes=1))
    with found:
        yield found


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def box(certificate: Path) -> Iterator[Mailbox]:
    with mail_server(certificate) as found:
        yield found


def made(vault: Vault, roster: str = ROSTER, **more: object) -> str:
    return new_review(vault, wanted(roster, **more)).review


def attached(message: EmailMessage) -> Invitation:
    (part,) = message.iter_attachments()
    content = part.get_content()
    return parse_invitation(json.loads(content), part.get_filename() or "")


def secret_of(message: EmailMessage) -> str:
    document = attached(message).document
    return json.dumps(document.get("code") or document["credential"]["public_key"])


def tables(vault: Vault, review: str) -> str:
    with vault.review(review) as db:
        return json.dumps({name: db.table(name).all() for name in db.tables() - {"keys"}})


def drafts(folder: Path) -> list[EmailMessage]:
    return [email.message_from_bytes(path.read_bytes(), policy=default) for path in sorted(folder.iterdir())]


# Drafts


def test_everyone_with_an_address_gets_one_draft_with_one_invitation(vault: Vault, tmp_path: Path) -> None:
    review = made(vault, WITHOUT)
    mailed = write_drafts(vault, review, tmp_path / "out", said="Put it on the stick at the desk.")
    assert mailed.without == ("Crew One", "Crew Two")
    found = drafts(tmp_path / "out")
    assert {each["To"].addresses[0].addr_spec for each in found} == EVERYONE
    assert all(each["X-Unsent"] == "1" and each["Date"] is None for each in found)
    assert len({secret_of(each) for each in found}) == 6
    for each in found:
        group = "self" if "jo@" in each["To"] else "peers"
        assert attached(each).group.key == group
        words = each.get_body().get_content()
        assert "perflead answer review-" in words and "on the stick" in words


def test_a_message_says_where_the_sealed_answers_go(vault: Vault, tmp_path: Path) -> None:
    write_drafts(vault, made(vault), tmp_path / "plain")
    write_drafts(vault, made(vault), tmp_path / "from", sender="reviews@example.gov")
    write_drafts(vault, made(vault), tmp_path / "said", back="the stick at the front desk")
    for folder, words in (
        ("plain", "back in a reply to this message"),
        ("from", "Send it to reviews@example.gov, in a reply"),
        ("said", "Where it goes: the stick at the front desk"),
    ):
        texts = [" ".join(each.get_body().get_content().split()) for each in drafts(tmp_path / folder)]
        assert sum(words in text for text in texts) >= 5, "and one is in Spanish"


def test_where_a_courier_takes_answers_must_be_said(vault: Vault, tmp_path: Path) -> None:
    review = made(vault, courier=SealKey.generate().public)
    with pytest.raises(PerfleadError, match="through a courier") as told:
        write_drafts(vault, review, tmp_path / "out")
    assert "--back" in (told.value.hint or "") and not (tmp_path / "out").exists()
    write_drafts(vault, review, tmp_path / "out", back="Pat Lee, pat@example.gov")
    assert any("Pat Lee, pat@example.gov" in each.get_body().get_content() for each in drafts(tmp_path / "out"))


def test_the_names_and_times_of_drafts_say_nothing(vault: Vault, tmp_path: Path) -> None:
    mailed = write_drafts(vault, made(vault), tmp_path / "out")
    for path in mailed.files:
        assert len(path.stem) == 10 and int(path.stem, 16) >= 0
        assert path.stat().st_mtime == 0 and path.stat().st_mode & 0o777 == 0o600
    attachments = {next(each.iter_attachments()).get_filename() for each in drafts(tmp_path / "out")}
    assert len(attachments) == 1


def test_those_without_an_address_are_invited_later_and_nobody_twice(vault: Vault, tmp_path: Path) -> None:
    review = made(vault, WITHOUT)
    write_drafts(vault, review, tmp_path / "out")
    with pytest.raises(PerfleadError, match="Crew One, Crew Two"):
        write_drafts(vault, review, tmp_path / "again")
    assert [path.name.split("-")[0] for path in invite(vault, review, tmp_path / "files")] == ["frontline"] * 2
    for again in (write_drafts, invite):
        with pytest.raises(PerfleadError, match="made already"):
            again(vault, review, tmp_path / "more")


def test_drafts_and_later_files_make_a_review_that_closes(vault: Vault, tmp_path: Path) -> None:
    from perflead_tui.flows.collect import collect
    from perflead_tui.flows.rate import AnswerSession

    review = made(vault)
    write_drafts(vault, review, tmp_path / "out")
    for message in drafts(tmp_path / "out"):
        session = AnswerSession(None, attached(message), tmp_path)
        session.fill({"ratings": dict.fromkeys(session.form.item_keys, 4)})
        session.send()
    collect(vault, review, [tmp_path])
    assert close(vault, review).counted == 6


def test_a_rater_is_written_to_in_their_language(vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from perflead_tui.export import mail
    from perflead_tui.i18n import language

    monkeypatch.setattr(mail, "invitation_subject", lambda terms, own: f"in {language()}")
    write_drafts(vault, made(vault), tmp_path / "out")
    subjects = {each["To"].addresses[0].addr_spec: each["Subject"] for each in drafts(tmp_path / "out")}
    assert subjects["peer1@example.org"] == "in es" and subjects["peer2@example.org"] == "in en"


# Sending


def test_everyone_with_an_address_is_sent_one_invitation_over_tls(vault: Vault, box: Mailbox) -> None:
    review = made(vault, WITHOUT)
    mailed = send_invitations(vault, review, box.server())
    assert (mailed.done, mailed.left, mailed.refused, mailed.stopped) == (6, 0, (), None)
    assert set(box.addresses) == EVERYONE and len(box.taken) == 6
    assert len({secret_of(message) for _to, message in box.taken}) == 6
    for to, message in box.taken:
        assert message["To"].addresses[0].addr_spec == to and message["From"] == "reviews@example.gov"
        assert message["Message-ID"] and message["Date"] and message["X-Unsent"] is None
    with pytest.raises(PerfleadError, match="Crew One"):
        send_invitations(vault, review, box.server())


def test_after_sending_the_vault_ties_nobody_to_an_invitation(vault: Vault, box: Mailbox) -> None:
    review = made(vault)
    send_invitations(vault, review, box.server())
    held = tables(vault, review)
    for _to, message in box.taken:
        assert attached(message).document["credential"]["public_key"] not in held
    with open_review(vault, review) as file:
        assert all(not file.db.table(name).all() for name in ("uninvited", SENDING, "making", "unreminded"))


def test_while_sending_the_vault_knows_one_pair_at_most(
    vault: Vault, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    review, real, seen = made(vault), Connection.send, []

    def watched(self: Connection, message: EmailMessage) -> None:
        with vault.review(review) as db:
            seen.append(len(db.table(SENDING)))
        real(self, message)

    monkeypatch.setattr(Connection, "send", watched)
    send_invitations(vault, review, box.server())
    assert seen == [1] * 6


def test_dropped_in_the_middle_it_goes_on_with_a_new_connection(vault: Vault, box: Mailbox) -> None:
    box.drop_after, box.drop_before = 2, True
    mailed = send_invitations(vault, made(vault), box.server())
    assert (mailed.done, mailed.stopped) == (6, None)
    assert set(box.addresses) == EVERYONE and len(box.taken) == 6


@pytest.mark.parametrize("before", [True, False])
def test_stopped_in_the_middle_a_second_run_sends_only_the_rest(vault: Vault, box: Mailbox, before: bool) -> None:
    review = made(vault)
    box.drop_before = before
    real_taken = box.taken

    class Closing(list[tuple[str, EmailMessage]]):
        def append(self, item: tuple[str, EmailMessage]) -> None:
            super().append(item)
            box.closed = len(self) >= 2

    box.taken = Closing(real_taken)
    stopped = send_invitations(vault, review, box.server())
    assert isinstance(stopped.stopped, MailError) and stopped.stopped.kind == "gone"
    assert stopped.done + stopped.left == 6 and stopped.left >= 4
    first = list(box.taken)
    box.taken, box.closed = [], False
    rest = send_invitations(vault, review, box.server())
    assert (rest.done, rest.left, rest.stopped) == (stopped.left, 0, None)
    per_person: dict[str, set[str]] = {}
    for to, message in [*first, *box.taken]:
        per_person.setdefault(to, set()).add(secret_of(message))
    assert set(per_person) == EVERYONE
    assert all(len(secrets) == 1 for secrets in per_person.values())  # the same one, if it came twice
    assert len({each for secrets in per_person.values() for each in secrets}) == 6


def test_killed_between_two_steps_nobody_gets_two_and_everybody_one(
    vault: Vault, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    review, real, calls = made(vault), Connection.send, []

    def killed(self: Connection, message: EmailMessage) -> None:
        calls.append(message)
        if len(calls) in (2, 4):
            raise KeyboardInterrupt
        real(self, message)
        if len(calls) in (5, 7):  # it has arrived, and nobody was told
            raise KeyboardInterrupt

    monkeypatch.setattr(Connection, "send", killed)
    for _n in range(4):
        with pytest.raises(KeyboardInterrupt):
            send_invitations(vault, review, box.server())
    send_invitations(vault, review, box.server())
    pairs = {(to, secret_of(message)) for to, message in box.taken}
    assert {to for to, _secret in pairs} == EVERYONE and len(pairs) == 6


def test_the_rest_can_go_another_way_and_what_may_have_arrived_stays_the_same(
    vault: Vault, box: Mailbox, tmp_path: Path
) -> None:
    review = made(vault)
    box.closed = True
    assert send_invitations(vault, review, box.server()).done == 0
    ((to, arrived),) = box.taken
    write_drafts(vault, review, tmp_path / "out")
    by_draft = {each["To"].addresses[0].addr_spec: secret_of(each) for each in drafts(tmp_path / "out")}
    assert set(by_draft) == EVERYONE and by_draft[to] == secret_of(arrived)
    with open_review(vault, review) as file:
        assert not file.db.table(SENDING).all()


def test_a_refused_address_is_named_and_the_others_get_theirs(vault: Vault, box: Mailbox) -> None:
    review = made(vault)
    box.refuse = {"peer2@example.org": "550 no such\x1b[31m person", "peer3@example.org": "450 come again"}
    mailed = send_invitations(vault, review, box.server())
    assert (mailed.done, mailed.left, mailed.stopped) == (4, 2, None)
    told = {refusal.name: refusal.why for refusal in mailed.refused}
    assert told["Peer 2"].startswith("the address was refused: 550 no such") and "\x1b" not in told["Peer 2"]
    assert told["Peer 3"].startswith("not taken for now")
    box.refuse = {}
    assert send_invitations(vault, review, box.server()).done == 2
    assert sorted(box.addresses) == sorted(EVERYONE)


def test_in_a_blind_review_each_code_that_went_out_is_known_and_no_other(vault: Vault, box: Mailbox) -> None:
    review = made(vault, blind=Blind(claims_until=UNTIL, answers_from=START))
    box.refuse = {"peer2@example.org": "550 no such person"}
    send_invitations(vault, review, box.server())
    sent = {attached(message).code.name for _to, message in box.taken}
    with open_review(vault, review) as file:
        assert {row["name"] for row in file.db.table("codes")} == sent
    box.refuse = {}
    send_invitations(vault, review, box.server())
    with open_review(vault, review) as file:
        rows = [row["name"] for row in file.db.table("codes")]
    assert len(rows) == 6 and set(rows) == {attached(message).code.name for _to, message in box.taken}


def test_closing_forgets_a_message_whose_arrival_was_never_known(vault: Vault, box: Mailbox, tmp_path: Path) -> None:
    from perflead_tui.flows.collect import collect
    from perflead_tui.flows.rate import AnswerSession

    review = made(vault)
    box.closed = True
    send_invitations(vault, review, box.server())
    ((_to, message),) = box.taken
    session = AnswerSession(None, attached(message), tmp_path)
    session.fill({"ratings": {}})
    session.send()
    collect(vault, review, [tmp_path])
    close(vault, review)
    with vault.review(review) as db:
        assert SENDING not in db.tables()


# What a server can have against us


def test_a_server_that_takes_nothing_is_told_in_plain_words_and_nothing_is_made(vault: Vault, box: Mailbox) -> None:
    review = made(vault)
    cases: list[tuple[dict[str, object], str, str]] = [
        ({"password": "wrong"}, "login", "did not accept the name or the password"),
        ({"user": None}, "login", "wants a name and a password"),
        ({"ca": None}, "tls", "is not trusted"),
        ({"ca": Path("nowhere.pem")}, "tls", "could not be read"),
        ({"port": 1}, "unreachable", "cannot be reached: Connection refused"),
        ({"tls": "tls"}, "tls", "does not speak TLS"),
    ]
    for more, kind, words in cases:
        try:
            error = send_invitations(vault, review, box.server(**more)).stopped
        except MailError as raised:
            error = raised
        assert isinstance(error, MailError) and error.kind == kind and words in error.message
        assert error.hint and PASSWORD not in error.message + error.hint
    assert not box.taken
    with open_review(vault, review) as file:
        assert not file.db.table(SENDING).all()
    assert len(plan(vault, review).to) == 6


def test_a_server_without_tls_gets_no_password_and_no_message(vault: Vault, certificate: Path) -> None:
    with mail_server(certificate, starttls=False, login=False) as box, pytest.raises(MailError) as refused:
        send_invitations(vault, made(vault), box.server())
    assert refused.value.kind == "tls" and not box.taken


def test_a_certificate_of_another_host_is_refused(vault: Vault, tmp_path: Path) -> None:
    with mail_server(make_certificate(tmp_path, "127.0.0.2")) as box, pytest.raises(MailError) as refused:
        send_invitations(vault, made(vault), box.server())
    assert refused.value.kind == "tls" and "127.0.0.1" in refused.value.message and not box.taken


def test_tls_from_the_start_works_too(vault: Vault, certificate: Path) -> None:
    with mail_server(certificate, implicit=True) as box:
        assert send_invitations(vault, made(vault), box.server(tls="tls")).done == 6


def test_a_server_without_names_is_used_without_one(vault: Vault, certificate: Path) -> None:
    with mail_server(certificate, login=False) as box:
        assert send_invitations(vault, made(vault), box.server(user=None, password=None)).done == 6


def test_a_password_is_in_no_representation(box: Mailbox) -> None:
    assert "a password for programs" not in repr(box.server())


def test_without_settings_it_is_said_how_to_set_them() -> None:
    with pytest.raises(PerfleadError) as refused:
        server_of(MailSettings())
    assert "perflead settings --mail" in refused.value.hint


# Reminders


def test_a_reminder_goes_to_everyone_who_was_invited_and_says_nothing_about_who_answered(
    vault: Vault, box: Mailbox
) -> None:
    review = made(vault, WITHOUT)
    send_invitations(vault, review, box.server())
    box.taken.clear()
    mailed = send_reminders(vault, review, box.server())
    assert mailed.done == 6 and set(box.addresses) == EVERYONE
    said = []
    for _to, message in box.taken:
        assert not list(message.iter_attachments())
        words = " ".join(message.get_content().split())
        said += [
            each for each in ("nobody can see who has answered", "nadie puede ver quién ha respondido") if each in words
        ]
    assert len(said) == 6 and said.count("nadie puede ver quién ha respondido") == 1, "in the language of the roster"


def test_a_reminder_that_was_stopped_goes_on_with_the_rest_and_the_next_goes_to_all(vault: Vault, box: Mailbox) -> None:
    review = made(vault)
    send_invitations(vault, review, box.server())
    box.taken.clear()
    box.refuse = {"peer4@example.org": "421 too many"}
    stopped = send_reminders(vault, review, box.server())
    box.refuse = {}
    if stopped.stopped is not None:
        assert len(plan_reminder(vault, review).to) == stopped.left
        send_reminders(vault, review, box.server())
    assert sorted(box.addresses) == sorted(EVERYONE)
    assert len(plan_reminder(vault, review).to) == 6


def test_a_reminder_as_drafts(vault: Vault, tmp_path: Path) -> None:
    review = made(vault, WITHOUT)
    with pytest.raises(PerfleadError, match="no invitations yet"):
        write_reminders(vault, review, tmp_path / "out")
    invite(vault, review, tmp_path / "files")
    mailed = write_reminders(vault, review, tmp_path / "out", sender="reviews@example.gov")
    assert mailed.done == 6 and mailed.without == ("Crew One", "Crew Two")
    assert all(each["From"] == "reviews@example.gov" for each in drafts(tmp_path / "out"))
