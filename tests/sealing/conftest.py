"""Keys are slow to make, so all tests of this room share one set."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from perflead_tui.sealing.agekeys import AgeError, new_identity
from perflead_tui.sealing.keys import ReviewKeys

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def keys() -> ReviewKeys:
    return ReviewKeys.generate(["peers", "frontline"])


@pytest.fixture(scope="session")
def peers(keys: ReviewKeys) -> bytes:
    return keys.public_group("peers")


@pytest.fixture(scope="session")
def rfc9474() -> dict[str, Any]:
    return json.loads((HERE / "rfc9474_vectors.json").read_text())


@pytest.fixture(scope="session")
def rfc_key(rfc9474: dict[str, Any]) -> rsa.RSAPrivateKey:
    p, q, d, e, n = (int(rfc9474["key"][name], 16) for name in ("p", "q", "d", "e", "n"))
    public = rsa.RSAPublicNumbers(e, n)
    crt = rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q)
    return rsa.RSAPrivateNumbers(p, q, d, *crt, public).private_key()


@pytest.fixture(scope="session")
def age_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with keys of every kind: `age`, `ed`, `rsa`, `locked`, `ec`, the public ones in `.pub`."""
    folder = tmp_path_factory.mktemp("keys")
    for name, more in (("ed", "ed25519"), ("rsa", "rsa"), ("ec", "ecdsa")):
        subprocess.run(["ssh-keygen", "-q", "-t", more, "-N", "", "-C", "dana@desk", "-f", folder / name], check=True)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", folder / "locked"], check=True)
    own = new_identity()
    (folder / "age").write_text(f"# made today\n{own.secret.decode()}\n")
    (folder / "age.pub").write_text(f"# mine\n\n{own.public()}\n")
    return folder


def refused(kind: str) -> "pytest.RaisesExc[AgeError]":
    """An AgeError of this kind is expected."""
    return pytest.raises(AgeError, check=lambda error: error.kind == kind)
