"""Every test runs alone: its own home, state and settings, no colour or theme from outside."""

import os
from pathlib import Path

import pytest

from perflead_tui import i18n
from tests.holding import Holding


def pytest_configure(config: pytest.Config) -> None:
    """Promises are watched in every run."""
    config.pluginmanager.register(Holding(config))


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two processes a core: half of the time a test of a screen, a server or a disk waits."""
    return 2 * (os.cpu_count() or 1)


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private HOME, vault, state and settings; English; no NO_COLOR, theme or passphrase of the developer's."""
    home = tmp_path_factory.mktemp("home")
    for name in (
        "NO_COLOR",
        "TEXTUAL_THEME",
        "TEXTUAL",
        "COLORTERM",
        "PERFLEAD_PASSPHRASE_FILE",
        "LC_ALL",
        "LC_MESSAGES",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PERFLEAD_HOME", str(home / "vault"))
    monkeypatch.setenv("PERFLEAD_STATE", str(home / "state"))
    monkeypatch.setenv("PERFLEAD_CONFIG", str(home / "config"))
    i18n.set_language("en")
    return home
