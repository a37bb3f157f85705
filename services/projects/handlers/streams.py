"""The streams of the projects' log: what each kind is called, how it is folded, what its states are called."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Final, Generic, TypeVar
from uuid import UUID

from contracts.messages import Result
from contracts.projects import DiscrepancyRecorded, ProjectsEvent
from contracts.projects.reviews import ReviewOpened
from contracts.registry import PartnerKind
from infra.business_clock import CLOCK as CLOCK_STREAM
from infra.deciding import Decision
from infra.loading import Fold, Loading
from services.projects import (
    attraction,
    attraction_count,
    bid,
    budget_rounds,
    call,
    campaign,
    contract,
    disclosure,
    discrepancy,
    exchange,
    facts,
    flagships,
    group,
    posting,
    programme,
    real_name,
    review,
    work_plan,
)
from services.projects.approval import state as approval
from services.projects.checks import refuse_unknown
from services.projects.claims import DISCREPANCY as DISCREPANCY_STREAM
from services.projects.project import state as project
from services.projects.project.decide import name_stream
from services.projects.review import REVIEW as REVIEW_STREAM

StateT = TypeVar("StateT")
Key = str | UUID | int | None
"""What tells the streams of one kind apart; None where there is one only."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[StateT]):
    """One kind of stream."""

    name: str
    fold: Fold[StateT, ProjectsEvent]
    name_state: Callable[[StateT], str] | None = None

    def name_stream(self, key: Key = None) -> str:
        """Return the stream of a key."""
        return self.name if key is None else f"{self.name}-{key}"

    async def load(self, loading: Loading[ProjectsEvent], key: Key = None) -> StateT:
        """Return the state of one stream. Raises: Unavailable."""
        return await loading.load(self.name_stream(key), self.fold)

    async def load_each(self, loading: Loading[ProjectsEvent], keys: Iterable[str | UUID]) -> dict[str, StateT]:
        """Return the states of several streams by key. Raises: Unavailable."""
        return {str(key): await self.load(loading, key) for key in keys}

    async def answer(
        self, loading: Loading[ProjectsEvent], events: Sequence[ProjectsEvent], key: Key = None, of: Key = None
    ) -> Decision[ProjectsEvent]:
        """Return events of one stream, and the discrepancies and reviews among them, each on its own stream.

        The result names `of` where it is not the stream's key. Raises: Unavailable.
        """
        stream = self.name_stream(key)
        placed = await place(loading, stream, events)
        own = (event for name, event in placed if name == stream)
        state = reduce(self.fold.evolve, own, await loading.load(stream, self.fold))
        named = self.name_state(state) if self.name_state else None
        return Decision(stream, Result(id=str(of if of is not None else key or self.name), state=named), placed)


async def place(
    loading: Loading[ProjectsEvent], own: str, events: Iterable[ProjectsEvent]
) -> list[tuple[str, ProjectsEvent]]:
    """Return each event with its stream, which is loaded where it is not the own one. Raises: Unavailable."""
    placed = [(name_stream(event, own), event) for event in events]
    for stream, event in placed:
        if isinstance(event, DiscrepancyRecorded):
            await loading.load(stream, DISCREPANCY.fold)
        elif isinstance(event, ReviewOpened):
            await loading.load(stream, REVIEW.fold)
    return placed


async def require_project(key: UUID | None, loading: Loading[ProjectsEvent]) -> None:
    """Let what names a project name one that there is. Raises: Rejected with NOT_FOUND."""
    if key is not None and isinstance(await PROJECT.load(loading, key), project.NotRegistered):
        raise refuse_unknown("그런 사업이", "사업을 다시 고르세요.")


PROJECT: Final[Kind[project.State]] = Kind("project", Fold(project.NOT_REGISTERED, project.evolve), project.name_state)
PROGRAMME: Final = Kind("programme", Fold(programme.Programme(), programme.evolve))
ROUNDS: Final = Kind("rounds", Fold(budget_rounds.Rounds(), budget_rounds.evolve))
CONTRACT: Final[Kind[contract.State]] = Kind(
    "contract", Fold(contract.NOT_SIGNED, contract.evolve), contract.name_state
)
FLAGSHIPS: Final = Kind("flagships", Fold(flagships.Flagships(), flagships.evolve))
REVIEW: Final[Kind[review.State]] = Kind(REVIEW_STREAM, Fold(review.NOT_OPENED, review.evolve), review.name_state)
DISCREPANCY: Final[Kind[discrepancy.State]] = Kind(
    DISCREPANCY_STREAM, Fold(discrepancy.NotRecorded(), discrepancy.evolve), discrepancy.name_state
)
PLAN: Final[Kind[work_plan.State]] = Kind("plan", Fold(work_plan.NotAdopted(), work_plan.evolve), work_plan.name_state)
CALL: Final[Kind[call.State]] = Kind("call", Fold(call.NotAnnounced(), call.evolve), call.name_state)
BID: Final[Kind[bid.State]] = Kind("bid", Fold(bid.NotFound(), bid.evolve), bid.name_state)
GROUP: Final[Kind[group.State]] = Kind("group", Fold(group.NotFormed(), group.evolve), group.name_state)
EXCHANGE: Final[Kind[exchange.State]] = Kind(
    "exchange", Fold(exchange.NotRecorded(), exchange.evolve), exchange.name_state
)
POSTING: Final[Kind[posting.State]] = Kind("posting", Fold(posting.NotStarted(), posting.evolve), posting.name_state)
APPROVAL: Final[Kind[approval.State]] = Kind(
    "approval", Fold(approval.NotOpened(), approval.evolve), approval.name_state
)
ATTRACTION: Final[Kind[attraction.State]] = Kind(
    "attraction", Fold(attraction.NotAdded(), attraction.evolve), attraction.name_state
)
ATTRACTION_COUNT: Final = Kind("attraction_count", Fold(attraction_count.Counts(), attraction_count.evolve))
CAMPAIGN: Final[Kind[campaign.State]] = Kind(
    "campaign", Fold(campaign.NotPlanned(), campaign.evolve), campaign.name_state
)
REAL_NAME: Final[Kind[real_name.State]] = Kind(
    "real_name", Fold(real_name.NotDesignated(), real_name.evolve), real_name.name_state
)
DISCLOSURE: Final[Kind[disclosure.State]] = Kind(
    "real_name_request", Fold(disclosure.NotRequested(), disclosure.evolve), disclosure.name_state
)
NO_OFFICES: Final[facts.Offices] = {}
NO_TEAMS: Final[facts.Teams] = {}
NO_PARTNERS: Final[Mapping[str, PartnerKind]] = {}
NO_HOLIDAYS: Final[frozenset[date]] = frozenset()
OFFICES: Final = Kind("departments", Fold(NO_OFFICES, facts.evolve_departments, is_dated=False))
TEAMS: Final = Kind("teams", Fold(NO_TEAMS, facts.evolve_teams, is_dated=False))
PARTNERS: Final = Kind("partners", Fold(NO_PARTNERS, facts.evolve_partners, is_dated=False))
CALENDAR: Final = Kind("calendar", Fold(NO_HOLIDAYS, facts.evolve_holidays, is_dated=False))
CLOCK: Final[Kind[datetime | None]] = Kind(CLOCK_STREAM, Fold(None, facts.evolve_clock))
