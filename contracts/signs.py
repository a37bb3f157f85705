"""Codes that people read aloud and copy by hand: Crockford's base32, which has no I, L, O and U."""

from typing import Final

SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS: Final = 5
"""Of one sign."""
_ALIKE: Final = str.maketrans("OIL", "011")


def clean_signs(written: str) -> str:
    """Return a code as it was made out, however it was written."""
    return written.upper().replace("-", "").replace(" ", "").translate(_ALIKE)


def write_signs(number: int, length: int) -> str:
    """Return the last bits of a number as a code of so many signs."""
    return "".join(SIGNS[number >> BITS * place & 31] for place in reversed(range(length)))


def read_signs(written: str, length: int) -> int | None:
    """Return the number of a code of so many signs, however it was written; None of what is none."""
    signs = clean_signs(written)
    if len(signs) != length or not set(signs) <= set(SIGNS):
        return None
    number = 0
    for sign in signs:
        number = number << BITS | SIGNS.index(sign)
    return number
