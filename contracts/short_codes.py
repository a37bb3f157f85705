"""Short codes of permanent links: the first fifty bits of an id, in ten signs that can be read aloud."""

from typing import Final
from uuid import UUID

from contracts.signs import BITS, read_signs, write_signs

LENGTH: Final = 10
LEFT: Final = 128 - BITS * LENGTH
"""Bits of an id that its code does not hold."""


def write_short(of: UUID) -> str:
    """Return the short code of an id; of a million ids two are alike once in two thousand times."""
    return write_signs(of.int >> LEFT, LENGTH)


def read_short(written: str) -> tuple[UUID, UUID] | None:
    """Return the first and the last id that a short code can stand for, however it was written; None for no code."""
    beginning = read_signs(written, LENGTH)
    if beginning is None:
        return None
    first = beginning << LEFT
    return UUID(int=first), UUID(int=first | (1 << LEFT) - 1)
