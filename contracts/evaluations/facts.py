"""Facts that the evaluations copy from the registry."""

from typing import Literal

from contracts.registry.facts import KeepRegistryFact, RegistryFactKept


class NoteRegistryFact(KeepRegistryFact):
    """Copy a fact of the registry, for decisions that rest on it."""

    type: Literal["evaluations.note_registry_fact.v1"] = "evaluations.note_registry_fact.v1"


class RegistryFactNoted(RegistryFactKept):
    """The evaluations know a fact of the registry."""

    type: Literal["evaluations.registry_fact_noted.v1"] = "evaluations.registry_fact_noted.v1"
