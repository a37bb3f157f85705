"""Contracts of calls and of competitive bids (공모사업): found, submitted, selected or not (PRJ-50, 51, 54, 55)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.calendar.periods import Period
from contracts.messages import Command, Event, Message
from contracts.projects.money import Amount
from contracts.registry.meetings import TypedDate
from contracts.values import Code, Name, Role, Text, Uuid

EDITORS: Final = frozenset({Role.OPERATOR, Role.OFFICER})

ItemNumber = Annotated[int, Field(ge=1, le=100)]
"""Of an item of a bid, from 1."""
Sequence = Annotated[int, Field(ge=1, le=1_000_000)]
"""The place of a step in a bid's history: what fell into one month stands in this order (INC-11)."""


class AnnounceCall(Command):
    """Enter a call for bids, so that it is seen coming (PRJ-54)."""

    type: Literal["projects.announce_call.v1"] = "projects.announce_call.v1"
    roles: ClassVar = EDITORS

    name: Name
    issuer: Code | None = None
    """The partner that calls."""
    opens: TypedDate
    closes: TypedDate | None = None
    about: Text | None = None


class CallAnnounced(Event):
    """A call is known."""

    type: Literal["projects.call_announced.v1"] = "projects.call_announced.v1"

    name: Name
    issuer: Code | None
    opens: Period
    closes: Period | None
    about: Text | None


class ItemDraft(Message):
    """One project that a bid asks for."""

    name: Name
    amount: Amount | None = None
    period: TypedDate | None = None


class BidItem(Message):
    """One project that a bid asks for, as precisely as it is known."""

    number: ItemNumber
    name: Name
    amount: Amount | None
    period: Period | None


class SelectedItem(Message):
    """An item that was selected, with what was granted where that differs from what was asked."""

    number: ItemNumber
    amount: Amount | None = None
    period: TypedDate | None = None


class Fund(Message):
    """Money that came with a selection: 실행계획 용역비 3억."""

    name: Name
    amount: Amount


Funds = Annotated[tuple[Fund, ...], Field(max_length=50, strict=False)]
Items = Annotated[tuple[BidItem, ...], Field(min_length=1, max_length=100, strict=False)]
Partners = Annotated[tuple[Code, ...], Field(max_length=50, strict=False)]
"""Codes of partners, in the order in which they come."""


class FindBid(Command):
    """Enter something to bid for (발굴)."""

    type: Literal["projects.find_bid.v1"] = "projects.find_bid.v1"
    roles: ClassVar = EDITORS

    name: Name
    call: Uuid | None = None
    group: Code | None = None
    """The inter-local group that bids together."""
    items: Annotated[tuple[ItemDraft, ...], Field(min_length=1, max_length=100, strict=False)]


class BidFound(Event):
    """There is something to bid for."""

    type: Literal["projects.bid_found.v1"] = "projects.bid_found.v1"

    name: Name
    by: Code | None
    """The department that found it; it and the coordinating office alone may change it."""
    call: Uuid | None
    group: Code | None
    items: Items


class SubmitBid(Command):
    """Record that the bid was handed in, and on which way (도 ⇒ 국토교통부)."""

    type: Literal["projects.submit_bid.v1"] = "projects.submit_bid.v1"
    roles: ClassVar = EDITORS

    on: TypedDate
    via: Partners = ()


class BidSubmitted(Event):
    """A bid was handed in."""

    type: Literal["projects.bid_submitted.v1"] = "projects.bid_submitted.v1"

    sequence: Sequence
    submitted_on: Period
    via: Partners


class SelectBid(Command):
    """Record that it was selected, all of it or some items (선정)."""

    type: Literal["projects.select_bid.v1"] = "projects.select_bid.v1"
    roles: ClassVar = EDITORS

    on: TypedDate
    items: Annotated[tuple[SelectedItem, ...], Field(max_length=100, strict=False)] = ()
    """Empty: all of them, as they were asked for."""
    funds: Funds = ()


class BidSelected(Event):
    """A bid was selected."""

    type: Literal["projects.bid_selected.v1"] = "projects.bid_selected.v1"

    sequence: Sequence
    selected_on: Period
    items: Items
    """With what was granted."""
    funds: Funds


class RejectBid(Command):
    """Record that it was not selected (탈락)."""

    type: Literal["projects.reject_bid.v1"] = "projects.reject_bid.v1"
    roles: ClassVar = EDITORS

    on: TypedDate
    reason: Text | None = None
    """Needed: what to do better. REASON_REQUIRED tells so."""


class BidRejected(Event):
    """A bid was not selected."""

    type: Literal["projects.bid_rejected.v1"] = "projects.bid_rejected.v1"

    sequence: Sequence
    rejected_on: Period
    reason: Text


class SupportKind(StrEnum):
    """연구용역비, 선진지 벤치마킹, 공동워크숍 (PRJ-51)."""

    RESEARCH_FUND = "RESEARCH_FUND"
    BENCHMARKING = "BENCHMARKING"
    WORKSHOP = "WORKSHOP"


class AddBidSupport(Command):
    """Record what was done and paid to prepare a bid (PRJ-51)."""

    type: Literal["projects.add_bid_support.v1"] = "projects.add_bid_support.v1"
    roles: ClassVar = EDITORS

    kind: SupportKind = Field(strict=False)
    cost: Amount
    on: TypedDate
    note: Text | None = None


class BidSupportAdded(Event):
    """Something was done to prepare a bid."""

    type: Literal["projects.bid_support_added.v1"] = "projects.bid_support_added.v1"

    sequence: Sequence
    kind: SupportKind = Field(strict=False)
    cost: Amount
    on: Period
    note: Text | None


BidCommand = FindBid | SubmitBid | SelectBid | RejectBid | AddBidSupport
BidEvent = BidFound | BidSubmitted | BidSelected | BidRejected | BidSupportAdded


@dataclass(frozen=True, slots=True)
class WinRate:
    """Bids that were decided in a year, and how many of them were won."""

    won: int
    decided: int

    def show(self) -> str:
        """Return the share in percent to one decimal, rounded half up."""
        tenths = (self.won * 2_000 + self.decided) // (self.decided * 2)
        return f"{tenths // 10}.{tenths % 10}%"


def find_win_rates(decisions: Iterable[BidSelected | BidRejected]) -> Mapping[int, WinRate]:
    """Return the win rate of each year in which a bid was decided, by its first possible day (PRJ-50)."""
    counts: dict[int, tuple[int, int]] = {}
    for each in decisions:
        decided_on, win = (each.selected_on, 1) if isinstance(each, BidSelected) else (each.rejected_on, 0)
        won, decided = counts.get(decided_on.first.year, (0, 0))
        counts[decided_on.first.year] = (won + win, decided + 1)
    return {year: WinRate(*counts[year]) for year in sorted(counts)}
