"""Contracts of pledges (공약): the closed set of a term, each pledge's lead, plan, checks and states (EVL-60 to 67)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal, Self
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import Field, StringConstraints, model_validator

from contracts.directives.values import Percent, Quarter
from contracts.evaluations.juries import JuryRecord
from contracts.evaluations.plans import Year
from contracts.messages import Command, Event, Message
from contracts.projects.milestones import EvidenceList
from contracts.projects.money import Source, Won
from contracts.values import Code, Count, Day, Name, Role, Storable, Text, Uuid

OFFICE: Final = frozenset({Role.OPERATOR})
KEEPERS: Final = frozenset({Role.OPERATOR, Role.OFFICER})
"""The coordinating office and the lead department."""
MOST: Final = 200
"""Pledges of one set: what a quarter's results say of them is one event."""
Term = Annotated[int, Field(ge=1, le=99)]
"""민선7기 is 7."""
PledgeNumber = Annotated[int, Field(ge=1, le=999)]
"""Of a pledge in its set."""
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), Storable]
"""A text of 1 to 500 characters."""


def name_pledge(term: int, number: int) -> UUID:
    """Return the id of a term's pledge: registered twice, it is the same one."""
    return uuid5(NAMESPACE_URL, f"pledge/{term}/{number}")


class PledgeState(StrEnum):
    """How a pledge stands (EVL-67)."""

    REGISTERED = "REGISTERED"
    ON_TRACK = "ON_TRACK"
    """정상추진."""
    PARTIAL = "PARTIAL"
    """일부추진."""
    DONE = "DONE"
    """완료."""
    CONTINUING = "CONTINUING"
    """이행후계속추진."""
    ON_HOLD = "ON_HOLD"
    """보류: by the change procedure only."""
    ABANDONED = "ABANDONED"
    """폐기: by the change procedure only."""


RUNNING: Final = frozenset({PledgeState.REGISTERED, PledgeState.ON_TRACK, PledgeState.PARTIAL})
"""States that a check moves, and in which what is reported as done waits for the office."""


class PledgeStanding(StrEnum):
    """What a department reports of an open pledge; DONE is a claim that the office confirms."""

    ON_TRACK = "ON_TRACK"
    PARTIAL = "PARTIAL"
    DONE = "DONE"


class Feasibility(StrEnum):
    """실현가능성: 가능, 조건부 가능, 불가."""

    FEASIBLE = "FEASIBLE"
    CONDITIONAL = "CONDITIONAL"
    INFEASIBLE = "INFEASIBLE"


class FeasibilityReview(Message):
    """What a department found about a pledge before it was confirmed (EVL-61)."""

    result: Feasibility = Field(strict=False)
    opinion: Line


class YearTarget(Message):
    """How far a pledge shall be at the end of a year."""

    year: Year
    progress: Percent
    target: Line


class YearFunding(Message):
    """What one source gives in one year."""

    year: Year
    source: Source = Field(strict=False)
    won: Won


class PledgePlan(Message):
    """공약실천계획: yearly targets and finance by source (EVL-62)."""

    due_on: Day
    """When it shall be fulfilled: within the term (임기내) where that is not after the term's last day."""
    targets: Annotated[tuple[YearTarget, ...], Field(min_length=1, max_length=20, strict=False)]
    finance: Annotated[tuple[YearFunding, ...], Field(max_length=120, strict=False)] = ()
    briefed_on: Day | None = None
    """보고회."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Each year has one target and never a lower one; each source gives once a year. Raises: ValueError."""
        ordered = sorted(self.targets, key=lambda each: each.year)
        years = [each.year for each in ordered]
        gifts = [(each.year, each.source) for each in self.finance]
        if len(set(years)) < len(years) or len(set(gifts)) < len(gifts):
            raise ValueError("a year, or a source in it, is there twice")
        aims = [each.progress for each in ordered]
        if aims != sorted(aims):
            raise ValueError("the targets of later years are no lower")
        return self


