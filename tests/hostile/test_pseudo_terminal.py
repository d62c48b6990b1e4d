"""What reaches a real terminal, whatever a review, a file or a name holds: nothing that is not ours."""

import re
import signal
import socket
import sys
from pathlib import Path

import pytest

from perflead_tui.flows.records import open_review
from perflead_tui.vault.vault import Vault
from tests.cli.conftest import PASSPHRASE
from tests.serve.conftest import free_port

from .conftest import Hostile
from .corpus import CONTROL, MARK, NAMED, TERMINAL
from .pseudo import Pseudo
from .terminal import sequences, smuggled

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")

_DOWN, _UP, _NEXT, _ESCAPE = "\x1b[B", "\x1b[A", "\x1b[6~", "\x1b"

OURS = re.compile(
    r"CSI [0-9;]*[mHJK]"  # colours, places, what is cleared
    r"|CSI \?[0-9;]+([hl]|\$p)|CSI [<>=][0-9]*u"  # modes that are set and asked for, the keyboard's
    r"|OSC 22;[a-z]+"  # how the mouse's pointer looks
    r"|control [\r\n]"
)
"""Every sequence that the program sends of its own."""


def harmless(terminal: Pseudo) -> None:
    """Nothing was sent that is not ours, and the program stands."""
    assert smuggled(terminal.output) == []
    told = {f"{each.kind} {each.content}" for each in sequences(terminal.output)}
    assert [each for each in told if not OURS.fullmatch(each)] == []
    assert MARK not in "".join([*terminal.screen.titles, *terminal.screen.answers])
    assert "fault of its own" not in terminal.screen.text


def harmless_lines(terminal: Pseudo) -> None:
    """The same of what is said line by line: nothing but text and line breaks."""
    harmless(terminal)
    assert {each.content for each in sequences(terminal.output)} <= {"\r", "\n"}


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text(PASSPHRASE + "\n")
    return path


def test_the_form_of_a_rater(hostile: Hostile) -> None:
    with Pseudo("answer", hostile.invitation) as terminal:
        terminal.says("You are asked about Jo Lead")
        assert MARK in terminal.screen.text, "the text is there, as text"
        terminal.press("\x1bOP", _ESCAPE, "\r", "\r", "3", _NEXT, "n", _NEXT, _NEXT, f"x{CONTROL}", _NEXT)
        terminal.says("This is what will be sealed")
        harmless(terminal)


def test_a_kiosk(hostile: Hostile) -> None:
    with Pseudo("kiosk", hostile.folder / "codes.pack", "--envelopes", hostile.folder / "envelopes") as terminal:
        terminal.says("Type the code from your letter.")
        terminal.press(hostile.code.replace("-", ""), "\r")
        terminal.says("You are asked about Jo Lead")
        terminal.press("\r", "\r", "3", _NEXT)
        assert MARK in terminal.screen.text
        harmless(terminal)


def test_home_and_the_desk(hostile: Hostile, secret: Path) -> None:
    with Pseudo(passphrase=secret) as terminal:
        terminal.says("Jo Lead")
        assert MARK in terminal.screen.text
        terminal.press("\x1bOP", _ESCAPE, _DOWN, _UP, "\r")
        harmless(terminal)


def test_a_walk_through(hostile: Hostile, secret: Path) -> None:
    with Pseudo("results", hostile.closed, passphrase=secret) as terminal:
        terminal.says("Jo Lead")
        for step in "123456789":
            terminal.press(step, _DOWN, "t")
        assert MARK in terminal.screen.text
        harmless(terminal)


@pytest.mark.parametrize(
    ("arguments", "first"),
    [
        ("answer {folder}/open/3.invitation --plain", "You are asked about"),
        ("results {closed} --plain", "Jo Lead"),
    ],
)
def test_line_by_line(hostile: Hostile, secret: Path, arguments: str, first: str) -> None:
    with Pseudo(*arguments.format(**vars(hostile)).split(), passphrase=secret, echo=False) as terminal:
        terminal.says(first)
        for line in ("", "", "3", "n", CONTROL, "?", "review", "stop", "\x04"):
            if terminal.process.poll() is None:
                terminal.press(f"{line}\r")
        harmless_lines(terminal)


@pytest.mark.parametrize("arguments", ["status", "report {closed}", "report {closed} --format json", "remind {review}"])
def test_what_is_printed(hostile: Hostile, secret: Path, arguments: str) -> None:
    with Pseudo(*arguments.format(**vars(hostile)).split(), passphrase=secret) as terminal:
        assert terminal.ended() == 0
        assert MARK in terminal.screen.text
        harmless_lines(terminal)


def test_errors_with_names_of_files(hostile: Hostile, tmp_path: Path) -> None:
    path = tmp_path / f"x{TERMINAL['title'].replace('/', '')}{TERMINAL['c1']}\u202e"
    path.mkdir()
    for arguments in (["answer", path], [f"--{path.name}"], ["guide", path.name, path.name]):
        with Pseudo(*arguments) as terminal:
            assert terminal.ended() in (1, 2)
            harmless_lines(terminal)
            assert MARK in terminal.screen.text


def test_a_drop_on_which_everything_has_a_hostile_name(hostile: Hostile, secret: Path, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    with Vault.open(hostile.home, PASSPHRASE) as vault, open_review(vault, hostile.review) as file:
        file.db.table("review").update({"terms": {**file.terms_document, "drop": str(drop)}})
    said = "".join(TERMINAL.values()).encode()
    for folder in ("", "terms", "claims", "grants", "envelopes"):
        place = drop / hostile.review / folder
        place.mkdir(parents=True, exist_ok=True)
        (place / NAMED).write_bytes(said)
        (place / "a.envelope").write_bytes(said)
    for arguments, ends in ((["desk", hostile.review], 0), (["collect", hostile.review, drop], 1)):
        with Pseudo(*arguments, passphrase=secret) as terminal:
            assert terminal.ended() == ends, terminal.screen.text
            harmless(terminal)


def test_a_server_whatever_is_asked_of_it(hostile: Hostile) -> None:
    port, said = free_port(), "".join(TERMINAL.values()).encode("latin-1")
    pack, out = hostile.folder / "codes.pack", hostile.folder / "envelopes"
    line = said.replace(b"\n", b"").replace(b"\r", b"").replace(b" ", b"")
    with Pseudo("serve", pack, "--envelopes", out, "--port", port) as terminal:
        terminal.says(f"127.0.0.1:{port}")
        for asked in (
            b"GET /" + line + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: " + line + b"\r\nUser-Agent: " + line + b"\r\n\r\n",
            line + b" / HTTP/1.1\r\n\r\n",
            said,
        ):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as caller:
                caller.sendall(asked)
                assert b"\x1b" not in caller.recv(65536)
            terminal.read()
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.ended() == 0
        harmless_lines(terminal)
