"""공약 묶음: one row a mayor's term, with the fields and how it was confirmed (EVL-60, EVL-63)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.pledges import PledgeSetConfirmed, PledgeSetOpened, PledgesListed
from contracts.messages import Recorded

CONTEXT = "evaluations"
PREFIX = "pledge_set-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """The pledges of one term."""

    term: int
    name: str
    begins_on: date
    ends_on: date
    state: str
    """OPEN, CONFIRMED."""
    fields: list[Json]
    """`code`, `name`, `pledges` (promised), `listed`."""
    pledges: int
    confirmed_on: date | None
    jury: Json | None
    """The record of the jury that approved the set."""
    version: int
    position: int


def keys(event: Recorded[EvaluationsEvent]) -> tuple[int, ...]:
    """Return the term."""
    return (int(event.subject.removeprefix(PREFIX)),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[EvaluationsEvent]) -> Row | None:
    """Return the set after the event."""
    if isinstance(event.data, PledgeSetOpened):
        return _open(event.data, event)
    if row is None:
        return None
    return replace(_change(row, event.data), version=event.streamversion, position=event.position)


def _open(opened: PledgeSetOpened, event: Recorded[EvaluationsEvent]) -> Row:
    fields = [{**each.model_dump(mode="json"), "listed": 0} for each in opened.fields]
    place = event.streamversion, event.position
    return Row(opened.term, opened.name, opened.begins_on, opened.ends_on, "OPEN", fields, 0, None, None, *place)


def _change(row: Row, event: EvaluationsEvent) -> Row:
    match event:
        case PledgesListed(pledges=listed):
            codes = [each.field for each in listed]
            fields = [{**each, "listed": each["listed"] + codes.count(each["code"])} for each in row.fields]
            return replace(row, fields=fields, pledges=row.pledges + len(listed))
        case PledgeSetConfirmed():
            jury = event.jury.model_dump(mode="json") if event.jury else None
            return replace(row, state="CONFIRMED", confirmed_on=event.confirmed_on, jury=jury)
        case _:
            return row
