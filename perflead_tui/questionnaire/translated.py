"""What is said where a text of a questionnaire lacks the reader's language and is shown in another one."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from perflead_tui.i18n import _, format_list, language_called
from perflead_tui.questionnaire.model import shown_in


def untranslated(language: str, *parts: object) -> str:
    """A note for a page that shows `parts` (models of a questionnaire, or their texts); empty if all are translated."""
    others = dict.fromkeys(shown_in(text, language) for part in parts for text in _texts(part))
    names = [language_called(code) for code in others if code != language]
    return _("Not translated, so it is shown in {language}.").format(language=format_list(names)) if names else ""


def _texts(part: Any) -> Iterator[dict[str, str]]:
    """Every localized text in a part of a questionnaire."""
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _texts(getattr(part, name))
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _texts(each)
    elif isinstance(part, dict) and part:
        yield part
