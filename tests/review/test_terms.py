"""Terms and their digest."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from perflead_tui.questionnaire.loading import load
from perflead_tui.review.canonical import canonical
from perflead_tui.review.terms import Terms, digest

from .make import KEY, terms_for

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


def test_canonical_json_is_sorted_without_spaces_or_needless_escapes() -> None:
    value = {"b": [1, True, None], "a": "é\n", "B": {}}
    assert canonical(value) == '{"B":{},"a":"é\\n","b":[1,true,null]}'.encode()


@given(JSON_VALUES)
def test_canonical_json_reads_back_as_the_same_value_and_bytes(value: Any) -> None:
    data = canonical(value)
    assert json.loads(data) == value
    assert canonical(json.loads(data)) == data


@pytest.mark.parametrize("value", [1.0, float("nan"), 2**53 + 1, "\ud800", b"x", {1: 2}, ("a",), [{"a": 0.5}]])
def test_what_has_more_than_one_spelling_has_no_canonical_form(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical(value)


def test_terms_survive_being_sent() -> None:
    terms = terms_for(short=("frontline",), closes_on="2026-12-15", role="Supervisor", asked_by="Dana")
    sent = json.loads(canonical(terms.document()))
    assert Terms.model_validate(sent) == terms
    assert digest(sent) == digest(terms.document()) == hashlib.sha256(canonical(sent)).digest()


@pytest.mark.parametrize(
    ("field", "value"),
    [("minimum", 5), ("leader", "Jordan Riviera"), ("supervises", False), ("closes_on", "2026-12-16")],
)
def test_every_change_of_the_promise_changes_the_digest(field: str, value: Any) -> None:
    terms = terms_for(closes_on="2026-12-15")
    assert digest(terms_for(**{"closes_on": "2026-12-15", field: value}).document()) != digest(terms.document())


@pytest.mark.parametrize(
    "changes",
    [
        {"minimum": 2},
        {"minimum": 4.0},
        {"minimum": "4"},
        {"minimum": True},
        {"closes_on": "tomorrow"},
        {"review": "ABC"},
        {"leader": "\x1b\u202e"},
        {"groups": []},
        {"schema": "perflead.terms/2"},
        {"keys": {"seal": KEY, "sign": "not base64!", "desk": KEY}},
        {"surprise": 1},
    ],
)
def test_terms_that_do_not_fit_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        terms_for(**changes)


def test_terms_cannot_promise_less_than_their_questionnaire() -> None:
    with pytest.raises(ValidationError, match="below that of the questionnaire"):
        terms_for(load("agency"), minimum=9)


def test_a_group_cannot_be_promised_twice() -> None:
    groups = [group.model_dump() for group in terms_for().groups]
    with pytest.raises(ValidationError, match="named twice"):
        terms_for(groups=[*groups, groups[0]])


def test_what_a_terminal_obeys_is_gone_from_names() -> None:
    assert terms_for(leader="Jordan\x1b[2J \u202eRivera\n").leader == "Jordan[2J Rivera"
