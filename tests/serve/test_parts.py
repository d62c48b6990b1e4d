"""The parts of the server alone: what it refuses to be told, its tokens, its bounds, its pages, its command."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from perflead_tui.errors import PerfleadError
from perflead_tui.serve.limits import Arrivals, Flow, last_hop
from perflead_tui.serve.options import Options, clean_environment
from perflead_tui.serve.pages import language_of, terminal_page, words_page
from perflead_tui.serve.tokens import LENGTH, LIFE, Tokens
from perflead_tui.vault.vault import Vault
from tests.cli.conftest import Run, perflead
from tests.flows.conftest import quick_keys, vault

from .review import Small

__all__ = ["perflead", "quick_keys", "vault"]


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 1_900_000_000.0

    def __call__(self) -> float:
        return self.now


# What it is told


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "reviews.example.gov", ""])
def test_without_a_proxy_it_listens_to_this_computer_alone(host: str) -> None:
    with pytest.raises(PerfleadError, match="listens to this computer alone"):
        Options(("x",), host=host).checked()
    assert Options(("x",), host=host, behind_proxy=True, names=("a.example",)).checked().host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.9.9.9"])
def test_loopback_needs_no_proxy(host: str) -> None:
    assert Options(("x",), host=host).checked().address().startswith("http://")


@pytest.mark.parametrize("name", ["a b", "a/b", "'x'", "a;b", "-a", "a..b", "x" * 64, "", "a\nb", "https://a"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(PerfleadError, match="is not a host name"):
        Options(("x",), behind_proxy=True, names=(name,)).checked()


def test_a_proxy_needs_a_name_and_a_name_a_proxy() -> None:
    with pytest.raises(PerfleadError, match="the name that people type"):
        Options(("x",), behind_proxy=True).checked()
    with pytest.raises(PerfleadError, match="goes with --behind-proxy"):
        Options(("x",), names=("a.example",)).checked()


def test_only_what_a_kiosk_needs_of_the_environment_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "AWS_PROFILE",
        "LC_ALL",
        "SSH_AUTH_SOCK",
        "DATABASE_PASSWORD",
        "PERFLEAD_PASSPHRASE_FILE",
        "PYTHONPATH",
    ):
        monkeypatch.setenv(name, "x")
    handed = set(clean_environment())
    assert {"AWS_PROFILE", "LC_ALL", "SSH_AUTH_SOCK", "PERFLEAD_STATE"} <= handed
    assert not handed & {"DATABASE_PASSWORD", "PERFLEAD_PASSPHRASE_FILE", "PERFLEAD_HOME", "PYTHONPATH"}


# Tokens


def test_a_token_is_taken_once_and_not_when_it_is_old() -> None:
    clock = Clock()
    tokens = Tokens(b"pack", clock)
    first, second = tokens.new(), tokens.new()
    assert len(first) == LENGTH and first != second
    assert tokens.take(first) and not tokens.take(first)
    clock.now += LIFE + 1
    assert not tokens.take(second) and not tokens.take(first)


def test_a_token_that_was_changed_anywhere_is_not_taken() -> None:
    tokens = Tokens(b"pack")
    token = tokens.new()
    for at in range(LENGTH):
        other = "A" if token[at] != "A" else "B"
        assert not tokens.take(token[:at] + other + token[at + 1 :])
    assert not tokens.take(token + "A") and not tokens.take(token[:-1]) and not tokens.take("ñ" * LENGTH)
    assert tokens.take(token)


def test_servers_of_one_pack_take_each_others_tokens_and_others_do_not() -> None:
    assert Tokens(b"one").take(Tokens(b"one").new())
    assert not Tokens(b"one").take(Tokens(b"other").new())
    assert not Tokens(b"").take(Tokens(b"").new()), "without a key each server has its own"


# Bounds


def test_an_address_begins_so_many_sessions_a_minute() -> None:
    clock = Clock()
    arrivals = Arrivals(2, clock)
    assert arrivals.add("192.0.2.1") and arrivals.add("::ffff:192.0.2.1") and not arrivals.add("192.0.2.1")
    assert arrivals.add("192.0.2.2")
    clock.now += 61
    assert arrivals.add("192.0.2.1")


def test_all_addresses_of_an_ipv6_network_count_as_one() -> None:
    arrivals = Arrivals(1)
    assert arrivals.add("2001:db8::1") and not arrivals.add("2001:db8::2") and arrivals.add("2001:db8:0:1::1")


@pytest.mark.parametrize(
    ("forwarded", "behind", "found"),
    [
        (["203.0.113.9"], False, "127.0.0.1"),
        ([], True, "127.0.0.1"),
        (["1.1.1.1, 203.0.113.9"], True, "203.0.113.9"),
        (["203.0.113.9", "1.1.1.1"], True, "1.1.1.1"),
        (["203.0.113.9, nonsense"], True, "127.0.0.1"),
        (["2001:db8::1"], True, "2001:db8::1"),
    ],
)
def test_only_the_last_hop_is_believed_and_only_behind_a_proxy(forwarded: list[str], behind: bool, found: str) -> None:
    assert last_hop("127.0.0.1", forwarded, behind) == found


def test_what_comes_too_fast_waits() -> None:
    clock = Clock()
    flow = Flow(100, 10, clock)
    assert flow.add(100) == 0
    assert flow.add(50) == 5
    clock.now += 15
    assert flow.add(0) == 0


# Pages


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("es", "es"),
        ("de, es;q=0.8, en;q=0.9", "en"),
        ("es-MX,es;q=0.9,en;q=0.5", "es"),
        ("fr", "en"),
        ("en;q=x, es", "es"),
        ("," * 500, "en"),
    ],
)
def test_a_page_is_in_the_readers_language(accepted: str, language: str) -> None:
    assert language_of(accepted) == language
    assert f'<html lang="{language}">' in terminal_page("n", "t", language_of(accepted))


def test_words_are_words_and_never_markup() -> None:
    text = words_page("<script>", 'a"b<', "en", again=True, refresh=20)
    assert "<script>" not in text and "a&quot;b&lt;" in text
    assert 'content="20; url=/"' in text


# The command


def test_what_cannot_be_served_is_said_in_words(
    perflead: Run, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Small(vault, tmp_path)
    told = perflead("serve", small.drop, "--host", "0.0.0.0")
    assert told.code == 1 and "--behind-proxy" in told.err
    assert perflead("serve", tmp_path / "missing.pack").code == 1
    pack = small.drop / "kiosk" / "codes.pack"
    cut = tmp_path / "cut.pack"
    cut.write_bytes(pack.read_bytes()[:-200])
    assert perflead("serve", cut).code == 1
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = perflead("serve", small.drop, "--port", str(taken.getsockname()[1]))
    assert told.code == 1 and "cannot be opened" in told.err and "--port" in told.err
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    told = perflead("serve", small.drop)
    assert told.code == 1 and "perflead-tui[serve]" in told.err


def test_the_server_loads_neither_the_apps_nor_a_vault() -> None:
    code = "import sys, perflead_tui.serve.run; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not [name for name in loaded if name.startswith(("textual.", "perflead_tui.tui", "perflead_tui.vault"))]
