"""Who acts in the projects' tests, and how a history is folded."""

from collections.abc import Callable
from datetime import date
from functools import reduce
from typing import TypeVar

import pytest

from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.projects import ProjectsEvent
from contracts.values import Role

OFFICE = Actor(user="operator", role=Role.OPERATOR, department="planning-audit")
CULTURE = Actor(user="officer-culture", role=Role.OFFICER, department="culture")
ROADS = Actor(user="officer-roads", role=Role.OFFICER, department="roads")
AUGUST_2018 = date(2018, 8, 6)
JANUARY_2024 = date(2024, 1, 25)

StateT = TypeVar("StateT")


def fold(evolve: Callable[[StateT, ProjectsEvent], StateT], start: StateT, *events: ProjectsEvent) -> StateT:
    return reduce(evolve, events, start)


def refused(act: Callable[[], object]) -> Rejected:
    """Return the refusal that an act meets."""
    with pytest.raises(Rejected) as refusal:
        act()
    return refusal.value
