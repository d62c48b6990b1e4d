"""What is left behind by real runs: no passphrase, key, code, word or answer outside the file that is meant to hold it.

Everything is done as a person does it, by processes of their own, with a home, a state and a temporary folder that
hold nothing else. Every secret is one of its kind; afterwards all files are searched for all of them, plain, in
base64 and in hexadecimal, and while a process runs, so are the arguments and the environment of it and its children.
"""

import base64
import contextlib
import ctypes
import json
import os
import re
import resource
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from tests.terminal import PERFLEAD, PROC, Terminal, command, family, told_by_the_system

PASSPHRASE = "only-here-zq7-passphrase"
ANSWER = "only-here-zq8-answer"
CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}(?:\s+[0-9A-HJKMNP-TV-Z]{4}){3}\b")
LINUX = pytest.mark.skipif(not PROC.exists(), reason="looks into /proc")


class Place:
    """A folder with all that perflead may write, and a log of all that was printed and of what the system told."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.top, self.work, self.inputs = folder / "all", folder / "all" / "work", folder / "inputs"
        for each in (self.work, self.top / "tmp", self.inputs):
            each.mkdir(parents=True)
        monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
        for name in ("TMPDIR", "TMP", "TEMP"):
            monkeypatch.setenv(name, str(self.top / "tmp"))
        for name in ("HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
            monkeypatch.setenv(name, str(self.top / "home"))
        for name in ("HOME", "STATE", "CONFIG"):
            monkeypatch.setenv(f"PERFLEAD_{name}", str(self.top / f"perflead-{name.lower()}"))
        monkeypatch.chdir(self.work)
        self.printed: list[str] = []
        self.system = b""

    def perflead(self, *arguments: object, passphrase: bool = True) -> str:
        """Run a command, which must end well; the passphrase comes through a descriptor."""
        ends: tuple[int, ...] = ()
        given: tuple[object, ...] = ()
        if passphrase:
            ends = os.pipe()
            os.write(ends[1], PASSPHRASE.encode() + b"\n")
            os.close(ends[1])
            given = ("--passphrase-fd", ends[0])
        process = subprocess.Popen(
            command(*given, *arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            pass_fds=ends[:1],
        )
        with self.looked_into(process.pid):
            out, told = process.communicate(timeout=120)
        if ends:
            os.close(ends[0])
        assert process.returncode == 0, told
        self.printed += [out, told]
        return out + told

    @contextlib.contextmanager
    def looked_into(self, process: int) -> Iterator[None]:
        """Note every few milliseconds what the system tells of a process."""
        done = threading.Event()

        def look() -> None:
            while not done.wait(0.01):
                self.system += told_by_the_system(process)

        looking = threading.Thread(target=look)
        looking.start()
        try:
            yield
        finally:
            done.set()
            looking.join()

    def holding(self, secret: str) -> set[str]:
        """The files that hold a secret in any of these forms."""
        forms = forms_of(secret)
        files = [path for path in self.top.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.top)) for path in files if any(form in unpacked(path) for form in forms)}


def forms_of(secret: str) -> list[bytes]:
    """A secret as it is, in hexadecimal, and in base64 wherever it may begin."""
    data = secret.encode()
    coded = [base64.b64encode(b"\0" * shift + data)[4 if shift else 0 : -4] for shift in range(3)]
    return [data, data.hex().encode(), *coded, *(code.translate(bytes.maketrans(b"+/", b"-_")) for code in coded)]


def unpacked(path: Path) -> bytes:
    """The bytes of a file, and those of the compressed streams in it."""
    data = path.read_bytes()
    for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        with contextlib.suppress(zlib.error):
            data += zlib.decompressobj().decompress(data[found.start() :])
    return data


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return Place(tmp_path, monkeypatch)


def roster(place: Place) -> Path:
    """Three peers: too few to be shown, so that no word of theirs belongs into any report."""
    path = place.inputs / "roster.csv"
    path.write_text("name,group\nJo Lead,self\nA,peers\nB,peers\nC,peers\n")
    return path


def new_review(place: Place) -> str:
    """A review by that roster; its id."""
    made = place.perflead("new", "--leader", "Jo Lead", "--roster", roster(place), "--closes", "2099-12-15")
    return made.split()[0]


@LINUX
def test_a_whole_review_leaves_no_secret_behind(place: Place) -> None:
    made = place.perflead("init")
    recovery = re.search(r"Recovery key: (\S+)", made)
    assert recovery is not None
    review = new_review(place)
    place.perflead("invite", review, "--out", "invitations")
    for invitation in sorted((place.work / "invitations").iterdir()):
        sheet = place.inputs / "answers.json"
        sheet.write_text(json.dumps({"ratings": {}, "time": None, "comments": {"O1": ANSWER}}))
        place.perflead(
            "answer", invitation, "--answers", sheet, "--out", f"{invitation.stem}.envelope", passphrase=False
        )
    place.perflead("collect", review, *place.work.glob("*.envelope"))
    place.perflead("close", review)
    for name in ("report.html", "report.md", "report.json"):
        place.perflead("report", review, "--out", name)
    words = re.search(r"open it: (.+)", place.perflead("share", review, "--passphrase", "--out", "report.age"))
    assert words is not None
    secret = place.inputs / "words"
    secret.write_text(words[1] + "\n")
    place.perflead("open", "report.age", "--words-file", secret, "--out", "opened.txt", passphrase=False)
    secrets = {"passphrase": PASSPHRASE, "recovery": recovery[1], "words": words[1]}
    for name, told in secrets.items():
        assert place.holding(told) == set(), name
        assert not any(form in place.system for form in forms_of(told)), name
    # The leader's own comment is published in what was made to be read; nothing else of any answer is anywhere.
    readable = {f"work/{name}" for name in ("report.html", "report.md", "report.json", "opened.txt")}
    assert place.holding(ANSWER) == readable
    assert all((place.work / name.removeprefix("work/")).read_text().count(ANSWER) == 1 for name in readable)
    assert ANSWER.encode() not in place.system
    everything = "".join(place.printed)
    assert everything.count(recovery[1]) == everything.count(words[1]) == 1
    assert PASSPHRASE not in everything and ANSWER not in everything
    assert list((place.top / "tmp").iterdir()) == []


@LINUX
def test_a_key_of_an_invitation_is_in_the_invitation_and_nowhere_else(place: Place) -> None:
    place.perflead("init")
    review = new_review(place)
    place.perflead("invite", review, "--out", "invitations")
    sheet = place.inputs / "answers.json"
    sheet.write_text(json.dumps({"ratings": {}, "time": None, "comments": {"O1": ANSWER}}))
    for invitation in sorted((place.work / "invitations").iterdir()):
        key = json.loads(invitation.read_bytes())["credential"]["private_key"]
        place.perflead("answer", invitation, "--answers", sheet, "--out", "one.envelope", passphrase=False)
        assert place.holding(key) == {f"work/invitations/{invitation.name}"}
        assert place.holding(ANSWER) == set()
        (place.work / "one.envelope").unlink()


@LINUX
def test_a_code_typed_at_a_kiosk_is_left_nowhere(place: Place) -> None:
    place.perflead("init")
    review = new_review(place)
    place.perflead("invite", review, "--pack", "codes.pack", "--letters", place.inputs / "letters.pdf")
    pages = [page.extract_text() for page in pypdf.PdfReader(place.inputs / "letters.pdf").pages]
    codes = ["-".join(found[0].split()) for page in pages if (found := CODE.search(page))]
    assert len(codes) == 4, pages[0]
    (place.work / "sealed").mkdir()
    terminal = Terminal(command("kiosk", "codes.pack", "--envelopes", "sealed"))
    with place.looked_into(terminal.process.pid):
        terminal.wait_for("code")
        terminal.type(codes[0].replace("-", "") + "\r")
        terminal.wait_for("Begin")
        core_limits = [limit for each in family(terminal.process.pid) for limit in limits(each)]
        terminal.process.send_signal(signal.SIGTERM)
        terminal.end()
    assert core_limits == ["0", "0"]
    for code in codes:
        for form in (code, code.replace("-", ""), code.lower()):
            assert place.holding(form) == set()
            assert form.encode() not in place.system
    assert list((place.top / "tmp").iterdir()) == []


def limits(process: int) -> list[str]:
    """The soft and the hard limit of a core dump."""
    line = next(line for line in (PROC / str(process) / "limits").read_text().splitlines() if "core file" in line)
    return line.split()[4:6]


@LINUX
def test_a_typed_passphrase_is_not_shown(place: Place) -> None:
    terminal = Terminal(command("init"))
    with place.looked_into(terminal.process.pid):
        for _again in range(2):
            terminal.wait_for(":", 60)
            terminal.seen = b""
            time.sleep(0.3)
            terminal.type(PASSPHRASE + "\r")
        terminal.wait_for("Recovery key")
        assert terminal.end() == 0
    assert PASSPHRASE.encode() not in terminal.seen
    assert PASSPHRASE.encode() not in place.system
    assert place.holding(PASSPHRASE) == set()


# A crash

SLEEPER = "import time; print('ready', flush=True); time.sleep(60)"


def crashed(argv: list[str], ready: str) -> tuple[bool, Terminal]:
    """Whether a process that meets a fault of the machine leaves a core dump."""
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    try:
        terminal = Terminal(argv)
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)
    terminal.wait_for(ready)
    os.kill(terminal.process.pid, signal.SIGSEGV)
    _process, status = os.waitpid(terminal.process.pid, 0)
    terminal.process.returncode = 0  # it was waited for here
    os.close(terminal.ours)
    assert os.WTERMSIG(status) == signal.SIGSEGV
    return os.WCOREDUMP(status), terminal


@LINUX
def test_a_crash_of_the_machine_leaves_no_core_dump(place: Place) -> None:
    dumps, _terminal = crashed([sys.executable, "-c", SLEEPER], "ready")
    for path in place.work.glob("core*"):
        path.unlink()
    if not dumps:
        pytest.skip("this system writes no core dumps at all")
    dumped, _terminal = crashed(command("init"), "passphrase")
    assert not dumped
    assert list(place.work.iterdir()) == []


@LINUX
def test_memory_is_private_in_a_process_and_its_forks() -> None:
    program = (
        "import ctypes, os, resource, sys\n"
        "from perflead_tui.memory import keep_private\n"
        "look = lambda: print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), *resource.getrlimit(4), flush=True)\n"
        "look(); keep_private(); look()\n"
        "look() if os.fork() == 0 else os.wait()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    before, *after = done.stdout.splitlines()
    assert before.startswith("1 ")
    assert after == ["0 0 0", "0 0 0"]
    assert resource.RLIMIT_CORE == 4
    assert ctypes.CDLL(None) is not None


CRASHING = """
import sys
from perflead_tui.tui.base import BaseApp
def on_mount(self):
    passphrase = "only-here-zq7-passphrase"
    raise RuntimeError(passphrase)
