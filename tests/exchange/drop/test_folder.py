"""A drop in a folder: what lies there, with which times and rights, and what a crash leaves."""

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perflead_tui.exchange.drop import DropError, DropFull, DropReadOnly, Exists, open_drop, random_name
from perflead_tui.exchange.drop.store import MTIME
from tests.exchange.drop.conftest import Place
from tests.exchange.drop.servers import REVIEW

NAME = f"claims/{'ab' * 16}"


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("kind", ["folder", "sftp"])
def test_every_file_has_the_same_time_and_nothing_is_left_over(a_place: Callable[[str], Place], kind: str) -> None:
    place = a_place(kind)
    drop = place.laid()
    for _file in range(3):
        drop.put(f"claims/{random_name()}", b"x")
    with pytest.raises(Exists):
        drop.put("terms", b"other")
    assert len(files(place.backing)) == 4
    assert {path.stat().st_mtime for path in files(place.backing)} == {MTIME}


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
@pytest.mark.parametrize("kind", ["folder", "sftp"])
def test_whoever_may_read_the_folder_may_read_what_is_put_there(a_place: Callable[[str], Place], kind: str) -> None:
    place = a_place(kind)
    place.backing.chmod(0o2770)
    place.laid().put(NAME, b"x")
    assert {stat.S_IMODE(path.stat().st_mode) for path in files(place.backing)} == {0o640}
    folders = [path for path in place.backing.rglob("*") if path.is_dir()]
    assert len(folders) == 4
    assert {stat.S_IMODE(path.stat().st_mode) & 0o777 for path in folders} == {0o770}


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_a_writer_that_is_killed_leaves_only_what_listings_pass_over(a_place: Callable[[str], Place]) -> None:
    place = a_place("folder")
    drop = place.laid()
    program = (
        "import os, signal, sys; from perflead_tui.exchange.drop import open_drop;"
        "os.link = lambda *_: os.kill(os.getpid(), signal.SIGKILL);"
        "open_drop(*sys.argv[1:3]).put(sys.argv[3], b'x' * 100000)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(place.backing), REVIEW, NAME], check=False)
    assert done.returncode == -signal.SIGKILL
    entries = drop.entries("claims")
    assert (list(entries), entries.ignored) == ([], 0)
    assert drop.get(NAME, 200_000) is None
    assert [path.name[:4] for path in files(place.backing / REVIEW / "claims")] == ["tmp-"]
    drop.put(NAME, b"again")
    assert drop.get(NAME, 200_000) == b"again"


@pytest.mark.parametrize(
    ("call", "number", "kind"),
    [("write", errno.ENOSPC, DropFull), ("open", errno.EROFS, DropReadOnly), ("fsync", errno.EDQUOT, DropFull)],
)
def test_a_folder_that_is_full_or_read_only_is_told_and_left_tidy(
    a_place: Callable[[str], Place], call: str, number: int, kind: type[DropError]
) -> None:
    place = a_place("folder")
    drop = place.laid()

    def failing(*_arguments: Any, **_named: Any) -> None:
        raise OSError(number, os.strerror(number))

    with pytest.MonkeyPatch.context() as patch:
        if call == "write":
            fdopen = os.fdopen

            def opened(*arguments: Any, **named: Any) -> Any:
                file = fdopen(*arguments, **named)
                patch.setattr(os, "fsync", failing)  # a full disk often says so only here
                return file

            patch.setattr(os, "fdopen", opened)
        else:
            patch.setattr(os, call, failing)
        with pytest.raises(kind, match="Nothing was lost"):
            drop.put(NAME, b"x" * 100)
    assert [path.name for path in files(place.backing)] == ["terms"]
    drop.put(NAME, b"now it fits")


def test_links_pipes_and_folders_are_not_files(a_place: Callable[[str], Place]) -> None:
    place = a_place("folder")
    drop = place.laid()
    claims, other = place.backing / REVIEW / "claims", place.backing / "secret"
    other.write_bytes(b"of someone else")
    names = [random_name() for _thing in range(3)]
    (claims / names[0]).symlink_to(other)
    (claims / names[1]).mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(claims / names[2])
    entries = drop.entries("claims")
    assert (list(entries), entries.ignored) == ([], len(list(claims.iterdir())))
    assert [drop.get(f"claims/{name}", 100) for name in names] == [None, None, None]
    with pytest.raises(Exists):
        drop.put(f"claims/{names[0]}", b"x")
    assert other.read_bytes() == b"of someone else"


def test_a_file_of_ten_gibibytes_is_never_opened_for_its_content(a_place: Callable[[str], Place]) -> None:
    place = a_place("folder")
    drop = place.laid()
    place.plant(NAME, b"", 10 * 2**30)
    place.monkeypatch.setattr(os, "read", lambda *_: pytest.fail("it was read"))
    with pytest.raises(DropError, match="was not read"):
        drop.get(NAME, 1000)


def test_a_file_system_without_links_still_refuses_a_taken_name(a_place: Callable[[str], Place]) -> None:
    place = a_place("folder")

    def unsupported(*_arguments: Any) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    place.monkeypatch.setattr(os, "link", unsupported)
    drop = place.laid()
    drop.check()
    drop.put(NAME, b"first")
    with pytest.raises(Exists):
        drop.put(NAME, b"second")
    assert drop.get(NAME, 100) == b"first"
    assert len(files(place.backing)) == 2


def test_a_file_address_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "with space").mkdir()
    open_drop((tmp_path / "with space").as_uri(), REVIEW).put("terms", b"x")
    assert (tmp_path / "with space" / REVIEW / "terms").read_bytes() == b"x"


def test_a_folder_needs_no_library_for_networks(tmp_path: Path) -> None:
    program = (
        "import sys; from perflead_tui.exchange.drop import open_drop;"
        "open_drop(*sys.argv[1:]).check();"
        "loud = {'fsspec', 'asyncio', 'ssl', 'httpx', 'asyncssh', 'botocore', 'textual'} & set(sys.modules);"
        "sys.exit(', '.join(loud) or 0)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path), REVIEW], check=True)
