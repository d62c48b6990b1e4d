"""A shared place through which the files of a review travel: a folder, SFTP, S3, WebDAV, or what fsspec can create.

    <url>/<review>/terms  claims/<name>  grants/<name>  envelopes/<name>  board
    <url>/kiosk/codes.pack  <name>.draft

Every file is created once, whole, and never changed; what kiosks keep for themselves is removed and created again. The
place need not be trusted: what lies there is sealed or signed; its names, sizes and times say as little as the place
allows. Network libraries load only for servers.
"""

from perflead_tui.exchange.drop.drop import Drop
from perflead_tui.exchange.drop.entries import Entries
from perflead_tui.exchange.drop.errors import (
    DropAway,
    DropDenied,
    DropError,
    DropFull,
    DropMissing,
    DropReadOnly,
    DropUnfit,
    DropUntrusted,
    Exists,
    TooLarge,
)
from perflead_tui.exchange.drop.names import BOARD, CLAIMS, DRAFT, ENVELOPES, GRANTS, KIOSK, PACK, TERMS, random_name
from perflead_tui.exchange.drop.opening import check_address, open_drop
from perflead_tui.exchange.drop.patience import Patience
from perflead_tui.exchange.drop.store import Entry

__all__ = [
    "BOARD",
    "CLAIMS",
    "DRAFT",
    "ENVELOPES",
    "GRANTS",
    "KIOSK",
    "PACK",
    "TERMS",
    "Drop",
    "DropAway",
    "DropDenied",
    "DropError",
    "DropFull",
    "DropMissing",
    "DropReadOnly",
    "DropUnfit",
    "DropUntrusted",
    "Entries",
    "Entry",
    "Exists",
    "Patience",
    "TooLarge",
    "check_address",
    "open_drop",
    "random_name",
]
