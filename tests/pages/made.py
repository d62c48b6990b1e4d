"""Both pages in both languages, as they are to lie in the package."""

from pathlib import Path

from tests.pages.performance import performance
from tests.pages.reliability import reliability
from tests.pages.words import LANGUAGES

GUIDE = Path(__file__).parents[2] / "perflead_tui" / "guide"


def pages() -> dict[Path, str]:
    """Every page by its file."""
    made = {}
    for language in LANGUAGES:
        folder = GUIDE if language == "en" else GUIDE / language
        made[folder / "reliability.md"] = reliability(language)
        made[folder / "performance.md"] = performance(language)
    return made
