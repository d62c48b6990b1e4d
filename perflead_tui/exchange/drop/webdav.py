"""A drop on a WebDAV server (RFC 4918): `webdavs://` is WebDAV over TLS, `webdav://` without.

The password is that of the host in ~/.netrc (or the file that NETRC names). It is sent over TLS, or to this computer.
A file is written beside and moved with `Overwrite: F`: the server refuses a taken name.
"""

import contextlib
import errno
import netrc
import os
import time
import urllib.parse
from collections.abc import Iterator
from typing import Any

from perflead_tui.exchange.drop import names
from perflead_tui.exchange.drop.address import Address
from perflead_tui.exchange.drop.davxml import ASK, DavListing
from perflead_tui.exchange.drop.library import AGENT, certificate_refused, need
from perflead_tui.exchange.drop.patience import Patience
from perflead_tui.exchange.drop.store import MTIME, PAGE, Entry, NoBase, Oversized, Untrusted

_HERE = ("localhost", "127.0.0.1", "::1")
_UNREAD = 65536  # bytes of an answer without interest that are read to keep the connection
_CREATED = (200, 201, 204)


class WebdavStore:
    """One review below a folder of a WebDAV server."""

    resumes = False

    def __init__(self, address: Address, review: str, patience: Patience) -> None:
        self._httpx = need("httpx")
        self._patience = patience
        self._review = self._root = names.check_review(review)
        secure = address.scheme == "webdavs"
        server = f"[{address.host}]" if ":" in address.host else address.host
        port = f":{address.port}" if address.port else ""
        path = urllib.parse.quote(address.path.rstrip("/"))
        login = _login(address.host) if secure or address.host in _HERE else None
        self._fs = need("webdav4.fsspec").WebdavFileSystem(
            f"{'https' if secure else 'http'}://{server}{port}{path}/",
            auth=self._httpx.BasicAuth(*login) if login else None,
            retry=False,
            timeout=self._httpx.Timeout(patience.read, connect=patience.connect),
            headers={"User-Agent": AGENT, "Accept-Encoding": "identity"},
            skip_instance_cache=True,
        )

    def lay(self) -> None:
        """Make the review's folders."""
        self.require_base()
        for folder in (self._root, *(f"{self._root}/{name}" for name in names.folders_of(self._review))):
            self._send("MKCOL", f"{folder}/", good=(201, 405))  # 405: it is there

    def create(self, name: str, data: bytes) -> None:
        """Write beside, then move without overwriting."""
        final = f"{self._root}/{name}"
        temporary = f"{final.rpartition('/')[0]}/{names.temporary_name()}"
        try:
            # X-OC-Mtime: Nextcloud and ownCloud set the modification time; others pass over it.
            self._send("PUT", temporary, content=data, headers={"X-OC-Mtime": str(MTIME)})
            self._send("MOVE", temporary, headers={"Destination": str(self._url(final)), "Overwrite": "F"})
        except OSError:
            with contextlib.suppress(OSError):
                self._send("DELETE", temporary)
            raise

    def read(self, name: str, limit: int) -> bytes:
        """Ask for the first `limit` bytes; the answer's head says how many there are in all, if it says."""
        headers = {"Range": f"bytes=0-{limit - 1}"}
        with self._ask("GET", f"{self._root}/{name}", headers=headers) as answer:
            if answer.status_code == 416:  # an empty file has no first byte
                return b""
            _check(answer.status_code, (200, 206))
            total = answer.headers.get("Content-Range", "").rpartition("/")[2]
            size = total or answer.headers.get("Content-Length", "")
            if size.isdigit() and int(size) > limit:
                raise Oversized(name)
            data = b"".join(self._chunks(answer, limit))
        if size.isdigit() and int(size) != len(data):
            raise BlockingIOError(errno.EAGAIN, "it changed while it was read")
        return data

    def pages(self, folder: str, after: str) -> Iterator[list[Entry]]:
        """The folder as the server tells it, about `PAGE` names at a time (the protocol itself has no pages)."""
        path = f"{self._root}/{folder}/"
        listing = DavListing(self._url(path).path)
        headers = {"Depth": "1", "Content-Type": "application/xml"}
        page: list[Entry] = []
        with self._ask("PROPFIND", path, headers=headers, content=ASK) as answer:
            _check(answer.status_code, (207,))
            try:
                for chunk in answer.iter_raw():
                    page.extend(listing.feed(chunk))
                    if len(page) >= PAGE:
                        yield page
                        page = []
                page.extend(listing.feed(b"", last=True))
            except ValueError:
                raise BlockingIOError(errno.EAGAIN, "not a listing") from None
        yield page

    def remove(self, name: str) -> None:
        """Remove the file."""
        self._send("DELETE", f"{self._root}/{name}")

    def require_base(self) -> None:
        """Raise NoBase if the folder is not there."""
        try:
            self._send("PROPFIND", "", headers={"Depth": "0"}, content=ASK, good=(207,))
        except FileNotFoundError:
            raise NoBase("no such folder") from None

    def reset(self) -> None:
        """Nothing to forget: broken connections leave the pool by themselves."""

    def _url(self, path: str) -> Any:
        return self._fs.client.base_url.join(path)

    def _send(self, method: str, path: str, good: tuple[int, ...] = _CREATED, **arguments: Any) -> None:
        """A request whose answer is its status alone."""
        with self._ask(method, path, **arguments) as answer:
            read = 0
            for chunk in answer.iter_raw():
                read += len(chunk)
                if read > _UNREAD:
                    break
            _check(answer.status_code, good)

    @contextlib.contextmanager
    def _ask(self, method: str, path: str, **arguments: Any) -> Iterator[Any]:
        """The answer, its body not yet read; httpx's errors become those of `store.py`."""
        try:
            with self._fs.client.http.stream(method, self._url(path), **arguments) as answer:
                yield answer
        except self._httpx.TransportError as error:
            if certificate_refused(error):
                raise Untrusted(str(error)) from error
            raise ConnectionResetError(errno.ECONNRESET, type(error).__name__) from error

    def _chunks(self, answer: Any, limit: int) -> Iterator[bytes]:
        """The body; Oversized as soon as there is more of it than `limit`, TimeoutError if it only drips."""
        until = time.monotonic() + self._patience.whole
        read = 0
        for chunk in answer.iter_raw():
            read += len(chunk)
            if read > limit:
                raise Oversized
            if time.monotonic() > until:
                raise TimeoutError(errno.ETIMEDOUT, "too slow")
            yield chunk


def _login(host: str) -> tuple[str, str] | None:
    """User and password for `host` from the usual file, if it has them."""
    try:
        found = netrc.netrc(os.environ.get("NETRC")).authenticators(host)
    except FileNotFoundError:
        return None
    except netrc.NetrcParseError:
        raise PermissionError(errno.EACCES, "the file .netrc cannot be read") from None
    return (found[0], found[2]) if found else None


def _check(status: int, good: tuple[int, ...]) -> None:
    """Raise the fault that the HTTP `status` stands for unless it is one of `good`."""
    if status in good:
        return
    text = f"HTTP {status}"
    if status in (401, 403, 405):
        raise PermissionError(errno.EACCES, text)
    if status in (404, 409):  # 409: the folder that it belongs into is not there
        raise FileNotFoundError(errno.ENOENT, text)
    if status == 412:
        raise FileExistsError(errno.EEXIST, text)
    if status == 507:
        raise OSError(errno.ENOSPC, text)
    if status in (408, 423, 425, 429) or status >= 500:
        raise BlockingIOError(errno.EAGAIN, text)
    raise OSError(errno.EPROTO, text)
