"""Note: the memo of a meeting, from which directives are made (받아적기, DIR-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts.directives import (
    DirectivesEvent,
    Draft,
    IssueDirective,
    NoteSplit,
    NoteTaken,
    Origin,
    OriginKind,
    ShareDirective,
    SplitNote,
    TakeNote,
    Visibility,
)
from contracts.errors import Rejected
from services.directives.directive.decide import decide as decide_directive
from services.directives.directive.ground import Facts
from services.directives.directive.state import NotIssued
from services.directives.directive.state import evolve as evolve_directive


@dataclass(frozen=True, slots=True)
class NotTaken:
    """There is no such note."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The memo stands; it may be split more than once."""

    meeting: str | None
    lines: int


State = NotTaken | Taken


def take(command: TakeNote, state: State) -> tuple[DirectivesEvent, ...]:
    """Keep a memo. Raises: Rejected with WRONG_STATE."""
    if isinstance(state, Taken):
        raise Rejected(
            "WRONG_STATE", "이미 있는 메모입니다. 새 메모로 보내세요.", {"state": "TAKEN", "allowed": "split"}
        )
    return (NoteTaken(text=command.text, meeting=command.meeting, origin=command.origin),)


def split(command: SplitNote, state: State, children: Sequence[UUID]) -> NoteSplit:
    """Note which directives a memo has led to; `children` are their ids in the order of the drafts.

    Raises: Rejected with NOT_FOUND, BAD_SHAPE.
    """
    if isinstance(state, NotTaken):
        raise Rejected("NOT_FOUND", "메모를 찾을 수 없습니다. 주소를 확인하세요.")
    for draft in command.drafts:
        if not 1 <= draft.line <= state.lines:
            message = f"메모는 {state.lines}줄입니다. 초안의 줄 번호를 확인하세요."
            raise Rejected("BAD_SHAPE", message, {"line": str(draft.line)})
    return NoteSplit(directives=tuple(children))


def make_directive(draft: Draft, note: UUID, state: State, facts: Facts) -> tuple[DirectivesEvent, ...]:
    """Return a draft's directive, linked to its note; shared at once where it names a lead.

    Raises: Rejected, as issuing and sharing it by itself would be.
    """
    if draft.supporting and draft.lead is None:
        raise Rejected("BAD_SHAPE", "협조부서가 있으면 주관부서도 있어야 합니다. 주관부서를 고르세요.")
    issue = IssueDirective(
        text=draft.text,
        kind=draft.kind,
        meeting=state.meeting if isinstance(state, Taken) else None,
        visibility=Visibility.TEXT_HIDDEN if draft.is_text_hidden else Visibility.OPEN,
        origin=Origin(kind=OriginKind.NOTE, id=str(note), item=draft.line),
    )
    issued = decide_directive(issue, NotIssued(), facts)
    if draft.lead is None:
        return issued
    share = ShareDirective(lead=draft.lead, supporting=draft.supporting)
    return (*issued, *decide_directive(share, evolve_directive(NotIssued(), issued[0]), facts))


def evolve(state: State, event: DirectivesEvent) -> State:
    """Return the note after an event."""
    return Taken(event.meeting, len(event.text.splitlines())) if isinstance(event, NoteTaken) else state
