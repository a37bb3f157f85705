"""Evidence as forms take it: a name, an address or files of the store (PRJ-30)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from gateway.console.meetings.forms import Field
from gateway.console.words import _

FILES: Final = Field("files", "증빙 파일", "files", hint="PDF, 한글, 엑셀, 그림을 20개까지 붙일 수 있습니다.")
NAMED: Final = "증빙 파일"


def name_files(files: Sequence[str], name: str | None = None) -> list[dict[str, str]]:
    """Return files as evidence: by the name that was typed, numbered where there are several.

    What a file is called in the store may name a person: it is told to nobody who may not read the file.
    """
    said = name or NAMED
    return [{"name": said if len(files) == 1 else f"{said} {n}", "file": each} for n, each in enumerate(files, 1)]


def link_evidence(evidence: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Return where each piece of evidence is, and its name."""
    return tuple(
        (each["link"] or f"/files/{each['file']}", _("증빙: %(name)s", name=each["name"]))
        for each in evidence
        if each["link"] or each["file"]
    )
