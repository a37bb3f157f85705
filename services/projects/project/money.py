"""A project's money as it stands: the plan, what is secured and spent by item and year, its parts (PRJ-10 to 23)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from contracts.projects import Amount, FundingLines, ProjectsEvent, Source
from contracts.projects.budget import (
    BudgetExecuted,
    BudgetSecured,
    BudgetTransferred,
    CarryOverRecorded,
    find_shortfall,
)
from contracts.projects.funding import (
    FundingPlanSet,
    FundingProgrammeAssigned,
    PartsAdjusted,
    PartTotal,
    ProjectDivided,
)
from contracts.projects.money import WON_OF_UNIT

KeyT = TypeVar("KeyT")
TRANSFERRED: Final = frozenset({Source.NATIONAL, Source.PROVINCIAL})
"""이전재원."""


@dataclass(frozen=True, slots=True)
class Money:
    """What a project costs, has and has spent, in won."""

    plan: FundingPlanSet | None = None
    programme: FundingProgrammeAssigned | None = None
    """By whose rates the plan's total is split."""
    secured_of: Mapping[str | None, int] = field(default_factory=dict)
    """By item; None for what is tied to none."""
    executed_of: Mapping[str | None, int] = field(default_factory=dict)
    left_of: Mapping[int, int] = field(default_factory=dict)
    """By fiscal year: secured and carried into it, less spent in it and carried out of it."""
    parts: tuple[PartTotal, ...] = ()

    @property
    def secured(self) -> int:
        """확보액."""
        return sum(self.secured_of.values())

    @property
    def executed(self) -> int:
        """집행액."""
        return sum(self.executed_of.values())

    @property
    def sources(self) -> FundingLines:
        """Who pays: as the plan tells it, else as the programme's rates give it."""
        if self.plan is not None and self.plan.sources:
            return self.plan.sources
        return self.programme.split if self.programme is not None else ()

    @property
    def rounding(self) -> int:
        """By how many won a source may be off because rates gave it, to their unit."""
        is_stated = self.plan is not None and bool(self.plan.sources)
        return 0 if is_stated or self.programme is None else WON_OF_UNIT[self.programme.unit]

    @property
    def has_transfer_funds(self) -> bool:
        """Whether 국비 or 도비 is in it."""
        return any(line.source in TRANSFERRED and line.amount.won > 0 for line in self.sources)

    def find_cost(self, item: str) -> Amount | None:
        """Return what an item of the plan costs; None where the plan has no such item."""
        lines = self.plan.lines if self.plan is not None else ()
        return next((line.amount for line in lines if line.item == item), None)

    def find_shortfall(self, item: str | None = None) -> int | None:
        """Return what is missing of an item or of the whole, in won (PRJ-19); None where its cost is not known."""
        total = self.plan.total if self.plan is not None else None
        cost = total if item is None else self.find_cost(item)
        if cost is None:
            return None
        return find_shortfall(cost.won, self.secured if item is None else self.secured_of.get(item, 0))


def evolve(money: Money, event: ProjectsEvent) -> Money:  # noqa: PLR0911 - one case an event
    """Return the money after an event."""
    match event:
        case FundingPlanSet():
            return replace(money, plan=event)
        case FundingProgrammeAssigned():
            return replace(money, programme=event)
        case ProjectDivided() | PartsAdjusted():
            return replace(money, parts=event.parts)
        case BudgetSecured():
            secured = _put(money.secured_of, event.item, event.amount.won)
            return replace(money, secured_of=secured, left_of=_put(money.left_of, event.round.year, event.amount.won))
        case BudgetExecuted():
            executed = _put(money.executed_of, event.item, event.amount.won)
            left = _put(money.left_of, event.on.first.year, -event.amount.won)
            return replace(money, executed_of=executed, left_of=left)
        case BudgetTransferred():
            given = _put(money.secured_of, event.from_item, -event.amount.won)
            return replace(money, secured_of=_put(given, event.to_item, event.amount.won))
        case CarryOverRecorded():
            left = _put(money.left_of, event.from_year, -event.amount.won)
            return replace(money, left_of=_put(left, event.to_year, event.amount.won))
        case _:
            return money


def _put(amounts: Mapping[KeyT, int], key: KeyT, won: int) -> Mapping[KeyT, int]:
    return {**amounts, key: amounts.get(key, 0) + won}
