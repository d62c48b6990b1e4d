"""The four messages of a blind review (terms, claim, grant, envelope) over every kind of place that we know well.

A folder, OpenSSH's own server for SFTP, an S3 server and a WebDAV server that speak HTTP: real programs on loopback.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from perflead_tui.exchange.drop import CLAIMS, ENVELOPES, GRANTS, TERMS, open_drop
from perflead_tui.flows import outbox
from perflead_tui.flows.close import close, frozen_report
from perflead_tui.flows.deliver import deliver
from perflead_tui.flows.grants import attend
from perflead_tui.flows.inviting import invite
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.setup import new_review
from perflead_tui.review.terms import Blind
from perflead_tui.vault.vault import Vault
from tests.exchange.drop.conftest import (  # noqa: F401 - fixtures of the drop's own tests
    Place,
    a_place,
    ground,
    s3_port,
    sftp_port,
    ssh_home,
    webdav_port,
)
from tests.flows.conftest import wanted
from tests.flows.test_blind import LATER, ROSTER, START, UNTIL, Clock, clock  # noqa: F401 - clock is a fixture


@pytest.fixture(params=["folder", "sftp", "s3", "webdav"])
def store(request: pytest.FixtureRequest) -> Place:
    """An empty place; without OpenSSH's server its kind is skipped."""
    make: Callable[[str], Place] = request.getfixturevalue("a_place")
    return make(request.param)


@pytest.fixture
def time(request: pytest.FixtureRequest) -> Clock:
    """The clock that raters and desk see."""
    found: Clock = request.getfixturevalue("clock")
    return found


def answer(path: Path, rating: int) -> str:
    """What a rater does in one sitting: accept, answer, finish; how the answer travels."""
    session = AnswerSession.open(path)
    session.claim()
    session.fill({"ratings": dict.fromkeys(session.form.item_keys, rating), "comments": {"O1": "go on"}})
    return session.send().way


def test_the_four_messages_travel_over_every_store(vault: Vault, tmp_path: Path, time: Clock, store: Place) -> None:
    blind = Blind(claims_until=UNTIL, answers_from=START)
    review = new_review(vault, wanted(ROSTER, blind=blind, drop=store.url())).review
    invitations = invite(vault, review, tmp_path / "invitations")

    def lying(folder: str) -> int:
        with open_drop(store.url(), review) as drop:
            return sum(entry.size % 4096 == 0 for entry in drop.entries(folder))

    with open_drop(store.url(), review) as drop:
        assert drop.get(TERMS, 1 << 20)
    assert [answer(path, 5 if path.name.startswith("self") else 4) for path in invitations] == ["held"] * 5
    assert lying(CLAIMS) == 5
    done = attend(vault, review)
    assert (done.granted, done.refused, lying(CLAIMS), lying(GRANTS)) == (5, 0, 0, 5)
    assert (deliver().waiting, lying(ENVELOPES)) == (5, 0), "what is finished early waits for the second phase"

    time.now = LATER
    assert (deliver().sent, lying(ENVELOPES), list(outbox.entries())) == (5, 5, [])
    done = attend(vault, review)
    assert (done.taken, done.refused, lying(ENVELOPES)) == (5, 0, 0)
    assert close(vault, review).counted == 5
    report, _terms = frozen_report(vault, review)
    assert [(cell.key, cell.answers) for cell in report.cells] == [("self", 1), ("peers", 4)]
