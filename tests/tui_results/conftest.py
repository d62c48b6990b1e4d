"""The built-in questionnaire and a believable report of it."""

from collections.abc import Iterator

import pytest

from perflead_tui import i18n
from perflead_tui.questionnaire.loading import load
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Report

from .build import report as build


@pytest.fixture(scope="session")
def questionnaire() -> Questionnaire:
    """The questionnaire `performance-leadership`."""
    return load("performance-leadership")


@pytest.fixture
def report(questionnaire: Questionnaire) -> Report:
    """Six competencies, two cells, a manager."""
    return build(questionnaire)


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """A test that changes the language leaves English behind."""
    yield
    i18n.set_language("en")
