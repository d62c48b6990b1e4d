"""A vault with a closed review, and the coach's app over it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from perflead_tui import i18n
from perflead_tui.flows.close import close
from perflead_tui.flows.collect import collect
from perflead_tui.flows.debrief import Debrief, Material
from perflead_tui.questionnaire.loading import load
from perflead_tui.questionnaire.model import Questionnaire
from perflead_tui.results.report import Report
from perflead_tui.settings import Settings
from perflead_tui.tui.coach.app import CoachApp, Place
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import Review, quick_keys, quick_vaults, vault  # noqa: F401 - fixtures, by their names here
from tests.tui_results.build import report as build

PASSPHRASE = "a long passphrase"
SMALL, LARGE = (80, 24), (120, 40)

Starter = Callable[..., CoachApp]


@pytest.fixture(scope="session")
def questionnaire() -> Questionnaire:
    """The questionnaire `performance-leadership`."""
    return load("performance-leadership")


@pytest.fixture
def report(questionnaire: Questionnaire) -> Report:
    """A believable report, made by hand."""
    return build(questionnaire)


@pytest.fixture
def reading(report: Report, questionnaire: Questionnaire) -> Debrief:
    """A walk-through that is only looked at."""
    return Debrief(Material(report, questionnaire))


@pytest.fixture
def review(vault: Vault, tmp_path: Path) -> Review:  # noqa: F811 - the fixture
    """A review in the vault whose invitations are out."""
    return Review(vault, tmp_path)


@pytest.fixture
def closed(vault: Vault, tmp_path: Path) -> Review:  # noqa: F811 - the fixture
    """A review in the vault that everybody answered and that is closed."""
    review = Review(vault, tmp_path)
    review.answer_all()
    collect(vault, review.id, [review.envelopes])
    close(vault, review.id)
    return review


@pytest.fixture
def started(vault: Vault) -> Starter:  # noqa: F811 - the fixture
    """Makes the app over the open vault; by default at home."""

    def start(name: str = "home", review: str = "", **more: object) -> CoachApp:
        return CoachApp(vault.home, Settings(), vault=vault, start=Place(name, review), **more)  # type: ignore[arg-type]

    return start


def opened_again(review: Review) -> Vault:
    """The vault of a review, after an app has closed it."""
    return Vault.open(review.vault.home, PASSPHRASE)


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """A test that changes the language leaves English behind."""
    yield
    i18n.set_language("en")
