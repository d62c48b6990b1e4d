"""The manual: Markdown pages beside this file, printed by `perflead guide TOPIC`."""

from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.text import clean_line

_PAGES = Path(__file__).parent


def topics() -> list[tuple[str, str]]:
    """Every topic with its title, in the order of their file names."""
    return [(page.stem, _title(page)) for page in sorted(_PAGES.glob("*.md"))]


def read_topic(topic: str) -> str:
    """The text of a topic. Raises PerfleadError naming the topics if there is none of that name."""
    names = [name for name, _title_ in topics()]
    if topic not in names:
        raise PerfleadError(
            _("The guide has no page {topic}.").format(topic=clean_line(topic, 40)),
            _("Its pages are: {pages}.").format(pages=", ".join(names)),
        )
    return (_PAGES / f"{topic}.md").read_text(encoding="utf-8")


def _title(page: Path) -> str:
    with page.open(encoding="utf-8") as file:
        return file.readline().lstrip("# ").strip()
