"""Where things live: the vault, a person's state and settings, and the files that travel with the package."""

import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).parent


def vault_home() -> Path:
    """The vault's directory: `PERFLEAD_HOME`, else the user's data directory."""
    named = os.environ.get("PERFLEAD_HOME")
    return Path(named) if named else Path(platformdirs.user_data_dir("perflead", appauthor=False)) / "vault"


def state_dir() -> Path:
    """Drafts, anchors and logs of this user on this machine: `PERFLEAD_STATE`, else the user's state directory."""
    named = os.environ.get("PERFLEAD_STATE")
    return Path(named) if named else Path(platformdirs.user_state_dir("perflead", appauthor=False))


def config_dir() -> Path:
    """Settings and the user's own themes: `PERFLEAD_CONFIG`, else the user's configuration directory."""
    named = os.environ.get("PERFLEAD_CONFIG")
    return Path(named) if named else Path(platformdirs.user_config_dir("perflead", appauthor=False))


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
