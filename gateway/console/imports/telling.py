"""Lays imports out for their pages: pure, from what the table tells to words and counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from contracts.values import Role
from gateway.auth import Principal
from gateway.console.present import Chip, ChipKind
from gateway.console.words import _
from gateway.imports.report import Note, Weight
from gateway.imports.store import Import, State

SHOWN: Final = 200
"""Notes on a page; all that are told are in the workbook."""
_STATES: Final = {
    State.CHECKING: (ChipKind.MOVING, "검사 중"),
    State.READY: (ChipKind.SOON, "적용 대기"),
    State.REFUSED: (ChipKind.LATE, "거부됨"),
    State.APPLYING: (ChipKind.MOVING, "적용 중"),
    State.APPLIED: (ChipKind.DONE, "적용됨"),
    State.FAILED: (ChipKind.LATE, "멈춤"),
}
_WEIGHTS: Final = {
    Weight.REFUSED: (ChipKind.LATE, "거부"),
    Weight.BECOMES: (ChipKind.SOON, "불일치가 됨"),
    Weight.CLAIMED: (ChipKind.WAITING, "적어 둔 불일치"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One note of a report."""

    weight: Chip
    sheet: str
    row: str
    column: str
    line: str
    ref: str
    code: str
    message: str
    stated: str
    computed: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One import on a page."""

    path: str
    name: str
    state: Chip
    title: str
    source: str
    effective_on: date | None
    uploaded_by: str
    uploaded_at: datetime
    applied_by: str
    applied_at: datetime | None
    sha256: str
    rows: int
    valid: int
    commands: int
    stored: int
    warnings: int
    unclaimed: int
    refused: int
    chunks: int
    done: int
    is_moving: bool
    is_applied: bool
    may_apply: bool
    apply_word: str
    lines: tuple[Line, ...]
    more: int
    """Notes that only the workbook has."""


def show(found: Import, principal: Principal, people: Mapping[str, str]) -> Shown:
    """Return an import for its page; `people` are the names of accounts."""
    kind, word = _STATES[found.state]
    report = found.report
    waits = {State.READY: _("적용"), State.FAILED: _("이어서 적용")}
    return Shown(
        path=f"/imports/{found.id}",
        name=found.name,
        state=Chip(kind, word, ""),
        title=found.title or "",
        source=found.source or "",
        effective_on=found.effective_on,
        uploaded_by=people.get(found.uploaded_by, found.uploaded_by),
        uploaded_at=found.uploaded_at,
        applied_by=people.get(found.applied_by or "", found.applied_by or ""),
        applied_at=found.applied_at,
        sha256=found.sha256,
        rows=report.rows,
        valid=report.valid,
        commands=report.commands,
        stored=report.stored,
        warnings=report.warnings,
        unclaimed=report.unclaimed,
        refused=report.refused,
        chunks=found.chunks,
        done=found.done,
        is_moving=found.state in {State.CHECKING, State.APPLYING},
        is_applied=found.state is State.APPLIED,
        may_apply=principal.role is Role.OPERATOR and found.state in waits,
        apply_word=waits.get(found.state, ""),
        lines=tuple(map(_show_note, report.notes[:SHOWN])),
        more=max(0, len(report.notes) - SHOWN),
    )


def show_all(found: Iterable[Import], principal: Principal, people: Mapping[str, str]) -> list[Shown]:
    """Return imports for the list."""
    return [show(each, principal, people) for each in found]


def _show_note(note: Note) -> Line:
    kind, word = _WEIGHTS[note.weight]
    return Line(
        weight=Chip(kind, word, ""),
        sheet=note.sheet or "",
        row=str(note.row) if note.row else "",
        column=note.column or "",
        line=note.line or "",
        ref=note.ref or "",
        code=note.code,
        message=note.message,
        stated=note.stated or "",
        computed=note.computed or "",
    )