class NewPledge(Message):
    """A pledge as it is registered, with what is known of it already."""

    number: PledgeNumber
    field: Code
    name: Name
    content: Line | None = None
    lead: Code | None = None
    supporting: Annotated[tuple[Code, ...], Field(max_length=20, strict=False)] = ()
    feasibility: FeasibilityReview | None = None
    plan: PledgePlan | None = None


class PledgeField(Message):
    """A field of a set (분야) and how many pledges the source says it has."""

    code: Code
    name: Name
    pledges: Count


Fields = Annotated[tuple[PledgeField, ...], Field(min_length=1, max_length=20, strict=False)]


class OpenPledgeSet(Command):
    """Begin the pledges of a mayor's term, with the numbers that were promised (EVL-60)."""

    type: Literal["evaluations.open_pledge_set.v1"] = "evaluations.open_pledge_set.v1"
    roles: ClassVar = OFFICE

    term: Term
    name: Name
    begins_on: Day
    ends_on: Day
    """The term's last day."""
    fields: Fields


class PledgeSetOpened(Event):
    """Pledges of a term may be registered."""

    type: Literal["evaluations.pledge_set_opened.v1"] = "evaluations.pledge_set_opened.v1"

    term: Term
    name: Name
    begins_on: Day
    ends_on: Day
    fields: Fields


class RegisterPledges(Command):
    """Register pledges of an open set (EVL-60)."""

    type: Literal["evaluations.register_pledges.v1"] = "evaluations.register_pledges.v1"
    roles: ClassVar = OFFICE

    term: Term
    pledges: Annotated[tuple[NewPledge, ...], Field(min_length=1, max_length=MOST, strict=False)]


class ListedPledge(Message):
    """A pledge as its set knows it."""

    pledge: Uuid
    number: PledgeNumber
    field: Code


class PledgesListed(Event):
    """A set has further pledges."""

    type: Literal["evaluations.pledges_listed.v1"] = "evaluations.pledges_listed.v1"

    pledges: Annotated[tuple[ListedPledge, ...], Field(min_length=1, max_length=MOST, strict=False)]


class PledgeRegistered(Event):
    """A pledge stands."""

    type: Literal["evaluations.pledge_registered.v1"] = "evaluations.pledge_registered.v1"

    term: Term
    number: PledgeNumber
    field: Code
    name: Name
    content: Line | None


class ConfirmPledgeSet(Command):
    """Confirm the set: from then on only the change procedure changes it (EVL-60, EVL-63)."""

    type: Literal["evaluations.confirm_pledge_set.v1"] = "evaluations.confirm_pledge_set.v1"
    roles: ClassVar = OFFICE

    term: Term
    jury: Uuid | None = None
    """The citizens' jury that approved the set, with the number of the item."""
    item: Count | None = None


class PledgeSetConfirmed(Event):
    """The set is closed."""

    type: Literal["evaluations.pledge_set_confirmed.v1"] = "evaluations.pledge_set_confirmed.v1"

    term: Term
    confirmed_on: Day
    pledges: Count
    jury: JuryRecord | None


class AssignPledgeLead(Command):
    """Say which one department leads a pledge; another one with a reason (EVL-61)."""

    type: Literal["evaluations.assign_pledge_lead.v1"] = "evaluations.assign_pledge_lead.v1"
    roles: ClassVar = OFFICE

    lead: Code
    supporting: Annotated[tuple[Code, ...], Field(max_length=20, strict=False)] = ()
    reason: Text | None = None


class LeadAssigned(Event):
    """A pledge has its lead department."""

    type: Literal["evaluations.lead_assigned.v1"] = "evaluations.lead_assigned.v1"

    lead: Code
    supporting: Annotated[tuple[Code, ...], Field(max_length=20, strict=False)]
    reason: Text | None


class ReviewFeasibility(Command):
    """Say whether a pledge can be kept, before the set is confirmed (EVL-61)."""

    type: Literal["evaluations.review_feasibility.v1"] = "evaluations.review_feasibility.v1"
    roles: ClassVar = KEEPERS

    review: FeasibilityReview


