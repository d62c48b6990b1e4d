"""Where a drop is, as it stands in the signed terms: never with a secret in it."""

import re
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

from perflead_tui.exchange.drop.errors import DropError
from perflead_tui.files import shown
from perflead_tui.i18n import _

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://(.*)", re.DOTALL)  # two letters or more: C:/ is a path
_HOST = re.compile(r"[A-Za-z0-9:]([A-Za-z0-9.:_-]*[A-Za-z0-9])?")  # it may reach a ProxyCommand of ~/.ssh/config
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+@\\-]*")


@dataclass(frozen=True)
class Address:
    """The parts of a URL. `path` is decoded and starts with "/" or is empty; `port` is 0 for the usual one."""

    scheme: str
    host: str
    port: int
    user: str
    path: str
    url: str


def parse(url: str) -> Path | Address:
    """A folder for a path or a file URL, else the parts of the URL.

    Raises DropError if the URL is not well-formed, or holds a password or anything else that may be one.
    """
    found = _SCHEME.fullmatch(url.strip())
    if found is None:
        if not url.strip() or "\0" in url or "://" in url:
            raise _bad(_("The address of the drop is not well-formed."))
        return Path(url)
    if found[1].lower() == "file":
        return _folder(found[2])
    return _address(found[1].lower(), url.strip())


def name(place: Path | Address) -> str:
    """The place as a person may see it."""
    return shown(place.url if isinstance(place, Address) else place)


def _folder(rest: str) -> Path:
    host, _slash, path = rest.partition("/")
    if host not in ("", "localhost"):
        raise _bad(_("A file address names a folder of this computer: file:///folder."))
    import urllib.request  # here: it loads all of HTTP and TLS

    return Path(urllib.request.url2pathname(f"/{path}"))


def _address(scheme: str, url: str) -> Address:
    try:
        parts = urllib.parse.urlsplit(url)
        host, port = parts.hostname or "", parts.port or 0
    except ValueError:
        raise _bad(_("The address of the drop is not well-formed.")) from None
    user, colon, _secret = parts.netloc.rpartition("@")[0].partition(":")
    if colon:
        raise _bad(
            _("The address of a drop must not hold a password: everyone who is invited would read it."),
            _("Leave it out. Use an SSH key, the AWS settings, or the file .netrc of this computer."),
        )
    if parts.query or parts.fragment or "::" in parts.path:
        raise _bad(
            _("The address of a drop ends with its path: nothing may follow after ? or # and no :: may be in it.")
        )
    path = urllib.parse.unquote(parts.path)
    user = urllib.parse.unquote(user)
    good = _HOST.fullmatch(host) and (not user or _USER.fullmatch(user)) and path.isprintable()
    if not good or {"..", "."} & set(path.split("/")):
        raise _bad(_("The address of the drop is not well-formed."))
    return Address(scheme, host, port, user, path, url)


def _bad(message: str, hint: str = "") -> DropError:
    return DropError(
        message, hint or _("Write a folder, or for example sftp://user@server/folder, s3://bucket/reviews.")
    )
