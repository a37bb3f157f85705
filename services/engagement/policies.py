"""What the engagement does about others' events: copy facts of the registry, tell of contracts that are fulfilled."""

from typing import Final, get_args

from contracts.calendar.hours import find_seoul_day
from contracts.engagement.facts import KeepFact, RegistryFact
from contracts.engagement.responses import RecordCompletion
from contracts.engagement.surveys import Completion
from contracts.messages import Command, Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.service_contracts import ContractAccepted
from contracts.registry import RegistryEvent
from infra.policies import Policy

KEPT: Final = get_args(get_args(RegistryFact)[0])
"""The registry's events that are copied."""


def copy_fact(event: Recorded[RegistryEvent]) -> tuple[Command, ...]:
    """Return the command that copies a fact of the registry."""
    return (KeepFact(fact=event.data),) if isinstance(event.data, KEPT) else ()


FACTS: Final[Policy[RegistryEvent]] = Policy("engagement-facts", "registry", copy_fact)


def tell_completion(event: Recorded[ProjectsEvent]) -> tuple[Command, ...]:
    """Return the completion that an accepted contract is; who fulfilled it is reached by hand (ENG-33)."""
    if not isinstance(event.data, ContractAccepted):
        return ()
    completed_on = find_seoul_day(event.effectiveat)
    return (RecordCompletion(case=event.subject, kind=Completion.CONTRACT, completed_on=completed_on),)


CONTRACTS: Final[Policy[ProjectsEvent]] = Policy("engagement-contracts", "projects", tell_completion, is_news=True)
