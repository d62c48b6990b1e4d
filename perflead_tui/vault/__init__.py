"""The vault: TinyDB in encrypted, append-only, crash-safe files."""

from perflead_tui.vault.doctor import Finding, check_vault
from perflead_tui.vault.table import EncryptedDB
from perflead_tui.vault.vault import Vault

__all__ = ["EncryptedDB", "Finding", "Vault", "check_vault"]
