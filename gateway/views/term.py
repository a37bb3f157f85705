"""민선 기수: one row an electoral term (ORG-07)."""

from dataclasses import dataclass
from datetime import date

from contracts.messages import Recorded
from contracts.registry import RegistryEvent, TermRegistered

CONTEXT = "registry"


@dataclass(frozen=True, slots=True)
class Row:
    """One term, such as 민선8기."""

    number: int
    valid_from: date
    valid_until: date
    position: int


def keys(event: Recorded[RegistryEvent]) -> tuple[int, ...]:
    """Return the term's number."""
    return (event.data.number,) if isinstance(event.data, TermRegistered) else ()


def apply(row: Row | None, event: Recorded[RegistryEvent]) -> Row | None:
    """Return the term as registered."""
    match event.data:
        case TermRegistered() as term:
            return Row(term.number, term.valid_from, term.valid_until, event.position)
        case _:
            return row
