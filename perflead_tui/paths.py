"""Where things live: the vault, a person's state and settings, and the files that travel with the package."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).parent
# Of the whole process and not of a context: threads that work for a screen must find it too.
_temporary_state: Path | None = None


def vault_home() -> Path:
    """The vault's directory: `PERFLEAD_HOME`, else the user's data directory."""
    named = os.environ.get("PERFLEAD_HOME")
    return Path(named) if named else Path(platformdirs.user_data_dir("perflead", appauthor=False)) / "vault"


def state_dir() -> Path:
    """Drafts and anchors of this user on this machine: `PERFLEAD_STATE`, else the user's state directory."""
    if _temporary_state is not None:
        return _temporary_state
    named = os.environ.get("PERFLEAD_STATE")
    return Path(named) if named else Path(platformdirs.user_state_dir("perflead", appauthor=False))


def outbox_dir() -> Path:
    """Finished answers of this user that have not arrived yet."""
    return state_dir() / "outbox"


def outbox_is_empty() -> bool:
    """Whether nothing waits to be sent: asked at every start, so it only looks."""
    folder = outbox_dir()
    return not folder.is_dir() or next(folder.iterdir(), None) is None


@contextmanager
def temporary_state(folder: Path) -> Iterator[None]:
    """Keep drafts, anchors and settings in `folder` for as long as this lasts: a demo leaves nothing behind.

    It holds in every thread. The user's own themes are still found.
    """
    global _temporary_state
    before, _temporary_state = _temporary_state, folder
    try:
        yield
    finally:
        _temporary_state = before


def config_dir() -> Path:
    """The user's own themes: `PERFLEAD_CONFIG`, else the user's configuration directory."""
    named = os.environ.get("PERFLEAD_CONFIG")
    return Path(named) if named else Path(platformdirs.user_config_dir("perflead", appauthor=False))


def settings_dir() -> Path:
    """Where settings are read and written: `config_dir`, but never the user's own in a demo."""
    return config_dir() if _temporary_state is None else _temporary_state


def themes_dir() -> Path:
    """The themes that travel with the package."""
    return _shipped("themes")


def sample_dir() -> Path:
    """The sample data that travels with the package."""
    return _shipped("sample_data")


def _shipped(name: str) -> Path:
    """A top-level folder of the project: inside the package in a wheel, beside it in a checkout."""
    packaged = _PACKAGE / "_packaged" / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name
