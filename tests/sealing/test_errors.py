"""What people read when something sealed is wrong."""

from typing import get_args

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.sealing.errors import Kind, SealingError


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_says_what_is_wrong_and_what_to_do(kind: Kind) -> None:
    error = SealingError(kind)
    assert isinstance(error, PerfleadError)
    assert error.kind == kind
    for sentence in (error.message, error.hint):
        assert sentence.endswith(".")
        assert "!" not in sentence
        for jargon in ("HPKE", "RSA", "AEAD", "padding", "base64", "nonce", "modulus"):
            assert jargon.lower() not in sentence.lower()


def test_words_for_the_case_at_hand_replace_the_usual_ones() -> None:
    error = SealingError("truncated", "The third file is cut off.")
    assert (error.message, error.hint) == ("The third file is cut off.", "")
