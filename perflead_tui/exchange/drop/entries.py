"""A listing that is read as it is needed."""

import re
from collections import deque
from collections.abc import Callable, Iterator

from perflead_tui.exchange.drop import names
from perflead_tui.exchange.drop.store import CutOff, Entry, Store

Run = Callable[[Callable[[], list[Entry] | None]], list[Entry] | None]


class Entries(Iterator[Entry]):
    """The files of one folder, in no order, one page in memory at a time.

    What does not have the agreed form (a name of so many lowercase hexadecimal digits, a regular file) is left out
    and counted in `ignored`; what is still being written is left out. What appears or vanishes meanwhile may be told
    or not: the next listing has it right.
    """

    def __init__(self, store: Store, folder: str, form: re.Pattern[str], run: Run) -> None:
        """`run` calls a step, again after faults that may pass."""
        self.ignored = 0
        self._store = store
        self._folder = folder
        self._form = form
        self._run = run
        self._pages: Iterator[list[Entry]] | None = None
        self._last = ""
        self._ready: deque[Entry] = deque()

    def __next__(self) -> Entry:
        """The next file. Raises StopIteration, and DropError if the drop fails."""
        while not self._ready:
            page = self._run(self._page)
            if page is None:
                raise StopIteration
            self._ready.extend(entry for entry in page if self._agreed(entry))
        return self._ready.popleft()

    def _agreed(self, entry: Entry) -> bool:
        if entry.size >= 0 and self._form.fullmatch(entry.name):
            return True
        if not names.is_temporary(entry.name):
            self.ignored += 1
        return False

    def _page(self) -> list[Entry] | None:
        """The next page; after a fault from where it was, or not at all: nothing is told twice."""
        if self._pages is None:
            self._pages = self._store.pages(self._folder, self._last)
        try:
            page = next(self._pages, None)
        except OSError as error:
            self._pages = None
            if self._last and not self._store.resumes:
                raise CutOff("the listing was interrupted") from error
            raise
        if page:
            self._last = page[-1].name
        return page
