"""Facts that the engagement copies from the registry."""

from typing import Literal

from contracts.registry.facts import KeepRegistryFact, RegistryFactKept


class KeepFact(KeepRegistryFact):
    """Copy a fact of the registry, for decisions that rest on it."""

    type: Literal["engagement.keep_fact.v1"] = "engagement.keep_fact.v1"


class FactKept(RegistryFactKept):
    """The engagement knows a fact of the registry."""

    type: Literal["engagement.fact_kept.v1"] = "engagement.fact_kept.v1"
