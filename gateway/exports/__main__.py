"""`python -m gateway.exports <task>`: one file made or read in a process of its own, from stdin to stdout.

Whatever a library does to its process, or a hostile file to the library, ends with it (gateway/exports/making.py).
"""

import resource
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from pydantic import BaseModel, TypeAdapter

from gateway.exports.hangul import write_hwpx
from gateway.exports.hostile import BadFile
from gateway.exports.papers import Paper
from gateway.exports.portable import NotDrawn, write_pdf
from gateway.exports.reading import Filled, read_filled
from gateway.exports.sheets import Cell, Kind, Sheet, Workbook
from gateway.exports.workbook import write_workbook

MEMORY_BYTES: Final = 2 * 1024**3
CPU_S: Final = 60
REFUSED: Final = 3
"""Exit code of a refusal, whose words are the output."""


class Page(BaseModel):
    """What becomes a PDF."""

    html: str
    static: Path
    sheets: tuple[str, ...]
    unpacked: Path


class Upload(BaseModel):
    """What is read; the file itself follows the first line."""

    fields: frozenset[str]


READS: Final[Mapping[Kind, Callable[[str], Cell]]] = {
    Kind.DAY: date.fromisoformat,
    Kind.RATE: Decimal,
    Kind.FIGURE: Decimal,
}
BOOKS: Final = TypeAdapter(Workbook)
PAPERS: Final = TypeAdapter(Paper)
FILLED: Final = TypeAdapter(Filled)


def make_workbook(given: bytes) -> bytes:
    """Return the .xlsx of a workbook's JSON."""
    book = BOOKS.validate_json(given)
    return write_workbook(replace(book, sheets=tuple(map(_restore, book.sheets))))


def _restore(sheet: Sheet) -> Sheet:
    """Return a sheet with the days and decimals that JSON had as text, by the kinds of its columns."""
    reads = [READS.get(column.kind) for column in sheet.columns]
    rows = (
        tuple(read(value) if read and isinstance(value, str) else value for read, value in zip(reads, row, strict=True))
        for row in sheet.rows
    )
    return replace(sheet, rows=tuple(rows))


def make_hwpx(given: bytes) -> bytes:
    """Return the .hwpx of a paper's JSON."""
    return write_hwpx(PAPERS.validate_json(given))


def make_pdf(given: bytes) -> bytes:
    """Return the PDF of a page's JSON. Raises: NotDrawn."""
    page = Page.model_validate_json(given)
    return write_pdf(page.html, page.static, page.sheets, page.unpacked)


def read_upload(given: bytes) -> bytes:
    """Return the rows of an upload as JSON. Raises: BadFile."""
    head, _, content = given.partition(b"\n")
    return FILLED.dump_json(read_filled(content, Upload.model_validate_json(head).fields))


def read_import(given: bytes) -> bytes:
    """Return what came of an import file as JSON."""
    from gateway.imports.reading_file import read_import as read  # a download has no need of it

    most, _, content = given.partition(b"\n")
    return read(content, int(most)).model_dump_json(by_alias=True).encode()


TASKS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "xlsx": make_workbook,
    "hwpx": make_hwpx,
    "pdf": make_pdf,
    "read": read_upload,
    "import": read_import,
}


def main(words: list[str]) -> int:
    """Do one task; return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    given = sys.stdin.buffer.read()
    try:
        done, code = TASKS[words[0]](given), 0
    except (BadFile, NotDrawn) as refused:
        done, code = str(refused).encode(), REFUSED
    sys.stdout.buffer.write(done)
    sys.stdout.buffer.flush()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
