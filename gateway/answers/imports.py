"""Import files as answers tell them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contracts.values import Role
from gateway.auth import Principal
from gateway.imports.report import Report
from gateway.imports.store import Import, State
from infra.clock import SEOUL


class ShownImport(BaseModel):
    """An import file and how far it is."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    id: UUID
    sha256: str
    name: str
    size: int
    """Bytes."""
    state: State
    source: str | None
    """Short name of the source document."""
    title: str | None
    effective_on: date | None
    """The day on which all of it takes effect."""
    chunks: int
    """Appends that it takes."""
    done: int
    """Of those, the ones that are tried, or stored."""
    uploaded_by: str
    uploaded_at: datetime
    applied_by: str | None
    applied_at: datetime | None
    finished_at: datetime | None
    report: Report
    allowed: list[str]
    """`apply` where that may be asked for now."""


class ImportLinks(BaseModel):
    """Where to go on."""

    self: str
    report: str
    """Its report as a workbook."""


class OneImport(BaseModel):
    """One import."""

    data: ShownImport
    links: ImportLinks


class ManyImports(BaseModel):
    """The latest imports, the newest first; their reports without notes."""

    data: list[ShownImport]


def show_import(found: Import, principal: Principal) -> ShownImport:
    """Return an import as it is told."""
    known: dict[str, Any] = {name: getattr(found, name) for name in ShownImport.model_fields if name != "allowed"}
    for name in ("uploaded_at", "applied_at", "finished_at"):
        known[name] = known[name].astimezone(SEOUL) if known[name] else None
    return ShownImport(**known, allowed=["apply"] if may_apply(found, principal) else [])


def may_apply(found: Import, principal: Principal) -> bool:
    """Tell whether somebody may have an import applied now."""
    return principal.role is Role.OPERATOR and found.state in {State.READY, State.FAILED, State.APPLIED}


def answer_import(found: Import, principal: Principal) -> OneImport:
    """Return the answer about one import."""
    own = f"/v1/imports/{found.id}"
    links = ImportLinks(self=own, report=f"{own}/report.xlsx")
    return OneImport(data=show_import(found, principal), links=links)


def shorten(shown: ShownImport) -> ShownImport:
    """Return an import without the notes of its report, as lists have it."""
    return shown.model_copy(update={"report": shown.report.model_copy(update={"notes": ()})})
