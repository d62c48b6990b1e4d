"""Coordinator, coach and drop together, with all that they have, cannot tell which envelope is whose."""

import json
import math
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from perflead_tui.exchange.claim import open_claim
from perflead_tui.flows.close import close
from perflead_tui.flows.collect import collect
from perflead_tui.flows.grants import attend
from perflead_tui.flows.inviting import invite
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.records import ReviewFile, open_review
from perflead_tui.flows.setup import new_review
from perflead_tui.guide import read_topic
from perflead_tui.review.terms import Blind
from perflead_tui.sealing.box import open_box
from perflead_tui.sealing.code import keys_of
from perflead_tui.sealing.encoding import unb64
from perflead_tui.sealing.envelope import open_envelope
from perflead_tui.vault.journal import Journal
from perflead_tui.vault.vault import Vault, purpose_of_review
from tests.flows import adversary
from tests.flows.adversary import ATTACKS, Held, Times, fits, linked, one_phase, text, two_phases, with_habits
from tests.flows.conftest import wanted
from tests.flows.test_blind import LATER, START, UNTIL, Clock, clock  # noqa: F401 - clock is a fixture

REVIEWS = {10: 1500, 30: 150}
"""How many reviews are simulated, by their raters."""
_CLAIM_HEADER, _GRANT = 34, b"perflead.grant/1"

Model = Callable[[np.random.Generator, int], Times]


# What moments tell


def best(model: Model, raters: int) -> float:
    """The rate of the best attack."""
    return max(linked(model, attack, raters, REVIEWS[raters]) for attack in ATTACKS)


@pytest.mark.parametrize("raters", REVIEWS)
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_with_two_phases_times_tell_no_more_than_guessing(attack: Any, raters: int) -> None:
    chance = 1 / raters
    # A random assignment has one hit on average, with a variance of one, however many there are to assign.
    error = chance / math.sqrt(REVIEWS[raters])
    assert abs(linked(two_phases, attack, raters, REVIEWS[raters]) - chance) < 4 * error


@pytest.mark.parametrize("raters", REVIEWS)
def test_the_rates_in_the_guide_are_those_that_are_measured(raters: int) -> None:
    row = re.search(rf"^\| {raters} +\| (\d+) % +\| (\d+) % +\| (\d+) % +\|", read_topic("anonymity"), re.MULTILINE)
    assert row is not None
    measured = [100 * best(model, raters) for model in (one_phase, two_phases, with_habits)]
    assert [int(cell) for cell in row.groups()] == pytest.approx(measured, abs=1.0)


def test_the_adversary_finds_the_cheapest_assignment() -> None:
    rng = np.random.default_rng(1)
    for _try in range(50):
        cost = rng.random((7, 7))
        found = adversary.assign(cost)
        others = (rng.permutation(7) for _other in range(300))
        assert sorted(found) == list(range(7))
        assert all(cost[range(7), found].sum() <= cost[range(7), other].sum() + 1e-12 for other in others)


# What bytes and numbers tell


@dataclass
class Played:
    """A review that was played through, and who really sent what, by the hash of the envelope."""

    id: str
    held: Held
    truth: set[tuple[str, str]]
    blinded: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)  # of a person: claimed and signed
    signatures: dict[str, bytes] = field(default_factory=dict)  # in an envelope: the credential's
    modulus: int = 0
    inverses: dict[str, bytes] = field(default_factory=dict)  # what nobody but the rater had, and only for a while


class Stage:
    """The vault and the drop as the adversary watches them, while peers and the leader answer."""

    def __init__(self, vault: Vault, folder: Path, raters: int, *, blind: bool) -> None:
        self.vault, self.drop = vault, folder / "drop"
        self.drop.mkdir()
        roster = "name,group\nJo,self\n" + "".join(f"p{n},peers\n" for n in range(raters))
        phases = {"blind": Blind(claims_until=UNTIL, answers_from=START), "drop": str(self.drop)} if blind else {}
        self.id = new_review(vault, wanted(roster, **phases)).review
        invitations = invite(vault, self.id, folder / "invitations")
        peers = [path for path in invitations if path.name.startswith("peers")]
        self.invitations = {f"p{n}": path for n, path in enumerate(peers)}
        self.copies = {who: json.loads(path.read_text()) for who, path in self.invitations.items()}

    def in_random_order(self) -> list[str]:
        return random.sample(list(self.invitations), len(self.invitations))

    def lying(self, name: str) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.drop / self.id / name).iterdir()}

    def history(self) -> list[bytes]:
        """Every document that was ever written to the review's file in the vault; their numbers only count them."""
        frames: list[bytes] = []
        path = self.vault.home / "reviews" / self.id
        journal = Journal(path, self.vault.home, self.vault.master, purpose_of_review(self.id))
        journal.open(frames.append)
        journal.close()
        return [text(operation[3:]) for frame in frames for operation in json.loads(frame)]


def answers(session: AnswerSession) -> None:
    session.fill({"ratings": dict.fromkeys(session.form.item_keys, 4), "comments": {"O1": "go on"}})


def opened(file: ReviewFile, envelope: bytes) -> bytes:
    key = file.keys().seal
    assert key is not None
    return open_envelope(envelope, key, file.terms_digest)


