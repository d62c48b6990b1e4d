"""Which groups are shown alone, together, or not at all."""

import pytest

from perflead_tui.results.cells import joined_label
from perflead_tui.results.disclosure import plan_cells
from perflead_tui.review.terms import Terms
from tests.results.build import group, questionnaire, terms


def with_groups(*keys: str, minimum: int = 4) -> Terms:
    return terms(questionnaire(groups=[group(key) for key in keys]), minimum=minimum)


@pytest.mark.parametrize(
    ("counts", "cells", "withheld"),
    [
        ("peers 5, frontline 7, partners 4", "peers 5, frontline 7, partners 4", ""),
        ("peers 5, frontline 7, partners 2", "peers+partners 7, frontline 7", ""),
        ("peers 5, frontline 5, partners 2", "peers+partners 7, frontline 5", ""),
        ("peers 7, frontline 5, partners 2", "peers 7, frontline+partners 7", ""),
        ("peers 5, frontline 7, partners 0", "peers+partners 5, frontline 7", ""),
        ("peers 3, frontline 7, partners 2", "peers+partners 5, frontline 7", ""),
        ("peers 1, frontline 7, partners 1", "peers+frontline+partners 9", ""),
        ("peers 1, frontline 1, partners 2", "peers+frontline+partners 4", ""),
        ("peers 1, frontline 1, partners 1", "", "peers, frontline, partners"),
        ("peers 2, frontline 2, partners 9", "peers+frontline 4, partners 9", ""),
        ("peers 0, frontline 0, partners 4", "peers+frontline+partners 4", ""),
        ("peers 0, frontline 0, partners 0", "", "peers, frontline, partners"),
        ("", "", "peers, frontline, partners"),
    ],
)
def test_too_small_groups_are_merged_smallest_first_into_the_next_smallest(
    counts: str, cells: str, withheld: str
) -> None:
    given = {key: int(n) for key, n in (entry.split() for entry in counts.split(", ") if entry)}
    plan = plan_cells(given, with_groups("self", "manager", "peers", "frontline", "partners"))
    assert ", ".join(f"{cell.key} {cell.answers}" for cell in plan.cells) == cells
    assert ", ".join(entry.group for entry in plan.withheld) == withheld


def test_self_and_manager_are_cells_of_their_own_if_they_answered() -> None:
    promised = with_groups("peers", "manager", "self")
    plan = plan_cells({"self": 1, "manager": 1, "peers": 4}, promised)
    assert [(cell.key, cell.anonymous) for cell in plan.cells] == [("self", False), ("manager", False), ("peers", True)]
    assert [cell.key for cell in plan_cells({"peers": 4}, promised).cells] == ["peers"]


def test_the_manager_is_never_merged_with_anyone() -> None:
    plan = plan_cells({"manager": 1, "peers": 3}, with_groups("manager", "peers"))
    assert [cell.key for cell in plan.cells] == ["manager"]
    assert [entry.group for entry in plan.withheld] == ["peers"]


@pytest.mark.parametrize(
    ("labels", "language", "joined"),
    [
        (("Peers", "Partners"), "en", "Peers and partners"),
        (("Peers", "Frontline staff", "Partners"), "en", "Peers, frontline staff, and partners"),
        (("Peers", "IT team"), "en", "Peers and IT team"),
        (("Colegas", "Equipos"), "es", "Colegas y equipos"),
        (("Kollegen", "Partner"), "de", "Kollegen und Partner"),
        (("Peers", "Partners"), "xx", "Peers and partners"),
    ],
)
def test_merged_cells_are_named_after_their_groups(labels: tuple[str, ...], language: str, joined: str) -> None:
    asked = questionnaire(
        groups=[group(f"g{n}", label={language: label}, anonymous=True) for n, label in enumerate(labels)]
    )
    plan = plan_cells({"g0": 2, "g1": 1, "g2": 1}, terms(asked, minimum=3), language)
    assert plan.cells[0].label == joined


@pytest.mark.parametrize(
    ("second", "inside"),
    [("Office IT Staff", "office IT Staff"), ("IT Staff", "IT Staff"), ("PMs", "PMs"), ("Board", "board")],
)
def test_the_first_word_alone_says_whether_a_name_keeps_its_capitals(second: str, inside: str) -> None:
    assert joined_label(["Peers", second], "en") == f"Peers and {inside}"


def test_labels_are_joined_in_the_language_of_a_region_too() -> None:
    assert joined_label(["Pares", "equipe"], "pt-BR") == "Pares e equipe"


def test_labels_of_a_language_that_is_unknown_are_joined_in_english_wherever_it_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LANG"):
        monkeypatch.setenv(name, "de_DE.UTF-8")
    assert joined_label(["Peers", "staff"], "qq") == "Peers and staff"
