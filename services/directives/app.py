"""The directives' process: `python -m infra.role services.directives.app`."""

from typing import Final

from contracts.directives import DirectivesCommand, DirectivesEvent, Sealed, SealedCommand
from contracts.registry import RegistryEvent
from infra.confidential import SealedMessages
from infra.service import Service, read_with, run_service
from services.directives.handlers import HANDLERS, MANUAL_CLOCK
from services.directives.index import AGENDA
from services.directives.policies import FACTS

SEALED: Final = SealedMessages(event=Sealed, command=SealedCommand)
SERVICE: Final[Service[DirectivesEvent]] = Service(
    "directives",
    DirectivesCommand,
    DirectivesEvent,
    HANDLERS,
    (read_with(FACTS, RegistryEvent),),
    MANUAL_CLOCK,
    AGENDA,
    SEALED,
)


def main() -> None:
    """Run the process until a signal."""
    run_service(SERVICE)
