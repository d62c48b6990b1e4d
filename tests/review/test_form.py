"""What each group is asked."""

import pytest

from perflead_tui.questionnaire.loading import load
from perflead_tui.review.form import asked, form_for

from .make import terms_for


@pytest.mark.parametrize(
    ("supervises", "short", "lines"),
    [(True, (), 37), (False, (), 34), (True, ("frontline",), 30), (False, ("frontline",), 27)],
)
def test_frontline_staff_get_all_lines_that_apply_or_only_those_they_can_see(
    supervises: bool, short: tuple[str, ...], lines: int
) -> None:
    form = form_for(terms_for(supervises=supervises, short=short), "frontline")
    assert len(form.item_keys) == lines


def test_a_short_form_is_for_its_group_alone() -> None:
    terms = terms_for(short=("frontline",))
    assert len(form_for(terms, "peers").item_keys) == 37
    assert len(form_for(terms, "self").item_keys) == 37


def test_partners_see_as_peers_do() -> None:
    terms = terms_for(short=("peers", "partners"))
    assert form_for(terms, "partners").item_keys == form_for(terms, "peers").item_keys
    assert len(form_for(terms, "partners").item_keys) == 34


def test_lines_stand_in_the_order_of_the_questionnaire_one_competency_a_page() -> None:
    form = form_for(terms_for(), "peers")
    assert [page.competency.key for page in form.pages] == ["UND", "SKL", "CHO", "MGT", "LDR", "LVL", "PPL"]
    assert form.item_keys == tuple(item.key for item in load("performance-leadership").items)


def test_a_page_without_a_line_is_left_out() -> None:
    questionnaire = load("performance-leadership")
    hidden = [
        c.model_copy(update={"items": [i.model_copy(update={"seen_by": ["peers"]}) for i in c.items]})
        if c.key == "LDR"
        else c
        for c in questionnaire.competencies
    ]
    terms = terms_for(questionnaire.model_copy(update={"competencies": hidden}), short=("frontline",))
    assert "LDR" not in [page.competency.key for page in form_for(terms, "frontline").pages]


def test_only_the_leader_is_asked_where_time_should_go() -> None:
    terms = terms_for()
    assert form_for(terms, "self").desired_keys == ("D1", "D2", "D3")
    assert form_for(terms, "self").own
    assert form_for(terms, "manager").desired_keys == ()
    assert form_for(terms, "manager").time_keys == ("T1", "T2", "T3")


def test_the_agency_form_asks_nothing_about_time() -> None:
    form = form_for(terms_for(load("agency")), "staff")
    assert (len(form.item_keys), form.time_keys, form.desired_keys, form.question_keys) == (10, (), (), ("O4",))


def test_a_group_that_the_terms_do_not_name_is_asked_nothing() -> None:
    terms = terms_for()
    assert not asked(terms, "strangers", load("performance-leadership").items[0])
    assert form_for(terms, "strangers").pages == ()
