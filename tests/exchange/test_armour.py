"""Messages as pasted text: what mail programs do to them is forgiven, damage is not."""

import base64
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perflead_tui.exchange.armour import ArmourError, armour, read_message, unarmour

LIMIT = 4096
DATA = bytes(range(256)) * 2
TEXT = armour("ENVELOPE", DATA)


def refused(text: str, limit: int = LIMIT, kind: str | None = None) -> str:
    with pytest.raises(ArmourError) as caught:
        unarmour(text, limit, kind)
    assert "!" not in str(caught.value)
    return caught.value.kind


@settings(deadline=None)
@given(st.binary(max_size=3000), st.from_regex(r"\A[A-Z]{2,20}\Z"))
def test_what_is_armoured_comes_back(data: bytes, kind: str) -> None:
    assert unarmour(armour(kind, data), LIMIT) == (kind, data)


def test_the_text_is_plain_and_narrow() -> None:
    lines = TEXT.splitlines()
    assert lines[0] == "-----BEGIN PERFLEAD ENVELOPE-----"
    assert lines[-1] == "-----END PERFLEAD ENVELOPE-----"
    assert lines[1] == base64.b64encode(DATA).decode()[:64]
    assert lines[-2].startswith("=")
    assert all(len(line) <= 64 and line.isascii() for line in lines)


MANGLED = {
    "quoted": textwrap.indent(TEXT, "> "),
    "quoted deeply": textwrap.indent(TEXT, ">>> > "),
    "quoted with bars": textwrap.indent(TEXT, "| "),
    "indented": textwrap.indent(TEXT, "\t  "),
    "trailing blanks": TEXT.replace("\n", "  \t\n"),
    "windows lines": TEXT.replace("\n", "\r\n"),
    "old mac lines": TEXT.replace("\n", "\r"),
    "blank lines": TEXT.replace("\n", "\n\n"),
    "quoted blank lines": textwrap.indent(TEXT.replace("\n", "\n\n"), "> ", lambda _line: True),
    "text around": f"Dear all,\nhere it is -- thanks:\n\n{TEXT}\n-- \nJo, 555-0100\n",
    "one line": " ".join(TEXT.split("\n")),
    "short lines": "\n".join(TEXT.split("\n")[:1] + textwrap.wrap("".join(TEXT.split("\n")[1:-2]), 20))
    + "\n"
    + TEXT.split("\n")[-2],
    "long dashes": TEXT.replace("-----", "\u2014\u2014-"),
    "no-break spaces": textwrap.indent(TEXT, "\u00a0"),
    "twice": TEXT + textwrap.indent(TEXT, "> "),
    "no last newline": TEXT.rstrip(),
}


@pytest.mark.parametrize("text", MANGLED.values(), ids=MANGLED)
def test_what_mail_programs_do_is_forgiven(text: str) -> None:
    assert unarmour(text, LIMIT) == ("ENVELOPE", DATA)
    assert read_message(text.encode(), LIMIT) == DATA


@pytest.mark.parametrize("text", ["", "hello", "-----BEGIN PGP MESSAGE-----\n=abcd\n-----END PGP MESSAGE-----"])
def test_a_text_without_a_message_is_told_apart_from_damage(text: str) -> None:
    assert refused(text) == "absent"


def test_a_message_of_another_kind_is_not_taken_for_the_one_wanted() -> None:
    assert refused(TEXT, kind="CLAIM") == "absent"
    reply = TEXT + textwrap.indent(armour("INVITATION", b"the mail that was answered"), "> ")
    assert unarmour(reply, LIMIT, "ENVELOPE") == ("ENVELOPE", DATA)
    assert read_message(reply.encode(), LIMIT, "INVITATION") == b"the mail that was answered"
    assert refused(reply) == "several"


def test_two_different_messages_are_not_guessed_between() -> None:
    assert refused(TEXT + armour("ENVELOPE", b"another")) == "several"


@pytest.mark.parametrize("lines", range(1, len(TEXT.splitlines())))
def test_a_message_without_its_end_is_cut(lines: int) -> None:
    begun = "\n".join(TEXT.splitlines()[:lines])
    assert refused(begun) == "cut"
    assert refused(begun + "\n" + TEXT) == "cut"


def test_a_missing_line_is_damage() -> None:
    lines = TEXT.splitlines()
    for gone in range(1, len(lines) - 1):
        assert refused("\n".join(lines[:gone] + lines[gone + 1 :])) == "damaged"


def test_every_changed_character_of_the_content_is_damage() -> None:
    start, end = TEXT.index("\n") + 1, TEXT.index("\n-----END")
    for at in range(start, end):
        for other in "Az0+=*é":
            if TEXT[at] not in (other, "\n"):
                assert refused(TEXT[:at] + other + TEXT[at + 1 :]) == "damaged"


def test_the_kind_is_checked_too() -> None:
    assert refused(TEXT.replace("ENVELOPE", "CLAIM")) == "damaged"
    assert refused(TEXT.replace("BEGIN PERFLEAD ENVELOPE", "BEGIN PERFLEAD CLAIM")) == "damaged"


def test_another_spelling_of_the_same_bytes_is_damage() -> None:
    text = armour("CLAIM", b"12345")
    assert "MTIzNDU=" in text
    assert refused(text.replace("MTIzNDU=", "MTIzNDV=")) == "damaged"


def test_the_limit_holds_before_anything_is_decoded() -> None:
    assert unarmour(TEXT, len(DATA)) == ("ENVELOPE", DATA)
    for limit in (len(DATA) - 1, 100, 0):
        assert refused(TEXT, limit) == "too_large"
    huge = f"-----BEGIN PERFLEAD CLAIM-----\n{'A' * 10_000_000}\n-----END PERFLEAD CLAIM-----"
    assert refused(huge, LIMIT) == "too_large"
    with pytest.raises(ArmourError):
        read_message(b"\0" * (LIMIT + 1), LIMIT)


@pytest.mark.parametrize("kind", ["", "A", "claim", "A B", "X" * 21, "CLAIM\n"])
def test_a_kind_is_one_word(kind: str) -> None:
    with pytest.raises(ValueError, match="kind"):
        armour(kind, b"")


@pytest.mark.parametrize("data", [b"", b"{}", b"perflead.envelope/1\n\xff\x00", DATA, "é".encode()])
def test_bytes_that_are_no_armour_come_back_unchanged(data: bytes) -> None:
    assert read_message(data, LIMIT) == data


def test_a_block_inside_of_a_message_does_not_stand_for_the_message() -> None:
    inner = armour("CLAIM", b"1")
    for data in (b'\n {"words": ' + inner.encode() + b"}", b"perflead.x/1\n" + inner.encode()):
        assert read_message(data, LIMIT) == data


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "latin-1"])
def test_pasted_text_is_read_in_the_codings_of_common_editors(coding: str) -> None:
    assert read_message(f"Grüße\n{TEXT}".encode(coding), LIMIT) == DATA
    assert read_message(TEXT.encode(coding), LIMIT) == DATA


@settings(deadline=None)
@given(st.text() | st.text("-BEGINPRFLADVO> =\n", max_size=400))
def test_no_text_crashes_the_reader(text: str) -> None:
    for around in (text, TEXT.replace("\n", text, 1), "-----BEGIN PERFLEAD AB-----" + text):
        try:
            unarmour(around, LIMIT)
        except ArmourError as error:
            assert error.kind
