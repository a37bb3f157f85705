"""What is told of an import file: faults of its reading, refusals and discrepancies of its dry run (PLT-14)."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

MOST: Final = 500
"""Notes told of one file; the numbers count all."""


class Weight(StrEnum):
    """REFUSED keeps the file out; BECOMES is taken over where the operator accepts it; CLAIMED the file itself says."""

    REFUSED = "REFUSED"
    BECOMES = "BECOMES"
    CLAIMED = "CLAIMED"


class Note(BaseModel):
    """One thing that is told of a file, with its place."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    weight: Weight
    sheet: str | None = None
    row: int | None = None
    """Of the sheet, or of the YAML file: the line where the entry begins, counted from 1."""
    column: str | None = None
    """Letters of the column and the field, or the field alone in YAML."""
    ref: str | None = None
    line: str | None = None
    """Of the source document: `A207`."""
    code: str
    message: str
    """Korean; says what to do."""
    stated: str | None = None
    computed: str | None = None


class Report(BaseModel):
    """What a dry run has found."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    rows: int = 0
    """Rows of the file."""
    commands: int = 0
    """What they lead to."""
    valid: int = 0
    """Commands that would be stored, or are."""
    stored: int = 0
    """Of those, the ones that an earlier import has stored already."""
    warnings: int = 0
    """Discrepancies: claimed by the file, and those that it would become."""
    unclaimed: int = 0
    """Of those, the ones that the operator has to accept."""
    refused: int = 0
    notes: tuple[Note, ...] = ()


def sum_up(notes: Iterable[Note], *, rows: int = 0, commands: int = 0, stored: int = 0, lost: int = 0) -> Report:
    """Return the report of notes; `lost` commands were refused, or rest on one that was."""
    told = sorted(notes, key=_place)
    count = {weight: sum(note.weight is weight for note in told) for weight in Weight}
    return Report(
        rows=rows,
        commands=commands,
        valid=commands - lost,
        stored=stored,
        warnings=count[Weight.BECOMES] + count[Weight.CLAIMED],
        unclaimed=count[Weight.BECOMES],
        refused=count[Weight.REFUSED],
        notes=_cut(told),
    )


def _place(note: Note) -> tuple[bool, str, int, str]:
    return note.weight is not Weight.REFUSED, note.sheet or "", note.row or 0, note.column or ""


def _cut(notes: Sequence[Note]) -> tuple[Note, ...]:
    """Return the first notes; refusals come first, so that none of them gives way to a warning."""
    return tuple(notes[:MOST])
