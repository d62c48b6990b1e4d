"""The user's own age identity: made once, kept in the vault's catalog (table `identity`, one row)."""

from perflead_tui.sealing.agekeys import Identity, new_identity
from perflead_tui.vault.vault import Vault

_TABLE = "identity"


def own_identity(vault: Vault) -> Identity:
    """The vault's age identity; it is made when it is first asked for."""
    found = identities(vault)
    if found:
        return found[0]
    identity = new_identity()
    vault.catalog.table(_TABLE).insert({"secret": identity.secret.decode("ascii")})
    return identity


def identities(vault: Vault) -> list[Identity]:
    """The age identity of the vault, or none if none was made yet."""
    return [Identity(row["secret"].encode("ascii")) for row in vault.catalog.table(_TABLE)]
