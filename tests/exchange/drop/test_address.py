"""Where a drop is: read strictly, because it stands in signed terms that everyone reads."""

import sys
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.exchange.drop import DropError, DropUnfit, Exists, TooLarge, open_drop, random_name
from perflead_tui.exchange.drop.address import Address, parse
from tests.exchange.drop.servers import REVIEW


@pytest.mark.parametrize("path", ["/srv/drop", "drop", r"C:\drop", "C:/drop", r"\\server\share\drop", "./a b"])
def test_paths_are_folders(path: str) -> None:
    assert parse(path) == Path(path)


@pytest.mark.parametrize("url", ["file:///srv/the%20drop", "file://localhost/srv/the%20drop", "FILE:///srv/the drop"])
def test_file_addresses_are_folders(url: str) -> None:
    assert parse(url) == Path("/srv/the drop")


def test_the_parts_of_an_address() -> None:
    assert parse("SFTP://ana@example.org:2222/srv/the%20drop") == Address(
        "sftp", "example.org", 2222, "ana", "/srv/the drop", "SFTP://ana@example.org:2222/srv/the%20drop"
    )
    found = parse("webdavs://[::1]:8443/dav")
    assert isinstance(found, Address)
    assert (found.host, found.port) == ("::1", 8443)


@pytest.mark.parametrize(
    "url",
    [
        "sftp://ana:hunter2@example.org/drop",
        "sftp://:hunter2@example.org/drop",
        "webdavs://ana:hunter2@example.org/drop",
        "s3://AKIA:hunter2@bucket/prefix",
        "s3://hunter2@bucket/prefix",
        "gs://ana:hunter2@bucket",
        "s3://bucket/prefix?secret=hunter2",
        "webdavs://example.org/drop#hunter2",
        "sftp://ana:hunter2/x@example.org/drop",
    ],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(DropError) as caught:
        open_drop(url, REVIEW)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "  ",
        "sftp://",
        "sftp:///drop",
        "sftp://example.org:port/drop",
        "sftp://-oProxyCommand=x/drop",
        "sftp://$(x)/drop",
        "sftp://-ana@example.org/drop",
        "sftp://example.org/a/../b",
        "sftp://example.org/a%0Ab",
        "s3:///prefix",
        "simplecache::s3://bucket/prefix",
        "gs://bucket/a::b",
        "file://server/share",
        "https://example.org/dav",
        "x\0y",
    ],
)
def test_an_address_that_is_not_well_formed_is_refused(url: str) -> None:
    with pytest.raises(DropError):
        open_drop(url, REVIEW)


def test_a_web_address_is_told_from_webdav() -> None:
    with pytest.raises(DropError, match="webdavs://"):
        open_drop("https://example.org/dav", REVIEW)


@pytest.mark.parametrize("url", ["sftp://example.org/drop", "s3://bucket", "webdavs://example.org/dav", "gs://bucket"])
def test_without_the_extra_the_command_that_installs_it_is_named(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("fsspec", "s3fs", "sshfs", "asyncssh", "httpx", "webdav4", "webdav4.fsspec"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(PerfleadError, match=r'pip install "perflead-tui\[drop\]"') as caught:
        open_drop(url, REVIEW)
    assert "\n" not in str(caught.value)


def test_a_kind_that_nobody_knows() -> None:
    with pytest.raises(PerfleadError, match="carrierpigeon"):
        open_drop("carrierpigeon://loft", REVIEW)


def test_a_kind_that_cannot_create_without_overwriting_is_refused() -> None:
    with pytest.raises(DropUnfit):
        open_drop("ftp://example.org/drop", REVIEW)


def test_any_other_place_of_fsspec_that_can() -> None:
    drop = open_drop(f"memory://{random_name()}", REVIEW)
    drop.check()
    drop.put("terms", b"the terms")
    name = f"claims/{random_name()}"
    drop.put(name, b"x" * 10)
    with pytest.raises(Exists):
        drop.put(name, b"y")
    drop.put(name, b"x" * 10, same_ok=True)
    with pytest.raises(TooLarge):
        drop.get(name, 9)
    assert [drop.get(name, 10), drop.get("board", 10)] == [b"x" * 10, None]
    assert [tuple(entry) for entry in drop.entries("claims")] == [(name[7:], 10)]
    drop.remove(name)
    drop.remove(name)
    assert list(drop.entries("claims")) == []


@pytest.mark.parametrize("name", ["", "../x", "claims", "claims/", "claims/../terms", "CLAIMS/" + "ab" * 16, "other"])
def test_names_outside_the_layout_are_a_fault_of_the_program(name: str, tmp_path: Path) -> None:
    drop = open_drop(str(tmp_path), REVIEW)
    for use in (lambda: drop.get(name, 1), lambda: drop.put(name, b""), lambda: drop.remove(name)):
        with pytest.raises(ValueError, match="not a name on a drop"):
            use()
    with pytest.raises(ValueError, match="not a folder"):
        drop.entries("..")
    with pytest.raises(ValueError, match="not the id"):
        open_drop(str(tmp_path), "../x")
