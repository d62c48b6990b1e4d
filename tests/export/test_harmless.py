"""The formula rule: nothing in a cell begins a formula, and everything comes back."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from perflead_tui.export.harmless import harmless, original

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\u2212")
TRICKY = st.text(st.sampled_from("=+-@'\";\t\r\n\0 \u200b\u202e\uff1d,ab"), max_size=12)


def begins_a_formula(cell: str) -> bool:
    """What a wary spreadsheet would say."""
    return cell.strip(' "\u200b\u202e\u00a0').startswith(SIGNS) or cell.startswith(("\t", "\r", "\0"))


@given(st.one_of(TRICKY, st.text()))
@example("'")
@example(";'=1")
@example("''=1")
def test_every_text_comes_back_unchanged(text: str) -> None:
    assert original(harmless(text)) == text


@given(st.one_of(TRICKY, st.text()))
def test_no_cell_begins_a_formula(text: str) -> None:
    assert not begins_a_formula(harmless(text))


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u200b", '"', ' "'])
def test_a_sign_at_the_start_gets_an_apostrophe(sign: str, before: str) -> None:
    assert harmless(f"{before}{sign}1+1") == f"'{before}{sign}1+1"


@pytest.mark.parametrize("text", ["", "Ana", "a = b", "3-4", "don't", "a;b", "e-mail@example.org", "\u2026 and so on"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("text", ["a;=1+1;b", 'a;"=1+1;b', "a; @SUM(1);b", "a\t=1+1", "a;;-1"])
def test_a_spreadsheet_that_parts_at_semicolons_finds_no_formula(text: str) -> None:
    file = io.StringIO()
    csv.writer(file).writerow(["item", "", harmless(text)])
    for delimiter in ";\t":
        for cell in next(csv.reader(io.StringIO(file.getvalue()), delimiter=delimiter)):
            assert not begins_a_formula(cell), cell


def test_an_apostrophe_of_the_text_itself_is_kept() -> None:
    assert harmless("'tis;'twas") == "''tis;''twas"
    assert original("''tis;''twas") == "'tis;'twas"


def test_a_long_text_takes_no_time() -> None:
    text = ";" * 30_000 + " " * 30_000 + "=1"
    assert original(harmless(text)) == text
