"""`perflead answer --plain` through pipes and on a terminal without a cursor."""

import io
import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from perflead_tui.flows.rate import AnswerSession
from perflead_tui.vault.vault import Vault
from tests.cli.conftest import Run, Said
from tests.exchange.test_pack import Made
from tests.flows.conftest import Review

Typing = Callable[[bytes, Path], Said]
LIMIT = 60.0  # seconds
MAIN = "from perflead_tui.cli.main import run; run()"
LIGHT = (
    "import sys\nfrom perflead_tui.cli.main import run\n"
    "try:\n    run()\nexcept SystemExit as end:\n    code = end.code\n"
    "loaded = {name.partition('.')[0] for name in sys.modules}\n"
    "assert not loaded & {'textual', 'rich', 'numpy'}, loaded & {'textual', 'rich', 'numpy'}\n"
    "sys.exit(code)\n"
)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """An invitation of each group, of one review."""
    folder = tmp_path_factory.mktemp("review")
    vault, _recovery = Vault.create(folder / "vault", "a long passphrase")
    with vault:
        paths = Review(vault, folder).invitations
        return {path.name.partition("-")[0]: path.read_bytes() for path in paths}


@pytest.fixture
def invitation(tmp_path: Path, documents: dict[str, bytes]) -> Path:
    path = tmp_path / "peers.invitation"
    path.write_bytes(documents["peers"])
    return path


@pytest.fixture
def typing(perflead: Run, monkeypatch: pytest.MonkeyPatch) -> Typing:
    """`perflead answer FILE --plain` in this process, its input from bytes."""

    def answer(keys: bytes, path: Path) -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(keys), encoding="utf-8"))
        return perflead("answer", path, "--plain")

    return answer


def answered(invitation: Path, typed: str, *args: str, code: str = LIGHT) -> subprocess.CompletedProcess[bytes]:
    """`perflead answer INVITATION --plain` with its input from a pipe."""
    command = [sys.executable, "-c", code, "answer", str(invitation), "--plain", *args]
    return subprocess.run(command, input=typed.encode(), capture_output=True, timeout=LIMIT)


def whole(rating: str = "4") -> str:
    """A form answered from the welcome to the end, in lines."""
    return "\n" + f"{rating}\n" * 37 + "3 4 3\n" + "idea\n\n" * 3 + "send\nyes\n\n"


def only_text(printed: bytes) -> bool:
    return all(byte == 0x0A or byte >= 0x20 for byte in printed) and b"\x7f" not in printed


def test_a_form_is_answered_through_pipes_without_textual(invitation: Path, tmp_path: Path) -> None:
    done = answered(invitation, whole(), "--receipt", str(tmp_path / "mine.receipt"))
    assert (done.returncode, done.stderr) == (0, b"")
    assert only_text(done.stdout)
    assert b"Question 41 of 41." in done.stdout
    assert len(list(tmp_path.glob("*.envelope"))) == 1
    assert (tmp_path / "mine.receipt").is_file()
    assert b"to keep it in a file" not in done.stdout  # it was said where


def test_a_pipe_that_ends_keeps_the_draft_and_says_so(typing: Typing, invitation: Path) -> None:
    said = typing(b"\n4\nn\n", invitation)
    assert said.code == 1
    assert said.out.splitlines()[-2:] == [
        "The input has ended.",
        "Your answers are kept, sealed, on this machine. Open the invitation again to go on.",
    ]
    assert AnswerSession.open(invitation).progress()[0] == 2


@pytest.mark.parametrize(
    "keys", [b"y\n" * 100, b"\xff\xfe\x00\n" * 100, b"\x1b[A" * 30_000], ids=["yes", "bytes", "keys"]
)
def test_noise_in_a_pipe_is_refused_and_does_no_harm(keys: bytes, typing: Typing, invitation: Path) -> None:
    said = typing(keys, invitation)
    assert said.code == 1
    assert only_text(said.out.encode()) and only_text(said.err.encode())
    assert AnswerSession.open(invitation).progress()[0] == 0


