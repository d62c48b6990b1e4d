"""Packs for tests: the invitations of a review, each behind a code."""

import json
from collections.abc import Sequence
from pathlib import Path

from perflead_tui.exchange.pack import make_pack
from perflead_tui.flows.records import open_review
from perflead_tui.vault.vault import Vault


def packed(vault: Vault, place: Path, invitations: Sequence[Sequence[Path]]) -> list[str]:
    """Write a pack to `place`; each code opens the invitations that stand together."""
    documents = [[json.loads(path.read_bytes()) for path in each] for each in invitations]
    signers = {}
    for each in documents:
        for document in each:
            with open_review(vault, document["terms"]["review"]) as file:
                signers[file.review] = file.keys().sign
    data, codes = make_pack(documents, signers)
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(data)
    return codes
