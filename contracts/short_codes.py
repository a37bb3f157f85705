"""Short codes of permanent links: the first fifty bits of an id, in ten signs that can be read aloud."""

from typing import Final
from uuid import UUID

SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no I, L, O, U."""
ALIKE: Final = str.maketrans("OIL", "011")
"""What people write for signs that look so."""
LENGTH: Final = 10
BITS: Final = 5 * LENGTH


def write_short(of: UUID) -> str:
    """Return the short code of an id; of a million ids two are alike once in two thousand times."""
    beginning = of.int >> 128 - BITS
    return "".join(SIGNS[beginning >> 5 * place & 31] for place in reversed(range(LENGTH)))


def read_short(written: str) -> tuple[UUID, UUID] | None:
    """Return the first and the last id that a short code can stand for, however it was written; None for no code."""
    signs = written.upper().translate(ALIKE).replace("-", "").replace(" ", "")
    if len(signs) != LENGTH or not set(signs) <= set(SIGNS):
        return None
    beginning = 0
    for sign in signs:
        beginning = beginning << 5 | SIGNS.index(sign)
    first = beginning << 128 - BITS
    return UUID(int=first), UUID(int=first | (1 << 128 - BITS) - 1)
