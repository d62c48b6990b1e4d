"""The manual: Markdown pages beside this file, printed by `perflead guide TOPIC`.

A folder named like a language has the same pages in it; one that it lacks is shown in English.
"""

from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _, language
from perflead_tui.text import clean_line

_PAGES = Path(__file__).parent


def topics() -> list[tuple[str, str]]:
    """Every topic with its title in the active language, in the order of their file names."""
    return [(page.stem, _title(_in_language(page))) for page in sorted(_PAGES.glob("*.md"))]


def read_topic(topic: str) -> str:
    """The text of a topic, in the active language if it has one. Raises PerfleadError that names the topics."""
    names = [name for name, _title_ in topics()]
    if topic not in names:
        raise PerfleadError(
            _("The guide has no page {topic}.").format(topic=clean_line(topic, 40)),
            _("Its pages are: {pages}.").format(pages=", ".join(names)),
        )
    return _in_language(_PAGES / f"{topic}.md").read_text(encoding="utf-8")


def _in_language(page: Path) -> Path:
    translated = page.parent / language() / page.name
    return translated if translated.exists() else page


def _title(page: Path) -> str:
    with page.open(encoding="utf-8") as file:
        return file.readline().lstrip("# ").strip()
