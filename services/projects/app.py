"""The projects' process: `python -m infra.role services.projects.app`."""

from typing import Final

from contracts.projects import ProjectsCommand, ProjectsEvent
from contracts.registry import RegistryEvent
from infra.service import Service, read_with, run_service
from services.projects.handlers import HANDLERS, MANUAL_CLOCK
from services.projects.index import AGENDA
from services.projects.policies import FACTS

SERVICE: Final[Service[ProjectsEvent]] = Service(
    "projects",
    ProjectsCommand,
    ProjectsEvent,
    HANDLERS,
    (read_with(FACTS, RegistryEvent),),
    MANUAL_CLOCK,
    AGENDA,
)


def main() -> None:
    """Run the process until a signal."""
    run_service(SERVICE)
