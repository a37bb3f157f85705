"""What the engagement does about others' events: copy facts of the registry, tell of contracts that are fulfilled."""

from typing import Final

from contracts.calendar.hours import find_seoul_day
from contracts.engagement.facts import KeepFact
from contracts.engagement.responses import RecordCompletion
from contracts.engagement.surveys import Completion
from contracts.messages import Command, Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.service_contracts import ContractAccepted
from infra.policies import Policy
from infra.registry_copies import make_policy

FACTS: Final = make_policy("engagement", KeepFact)


def tell_completion(event: Recorded[ProjectsEvent]) -> tuple[Command, ...]:
    """Return the completion that an accepted contract is; who fulfilled it is reached by hand (ENG-33)."""
    if not isinstance(event.data, ContractAccepted):
        return ()
    completed_on = find_seoul_day(event.effectiveat)
    return (RecordCompletion(case=event.subject, kind=Completion.CONTRACT, completed_on=completed_on),)


CONTRACTS: Final[Policy[ProjectsEvent]] = Policy("engagement-contracts", "projects", tell_completion, is_news=True)
