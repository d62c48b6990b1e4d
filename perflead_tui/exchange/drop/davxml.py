"""A WebDAV listing (RFC 4918, section 9.1), read as it arrives: a folder of any size in little memory."""

import urllib.parse
import xml.parsers.expat
from collections.abc import Iterator

from perflead_tui.exchange.drop.store import Entry

ASK = (
    b'<?xml version="1.0" encoding="utf-8"?>'
    b'<propfind xmlns="DAV:"><prop><getcontentlength/><resourcetype/></prop></propfind>'
)
_TEXT = 4096  # the longest name or number that is looked at


class DavListing:
    """Feed it the bytes of a multistatus answer; take the entries that have become complete."""

    def __init__(self, path: str) -> None:
        """`path` is the folder's own, decoded: its entry is left out."""
        self._own = path.strip("/")
        self._ready: list[Entry] = []
        self._href = self._text = ""
        self._size = -1
        self._folder = False
        self._parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._parser.StartDoctypeDeclHandler = _refuse

    def feed(self, data: bytes, *, last: bool = False) -> Iterator[Entry]:
        """The entries that `data` completed. Raises ValueError if it is not such an answer."""
        try:
            self._parser.Parse(data, last)
        except xml.parsers.expat.ExpatError as error:
            raise ValueError(str(error)) from None
        ready, self._ready = self._ready, []
        return iter(ready)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._text = ""
        if tag == "DAV: response":
            self._href, self._size, self._folder = "", -1, False
        elif tag == "DAV: collection":
            self._folder = True

    def _data(self, text: str) -> None:
        if len(self._text) < _TEXT:
            self._text += text[:_TEXT]

    def _end(self, tag: str) -> None:
        text, self._text = self._text.strip(), ""
        if tag == "DAV: href" and not self._href:
            self._href = text
        elif tag == "DAV: getcontentlength" and text.isascii() and text.isdigit() and len(text) < 19:
            self._size = int(text)
        elif tag == "DAV: response":
            path = urllib.parse.unquote(urllib.parse.urlsplit(self._href).path).strip("/")
            if path != self._own:
                self._ready.append(Entry(path.rpartition("/")[2], -1 if self._folder else self._size))


def _refuse(*_declaration: object) -> None:
    raise ValueError("an answer that declares its own entities")
