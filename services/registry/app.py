"""The registry's process: `python -m infra.role services.registry.app`."""

from contracts.registry import RegistryCommand, RegistryEvent
from infra.service import Service, run_service
from services.registry.handlers import HANDLERS, MANUAL_CLOCK

SERVICE: Service[RegistryEvent] = Service("registry", RegistryCommand, RegistryEvent, HANDLERS, clock=MANUAL_CLOCK)

if __name__ == "__main__":
    run_service(SERVICE)
