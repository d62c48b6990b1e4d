"""What a server is told, and what it refuses to be told."""

import ipaddress
import os
import re
from dataclasses import dataclass, replace

from perflead_tui.errors import PerfleadError
from perflead_tui.i18n import _
from perflead_tui.text import clean_line

_LOCAL_NAME = "localhost"
# RFC 1123, section 2.1: a host name. It stands in headers and in the page, so nothing else may.
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\Z")
_HTTPS, _HTTP = 443, 80

# What a kiosk's process is given of the environment: where the drafts are, the language, and how drops are reached.
# The vault's folder and its passphrase are not among them.
_PASSED = frozenset(
    ("HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP", "PERFLEAD_STATE", "PERFLEAD_CONFIG")
)
_PASSED_TO_REACH = frozenset(
    ("SSH_AUTH_SOCK", "NETRC", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "LD_LIBRARY_PATH", "SYSTEMROOT")
)
_PASSED_FAMILIES = ("LC_", "XDG_", "AWS_", "http_proxy", "https_proxy", "no_proxy", "HTTPS_PROXY", "NO_PROXY")


@dataclass(frozen=True)
class Options:
    """How a server is run. Times are in seconds."""

    argv: tuple[str, ...]
    """The program of one session and its arguments. It is started as it is, without a shell."""
    nursery: tuple[str, ...] = ()
    """The program whose forks are sessions, and its arguments, for systems that can; empty for none."""
    key: bytes = b""
    """What the servers of one pack have in common: any of them takes the tokens of any other."""
    host: str = "127.0.0.1"
    port: int = 8360
    behind_proxy: bool = False
    names: tuple[str, ...] = ()
    """The host names that people type, where a proxy stands before this server."""
    sessions: int = 50
    per_minute: int = 30
    """New sessions a minute from one address."""
    wrong_codes: int = 5
    """Wrong codes of one address, within ten minutes, before the first long pause."""
    idle: float = 15 * 60
    total: float = 2 * 60 * 60
    grace: float = 10 * 60
    """How long open sessions may go on after SIGTERM."""

    def checked(self) -> "Options":
        """These options, with the names in lower case. Raises PerfleadError if this must not be listened on."""
        names = tuple(name.lower().rstrip(".") for name in self.names)
        for name in names:
            if not _NAME.match(name):
                raise PerfleadError(
                    _("{name} is not a host name.").format(name=clean_line(name, 80)),
                    _("Give what people type between https:// and the next slash, such as reviews.example.gov."),
                )
        if self.behind_proxy and not names:
            raise PerfleadError(
                _("Behind a proxy the server has to know the name that people type."),
                _("Give it: --behind-proxy --name reviews.example.gov."),
            )
        if names and not self.behind_proxy:
            raise PerfleadError(
                _("--name goes with --behind-proxy."), _("Without a proxy only this computer opens the page.")
            )
        if not self.behind_proxy and not is_loopback(self.host):
            raise PerfleadError(
                _("The server does not encrypt, so it listens to this computer alone."),
                _("Put a proxy with TLS before it and say --behind-proxy; perflead guide browser shows how."),
            )
        return replace(self, names=names)

    def of(self, key: bytes) -> "Options":
        """These options with the key of a pack."""
        return replace(self, key=key)

    def hosts(self) -> frozenset[str]:
        """The values of the Host header that are answered."""
        if self.behind_proxy:
            return frozenset(each for name in self.names for each in (name, f"{name}:{_HTTPS}"))
        local = {_LOCAL_NAME, "127.0.0.1", "[::1]", f"[{self.host}]" if ":" in self.host else self.host.lower()}
        return frozenset(f"{name}:{self.port}" for name in local) | (local if self.port == _HTTP else frozenset())

    @property
    def scheme(self) -> str:
        """How the page is reached: `https` behind a proxy, else `http`."""
        return "https" if self.behind_proxy else "http"

    def address(self) -> str:
        """What to type into a browser."""
        if self.behind_proxy:
            return f"https://{self.names[0]}/"
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}/"


def is_loopback(host: str) -> bool:
    """Whether only this computer reaches `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == _LOCAL_NAME


def clean_environment() -> dict[str, str]:
    """What of this process's environment a session's process is given."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in _PASSED | _PASSED_TO_REACH or name.startswith(_PASSED_FAMILIES)
    }
