"""The engagement's process: `python -m infra.role services.engagement.app`."""

from typing import Final

from contracts.engagement import EngagementCommand, EngagementEvent, SealedReport, SealedReportCommand
from contracts.projects import ProjectsEvent
from contracts.registry import RegistryEvent
from infra.confidential import SealedMessages
from infra.service import Service, read_with, run_service
from services.engagement.handlers import HANDLERS, MANUAL_CLOCK
from services.engagement.index import AGENDA
from services.engagement.policies import CONTRACTS, FACTS

SEALED: Final = SealedMessages(event=SealedReport, command=SealedReportCommand)
SERVICE: Final[Service[EngagementEvent]] = Service(
    "engagement",
    EngagementCommand,
    EngagementEvent,
    HANDLERS,
    (read_with(FACTS, RegistryEvent), read_with(CONTRACTS, ProjectsEvent)),
    MANUAL_CLOCK,
    AGENDA,
    SEALED,
)


def main() -> None:
    """Run the process until a signal."""
    run_service(SERVICE)
