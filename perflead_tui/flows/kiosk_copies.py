"""Copies of a kiosk's sealed drafts in a drop on a server: every kiosk and server of that drop goes on with them.

A drop creates a file once and changes none. So each code has two names there, which only the code gives: the older copy
is removed and created again, and the other one stays whatever happens meanwhile. Copies are made in the background,
since a server may take seconds; what is on this machine is always the newest that it knows.
"""

import contextlib
import hashlib
import threading
import time
from pathlib import Path

from perflead_tui.exchange.drop import DRAFT, KIOSK, Drop, DropError, DropMissing, Exists, check_address, open_drop
from perflead_tui.exchange.invitation import Invitation
from perflead_tui.flows.drafts import LIMIT, Draft
from perflead_tui.flows.kiosk_keeping import QUICK, KioskDraft, drafts_folder, newest, own_folder

_EVERY = 5.0  # seconds between two copies of one draft while it is written
_AGAIN = 30.0  # seconds until the next try after a server did not take one
_NAMES = 2


class Copies:
    """The two places of one code's copies, and the sealed draft that is to go there. It holds no key."""

    def __init__(self, url: str, seed: bytes) -> None:
        self._url = url
        self.names = [hashlib.sha256(seed + bytes([n])).hexdigest()[:32] + DRAFT for n in range(_NAMES)]
        self.last = _NAMES - 1
        """Which of them is the newest."""
        self._held: bytes | None = None
        self._one, self._sending = threading.Lock(), threading.Lock()

    def hold(self, sealed: bytes) -> None:
        """This is to go there next."""
        with self._one:
            self._held = sealed

    def read(self) -> dict[int, bytes]:
        """What lies there, by the number of its name; nothing if the drop is away."""
        found = {}
        with contextlib.suppress(DropError), open_drop(self._url, KIOSK, QUICK) as drop:
            for n, name in enumerate(self.names):
                data = drop.get(name, LIMIT)
                if data is not None:
                    found[n] = data
        return found

    def send(self) -> bool:
        """Put there what is held. False if it is still to be done."""
        with self._sending:
            data = self._held
            if data is None:
                return True
            with contextlib.suppress(DropError), open_drop(self._url, KIOSK, QUICK) as drop:
                self._put(drop, data)
                with self._one:
                    if self._held is data:
                        self._held = None
                    return self._held is None
            return False

    def _put(self, drop: Drop, data: bytes) -> None:
        for at in range(self.last + 1, self.last + 1 + _NAMES):
            with contextlib.suppress(Exists):  # another kiosk writes with the same code at this moment
                self.last = at % _NAMES
                try:
                    drop.remove(self.names[self.last])
                    drop.put(self.names[self.last], data)
                except DropMissing:  # nobody has put a pack there
                    drop.lay()
                    drop.put(self.names[self.last], data)
                return


class CopiedDraft(KioskDraft):
    """A draft on this machine, with copies in the drop at `url`."""

    def __init__(self, invitation: Invitation, url: str) -> None:
        super().__init__(invitation, own_folder())
        self._copies = Copies(url, hashlib.sha256(b"perflead draft copy/1" + invitation.draft_seed).digest())

    def load(self) -> Draft:
        """The newest of what is here and what is in the drop; without the drop what is here."""
        found = {}
        for n, data in self._copies.read().items():
            with contextlib.suppress(ValueError):  # somebody else's, or damaged: it keeps nobody out
                found[n] = self.opened(data)
        if found:
            self._copies.last = max(found, key=lambda n: (found[n].revision, found[n].written))
        return newest([*self._drafts(), *found.values()])

    def save(self, draft: Draft) -> None:
        """Keep it here at once, and in the drop soon. Raises PerfleadError if this machine does not take it."""
        super().save(draft)
        self._copies.hold(self.sealed(draft))
        _copier.soon(self._copies)

    def ensure(self) -> None:
        """Make the copy now, if the drop is there."""
        self._copies.send()


class _Copier:
    """Makes copies one after another, in a thread that is there when there is something to do."""

    def __init__(self) -> None:
        self._due: dict[Copies, float] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._ending = False

    def soon(self, copies: Copies) -> None:
        """There is something to send."""
        with self._changed:
            self._due.setdefault(copies, time.monotonic() + _EVERY)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="drafts", daemon=True)
                self._thread.start()

    def finish(self, seconds: float) -> None:
        """Send now what is to be sent, within so many seconds."""
        with self._changed:
            thread, self._ending = self._thread, True
            self._changed.notify()
        if thread is not None:
            thread.join(seconds)
        self._ending = False

    def _run(self) -> None:
        while (copies := self._wait()) is not None:
            if not copies.send() and not self._ending:
                with self._changed:
                    self._due.setdefault(copies, time.monotonic() + _AGAIN)

    def _wait(self) -> Copies | None:
        """The next one, when its time has come; None if there is none any more, and the thread ends."""
        with self._changed:
            while self._due:
                copies, due = min(self._due.items(), key=lambda each: each[1])
                left = due - time.monotonic()
                if left <= 0 or self._ending:
                    del self._due[copies]
                    return copies
                self._changed.wait(left)
            self._thread = None
            return None


_copier = _Copier()


def finish_copies(seconds: float) -> None:
    """Before the process ends: send the copies that are to be sent, within so many seconds."""
    _copier.finish(seconds)


def draft_of(invitation: Invitation, envelopes: Path | None) -> KioskDraft:
    """Where the draft of an invitation is kept; `envelopes` is the folder for envelopes, if there is one."""
    url = invitation.terms.drop
    if url is not None and envelopes is None and not isinstance(check_address(url), Path):
        return CopiedDraft(invitation, url)
    return KioskDraft(invitation, drafts_folder(url, envelopes))
