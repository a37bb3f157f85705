"""The evaluations' process: `python -m infra.role services.evaluations.app`."""

from typing import Final

from contracts.directives import DirectivesEvent
from contracts.engagement import EngagementEvent
from contracts.evaluations import EvaluationsCommand, EvaluationsEvent
from contracts.projects import ProjectsEvent
from contracts.registry import RegistryEvent
from infra.service import Service, read_with, run_service
from services.evaluations.handlers import HANDLERS, MANUAL_CLOCK
from services.evaluations.index import AGENDA
from services.evaluations.policies import DIRECTIVES, ENGAGEMENT, FACTS, PROJECTS

SERVICE: Final[Service[EvaluationsEvent]] = Service(
    "evaluations",
    EvaluationsCommand,
    EvaluationsEvent,
    HANDLERS,
    (
        read_with(FACTS, RegistryEvent),
        read_with(DIRECTIVES, DirectivesEvent),
        read_with(ENGAGEMENT, EngagementEvent),
        read_with(PROJECTS, ProjectsEvent),
    ),
    MANUAL_CLOCK,
    AGENDA,
)


def main() -> None:
    """Run the process until a signal."""
    run_service(SERVICE)
