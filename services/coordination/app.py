"""The coordination's process: `python -m services.coordination.app`."""

from typing import Final

from contracts.coordination import CoordinationCommand, CoordinationEvent
from contracts.directives import DirectivesEvent
from infra.service import Service, read_with, run_service
from services.coordination.handlers import HANDLERS
from services.coordination.policies import NOTICES

SERVICE: Final[Service[CoordinationEvent]] = Service(
    "coordination",
    CoordinationCommand,
    CoordinationEvent,
    HANDLERS,
    (read_with(NOTICES, DirectivesEvent),),
)

if __name__ == "__main__":
    run_service(SERVICE)
