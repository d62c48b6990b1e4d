"""Real servers on loopback, each a process of its own that ends when its standard input does.

    python -m tests.exchange.drop.servers s3 BUCKET[=FOLDER:COUNT,...]...   moto; COUNT old objects in each folder
    python -m tests.exchange.drop.servers webdav FOLDER                     open /, /readonly, and /closed by password

The port is the first line of the output.
"""

import bisect
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

USER, PASSWORD = "ana", "a quiet river"
REVIEW = "abcdefghij234567"
_ROOT = Path(__file__).parents[3]


@contextlib.contextmanager
def serving(kind: str, *arguments: str) -> Iterator[int]:
    """The port of a server of this kind."""
    command = [sys.executable, "-m", __name__, kind, *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT) as server:
        assert server.stdin and server.stdout
        try:
            yield int(server.stdout.readline())
        finally:
            server.kill()


def sshd() -> str | None:
    """The path of OpenSSH's server, if it is installed."""
    return shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@contextlib.contextmanager
def serving_sftp(home: Path, *, read_only: bool = False) -> Iterator[int]:
    """The port of a private OpenSSH server for whoever runs the tests; `home` gets its keys and a ~/.ssh for them."""
    import asyncssh

    host, user = (asyncssh.generate_private_key("ssh-ed25519") for _key in range(2))
    home.mkdir(mode=0o700)
    ssh = home / ".ssh"
    ssh.mkdir(mode=0o700)
    host.write_private_key(home / "host_key")
    user.write_private_key(ssh / "id_ed25519")
    for secret in (home / "host_key", ssh / "id_ed25519"):
        secret.chmod(0o600)
    (ssh / "known_hosts").write_bytes(b"* " + host.export_public_key())
    (home / "authorized").write_bytes(user.export_public_key())
    (home / "sshd_config").write_text(
        f"ListenAddress 127.0.0.1\nHostKey {home}/host_key\nAuthorizedKeysFile {home}/authorized\nPidFile none\n"
        f"StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nMaxStartups 100\n"
        f"Subsystem sftp internal-sftp{' -R' if read_only else ''}\n"
    )
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # privilege separation wants it
    port = free_port()
    command = [str(sshd()), "-f", str(home / "sshd_config"), "-D", "-E", str(home / "log"), "-p", str(port)]
    with subprocess.Popen(command) as server:
        try:
            _await(port, home / "log")
            yield port
        finally:
            server.terminate()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _await(port: int, log: Path) -> None:
    for _attempt in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"sshd did not start: {log.read_text()}")


def _s3(*buckets: str) -> None:
    from moto.core import DEFAULT_ACCOUNT_ID
    from moto.s3.models import s3_backends
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    backend = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    full = {bucket.partition("=")[0] for bucket in buckets if "=" in bucket}
    for bucket in buckets:
        name, _equals, filling = bucket.partition("=")
        backend.create_bucket(name, "us-east-1")
        for part in filter(None, filling.split(",")):
            folder, _colon, count = part.partition(":")
            for number in range(int(count)):
                backend.put_object(name, f"{REVIEW}/{folder}/{_name(folder, number)}", b"x")
    # One thread: moto looks and then writes; real stores do both at once.
    application = _listing(backend, full, DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, application, threaded=False)
    print(server.port, flush=True)
    server.serve_forever()


def _listing(backend: Any, full: set[str], application: Any) -> Any:
    """List `full` buckets in the time that a page takes; moto looks at every object for every page, slowly."""

    def serve(environ: dict[str, Any], start_response: Any) -> Any:
        bucket = environ["PATH_INFO"].strip("/")
        query = dict(urllib.parse.parse_qsl(environ["QUERY_STRING"]))
        if bucket not in full or query.get("list-type") != "2":
            return application(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/xml")])
        return [_page(backend.buckets[bucket].keys, query).encode()]

    return serve


def _page(keys: dict[str, Any], query: dict[str, str]) -> str:
    """A page of ListObjectsV2; the token is the last name of the page before."""
    names, prefix, most = sorted(keys), query.get("prefix", ""), int(query.get("max-keys", "1000"))
    after = query.get("continuation-token") or query.get("start-after")
    at = bisect.bisect_right(names, after) if after else bisect.bisect_left(names, prefix)
    page = [name for name in names[at : at + most + 1] if name.startswith(prefix)]
    more = f"<NextContinuationToken>{page[most - 1]}</NextContinuationToken>" if len(page) > most else ""
    return (
        '<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        + f"<KeyCount>{len(page[:most])}</KeyCount><IsTruncated>{str(bool(more)).lower()}</IsTruncated>{more}"
        + "".join(
            f"<Contents><Key>{name}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;x&quot;</ETag>"
            f"<Size>{keys[name].size}</Size><StorageClass>STANDARD</StorageClass></Contents>"
            for name in page[:most]
        )
        + "</ListBucketResult>"
    )


def _name(folder: str, number: int) -> str:
    return f"junk-{number}" if folder == "claims" else f"{number:032x}"


def _webdav(folder: str) -> None:
    from cheroot import wsgi
    from wsgidav.fs_dav_provider import FilesystemProvider
    from wsgidav.wsgidav_app import WsgiDAVApp

    application = WsgiDAVApp(
        {
            "provider_mapping": {
                "/": FilesystemProvider(folder),
                "/readonly": FilesystemProvider(folder, readonly=True),
                "/closed": FilesystemProvider(folder),
            },
            "simple_dc": {"user_mapping": {"*": True, "/closed": {USER: {"password": PASSWORD}}}},
            "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
            "logging": {"enable": False},
            "verbose": 0,
        }
    )
    # One thread, as above.
    server = wsgi.Server(("127.0.0.1", 0), application, numthreads=1, max=1)
    server.prepare()
    print(server.bind_addr[1], flush=True)
    server.serve()


def main() -> None:
    """Serve until standard input ends."""

    def until_orphaned() -> None:
        sys.stdin.read()
        os._exit(0)

    sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123 - request logs, for as long as the process lives
    threading.Thread(target=until_orphaned, daemon=True).start()
    {"s3": _s3, "webdav": _webdav}[sys.argv[1]](*sys.argv[2:])


if __name__ == "__main__":
    main()
