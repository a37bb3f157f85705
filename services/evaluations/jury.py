"""The evaluations' copy of a citizens' jury, and which of its items has decided on something (EVL-63)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.juries import (
    JuryEndKnown,
    JuryFrameKnown,
    JuryItemUsed,
    JuryKnown,
    JuryLotKnown,
    JuryNoted,
    JuryRecord,
    JurySittingKnown,
    JuryVoteKnown,
    NoteJury,
)


@dataclass(frozen=True, slots=True)
class Jury:
    """What is known of a jury."""

    frame: JuryFrameKnown | None = None
    lot: JuryLotKnown | None = None
    sittings: tuple[JurySittingKnown, ...] = ()
    votes: Mapping[int, JuryVoteKnown] = field(default_factory=dict)
    end: JuryEndKnown | None = None
    used: Mapping[int, str] = field(default_factory=dict)
    """By what each item was used."""


def decide(command: NoteJury, state: Jury) -> tuple[EvaluationsEvent, ...]:
    """Return the copy of a fact that is not known yet."""
    event = JuryNoted(known=command.known)
    return () if evolve(state, event) == state else (event,)


def evolve(state: Jury, event: EvaluationsEvent) -> Jury:
    """Return the copy after an event."""
    match event:
        case JuryNoted(known=known):
            return _note(state, known)
        case JuryItemUsed():
            return replace(state, used={**state.used, event.item: event.used_by})
        case _:
            return state


def use(state: Jury, jury: UUID, item: int, used_by: str) -> tuple[JuryRecord, JuryItemUsed]:
    """Return the record of an item that approves, and that it is used by this.

    Raises: Rejected with CHANGE_PROCEDURE_REQUIRED unless the jury has concluded and approved it, for this alone.
    """
    vote = state.votes.get(item)
    details = {"jury": str(jury), "item": str(item)}
    if state.frame is None or state.lot is None or state.end is None:
        message = "회의를 마친 시민배심원단이 아닙니다. 배심원단을 확인하세요."
        raise Rejected("CHANGE_PROCEDURE_REQUIRED", message, details)
    if vote is None or not vote.is_approved:
        message = "시민배심원단이 승인한 안건이 아닙니다. 안건의 번호를 확인하세요."
        raise Rejected("CHANGE_PROCEDURE_REQUIRED", message, details)
    if item in state.used:
        message = "이미 다른 결정에 쓴 안건입니다. 그 결정의 안건을 확인하세요."
        raise Rejected("CHANGE_PROCEDURE_REQUIRED", message, {**details, "used_by": state.used[item]})
    record = JuryRecord(
        jury=jury,
        name=state.frame.name,
        topic=state.frame.topic,
        frame_sha256=state.frame.frame_sha256,
        people=state.frame.people,
        seats=state.frame.seats,
        seed=state.lot.seed,
        sittings=state.sittings,
        vote=vote,
        recommendation=state.end.recommendation,
    )
    return record, JuryItemUsed(item=item, used_by=used_by)


def _note(state: Jury, known: JuryKnown) -> Jury:
    match known:
        case JuryFrameKnown():
            return replace(state, frame=known)
        case JuryLotKnown():
            return replace(state, lot=known)
        case JurySittingKnown():
            others = (each for each in state.sittings if each.number != known.number)
            return replace(state, sittings=tuple(sorted((*others, known), key=lambda each: each.number)))
        case JuryVoteKnown():
            return replace(state, votes={**state.votes, known.number: known})
        case JuryEndKnown():
            return replace(state, end=known)
