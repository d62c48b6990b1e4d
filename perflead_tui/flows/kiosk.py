"""A kiosk: codes are tried at a bounded rate, each opens its reviews, and the host's PIN lets the host out."""

import hmac
import math
import os
import time
from collections.abc import Sequence
from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.drop import KIOSK, PACK, check_address, open_drop
from perflead_tui.exchange.invitation import Invitation
from perflead_tui.exchange.pack import LIMIT, Pack, load_pack, parse_pack
from perflead_tui.files import shown
from perflead_tui.flows.kiosk_keeping import send_waiting
from perflead_tui.flows.kiosk_session import Asked, Places, Stand, asked
from perflead_tui.i18n import _, ngettext
from perflead_tui.sealing.errors import SealingError
from perflead_tui.sealing.slow import SALT, Cost, stretch
from perflead_tui.tries import Clock, Tries

__all__ = ["Clock", "HostPin", "Kiosk", "Tries", "how_many", "open_kiosk", "slowed"]

SHORTEST_PIN = 6
_LONGEST_PIN = 100
_PIN_FREE = 2  # wrong PINs before the first long pause


class HostPin:
    """The host's PIN, as its Argon2id hash (RFC 9106) in memory."""

    def __init__(self, pin: str, clock: Clock = time.monotonic) -> None:
        """Raises PerfleadError if it is too short or too long."""
        if not SHORTEST_PIN <= len(pin) <= _LONGEST_PIN:
            raise PerfleadError(
                _("The PIN needs {n} characters or more.").format(n=SHORTEST_PIN), _("Digits alone will do.")
            )
        self._salt = os.urandom(SALT)
        self._hash = stretch(pin.encode(), self._salt, Cost())
        self.tries = Tries(clock, _PIN_FREE)

    def __repr__(self) -> str:
        return "HostPin()"

    def fits(self, pin: str) -> bool:
        """Whether it is the PIN; False while the rate does not allow a try."""
        if self.tries.pause():
            return False
        good = hmac.compare_digest(self._hash, stretch(pin[:_LONGEST_PIN].encode(), self._salt, Cost()))
        if not good:
            self.tries.wrong()
        return good


class Kiosk:
    """One pack, open to whoever has a code."""

    def __init__(self, pack: Pack, places: Places, clock: Clock = time.monotonic) -> None:
        """Raises PerfleadError if some review's envelopes would have nowhere to go."""
        check_places(pack, places)
        self._pack, self._places = pack, places
        self.codes = Tries(clock)

    @property
    def languages(self) -> list[str]:
        """The languages of the questionnaires, each once."""
        return list(dict.fromkeys(code for terms in self._pack.terms for code in terms.questionnaire.languages))

    @property
    def mark(self) -> bytes:
        """What all kiosks of this pack have in common, and no other."""
        return self._pack.mark

    def open(self, code: str) -> list[Asked]:
        """The reviews that `code` opens, in their order: `unlock`, then `stand`, which say what is raised."""
        return self.stand(self.unlock(code))

    def unlock(self, code: str) -> list[Invitation]:
        """What `code` opens. It takes the memory of one try.

        Raises SealingError (bad_claim) for what is mistyped, which is no try; PerfleadError for a code that opens
        nothing here, or if the rate does not allow a try now.
        """
        if self.codes.pause():
            raise PerfleadError(slowed(self.codes))
        try:
            return self._pack.open(code)
        except SealingError:
            raise
        except PerfleadError:
            self.codes.wrong()
            raise

    def stand(self, invitations: Sequence[Invitation]) -> list[Asked]:
        """How each of these reviews stands, in their order. It may speak to a drop."""
        return [asked(invitation, self._places) for invitation in invitations]

    def send_waiting(self) -> int:
        """Let what waits go, as far as it can now; how many envelopes still wait."""
        return send_waiting(self._places.envelopes)


def slowed(tries: Tries) -> str:
    """Why a try has to wait, and how long."""
    seconds = max(math.ceil(tries.pause()), 1)
    words = ngettext("The next try is in {n} second.", "The next try is in {n} seconds.", seconds).format(n=seconds)
    if tries.slow:
        return _("Many tries were wrong, so it goes slowly now.") + " " + words
    return words


def how_many(found: Sequence[Asked]) -> str:
    """How many forms a code opens, and how long those take that can be answered now."""
    ready = [each for each in found if each.stand is Stand.READY]
    minutes = sum(each.minutes for each in ready)
    if len(found) == 1:
        return _("Your code opens one form.")
    words = _("Your code opens {n} forms, one after another.").format(n=len(found))
    if len(ready) > 1:
        words += " " + _("Together they take about {minutes} minutes.").format(minutes=minutes)
    return words


def check_places(pack: Pack, places: Places) -> None:
    """Raise PerfleadError if the envelopes, or the claims, of some review in the pack would have nowhere to go."""
    for terms in pack.terms:
        drop = places.drop or terms.drop
        if terms.blind is not None and drop is None:
            raise PerfleadError(
                _("A review in this pack is blind and has no drop: a kiosk cannot accept its invitations."),
                _("Start the kiosk on a drop that the desk attends."),
            )
        if places.envelopes is None and (drop is None or terms.courier is not None):
            raise PerfleadError(
                _("It is not said where envelopes go."),
                _("Add --envelopes FOLDER. Collect what lies there, or give it to the courier."),
            )


def open_kiosk(place: str, envelopes: Path | None = None) -> Kiosk:
    """The kiosk for a pack in a file, or for the pack in a drop: a folder or a URL, in which it is kiosk/codes.pack.

    Raises PerfleadError if there is no pack, or it is not sound; DropError if the drop cannot be read.
    """
    if envelopes is not None:
        envelopes = envelopes.absolute()
        if not envelopes.is_dir():
            raise PerfleadError(
                _("There is no folder {path}.").format(path=shown(envelopes)), _("Make it first, or connect it.")
            )
    address = check_address(place)
    if isinstance(address, Path) and not address.is_dir():
        return Kiosk(load_pack(address), Places(None, envelopes))
    url = str(address.absolute()) if isinstance(address, Path) else place.strip()
    with open_drop(url, KIOSK) as drop:
        data = drop.get(PACK, LIMIT)
        where = drop.where
    if data is None:
        raise PerfleadError(
            _("There is no pack in the drop {where}.").format(where=where),
            _("Put it there as the file {name}, or name the pack itself.").format(name=f"{KIOSK}/{PACK}"),
        )
    return Kiosk(parse_pack(data, PACK), Places(url, envelopes))
