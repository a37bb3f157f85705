"""Contracts of a pledge's change: requested, decided by the jury, confirmed, approved, published (EVL-63, EVL-70)."""

from enum import StrEnum
from typing import ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from contracts.evaluations.juries import JuryRecord
from contracts.evaluations.pledges import KEEPERS, OFFICE, Line, NewPledge, PledgePlan, Term
from contracts.messages import Command, Event, Message
from contracts.values import Count, Day, Name, Role, Text, Uuid

MAYOR: Final = frozenset({Role.MAYOR})


class PledgeChangeKind(StrEnum):
    """What a change does to a pledge, or that it adds one."""

    CONTENT = "CONTENT"
    TARGET = "TARGET"
    HOLD = "HOLD"
    RESUME = "RESUME"
    """Take up again what is on hold."""
    ABANDON = "ABANDON"
    ADD = "ADD"


class PledgeChangeStep(StrEnum):
    """How far a change has come."""

    REQUESTED = "REQUESTED"
    JURY_APPROVED = "JURY_APPROVED"
    PANEL_CONFIRMED = "PANEL_CONFIRMED"
    MAYOR_APPROVED = "MAYOR_APPROVED"
    PUBLISHED = "PUBLISHED"
    """And with that applied."""
    REFUSED = "REFUSED"


OF_MAYOR: Final = frozenset({PledgeChangeStep.PANEL_CONFIRMED, PledgeChangeStep.MAYOR_APPROVED})
"""Steps at which the mayor refuses a change, also one that he has approved; before them the office does."""


class PledgeWish(Message):
    """What a change is to make of a pledge."""

    kind: PledgeChangeKind = Field(strict=False)
    name: Name | None = None
    """Of CONTENT, with its text."""
    content: Line | None = None
    plan: PledgePlan | None = None
    """Of TARGET."""
    added: NewPledge | None = None
    """Of ADD."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Each kind says what it changes and nothing else. Raises: ValueError."""
        given = {
            PledgeChangeKind.CONTENT: self.name is not None,
            PledgeChangeKind.TARGET: self.plan is not None,
            PledgeChangeKind.ADD: self.added is not None,
        }
        if any(is_there != (kind is self.kind) for kind, is_there in given.items()):
            raise ValueError("a change says what its kind changes, and nothing else")
        if self.content is not None and self.kind is not PledgeChangeKind.CONTENT:
            raise ValueError("only a change of the content has one")
        return self


class RequestPledgeChange(Command):
    """Ask for a change of a confirmed set (EVL-70)."""

    type: Literal["evaluations.request_pledge_change.v1"] = "evaluations.request_pledge_change.v1"
    roles: ClassVar = KEEPERS

    term: Term
    pledge: Uuid | None = None
    """None of one that is to be added."""
    wished: PledgeWish
    reason: Text


class PledgeChangeRequested(Event):
    """A change is asked for; the pledge stays as it is."""

    type: Literal["evaluations.pledge_change_requested.v1"] = "evaluations.pledge_change_requested.v1"

    term: Term
    pledge: Uuid
    """Of ADD: the one that there will be."""
    wished: PledgeWish
    reason: Text


class DecideChangeByJury(Command):
    """Name the jury and the item by which it approved the change (EVL-63)."""

    type: Literal["evaluations.decide_change_by_jury.v1"] = "evaluations.decide_change_by_jury.v1"
    roles: ClassVar = OFFICE

    jury: Uuid
    item: Count


class PledgeChangeDecidedByJury(Event):
    """The citizens' jury has approved the change."""

    type: Literal["evaluations.pledge_change_decided_by_jury.v1"] = "evaluations.pledge_change_decided_by_jury.v1"

    jury: JuryRecord


class ConfirmPledgeChange(Command):
    """Record that the panel confirms the change."""

    type: Literal["evaluations.confirm_pledge_change.v1"] = "evaluations.confirm_pledge_change.v1"
    roles: ClassVar = OFFICE

    panel: Name
    opinion: Text


class PledgeChangeConfirmed(Event):
    """The panel has confirmed the change."""

    type: Literal["evaluations.pledge_change_confirmed.v1"] = "evaluations.pledge_change_confirmed.v1"

    panel: Name
    opinion: Text


class ApprovePledgeChange(Command):
    """Approve the change as the mayor."""

    type: Literal["evaluations.approve_pledge_change.v1"] = "evaluations.approve_pledge_change.v1"
    roles: ClassVar = MAYOR

    opinion: Text | None = None


class PledgeChangeMayorApproved(Event):
    """The mayor has approved the change."""

    type: Literal["evaluations.pledge_change_mayor_approved.v1"] = "evaluations.pledge_change_mayor_approved.v1"

    opinion: Text | None


class PublishPledgeChange(Command):
    """Publish the change, by which it is applied."""

    type: Literal["evaluations.publish_pledge_change.v1"] = "evaluations.publish_pledge_change.v1"
    roles: ClassVar = OFFICE


class PledgeChangePublished(Event):
    """The change is published and applied."""

    type: Literal["evaluations.pledge_change_published.v1"] = "evaluations.pledge_change_published.v1"

    published_on: Day


class RefusePledgeChange(Command):
    """Refuse the change at the step where it is: the pledge stays as it is (XS-08)."""

    type: Literal["evaluations.refuse_pledge_change.v1"] = "evaluations.refuse_pledge_change.v1"
    roles: ClassVar = OFFICE | MAYOR

    reason: Text


class PledgeChangeRefused(Event):
    """A change has ended without any effect."""

    type: Literal["evaluations.pledge_change_refused.v1"] = "evaluations.pledge_change_refused.v1"

    at_step: PledgeChangeStep = Field(strict=False)
    reason: Text


class PledgeChangeBegun(Event):
    """A pledge has a change in its procedure: no second one is asked for meanwhile (EVL-70)."""

    type: Literal["evaluations.pledge_change_begun.v1"] = "evaluations.pledge_change_begun.v1"

    change: Uuid


class PledgeChangeEnded(Event):
    """A pledge has no change in its procedure any more: it was published or refused."""

    type: Literal["evaluations.pledge_change_ended.v1"] = "evaluations.pledge_change_ended.v1"

    change: Uuid


PledgeChangeCommand = (
    RequestPledgeChange
    | DecideChangeByJury
    | ConfirmPledgeChange
    | ApprovePledgeChange
    | PublishPledgeChange
    | RefusePledgeChange
)
PledgeChangeEvent = (
    PledgeChangeRequested
    | PledgeChangeDecidedByJury
    | PledgeChangeConfirmed
    | PledgeChangeMayorApproved
    | PledgeChangePublished
    | PledgeChangeRefused
    | PledgeChangeBegun
    | PledgeChangeEnded
)
