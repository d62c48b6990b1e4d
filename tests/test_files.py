"""Reading with a limit and writing all or nothing."""

import errno
import os
from pathlib import Path

import pytest

from perflead_tui import files
from perflead_tui.errors import PerfleadError
from perflead_tui.files import parse_json, private_dir, read_limited, write_atomic

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no modes and no named pipes of this kind")


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@posix
def test_a_written_file_is_private_and_whole(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a", b"one")
    write_atomic(tmp_path / "a", b"two")
    assert (tmp_path / "a").read_bytes() == b"two"
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["a"]


def test_a_file_that_exists_is_left_alone_when_asked(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a", b"one")
    with pytest.raises(PerfleadError, match="exists already"):
        write_atomic(tmp_path / "a", b"two", overwrite=False)
    assert (tmp_path / "a").read_bytes() == b"one"
    assert names(tmp_path) == ["a"]


def test_without_hard_links_a_file_that_exists_is_still_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_args: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    write_atomic(tmp_path / "a", b"one", overwrite=False)
    with pytest.raises(PerfleadError, match="exists already"):
        write_atomic(tmp_path / "a", b"two", overwrite=False)
    assert (tmp_path / "a").read_bytes() == b"one"


@pytest.mark.parametrize("call", ["open", "fsync", "write"])
def test_a_full_disk_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    write_atomic(tmp_path / "a", b"old")

    def full(*_args: object, **_more: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if call == "write":
        monkeypatch.setattr(files, "_write_new", full)
    else:
        monkeypatch.setattr(os, call, full)
    with pytest.raises(PerfleadError, match="No space left"):
        write_atomic(tmp_path / "a", b"new")
    monkeypatch.undo()
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


@posix
def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(PerfleadError, match="not a regular file"):
        read_limited(tmp_path / "pipe", 10, "a thing")


def test_names_of_files_are_cleaned_before_they_are_shown(tmp_path: Path) -> None:
    with pytest.raises(PerfleadError) as caught:
        read_limited(tmp_path / "a\x1b[31m", 10, "a thing")
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    "data", [b"", b"[1]", b'{"a": 1, "a": 2}', b"\xff\xfe", b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}", b"null"]
)
def test_json_that_is_not_one_sound_object_is_refused(data: bytes) -> None:
    with pytest.raises(PerfleadError, match="not a thing"):
        parse_json(data, "x", "a thing")


@posix
def test_a_private_folder_is_the_users_alone(tmp_path: Path) -> None:
    assert private_dir(tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
