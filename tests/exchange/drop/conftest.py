"""The same drop on four kinds of place: a folder, OpenSSH's SFTP, moto's S3, a WebDAV server."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.exchange.drop import Drop, Patience, open_drop, random_name
from tests.exchange.drop import servers
from tests.exchange.drop.servers import REVIEW
from tests.exchange.drop.wire import Wire

KINDS = ("folder", "sftp", "s3", "webdav")
NETWORK = KINDS[1:]
BUCKET = "reviews"
FULL_BUCKET = "junk"


@dataclass
class Place:
    """One empty place. `backing` is where a server keeps its files (S3 has none)."""

    kind: str
    backing: Path
    port: int
    monkeypatch: pytest.MonkeyPatch
    pauses: list[float] = field(default_factory=list)
    on_pause: Callable[[], None] = lambda: None
    bucket: str = BUCKET

    def url(self, port: int = 0, path: str = "") -> str:
        """The address of the place, or of `path` on its server; through another port if one is given."""
        port = port or self.port
        if self.kind == "s3":
            self.monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
            return f"s3://{self.bucket}/{path or self.backing.name}"
        if self.kind == "sftp":
            return f"sftp://127.0.0.1:{port}{path or self.backing}"
        if self.kind == "webdav":
            return f"webdav://127.0.0.1:{port}/{path or self.backing.name}"
        return path or str(self.backing)

    def patience(self, **changes: Any) -> Patience:
        """Retries that cost no time; each pause is noted and told to `on_pause`."""

        def sleep(seconds: float) -> None:
            self.pauses.append(seconds)
            self.on_pause()

        return Patience(**{"sleep": sleep, "connect": 5.0, "read": 5.0, **changes})

    def open(self, port: int = 0, path: str = "", **patience: Any) -> Drop:
        """A drop of its own, as another person's program would open it."""
        return open_drop(self.url(port, path), REVIEW, self.patience(**patience))

    def laid(self) -> Drop:
        """A drop with a review on it."""
        drop = self.open()
        drop.put("terms", b"the terms")
        return drop

    def plant(self, name: str, data: bytes, size: int | None = None) -> None:
        """Put a file there by other means; `size` makes it longer, without content."""
        if self.kind == "s3":
            _client(self.port).put_object(Bucket=self.bucket, Key=self._key(name), Body=data.ljust(size or 0, b"\0"))
            return
        path = self.backing / REVIEW / name
        path.parent.mkdir(exist_ok=True)
        with path.open("wb") as file:
            file.write(data)
            if size is not None:
                file.truncate(size)

    def uproot(self, name: str) -> None:
        """Remove a file by other means."""
        if self.kind == "s3":
            _client(self.port).delete_object(Bucket=self.bucket, Key=self._key(name))
        else:
            (self.backing / REVIEW / name).unlink()

    def _key(self, name: str) -> str:
        return f"{self.backing.name}/{REVIEW}/{name}"


@cache
def _client(port: int) -> Any:
    import boto3

    secrets = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
    return boto3.client("s3", region_name="us-east-1", endpoint_url=f"http://127.0.0.1:{port}", **secrets)


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the servers keep."""
    return tmp_path_factory.mktemp("ground")


@pytest.fixture(scope="session")
def s3_port() -> Iterator[int]:
    """A server with an empty bucket and one that is full of junk."""
    import botocore.loaders
    import botocore.session

    loader = botocore.loaders.create_loader()
    filled = servers.serving("s3", BUCKET, f"{FULL_BUCKET}=claims:10000,grants:1")
    with filled as port, pytest.MonkeyPatch.context() as patch:
        # Every client would read the same megabyte of JSON again.
        patch.setattr(botocore.session, "create_loader", lambda *_path: loader)
        yield port


@pytest.fixture(scope="session")
def webdav_port(ground: Path) -> Iterator[int]:
    """A server on `ground`."""
    with servers.serving("webdav", str(ground)) as port:
        yield port


@pytest.fixture(scope="session")
def ssh_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the keys of the SSH server and of its user lie."""
    return tmp_path_factory.mktemp("ssh") / "home"


@pytest.fixture(scope="session")
def sftp_port(ssh_home: Path) -> Iterator[int]:
    """A private OpenSSH server."""
    if servers.sshd() is None:
        pytest.skip("OpenSSH's server (sshd) is not installed")
    with servers.serving_sftp(ssh_home) as port:
        yield port


def _place(kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Place:
    port = 0 if kind == "folder" else request.getfixturevalue(f"{kind}_port")
    home: Path = request.getfixturevalue("isolated")
    if kind == "sftp":
        shutil.copytree(request.getfixturevalue("ssh_home") / ".ssh", home / ".ssh")
    if kind == "s3":
        for name, value in {
            "AWS_ACCESS_KEY_ID": "a",
            "AWS_SECRET_ACCESS_KEY": "b",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }.items():
            monkeypatch.setenv(name, value)
    backing: Path = request.getfixturevalue("ground") / random_name()
    backing.mkdir()
    return Place(kind, backing, port, monkeypatch)


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Place:
    """An empty place of each kind."""
    return _place(request.param, request, monkeypatch)


@pytest.fixture(params=NETWORK)
def far(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Place:
    """An empty place of each kind that is on a server."""
    return _place(request.param, request, monkeypatch)


@pytest.fixture
def wire(far: Place) -> Iterator[Wire]:
    """The cable to the server of `far`."""
    cable = Wire(far.port)
    with contextlib.closing(cable):
        yield cable


@pytest.fixture
def a_place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Place]:
    """An empty place of a kind that the test names."""
    return lambda kind: _place(kind, request, monkeypatch)
