"""The vault: TinyDB in encrypted, append-only, crash-safe files."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from perflead_tui.vault.doctor import Finding, check_vault
    from perflead_tui.vault.table import EncryptedDB
    from perflead_tui.vault.vault import Vault

__all__ = ["EncryptedDB", "Finding", "Vault", "check_vault"]
_PLACES = {"EncryptedDB": "table", "Finding": "doctor", "Vault": "vault", "check_vault": "doctor"}


def __getattr__(name: str) -> Any:  # when it is asked for: a part of the vault does not cost the import of all
    if name not in _PLACES:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"{__name__}.{_PLACES[name]}"), name)
