"""Note: the memo of a meeting, from which directives are made (받아적기, DIR-03)."""

from dataclasses import dataclass
from uuid import UUID

from contracts.directives import DirectivesEvent, NoteSplit, NoteTaken, SplitNote, TakeNote
from contracts.errors import Rejected


@dataclass(frozen=True, slots=True)
class NotTaken:
    """There is no such note."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The memo stands; it may be split more than once."""

    meeting: str | None
    lines: int


State = NotTaken | Taken


def decide(command: TakeNote | SplitNote, state: State, children: tuple[UUID, ...] = ()) -> tuple[DirectivesEvent, ...]:
    """Return what a command on a note leads to; `children` are the ids of the directives that a split makes.

    Raises: Rejected with NOT_FOUND, WRONG_STATE, BAD_SHAPE.
    """
    match command:
        case TakeNote():
            if isinstance(state, Taken):
                raise Rejected("WRONG_STATE", "이미 있는 메모입니다. 새 메모로 보내세요.")
            return (NoteTaken(text=command.text, meeting=command.meeting, origin=command.origin),)
        case SplitNote():
            if isinstance(state, NotTaken):
                raise Rejected("NOT_FOUND", "메모를 찾을 수 없습니다. 주소를 확인하세요.")
            wrong = [draft.line for draft in command.drafts if not 1 <= draft.line <= state.lines]
            if wrong:
                message = f"메모는 {state.lines}줄입니다. 초안의 줄 번호를 확인하세요."
                raise Rejected("BAD_SHAPE", message, {"line": str(wrong[0])})
            return (NoteSplit(directives=children),)


def evolve(state: State, event: DirectivesEvent) -> State:
    """Return the note after an event."""
    return Taken(event.meeting, len(event.text.splitlines())) if isinstance(event, NoteTaken) else state
