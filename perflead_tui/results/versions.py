"""Versions of documents: what an older perflead wrote keeps opening, what a newer one wrote is refused in plain words.

A document says what it is in `schema`: `perflead.report/1`. Whoever changes a document's form raises its number and
adds a step that makes the new form of the old one, so that everything else knows the newest form alone.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.text import clean_line

Document = dict[str, Any]
Step = Callable[[Document], Document]
"""Makes the form of version n + 1 of that of version n, without changing what it is given."""

_SHOWN = 40  # characters of a schema from outside


@dataclass(frozen=True)
class Family:
    """One kind of document in all its versions. `steps` has, by the older version, the way to the next."""

    name: str
    newest: int = 1
    steps: Mapping[int, Step] = field(default_factory=dict)

    @property
    def schema(self) -> str:
        """What the newest version calls itself."""
        return f"{self.name}/{self.newest}"

    def version(self, document: Document) -> int | None:
        """The version of a document of this family; None if it is of no family or of another one."""
        schema = document.get("schema") if isinstance(document, dict) else None
        found = (
            re.fullmatch(rf"{re.escape(self.name)}/([1-9][0-9]{{0,8}})", schema) if isinstance(schema, str) else None
        )
        return int(found[1]) if found else None

    def newest_form(self, document: Document, name: str) -> Document | None:
        """`document` in the newest form; None if it is not of this family. Its shape is not checked.

        `name` is the file as shown. Raises PerfleadError if a newer perflead made it. A step may raise KeyError,
        TypeError or ValueError if the document is not what it says it is.
        """
        version = self.version(document)
        if version is None:
            return None
        if version > self.newest:
            raise PerfleadError(
                _("{path} was made by a newer perflead: it is {schema}, and this one reads {newest} at most.").format(
                    path=name, schema=clean_line(str(document["schema"]), _SHOWN), newest=self.schema
                ),
                _("Install the newest perflead and open it again."),
            )
        for older in range(version, self.newest):
            document = {**self.steps[older](document), "schema": f"{self.name}/{older + 1}"}
        return document
