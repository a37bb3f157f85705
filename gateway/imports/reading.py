"""Reads what is common to both kinds of file: rows held to their models, refs to one another, nothing that runs.

What is wrong is collected, not raised: a file is mended once, not fault by fault.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from gateway.imports.report import MOST, Note, Weight
from gateway.imports.rows import ROWS, Document, Head, Row
from gateway.shapes import tell

HEAD: Final = "문서"
"""Where a workbook says what a YAML file says at its top."""
_RUNS: Final = re.compile(
    r"^\s*(=|@|[+-]\s*[A-Za-z]+[|!(])|<\s*/?\s*script|javascript:|\bon[a-z]{4,}\s*=\s*[\"']", re.IGNORECASE
)
"""What a spreadsheet would compute, or a browser run."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands in the file."""

    number: int
    """Row of the sheet, or line of the file where the entry begins; from 1."""
    values: Mapping[str, Any]
    places: Mapping[str, str] = field(default_factory=dict)
    """How a value's place is told, by field: `C7 (lead)`; the field itself where it is not here."""

    def name_place(self, name: str) -> str:
        """Return how the place of a field is told."""
        return self.places.get(name, name)


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file before anything in it is understood."""

    head: RawRow
    sheets: Mapping[str, Sequence[RawRow]]


class Read(BaseModel):
    """What came of a file: a document, or why there is none."""

    model_config = ConfigDict(frozen=True)

    document: Document | None = None
    rows: Mapping[str, tuple[int, ...]] = {}
    """Number of each row of the document in its file, by sheet."""
    notes: tuple[Note, ...] = ()


def read_raw(raw: RawFile, notes: Sequence[Note] = ()) -> Read:
    """Return the document of a raw file, or everything that is wrong with it, up to MOST; `notes` came before."""
    found = list(notes)
    head = _read_row(HEAD, Head, raw.head, found)
    sheets: dict[str, list[Row]] = {}
    rows: dict[str, tuple[int, ...]] = {}
    for sheet, kind in ROWS.items():
        told = raw.sheets.get(sheet, ())
        read = [_read_row(sheet, kind, row, found) for row in told]
        sheets[sheet] = [row for row in read if isinstance(row, kind)]
        rows[sheet] = tuple(row.number for row in told)
    if not any(raw.sheets.values()) and not found:
        found.append(Note(weight=Weight.REFUSED, code="BAD_SHAPE", message="가져올 행이 없습니다. 행을 적어 올리세요."))
    if found or not isinstance(head, Head):
        return Read(notes=tuple(found[:MOST]))
    try:
        document = Document.model_validate({**head.model_dump(), **sheets})
    except ValidationError as error:
        found += (_refuse(HEAD, raw.head, each) for each in error.errors(include_url=False))
        return Read(notes=tuple(found[:MOST]))
    return Read(document=document, rows=rows)


def _read_row(sheet: str, kind: type[BaseModel], row: RawRow, found: list[Note]) -> BaseModel | None:
    """Return the row, or None after its faults were noted."""
    before = len(found)
    if len(found) >= MOST:
        return None
    found += _find_running(sheet, row)
    try:
        read = kind.model_validate(dict(row.values))
    except ValidationError as error:
        found += (_refuse(sheet, row, each) for each in error.errors(include_url=False))
    return read if len(found) == before else None


def _refuse(sheet: str, row: RawRow, error: Mapping[str, Any]) -> Note:
    """Return what is wrong with a value, as pydantic found it."""
    place = [part for part in error["loc"] if not str(part).startswith("function-")]
    name, *within = map(str, place) if place else [""]
    inner = "".join(f"/{part}" for part in within)
    said = error.get("ctx", {}).get("error")
    own = str(said) if type(said) is ValueError else None  # one of ours, in Korean (rows.py)
    return note_row(sheet, row, "BAD_SHAPE", own or tell(error), name and row.name_place(name) + inner)


def note_row(sheet: str, row: RawRow, code: str, message: str, column: str | None = None) -> Note:
    """Return a refusal that has its place."""
    ref, line = (str(value)[:80] if (value := row.values.get(name)) else None for name in ("ref", "line"))
    return Note(
        weight=Weight.REFUSED,
        sheet=sheet,
        row=row.number,
        column=column or None,
        ref=ref,
        line=line,
        code=code,
        message=message,
    )


def _find_running(sheet: str, row: RawRow) -> Iterator[Note]:
    """Yield a refusal of each text that a spreadsheet would compute or a browser would run."""
    message = "수식이나 스크립트로 보이는 글입니다. 값만 글자로 적으세요."
    for name, value in row.values.items():
        if any(_RUNS.search(text) for text in _list_texts(value)):
            yield note_row(sheet, row, "BAD_SHAPE", message, row.name_place(name))


def _list_texts(value: object) -> Iterator[str]:
    """Yield every text within a value."""
    left = [value]
    while left:
        match left.pop():
            case str() as text:
                yield text
            case dict() as named:
                left += [*named.keys(), *named.values()]
            case list() as several:
                left += several
            case _:
                pass