class OnTerminal:
    """perflead on a terminal of the kind TERM=dumb."""

    def __init__(self, *args: str) -> None:
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "dumb"
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever runs the tests in the background has it ignored
            os.execv(sys.executable, [sys.executable, "-c", MAIN, *args])
        self.printed, self._seen = b"", 0

    def until(self, words: bytes) -> None:
        """Read until `words` were printed since the last line was typed."""
        while words not in self.printed[self._seen :]:
            assert self._read(), f"it ended: {self.printed[-300:]!r}"

    def type(self, keys: bytes) -> None:
        """Press keys, one after the other."""
        self._seen = len(self.printed)
        os.write(self._fd, keys)

    def interrupted(self) -> int:
        """Press Ctrl+C, again if it fell between Python's last look for signals and its wait for a line."""
        for _press in range(10):
            self.type(b"\x03")
            if select.select([self._fd], [], [], 2.0)[0] and self._answered():
                return self.ended()
        os.kill(self.pid, signal.SIGKILL)
        pytest.fail(f"Ctrl+C does not end it: {self.printed[-300:]!r}")

    def _answered(self) -> bool:
        """Whether more came than the echo of the key."""
        while select.select([self._fd], [], [], 2.0)[0]:
            if not self._read() or b"\n" in self.printed[self._seen :]:
                return True
        return False

    def ended(self) -> int:
        """The exit code, once it has ended; nothing but text and line breaks was printed until then."""
        while self._read():
            pass
        os.close(self._fd)
        assert only_text(self.printed.replace(b"\r\n", b"\n"))  # the terminal itself adds the returns
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def _read(self) -> bool:
        """Read what there is; whether there may be more."""
        if not select.select([self._fd], [], [], LIMIT)[0]:
            os.kill(self.pid, signal.SIGKILL)
            pytest.fail(f"nothing more came: {self.printed[-300:]!r}")
        try:
            chunk = os.read(self._fd, 4096)
        except OSError:  # the other end is gone
            chunk = b""
        self.printed += chunk
        return bool(chunk)


def test_a_terminal_without_a_cursor_is_asked_line_by_line_and_left_with_ctrl_c(invitation: Path) -> None:
    screen = OnTerminal("answer", str(invitation))
    screen.until(b"It is asked line by line (--plain).")
    screen.until(b"Enter begins.")
    screen.type(b"\n")
    screen.until(b"Question 1 of 41. 1 to 5, or N: ")
    screen.type(b"4\n")
    screen.until(b"Question 2 of 41.")
    assert screen.interrupted() == 130
    assert b"Your answers are kept, sealed, on this machine." in screen.printed
    assert AnswerSession.open(invitation).progress()[0] == 1


def test_the_code_of_a_letter_is_typed_plainly_and_opens_one_form_after_another(typing: Typing, tmp_path: Path) -> None:
    made = Made(tmp_path)
    several = next(code for code, asked in zip(made.codes, made.asked, strict=True) if len(asked) > 1)
    form = "\n4\nstop\n"
    said = typing(f"AAAA\n{several.lower()}\n{form}yes\n{form}".encode(), made.path)
    assert said.code == 0, said.err
    assert only_text(said.out.encode()) and only_text(said.err.encode())
    assert "This code opens 2 forms, one after another." in said.err
    assert said.out.count("Your answers are kept, sealed, on this machine.") == 2
    refused = typing(f"{several}\n{form}".encode(), made.path)
    assert "Go on with the review of Leader" in refused.out and "The same code opens it later." in refused.err
    without = typing(b"", made.path)
    assert (without.code, "--code-file" in without.err) == (1, True)


def test_without_a_terminal_the_form_is_refused_and_points_to_plain(perflead: Run, invitation: Path) -> None:
    said = perflead("answer", invitation)
    assert said.code == 1
    assert "--plain" in said.err and "--answers" in said.err


def test_answers_from_a_file_ask_nothing_plainly(perflead: Run, invitation: Path, tmp_path: Path) -> None:
    said = perflead("answer", invitation, "--plain", "--answers", tmp_path / "a.json")
    assert (said.code, "needs no --plain" in said.err) == (2, True)
