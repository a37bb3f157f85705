"""The coordination's process: `python -m infra.role services.coordination.app`."""

from typing import Final

from contracts.coordination import CoordinationCommand, CoordinationEvent
from contracts.directives import DirectivesEvent
from contracts.engagement import EngagementEvent
from contracts.registry import RegistryEvent
from infra.service import Service, read_with, run_service
from services.coordination.handlers import HANDLERS, MANUAL_CLOCK
from services.coordination.index import AGENDA, MAILING
from services.coordination.policies import CITIZENS, DIRECTORY, NOTICES

SERVICE: Final[Service[CoordinationEvent]] = Service(
    "coordination",
    CoordinationCommand,
    CoordinationEvent,
    HANDLERS,
    (
        read_with(NOTICES, DirectivesEvent),
        read_with(DIRECTORY, RegistryEvent),
        read_with(CITIZENS, EngagementEvent),
    ),
    MANUAL_CLOCK,
    AGENDA,
    mailing=MAILING,
)


def main() -> None:
    """Run the process until a signal."""
    run_service(SERVICE)
