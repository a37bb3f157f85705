"""What the engagement does about the registry's events: copy the facts that its decisions rest on."""

from typing import Final, get_args

from contracts.engagement.facts import KeepFact, RegistryFact
from contracts.messages import Command, Recorded
from contracts.registry import RegistryEvent
from infra.policies import Policy

KEPT: Final = get_args(get_args(RegistryFact)[0])
"""The registry's events that are copied."""


def copy_fact(event: Recorded[RegistryEvent]) -> tuple[Command, ...]:
    """Return the command that copies a fact of the registry."""
    return (KeepFact(fact=event.data),) if isinstance(event.data, KEPT) else ()


FACTS: Final[Policy[RegistryEvent]] = Policy("engagement-facts", "registry", copy_fact)
