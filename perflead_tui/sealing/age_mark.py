"""What age files begin with. It is all that is needed to tell one from another file."""

FAMILY = b"age-encryption.org/"
ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"


def is_age(data: bytes) -> bool:
    """Whether `data` calls itself an age file, in any version, binary or as text."""
    return data.startswith(FAMILY) or data.lstrip().startswith(ARMOUR)