def play_blind(vault: Vault, folder: Path, time: Clock, raters: int) -> Played:
    stage = Stage(vault, folder, raters, blind=True)
    names, claims, grants, inverses = {}, {}, {}, {}
    for who in stage.in_random_order():
        session = AnswerSession.open(stage.invitations[who])
        session.claim()
        assert session._draft.claim is not None
        inverses[who] = unb64(session._draft.claim["inverse"])
        ((names[who], claims[who]),) = stage.lying("claims").items()
        before = stage.lying("grants")
        assert attend(vault, stage.id).granted == 1
        (grants[who],) = (data for name, data in stage.lying("grants").items() if name not in before)
        session.claim()
    time.now = LATER
    sent: dict[str, tuple[str, str, bytes]] = {}
    for who in stage.in_random_order():
        session = AnswerSession.open(stage.invitations[who])
        answers(session)
        assert session.send().way == "drop"
        ((leaf, data),) = stage.lying("envelopes").items()
        assert attend(vault, stage.id).taken == 1
        with open_review(vault, stage.id) as file:
            sent[who] = (next(row["hash"] for row in list(file.db.table("envelopes"))[-1:]), leaf, data)
    history = stage.history()
    played = Played(stage.id, Held({}, {}), {(who, name) for who, (name, _leaf, _data) in sent.items()})
    played.inverses = inverses
    people: dict[str, list[bytes]] = {}
    envelopes: dict[str, list[bytes]] = {}
    with open_review(vault, stage.id) as file:
        private = file.keys()
        played.modulus = int.from_bytes(private.public_group("peers"), "big")
        for who, copy in stage.copies.items():
            keys = keys_of(copy["code"], stage.id)
            claim = open_claim(claims[who], private.desk, file.terms_digest, stage.id)
            bare = private.desk.decrypt(claims[who][_CLAIM_HEADER:], claims[who][:_CLAIM_HEADER] + file.terms_digest)
            grant = open_box(keys.grant_key, grants[who], _GRANT + file.terms_digest)
            played.blinded[who] = claim.blinded, unb64(json.loads(grant)["signature"])
            noted = [change for change in history if keys.name.encode() in change]
            assert len(noted) == 2, "a code is made once and granted once"
            people[who] = [
                *(text(copy[name]) for name in ("code", "signature")), copy["code"].encode(), names[who].encode(),
                claims[who], bare, claim.digest.encode(), grants[who], grant, *noted,
                keys.name.encode(), keys.grant_name.encode(), keys.claim_key, keys.grant_key, keys.draft_seed,
            ]  # fmt: skip
        for name, leaf, data in sent.values():
            content = opened(file, data)
            played.signatures[name] = unb64(json.loads(content)["credential"]["signature"])
            noted = [change for change in history if name.encode() in change]
            envelopes[name] = [name.encode(), leaf.encode(), data, content, *noted]
    played.held = Held(people, envelopes)
    return played


@pytest.mark.parametrize("raters", [10, 30])
def test_nothing_in_vault_or_drop_ties_an_envelope_to_a_person(
    vault: Vault, tmp_path: Path, request: pytest.FixtureRequest, raters: int
) -> None:
    played = play_blind(vault, tmp_path, request.getfixturevalue("clock"), raters)
    assert len(played.held.people) == len(played.held.envelopes) == raters
    assert played.held.shared() == set(), "no dozen bytes in common"
    for blinded, blind_signature in played.blinded.values():
        for signature in played.signatures.values():
            assert signature not in (blinded, blind_signature)
            assert fits(played.modulus, 65537, blinded, blind_signature, signature), "every pair fits equally"
    for who, name in played.truth:
        _blinded, blind_signature = played.blinded[who]
        inverse, signed = int.from_bytes(played.inverses[who], "big"), int.from_bytes(blind_signature, "big")
        unblinded = (signed * inverse % played.modulus).to_bytes(384, "big")
        found = [each for each, signature in played.signatures.items() if signature == unblinded]
        assert found == [name], "only the blinding factor tells, and the rater's machine destroys it"


def test_after_closing_the_vault_has_no_order_and_no_history(
    vault: Vault, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    played = play_blind(vault, tmp_path, request.getfixturevalue("clock"), 5)
    close(vault, played.id)
    with open_review(vault, played.id) as file:
        names = [row["hash"] for row in file.db.table("envelopes")]
        assert names == sorted(names)
        kept = {name: set().union(*(row.keys() for row in file.db.table(name))) for name in file.db.tables()}
    assert kept["answers"] == {"group", "ratings", "time"}
    assert kept["comments"] == {"id", "from", "question", "text"}
    assert kept["envelopes"] == {"hash", "data"}


def test_the_same_adversary_ties_every_answer_of_a_simple_review_to_a_copied_invitation(
    vault: Vault, tmp_path: Path
) -> None:
    stage = Stage(vault, tmp_path, 4, blind=False)
    envelopes = {}
    for who, path in stage.invitations.items():
        session = AnswerSession.open(path, out=tmp_path / f"{who}.envelope")
        answers(session)
        session.send()
        collect(vault, stage.id, [tmp_path / f"{who}.envelope"])
    with open_review(vault, stage.id) as file:
        for who in stage.invitations:
            envelopes[who] = [opened(file, (tmp_path / f"{who}.envelope").read_bytes())]
    people = {who: [text(copy["credential"])] for who, copy in stage.copies.items()}
    assert Held(people, envelopes).shared() == {(who, who) for who in people}
