"""The registry's process: `python -m infra.role services.registry.app`."""

from contracts.registry import RegistryCommand, RegistryEvent
from infra.service import Service, run_service
from services.registry.handlers import HANDLERS, MANUAL_CLOCK

SERVICE: Service[RegistryEvent] = Service("registry", RegistryCommand, RegistryEvent, HANDLERS, clock=MANUAL_CLOCK)


def main() -> None:
    """Run the process until a signal."""
    run_service(SERVICE)