class FeasibilityReviewed(Event):
    """It is known whether a pledge can be kept."""

    type: Literal["evaluations.feasibility_reviewed.v1"] = "evaluations.feasibility_reviewed.v1"

    review: FeasibilityReview


class AdoptActionPlan(Command):
    """Adopt a pledge's plan, before the set is confirmed (EVL-62)."""

    type: Literal["evaluations.adopt_action_plan.v1"] = "evaluations.adopt_action_plan.v1"
    roles: ClassVar = KEEPERS

    plan: PledgePlan


class ActionPlanAdopted(Event):
    """A plan rules; every other one stays in the history."""

    type: Literal["evaluations.action_plan_adopted.v1"] = "evaluations.action_plan_adopted.v1"

    plan: PledgePlan
    change: Uuid | None
    """The change that it comes from; None of the first ones."""


class CheckPledge(Command):
    """Say how a pledge stands in a quarter; again as long as it is wrong: the last counts (EVL-64, EVL-65)."""

    type: Literal["evaluations.check_pledge.v1"] = "evaluations.check_pledge.v1"
    roles: ClassVar = KEEPERS

    quarter: Quarter
    standing: Annotated[PledgeStanding | None, Field(strict=False)] = None
    """None of one that is on hold, or goes on after it was kept."""
    progress: Percent
    note: Line
    is_lagging: bool = False
    cause: Line | None = None
    """부진사유; needed where it lags, as are the two below."""
    remedy: Line | None = None
    """대책."""
    remedy_on: Day | None = None
    evidence: EvidenceList = ()
    """Needed where it is done."""


class PledgeQuarterChecked(Event):
    """A pledge is checked in a quarter."""

    type: Literal["evaluations.pledge_quarter_checked.v1"] = "evaluations.pledge_quarter_checked.v1"

    quarter: Quarter
    standing: Annotated[PledgeStanding | None, Field(strict=False)]
    progress: Percent
    note: Line
    is_lagging: bool
    cause: Line | None
    remedy: Line | None
    remedy_on: Day | None
    evidence: EvidenceList
    reported_by: Name
    """The account: it does not confirm its own report."""


class ConfirmPledgeDone(Command):
    """Confirm that a pledge is kept, as was reported with evidence by somebody else (EVL-67)."""

    type: Literal["evaluations.confirm_pledge_done.v1"] = "evaluations.confirm_pledge_done.v1"
    roles: ClassVar = OFFICE

    note: Line | None = None


class ContinuePledge(Command):
    """Go on with a pledge that is kept (이행후계속추진; EVL-67)."""

    type: Literal["evaluations.continue_pledge.v1"] = "evaluations.continue_pledge.v1"
    roles: ClassVar = OFFICE

    note: Line


class PledgeStatusChanged(Event):
    """A pledge stands otherwise."""

    type: Literal["evaluations.pledge_status_changed.v1"] = "evaluations.pledge_status_changed.v1"

    before: PledgeState = Field(strict=False)
    after: PledgeState = Field(strict=False)
    note: Line | None
    change: Uuid | None
    """The change that it comes from."""


class PledgeContentChanged(Event):
    """A pledge says something else, by a change that was published."""

    type: Literal["evaluations.pledge_content_changed.v1"] = "evaluations.pledge_content_changed.v1"

    name: Name
    content: Line | None
    change: Uuid


PledgeCommand = (
    AssignPledgeLead | ReviewFeasibility | AdoptActionPlan | CheckPledge | ConfirmPledgeDone | ContinuePledge
)
PledgeSetCommand = OpenPledgeSet | RegisterPledges | ConfirmPledgeSet
PledgeEvent = (
    PledgeSetOpened
    | PledgesListed
    | PledgeSetConfirmed
    | PledgeRegistered
    | LeadAssigned
    | FeasibilityReviewed
    | ActionPlanAdopted
    | PledgeQuarterChecked
    | PledgeStatusChanged
    | PledgeContentChanged
)
