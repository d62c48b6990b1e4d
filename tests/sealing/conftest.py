"""Keys are slow to make, so all tests of this room share one set."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

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
