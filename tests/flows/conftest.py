"""A vault, a roster and a questionnaire small enough to set up a whole review in a blink."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from perflead_tui.flows.inviting import invite
from perflead_tui.flows.rate import AnswerSession
from perflead_tui.flows.setup import NewReview, new_review
from perflead_tui.questionnaire.loading import load
from perflead_tui.review.roster import parse_roster
from perflead_tui.sealing import keys as sealing_keys
from perflead_tui.vault import keys as vault_keys
from perflead_tui.vault.keys import Argon2Cost
from perflead_tui.vault.vault import Vault

ROSTER = "name,group\nJo Lead,self\nBo Ss,manager\n" + "".join(
    f"{group} {n},{group}\n" for group, count in (("peers", 4), ("frontline", 5), ("partners", 2)) for n in range(count)
)

_real_rsa = sealing_keys._generate_rsa
_pool: list[RSAPrivateKey] = []


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """RSA keys are slow to make: reviews in these tests share a pool of real ones. All other keys are fresh."""

    def from_pool(groups: Sequence[str], on_step: Callable[[int, int], None] | None) -> dict[str, RSAPrivateKey]:
        missing = len(groups) - len(_pool)
        if missing > 0:
            _pool.extend(_real_rsa([str(n) for n in range(missing)], None).values())
        return dict(zip(groups, _pool, strict=False))

    monkeypatch.setattr(sealing_keys, "_generate_rsa", from_pool)


@pytest.fixture(autouse=True)
def quick_vaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase is slow to try, on purpose: vaults in these tests ask for little. tests/vault has the real cost."""
    monkeypatch.setattr(vault_keys, "DEFAULT_COST", Argon2Cost(memory_kib=8, passes=1, lanes=1))


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """An empty vault."""
    made, _recovery = Vault.create(tmp_path / "vault", "a long passphrase")
    with made:
        yield made


def wanted(roster: str = ROSTER, **more: Any) -> NewReview:
    """A review that fits the built-in questionnaire."""
    questionnaire = load("performance-leadership")
    return NewReview(
        leader="Jo Lead",
        asked_by="Dana W",
        questionnaire=questionnaire,
        roster=parse_roster(roster.encode(), "roster.csv", questionnaire),
        **more,
    )


class Review:
    """A review with its invitations, ready to be answered."""

    def __init__(self, vault: Vault, folder: Path, **more: Any) -> None:
        self.vault, self.folder = vault, folder
        self.made = new_review(vault, wanted(**more))
        self.id = self.made.review
        self.invitations = invite(vault, self.id, folder / "invitations")
        self.envelopes = folder / "envelopes"
        self.envelopes.mkdir()

    def of(self, group: str) -> list[Path]:
        """The invitations of a group."""
        return [path for path in self.invitations if path.name.startswith(group)]

    def answer(self, invitation: Path, rating: int | None = 4, **more: Any) -> Path:
        """Answer every line with `rating`; `more` is time and comments."""
        session = AnswerSession.open(invitation)
        session.fill({"ratings": dict.fromkeys(session.form.item_keys, rating), **more})
        session._out = self.envelopes
        return session.send().path

    def answer_all(self) -> None:
        """Everybody answers, each group with a rating of its own."""
        for group, rating in (("self", 5), ("manager", 4), ("peers", 4), ("frontline", 3), ("partners", 2)):
            for invitation in self.of(group):
                self.answer(invitation, rating, comments={"O1": f"{group} says: go on"})


@pytest.fixture
def review(vault: Vault, tmp_path: Path) -> Review:
    """A review whose invitations are out."""
    return Review(vault, tmp_path)
