"""Facts that the engagement copies from the registry, each as the registry's own event (ADR 0007)."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.messages import Command, Event
from contracts.registry import (
    ClockSet,
    DepartmentEnded,
    DepartmentRegistered,
    ElectionCancelled,
    ElectionScheduled,
    HolidayDeclared,
    HolidayRevoked,
)
from contracts.values import Role

RegistryFact = Annotated[
    DepartmentRegistered
    | DepartmentEnded
    | HolidayDeclared
    | HolidayRevoked
    | ElectionScheduled
    | ElectionCancelled
    | ClockSet,
    Field(discriminator="type"),
]


class KeepFact(Command):
    """Copy a fact of the registry, for decisions that rest on it."""

    type: Literal["engagement.keep_fact.v1"] = "engagement.keep_fact.v1"
    roles: ClassVar = frozenset({Role.SYSTEM})

    fact: RegistryFact


class FactKept(Event):
    """The engagement knows a fact of the registry."""

    type: Literal["engagement.fact_kept.v1"] = "engagement.fact_kept.v1"

    fact: RegistryFact
