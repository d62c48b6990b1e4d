"""A finished answer that waits leaves by itself while the window is open: at a random moment after its time has come,
so that the clock does not tell when somebody sat here."""

import datetime
import secrets

LOOK = 30.0  # seconds between two looks at the clock
_SPREAD = 600  # seconds over which the moments of leaving are spread


class Leaving:
    """When one answer leaves; `earliest` is None if only the drop was away."""

    def __init__(self, earliest: datetime.datetime | None) -> None:
        self._earliest = earliest
        self._moment: datetime.datetime | None = None

    def due(self, now: datetime.datetime) -> bool:
        """Whether it is time to try."""
        if self._earliest is not None and now < self._earliest:
            return False
        if self._moment is None:
            self._moment = now + datetime.timedelta(seconds=secrets.randbelow(_SPREAD))
        return now >= self._moment
