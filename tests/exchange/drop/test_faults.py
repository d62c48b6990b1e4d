"""A network that fails, a place that refuses: each told in plain words, and nothing lost."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.exchange.drop import (
    Drop,
    DropAway,
    DropDenied,
    DropError,
    DropFull,
    DropMissing,
    DropReadOnly,
    DropUnfit,
    DropUntrusted,
    Exists,
    Patience,
    errors,
    open_drop,
    random_name,
    s3,
    webdav,
)
from perflead_tui.exchange.drop.patience import passing
from tests.exchange.drop import servers
from tests.exchange.drop.conftest import Place
from tests.exchange.drop.servers import PASSWORD, REVIEW, USER
from tests.exchange.drop.wire import Wire

LIMIT = 4096


def test_a_drop_that_is_away_is_told_and_serves_again_when_it_is_back(far: Place, wire: Wire) -> None:
    far.laid()
    drop, name = far.open(wire.port), f"envelopes/{random_name()}"
    wire.cut()
    for use in (lambda: drop.put(name, b"x"), lambda: drop.get("terms", LIMIT), lambda: list(drop.entries("claims"))):
        far.pauses.clear()
        with pytest.raises(DropAway, match=r"cannot be reached: .* Nothing was lost"):
            use()
        assert len(far.pauses) == 3
    wire.mend()
    drop.put(name, b"x")
    assert drop.get(name, LIMIT) == b"x"


def test_a_connection_that_breaks_is_made_again(far: Place, wire: Wire) -> None:
    far.laid()
    drop = far.open(wire.port)
    assert drop.get("terms", LIMIT) == b"the terms"
    wire.cut()
    far.on_pause = wire.mend
    assert drop.get("terms", LIMIT) == b"the terms"
    wire.snap()
    drop.put(f"claims/{random_name()}", b"x")
    assert len(list(drop.entries("claims"))) == 1


def test_a_server_that_never_answers_is_given_up(far: Place, wire: Wire) -> None:
    far.laid()
    wire.silence()
    drop = far.open(wire.port, connect=0.3, read=0.3, whole=0.6, attempts=2)
    with pytest.raises(DropAway):
        drop.get("terms", LIMIT)
    with pytest.raises(DropAway):
        drop.put(f"claims/{random_name()}", b"x")


def test_a_server_that_falls_silent_is_given_up(far: Place, wire: Wire) -> None:
    far.laid()
    drop = far.open(wire.port, connect=5.0, read=1.5, whole=5.0, attempts=1)
    assert drop.get("terms", LIMIT) == b"the terms"
    wire.silence()
    with pytest.raises(DropAway):
        drop.get("terms", LIMIT)


def test_a_lost_acknowledgement_is_not_taken_for_another_writer(place: Place) -> None:
    drop, name = place.laid(), f"envelopes/{random_name()}"
    create = drop._store.create
    lost = [ConnectionResetError(errno.ECONNRESET, "lost"), TimeoutError(errno.ETIMEDOUT, "lost")]

    def forgetful(name: str, data: bytes) -> None:
        create(name, data)
        if lost:
            raise lost.pop()

    place.monkeypatch.setattr(drop._store, "create", forgetful)
    drop.put(name, b"mine")
    lost.append(ConnectionResetError(errno.ECONNRESET, "lost"))
    drop.put(f"envelopes/{random_name()}", b"mine as well")
    assert place.open().get(name, LIMIT) == b"mine"
    with pytest.raises(Exists):
        drop.put(name, b"not mine")


def test_a_listing_that_breaks_tells_nothing_twice(place: Place) -> None:
    drop = place.laid()
    names = {random_name() for _file in range(7)}
    for name in names:
        place.plant(f"claims/{name}", b"x")
    pages = drop._store.pages
    breaks = [ConnectionResetError(errno.ECONNRESET, "gone")]

    def breaking(folder: str, after: str) -> Any:
        for page in pages(folder, after):
            yield page[:3]
            if breaks:
                raise breaks.pop()
            yield page[3:]

    place.monkeypatch.setattr(drop._store, "pages", breaking)
    seen = []
    entries = drop.entries("claims")
    try:
        seen.extend(entry.name for entry in entries)
    except DropAway:
        assert not drop._store.resumes
        seen = [entry.name for entry in drop.entries("claims")]
    assert len(seen) == len(set(seen))
    assert set(seen) == names


def test_pauses_grow_and_differ_from_person_to_person() -> None:
    pauses = [list(Patience(attempts=9).pauses()) for _person in range(20)]
    for own in pauses:
        assert len(own) == 8
        assert 0.25 <= own[0] <= 0.5
        assert 4 <= own[-1] <= 8
    assert len({own[0] for own in pauses}) > 1


def test_a_fault_that_cannot_pass_is_not_tried_again(a_place: Callable[[str], Place]) -> None:
    place = a_place("folder")
    drop = place.laid()

    def refuse(name: str, data: bytes) -> None:
        raise PermissionError(errno.EACCES, "no")

    place.monkeypatch.setattr(drop._store, "create", refuse)
    with pytest.raises(DropDenied):
        drop.put("board", b"x")
    assert place.pauses == []


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.EROFS, DropReadOnly),
        (errno.ENOSPC, DropFull),
        (errno.EDQUOT, DropFull),
        (errno.EACCES, DropDenied),
        (errno.EIO, DropAway),
        (errno.EHOSTDOWN, DropAway),
        (errno.EINVAL, DropError),
    ],
)
def test_what_the_system_says_is_told_in_words(number: int, kind: type[DropError]) -> None:
    told = errors.tell(OSError(number, os.strerror(number)), "/shared")
    assert type(told) is kind
    assert "/shared" in told.message
    assert "othing was lost" in told.hint


@pytest.mark.parametrize("read", [webdav._check, lambda status, good: _s3(status)])
def test_what_a_server_says_is_told_in_words(read: Callable[[int, tuple[int, ...]], None]) -> None:
    expected = {401: DropDenied, 403: DropDenied, 404: DropMissing, 429: DropAway, 500: DropAway, 503: DropAway}
    for status, kind in {**expected, 507: DropFull, 400: DropError}.items():
        with pytest.raises(OSError) as caught:
            read(status, (200,))
        assert type(errors.tell(caught.value, "there")) is kind
        assert passing(caught.value) == (kind is DropAway)


def _s3(status: int) -> None:
    raise s3._fault("", status)


def test_a_clock_that_is_wrong_is_named() -> None:
    assert "clock" in errors.tell(s3._fault("RequestTimeTooSkewed", 403), "there").message


def test_a_store_without_conditional_writes_is_refused(a_place: Callable[[str], Place]) -> None:
    place = a_place("s3")
    with pytest.raises(DropUnfit):
        raise errors.tell(s3._fault("NotImplemented", 501), "there")
    drop = place.open()
    call = drop._store._call  # type: ignore[attr-defined]

    def heedless(method: str, **arguments: Any) -> Any:
        arguments.pop("IfNoneMatch", None)
        return call(method, **arguments)

    place.monkeypatch.setattr(drop._store, "_call", heedless)
    with pytest.raises(DropUnfit, match="being overwritten"):
        drop.check()
    assert list(drop.entries("claims")) == []


def test_without_keys_for_s3_the_reason_is_told(a_place: Callable[[str], Place]) -> None:
    place = a_place("s3")
    place.monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    place.monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    place.monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    place.monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    with pytest.raises(DropDenied, match="key or password"):
        place.open().get("terms", LIMIT)


def test_a_webdav_folder_that_is_read_only(a_place: Callable[[str], Place]) -> None:
    place = a_place("webdav")
    place.laid()
    drop = place.open(path=f"readonly/{place.backing.name}")
    assert drop.get("terms", LIMIT) == b"the terms"
    with pytest.raises(DropDenied, match="you may not write there"):
        drop.put("board", b"x")


def test_the_webdav_password_is_that_of_netrc(a_place: Callable[[str], Place], isolated: Path) -> None:
    place = a_place("webdav")
    place.laid()
    closed = f"closed/{place.backing.name}"
    with pytest.raises(DropDenied):
        place.open(path=closed).get("terms", LIMIT)
    netrc = isolated / ".netrc"
    netrc.write_text(f'machine 127.0.0.1 login {USER} password "{PASSWORD}"\n')
    netrc.chmod(0o600)
    assert place.open(path=closed).get("terms", LIMIT) == b"the terms"


def test_the_webdav_password_never_travels_in_the_clear(isolated: Path) -> None:
    (isolated / ".netrc").write_text(f'default login {USER} password "{PASSWORD}"\n')
    (isolated / ".netrc").chmod(0o600)
    sent = {
        scheme: open_drop(f"{scheme}://example.org/x", REVIEW)._store._fs.client.http.auth  # type: ignore[attr-defined]
        for scheme in ("webdav", "webdavs")
    }
    assert sent["webdav"] is None
    assert sent["webdavs"] is not None


def test_an_unknown_ssh_host_is_not_trusted(a_place: Callable[[str], Place], isolated: Path) -> None:
    place = a_place("sftp")
    for known in (None, b"* ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"):
        (isolated / ".ssh/known_hosts").unlink()
        if known:
            (isolated / ".ssh/known_hosts").write_bytes(known)
        else:
            (isolated / ".ssh/known_hosts").touch()
        with pytest.raises(DropUntrusted, match="compare the fingerprint"):
            place.open().get("terms", LIMIT)
    assert place.pauses == []


def test_an_ssh_key_that_is_not_accepted(a_place: Callable[[str], Place], isolated: Path) -> None:
    place = a_place("sftp")
    (isolated / ".ssh/id_ed25519").unlink()
    with pytest.raises(DropDenied):
        place.open().get("terms", LIMIT)
    assert place.pauses == []


def test_an_sftp_server_that_is_read_only(a_place: Callable[[str], Place], tmp_path: Path, isolated: Path) -> None:
    place = a_place("sftp")
    place.laid()
    with servers.serving_sftp(tmp_path / "home", read_only=True) as port:
        for name in ("known_hosts", "id_ed25519"):
            (isolated / ".ssh" / name).write_bytes((tmp_path / "home/.ssh" / name).read_bytes())
        drop = place.open(port)
        assert drop.get("terms", LIMIT) == b"the terms"
        with pytest.raises(DropDenied, match="you may not write there"):
            drop.put("board", b"x")


@pytest.mark.parametrize(("flags", "free", "kind"), [(0, 0, DropFull), (1, 10**6, DropReadOnly), (0, 10**6, DropError)])
def test_an_sftp_server_that_only_says_failure(
    a_place: Callable[[str], Place], flags: int, free: int, kind: type[DropError]
) -> None:
    import asyncssh

    place = a_place("sftp")
    drop = place.laid()

    async def failing(*_arguments: object) -> None:
        raise asyncssh.SFTPFailure("Failure")

    async def statvfs(_self: object, _path: object) -> Any:
        return asyncssh.SFTPVFSAttrs(bsize=4096, frsize=4096, bavail=free, flags=flags)

    place.monkeypatch.setattr(drop._store, "_write", failing)
    place.monkeypatch.setattr(asyncssh.SFTPClient, "statvfs", statvfs)
    with pytest.raises(DropError) as caught:
        drop.put("board", b"x")
    assert type(caught.value) is kind


def test_an_sftp_server_without_links_still_never_overwrites(a_place: Callable[[str], Place]) -> None:
    import asyncssh

    place = a_place("sftp")
    drop: Drop = place.laid()

    async def unsupported(*_arguments: object) -> None:
        raise asyncssh.SFTPOpUnsupported("link not supported")

    place.monkeypatch.setattr(asyncssh.SFTPClient, "link", unsupported)
    drop.check()
    drop.put("board", b"first")
    with pytest.raises(Exists):
        drop.put("board", b"second")
    assert drop.get("board", LIMIT) == b"first"
    assert sorted(path.name for path in (place.backing / REVIEW).iterdir() if path.is_file()) == ["board", "terms"]
