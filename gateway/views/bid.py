"""공모사업: one row a bid, found, submitted, selected or not, with its history in order (PRJ-50, PRJ-51, PRJ-55)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from contracts.calendar.periods import Period
from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.bids import BidFound, BidItem, BidRejected, BidSelected, BidSubmitted, BidSupportAdded
from contracts.projects.corrections import EntryCorrected
from gateway.correcting import correct

CONTEXT = "projects"
PREFIX = "bid-"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One bid; amounts in won."""

    bid: str
    version: int
    position: int
    name: str
    state: str
    """FOUND, SUBMITTED, SELECTED or REJECTED."""
    department: str | None
    """That found it."""
    call: str | None
    cooperation_group: str | None
    items: list[Json]
    """As asked for; once selected, those that were, with what was granted."""
    items_won: int
    """Their sum, of those whose amount is known."""
    is_approximate: bool
    submitted_on: Json | None = None
    via: list[str] = field(default_factory=list)
    decided_on: Json | None = None
    decided_year: int | None = None
    """Of the first day on which it can have been decided: win rates go by it."""
    reason: str | None = None
    """Why it was not selected."""
    funds: list[Json] = field(default_factory=list)
    supports: list[Json] = field(default_factory=list)
    """연구용역비, 벤치마킹, 워크숍."""
    support_won: int = 0
    asked: list[Json] = field(default_factory=list)
    """The items as they were asked for, once it is selected."""
    stages: list[Json] = field(default_factory=list)
    """`sequence`, `stage`, `on` (None of 발굴): in the order in which it came to them (INC-11)."""
    corrections: list[dict[str, Any]] = field(default_factory=list)
    """`changes` of fields, `reason`, `by`, `at`: what stood before stays to be seen (PLT-02)."""


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the bid's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:  # noqa: PLR0911 - one case an event
    """Return the bid after the event."""
    if isinstance(event.data, BidFound):
        return _find(event.data, event)
    if row is None:
        return None
    row = replace(row, version=event.streamversion, position=event.position)
    match event.data:
        case BidSubmitted() as submitted:
            on = submitted.submitted_on.model_dump(mode="json")
            row = _reach(row, "SUBMITTED", submitted.sequence, on)
            return replace(row, submitted_on=on, via=list(submitted.via))
        case BidSelected() as selected:
            funds = [each.model_dump(mode="json") for each in selected.funds]
            granted = {"asked": row.items, "funds": funds, **_tell_items(selected.items)}
            day = _tell_day(selected.selected_on)
            return replace(_reach(row, "SELECTED", selected.sequence, day["decided_on"]), **granted, **day)
        case BidRejected() as rejected:
            day = _tell_day(rejected.rejected_on)
            row = _reach(row, "REJECTED", rejected.sequence, day["decided_on"])
            return replace(row, reason=rejected.reason, **day)
        case EntryCorrected(corrected=BidFound() as found, reason=reason):
            return correct(row, _find_anew(row, found), event, reason)
        case BidSupportAdded() as added:
            told = added.model_dump(mode="json", exclude={"type", "entry"})
            return replace(row, supports=[*row.supports, told], support_won=row.support_won + added.cost.won)
        case _:
            return row


def _find(found: BidFound, event: Recorded[ProjectsEvent]) -> Row:
    return Row(
        bid=event.subject.removeprefix(PREFIX),
        version=event.streamversion,
        position=event.position,
        name=found.name,
        state="FOUND",
        department=found.by,
        call=str(found.call) if found.call else None,
        cooperation_group=found.group,
        **_tell_items(found.items),
        stages=[{"sequence": 0, "stage": "FOUND", "on": None}],
    )


def _find_anew(row: Row, found: BidFound) -> Row:
    """What it asks for; once it is selected, what was granted stays."""
    told = _tell_items(found.items)
    items = {"asked": told["items"]} if row.state == "SELECTED" else told
    call = str(found.call) if found.call else None
    return replace(row, name=found.name, call=call, cooperation_group=found.group, **items)


def _reach(row: Row, stage: str, sequence: int, on: Json) -> Row:
    return replace(row, state=stage, stages=[*row.stages, {"sequence": sequence, "stage": stage, "on": on}])


def _tell_day(on: Period) -> Json:
    return {"decided_on": on.model_dump(mode="json"), "decided_year": on.first.year}


def _tell_items(items: Iterable[BidItem]) -> Json:
    told = tuple(items)
    amounts = [each.amount for each in told if each.amount is not None]
    return {
        "items": [each.model_dump(mode="json") for each in told],
        "items_won": sum(each.won for each in amounts),
        "is_approximate": any(each.is_approximate for each in amounts),
    }
