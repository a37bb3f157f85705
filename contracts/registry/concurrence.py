"""Contracts of concurrence (협조·합의결재): a plan waits until every department it names has concurred (ORG-09)."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.messages import Command, Event
from contracts.values import Code, Name, Role, Text

ASKERS: Final = frozenset({Role.OPERATOR, Role.OFFICER})

Asked = Annotated[tuple[Code, ...], Field(min_length=1, max_length=100, strict=False)]
"""The departments that must concur."""
Round = Annotated[int, Field(ge=1, le=1_000)]
"""1 when it is first asked for, one more each time that it is asked for again."""


class RequestConcurrence(Command):
    """Ask departments to concur with a plan; all of them must, and answer for it together (ORG-09)."""

    type: Literal["registry.request_concurrence.v1"] = "registry.request_concurrence.v1"
    roles: ClassVar = ASKERS

    title: Name
    text: Text
    departments: Asked


class ConcurrenceRequested(Event):
    """Departments are asked to concur: PENDING until all have."""

    type: Literal["registry.concurrence_requested.v1"] = "registry.concurrence_requested.v1"

    title: Name
    text: Text
    by: Code | None
    """The department that asks; absent for a coordinating office that acts for none."""
    departments: Asked


class Concur(Command):
    """A department concurs."""

    type: Literal["registry.concur.v1"] = "registry.concur.v1"
    roles: ClassVar = ASKERS

    opinion: Text | None = None


class Concurred(Event):
    """A department has concurred; with the last one the plan is CONCURRED."""

    type: Literal["registry.concurred.v1"] = "registry.concurred.v1"

    department: Code
    opinion: Text | None
    round: Round
    is_last: bool


class RefuseConcurrence(Command):
    """A department does not concur: the plan goes back with the reason."""

    type: Literal["registry.refuse_concurrence.v1"] = "registry.refuse_concurrence.v1"
    roles: ClassVar = ASKERS

    reason: Text | None = None
    """Needed: REASON_REQUIRED tells so."""


class ConcurrenceRefused(Event):
    """A department has refused; the plan is RETURNED."""

    type: Literal["registry.concurrence_refused.v1"] = "registry.concurrence_refused.v1"

    department: Code
    reason: Text
    round: Round


class ResubmitConcurrence(Command):
    """Ask again with a changed plan; every department is asked anew."""

    type: Literal["registry.resubmit_concurrence.v1"] = "registry.resubmit_concurrence.v1"
    roles: ClassVar = ASKERS

    text: Text


class ConcurrenceResubmitted(Event):
    """The changed plan is PENDING again."""

    type: Literal["registry.concurrence_resubmitted.v1"] = "registry.concurrence_resubmitted.v1"

    text: Text
    round: Round
