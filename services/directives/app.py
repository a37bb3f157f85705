"""The directives' process: `python -m services.directives.app`."""

from contracts.directives import DirectivesCommand, DirectivesEvent
from contracts.registry import RegistryEvent
from infra.service import Service, read_with, run_service
from services.directives.handlers import HANDLERS, MANUAL_CLOCK
from services.directives.policies import FACTS

SERVICE: Service[DirectivesEvent] = Service(
    "directives", DirectivesCommand, DirectivesEvent, HANDLERS, (read_with(FACTS, RegistryEvent),), MANUAL_CLOCK
)

if __name__ == "__main__":
    run_service(SERVICE)
