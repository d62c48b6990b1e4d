"""The headers of every answer, and who may ask: Host and Origin (RFC 9110, section 7.2; RFC 6454)."""

import secrets

from aiohttp import web

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), display-capture=()",
    "Server": "perflead",
}
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def add_to(response: web.StreamResponse) -> None:
    """Set the headers that every answer has. What a page may load it says itself; everything else may load nothing."""
    response.headers.update(_ALWAYS)
    response.headers.setdefault("Content-Security-Policy", _NOTHING)
    response.headers.setdefault("Cache-Control", "no-store")


def new_nonce() -> str:
    """What lets this page's own script and styles run, and no others."""
    return secrets.token_urlsafe(18)


def policy(nonce: str, host: str, scheme: str) -> str:
    """The Content-Security-Policy of the page: one script, its own styles and fonts, one socket, no other host.

    Older Safari does not count a socket to the same host as `'self'`, so it is named.
    """
    socket = f"{'wss' if scheme == 'https' else 'ws'}://{host}"
    return (
        f"{_NOTHING}; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; font-src 'self'; "
        f"img-src data:; connect-src 'self' {socket}"
    )


def policy_of_words() -> str:
    """The policy of a page that only says something."""
    return f"{_NOTHING}; style-src 'self'; font-src 'self'; img-src data:"


def host_of(request: web.BaseRequest, hosts: frozenset[str]) -> str | None:
    """The one Host that a request names, if it is one of ours; else None."""
    named = request.headers.getall("Host", [])
    if len(named) != 1 or named[0].lower() not in hosts:
        return None
    return named[0].lower()


def from_our_page(request: web.BaseRequest, host: str, scheme: str) -> bool:
    """Whether a socket is opened by a page of ours. A browser always says where a socket comes from."""
    port = ":443" if scheme == "https" else ":80"
    return request.headers.getall("Origin", []) == [f"{scheme}://{host.removesuffix(port)}"]
