"""Competitive bid: found, submitted, selected or not, in this order, in whatever months that was (PRJ-50, 51)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from contracts.calendar.periods import Period
from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.projects import ProjectsEvent
from contracts.projects.bids import (
    AddBidSupport,
    BidCommand,
    BidFound,
    BidItem,
    BidRejected,
    BidSelected,
    BidSubmitted,
    BidSupportAdded,
    FindBid,
    RejectBid,
    SelectBid,
    SelectedItem,
    SubmitBid,
)
from contracts.projects.corrections import EntryCorrected
from services.projects import call, group
from services.projects.checks import (
    check_after,
    check_editor,
    check_partners,
    read_past,
    read_plan,
    refuse_registered,
    refuse_state,
    refuse_unknown,
)


@dataclass(frozen=True, slots=True)
class NotFound:
    """There is no such bid."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something to bid for; handed in where it has a date for that."""

    begun: BidFound
    steps: int = 0
    """Entries of its history after it was found."""
    submitted_on: Period | None = None

    @property
    def by(self) -> str | None:
        """Whose it is."""
        return self.begun.by

    @property
    def items(self) -> tuple[BidItem, ...]:
        """What it asks for."""
        return self.begun.items


@dataclass(frozen=True, slots=True)
class Decided:
    """Selected or not."""

    begun: BidFound
    steps: int
    is_won: bool

    @property
    def by(self) -> str | None:
        """Whose it is."""
        return self.begun.by


State = NotFound | Found | Decided
ALLOWED: Final[Mapping[str, tuple[str, ...]]] = {
    "FOUND": ("submit", "support"),
    "SUBMITTED": ("select", "reject", "support"),
    "SELECTED": ("support",),
    "REJECTED": ("support",),
}
"""What each state allows, as a refusal names it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the bid."""

    today: date
    actor: Actor
    partners: Collection[str] = frozenset()
    announced: call.State = call.NotAnnounced()  # noqa: RUF009 - frozen
    """The call that a bid names."""
    together: group.State = group.NotFormed()  # noqa: RUF009 - frozen
    """The group that a bid names."""


def decide(command: BidCommand, state: State, facts: Facts) -> tuple[ProjectsEvent, ...]:
    """Return what a command on a bid leads to.

    Raises: Rejected with ALREADY_REGISTERED, NOT_FOUND, WRONG_STATE, NOT_PERMITTED, REASON_REQUIRED, BAD_SHAPE,
    WEEKDAY_MISMATCH, DAY_IN_FUTURE, DATES_REVERSED, UNKNOWN_PARTNER.
    """
    if isinstance(state, NotFound):
        if isinstance(command, FindBid):
            return (_find(command, facts),)
        raise refuse_unknown("그런 공모사업이")
    if isinstance(command, FindBid):
        raise refuse_registered("공모사업")
    check_editor(state.by, facts.actor)
    return (_change(command, state, facts),)


def evolve(state: State, event: ProjectsEvent) -> State:
    """Return the bid after an event."""
    match event, state:
        case BidFound(), _:
            return Found(event)
        case EntryCorrected(corrected=BidFound() as begun), (Found() | Decided()):
            return replace(state, begun=begun)
        case BidSubmitted(), Found():
            return replace(state, steps=event.sequence, submitted_on=event.submitted_on)
        case ((BidSelected() | BidRejected()), Found()):
            return Decided(state.begun, event.sequence, isinstance(event, BidSelected))
        case BidSupportAdded(), (Found() | Decided()):
            return replace(state, steps=event.sequence)
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    match state:
        case NotFound():
            return "NONE"
        case Found():
            return "FOUND" if state.submitted_on is None else "SUBMITTED"
        case Decided():
            return "SELECTED" if state.is_won else "REJECTED"


def _find(command: FindBid, facts: Facts) -> BidFound:
    if command.call is not None and isinstance(facts.announced, call.NotAnnounced):
        raise refuse_unknown("그런 공모가", "공모를 먼저 등록하거나 다시 고르세요.")
    if command.group is not None and isinstance(facts.together, group.NotFormed):
        raise refuse_unknown("그런 협력권이", "협력권을 먼저 등록하거나 다시 고르세요.")
    items = tuple(
        BidItem(
            number=number,
            name=draft.name,
            amount=draft.amount,
            period=read_plan(draft.period, facts.today) if draft.period is not None else None,
        )
        for number, draft in enumerate(command.items, 1)
    )
    return BidFound(name=command.name, by=facts.actor.department, call=command.call, group=command.group, items=items)


def _change(
    command: SubmitBid | SelectBid | RejectBid | AddBidSupport, state: Found | Decided, facts: Facts
) -> ProjectsEvent:
    match command, state:
        case AddBidSupport(), _:
            return BidSupportAdded(
                sequence=state.steps + 1,
                kind=command.kind,
                cost=command.cost,
                on=read_past(command.on, facts.today),
                note=command.note,
            )
        case SubmitBid(), Found(submitted_on=None):
            check_partners(command.via, facts.partners)
            submitted_on = read_past(command.on, facts.today)
            return BidSubmitted(sequence=state.steps + 1, submitted_on=submitted_on, via=command.via)
        case SelectBid(), Found(submitted_on=Period()):
            return _select(command, state, facts)
        case RejectBid(), Found(submitted_on=Period()):
            if command.reason is None:
                raise Rejected("REASON_REQUIRED", "탈락한 사유를 적으세요. 다음 공모를 준비하는 데 씁니다.")
            rejected_on = _read_decision(command.on, state, facts)
            return BidRejected(sequence=state.steps + 1, rejected_on=rejected_on, reason=command.reason)
        case _:
            name = name_state(state)
            raise refuse_state(name, ALLOWED[name], "지금 상태의 공모사업에는 할 수 없는 일입니다. 단계를 확인하세요.")


def _select(command: SelectBid, state: Found, facts: Facts) -> BidSelected:
    chosen = {each.number: each for each in command.items}
    if len(chosen) < len(command.items) or not chosen.keys() <= {each.number for each in state.items}:
        raise Rejected("BAD_SHAPE", "공모사업에 없는 항목이거나 같은 항목을 두 번 적었습니다. 번호를 확인하세요.")
    items = tuple(
        _grant(item, chosen.get(item.number), facts) for item in state.items if not chosen or item.number in chosen
    )
    return BidSelected(
        sequence=state.steps + 1,
        selected_on=_read_decision(command.on, state, facts),
        items=items,
        funds=command.funds,
    )


def _grant(item: BidItem, chosen: SelectedItem | None, facts: Facts) -> BidItem:
    """Return the item with what was granted, where that was said."""
    if chosen is None:
        return item
    return BidItem(
        number=item.number,
        name=item.name,
        amount=chosen.amount or item.amount,
        period=read_plan(chosen.period, facts.today) if chosen.period is not None else item.period,
    )


def _read_decision(text: str, state: Found, facts: Facts) -> Period:
    """Return when it was decided: not before it was handed in, though perhaps in the same month (INC-11)."""
    decided_on = read_past(text, facts.today)
    assert state.submitted_on is not None, "only what was handed in is decided"
    check_after(decided_on, state.submitted_on, "제출한 날")
    return decided_on
