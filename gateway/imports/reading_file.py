"""Reads an import file of either kind; run in a process of its own (gateway/exports/making.py)."""

from gateway.exports.hostile import OLE, ZIP, BadFile
from gateway.imports.reading import Read, read_raw
from gateway.imports.reading_xlsx import read_xlsx
from gateway.imports.reading_yaml import read_yaml
from gateway.imports.report import Note, Weight


def read_import(content: bytes, most: int) -> Read:
    """Return what came of a file: a document, or everything that is wrong with it."""
    try:
        raw, notes = read_xlsx(content, most) if content.startswith((ZIP, OLE)) else read_yaml(content)
    except BadFile as bad:
        return Read(notes=(Note(weight=Weight.REFUSED, code="FILE_REFUSED", message=str(bad)),))
    if notes and not raw.sheets:
        return Read(notes=tuple(notes))
    return read_raw(raw, notes)
