"""A cheap Argon2, so that the tests spend their time on the vault."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from perflead_tui.vault import Vault, keys
from perflead_tui.vault.keys import Argon2Cost
from tests.vault.helpers import PASSPHRASE, Sample


@pytest.fixture(autouse=True)
def cheap_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "DEFAULT_COST", Argon2Cost(memory_kib=8, passes=1, lanes=1))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
def vault(home: Path) -> Iterator[Vault]:
    made, _recovery_key = Vault.create(home, PASSPHRASE)
    with made:
        yield made


@pytest.fixture
def sample(home: Path) -> Sample:
    """A small journal with a history of acknowledged changes."""
    home.mkdir(mode=0o700)
    return Sample(home)
