"""One hostile world, made once; each test has a copy of its own."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_der_private_key

from perflead_tui.paths import temporary_state
from perflead_tui.sealing import keys as sealing_keys
from perflead_tui.sealing.encoding import unb64
from perflead_tui.vault import keys as vault_keys
from perflead_tui.vault.keys import Argon2Cost
from tests.cli.conftest import PASSPHRASE, perflead  # noqa: F401 - a fixture, by its name here
from tests.fuzz.world import world as kept_world

from .corpus import NAMED, TERMINAL
from .made import World


@dataclass(frozen=True)
class Hostile:
    """A copy of the world: its folder and vault, the ids of its reviews, and what lies beside them."""

    folder: Path
    review: str
    closed: str
    code: str

    @property
    def home(self) -> Path:
        return self.folder / "vault"

    @property
    def invitation(self) -> Path:
        return self.folder / "open" / "3.invitation"


@pytest.fixture(scope="session")
def hostile_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    groups = kept_world()["simple"]["keys"]["groups"].values()
    pool = [load_der_private_key(unb64(der), None, unsafe_skip_rsa_key_validation=True) for der in groups]
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch, temporary_state(folder / "state"):
        patch.setattr(sealing_keys, "_generate_rsa", lambda names, _step: dict(zip(names, pool, strict=False)))
        patch.setattr(vault_keys, "DEFAULT_COST", Argon2Cost(memory_kib=8, passes=1, lanes=1))
        made = World(folder, PASSPHRASE)
    yield Hostile(folder, made.review, made.closed, made.code)


@pytest.fixture
def hostile(hostile_world: Hostile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hostile:
    """A copy, which is the vault of this test, with hostile settings, themes and names of files."""
    folder = tmp_path / "world"
    shutil.copytree(hostile_world.folder, folder)
    monkeypatch.setenv("PERFLEAD_HOME", str(folder / "vault"))
    config = Path(os.environ["PERFLEAD_CONFIG"])
    (config / "themes").mkdir(parents=True)
    said = json.dumps("".join(TERMINAL.values()))
    (config / "settings.toml").write_text(f"theme = {said}\n{said} = 1\n[keys]\n{said} = {said}\n", "utf-8")
    (config / "themes" / f"{NAMED}.toml").write_text(f"name = {said}\n", "utf-8")
    (folder / "junk").mkdir()
    for place in (folder / "junk", folder / "vault", folder / "vault" / "reviews"):
        (place / NAMED).write_text(said, "utf-8")
    return Hostile(folder, hostile_world.review, hostile_world.closed, hostile_world.code)
