"""Contracts of the evaluations: scorecards of departments, the province's evaluation, pledges, integrity."""

from typing import Annotated

from pydantic import Field

from contracts.evaluations.facts import NoteRegistryFact, RegistryFactNoted
from contracts.evaluations.plans import PlanCommand, PlanEvent

__all__ = ["EvaluationsCommand", "EvaluationsEvent"]

EvaluationsCommand = Annotated[
    PlanCommand | NoteRegistryFact,
    Field(discriminator="type"),
]
EvaluationsEvent = Annotated[
    PlanEvent | RegistryFactNoted,
    Field(discriminator="type"),
]
