"""Contracts of the evaluations: scorecards of departments, the province's evaluation, pledges, integrity."""

from typing import Annotated

from pydantic import Field

from contracts.evaluations.cycles import CycleCommand, CycleEvent
from contracts.evaluations.facts import NoteRegistryFact, RegistryFactNoted
from contracts.evaluations.plans import PlanCommand, PlanEvent
from contracts.evaluations.results import ResultCommand, ResultEvent

__all__ = ["EvaluationsCommand", "EvaluationsEvent"]

EvaluationsCommand = Annotated[
    PlanCommand | CycleCommand | ResultCommand | NoteRegistryFact,
    Field(discriminator="type"),
]
EvaluationsEvent = Annotated[
    PlanEvent | CycleEvent | ResultEvent | RegistryFactNoted,
    Field(discriminator="type"),
]
