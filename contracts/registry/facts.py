"""Facts of the registry that other contexts copy, each as the registry's own event (ADR 0007)."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.messages import Command, Event
from contracts.registry.clock import ClockSet
from contracts.registry.days import ElectionCancelled, ElectionScheduled, HolidayDeclared, HolidayRevoked
from contracts.registry.organisation import DepartmentEnded, DepartmentRegistered
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


class KeepRegistryFact(Command):
    """Copy a fact of the registry, for decisions that rest on it; each context has its own of this shape."""

    roles: ClassVar = frozenset({Role.SYSTEM})

    fact: RegistryFact


class RegistryFactKept(Event):
    """A context knows a fact of the registry; each has its own of this shape."""

    fact: RegistryFact
