"""Base64 with one spelling for one value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perflead_tui.sealing.encoding import b64, unb64, unb64_field


@given(st.binary(max_size=100))
def test_bytes_come_back(data: bytes) -> None:
    assert unb64(b64(data)) == data


@given(st.text(alphabet="AQgw+/=- \n", max_size=12))
def test_only_what_we_would_write_is_read(text: str) -> None:
    try:
        data = unb64(text)
    except ValueError:
        return
    assert b64(data) == text


@pytest.mark.parametrize("text", ["QQ", "QR==", "QQ==\n", " QQ==", "QQ==QQ==", "Q-==", "é===", "A"])
def test_other_spellings_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        unb64(text)


@pytest.mark.parametrize("document", [{}, {"a": None}, {"a": 1}, {"a": ["QQ=="]}, {"a": "QUE="}])
def test_a_field_is_text_of_the_right_length(document: dict[str, object]) -> None:
    assert unb64_field({"a": "QQ=="}, "a", 1) == b"A"
    with pytest.raises(ValueError):
        unb64_field(document, "a", 1)


@pytest.mark.parametrize("document", [None, [], "text", 3])
def test_what_is_no_object_has_no_field(document: object) -> None:
    with pytest.raises(ValueError, match="must be text"):
        unb64_field(document, "name")  # type: ignore[arg-type]
