"""A questionnaire of another tool in the form of a new review: it is taken in first, and its YAML file is used."""

from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.flows.drafting import ReviewDraft
from perflead_tui.questionnaire.importing.names import LIME, SHEETS
from perflead_tui.tui.coach.asking import typed_path
from perflead_tui.tui.coach.frame import CoachScreen
from perflead_tui.tui.widgets.field import Field


class Importing(CoachScreen):
    """The part of the form that takes a questionnaire in."""

    draft: ReviewDraft
    _offered = ""
    """The file that was offered to be taken in: leaving the entry does not ask twice."""

    def offer_import(self, *, again: bool = False) -> bool:
        """Offer to take the file in, if it is one of another tool and is there; says whether it was offered."""
        named = "" if self.draft.questionnaire else self.draft.questionnaire_file.strip()
        if not _foreign(named) or (named == self._offered and not again):
            return False
        from perflead_tui.tui.coach.toolbox import ask_import

        self._offered = named
        ask_import(self, named, str(typed_path(named).with_suffix(".yaml")), self._imported)
        return True

    def _imported(self, path: Path) -> None:
        self.query_one("#questionnaire_file", Field).value = str(path)


def _foreign(named: str) -> bool:
    try:
        path = typed_path(named)
        return path.suffix.lower() in (*LIME, *SHEETS) and path.is_file()
    except (PerfleadError, OSError, ValueError):
        return False