BaseApp.on_mount = on_mount
"""


def test_no_app_shows_a_secret_when_it_crashes(place: Place) -> None:
    place.perflead("init")
    place.perflead("invite", new_review(place), "--out", "invitations")
    place.perflead("invite", new_review(place), "--pack", "codes.pack", "--letters", "letters.pdf")
    invitation = next((place.work / "invitations").iterdir())
    for arguments in ((), ("answer", invitation), ("kiosk", "codes.pack", "--envelopes", "."), ("demo",)):
        terminal = Terminal(command(*arguments, program=CRASHING + PERFLEAD))
        assert terminal.end() == 1, arguments
        assert PASSPHRASE.encode() not in terminal.seen
        assert b"RuntimeError" in terminal.seen, terminal.seen
    assert place.holding(PASSPHRASE) == set()


def test_no_command_shows_a_secret_when_it_crashes(place: Place) -> None:
    program = (
        "import perflead_tui.vault.vault as vault\n"
        "def open_(home, passphrase, *given, **more):\n"
        "    raise RuntimeError(passphrase)\n"
        "vault.Vault.open = open_\n" + PERFLEAD
    )
    place.perflead("init")
    ends = os.pipe()
    os.write(ends[1], PASSPHRASE.encode() + b"\n")
    os.close(ends[1])
    argv = command("--passphrase-fd", ends[0], "status", program=program)
    done = subprocess.run(argv, capture_output=True, text=True, pass_fds=ends[:1], stdin=subprocess.DEVNULL)
    os.close(ends[0])
    assert done.returncode == 1
    assert "RuntimeError" in done.stderr
    assert PASSPHRASE not in done.stdout + done.stderr


def test_no_thread_shows_a_secret_when_it_fails(place: Place) -> None:
    program = (
        "import threading\n"
        "import perflead_tui.cli.about as about\n"
        "def fail(passphrase):\n"
        "    raise RuntimeError(passphrase)\n"
        "def callback(**_given):\n"
        f"    thread = threading.Thread(target=fail, args=({PASSPHRASE!r},)); thread.start(); thread.join()\n"
        "about.locate.callback = callback\n" + PERFLEAD
    )
    done = subprocess.run(command("locate", program=program), capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert "RuntimeError" in done.stderr
    assert PASSPHRASE not in done.stdout + done.stderr


@pytest.mark.parametrize("asked", [True, False])
def test_no_plugin_of_another_package_sees_what_is_checked(tmp_path: Path, asked: bool) -> None:
    """pydantic hands all that it checks to the plugins that it finds; without perflead this one is found."""
    named = tmp_path / "nosy-1.0.dist-info"
    named.mkdir()
    (named / "METADATA").write_text("Metadata-Version: 2.1\nName: nosy\nVersion: 1.0\n")
    (named / "entry_points.txt").write_text("[pydantic]\nnosy = nosy:plugin\n")
    (tmp_path / "nosy.py").write_text("print('nosy')\nplugin = None\n")
    program = "import pydantic\nclass Model(pydantic.BaseModel):\n    n: int\n"
    if asked:
        program = "import perflead_tui.review.answers\n" + program
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path(__file__).parents[1])])}
    environment.pop("PYDANTIC_DISABLE_PLUGINS", None)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], env=environment, capture_output=True, text=True
    )
    assert ("nosy" in done.stdout) is not asked, done.stderr
