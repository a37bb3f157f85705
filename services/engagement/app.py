"""The engagement's process: `python -m infra.role services.engagement.app`."""

from typing import Final

from contracts.engagement import EngagementCommand, EngagementEvent
from contracts.registry import RegistryEvent
from infra.service import Service, read_with, run_service
from services.engagement.handlers import HANDLERS, MANUAL_CLOCK
from services.engagement.index import AGENDA
from services.engagement.policies import FACTS

SERVICE: Final[Service[EngagementEvent]] = Service(
    "engagement",
    EngagementCommand,
    EngagementEvent,
    HANDLERS,
    (read_with(FACTS, RegistryEvent),),
    MANUAL_CLOCK,
    AGENDA,
)


def main() -> None:
    """Run the process until a signal."""
    run_service(SERVICE)
