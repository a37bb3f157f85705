"""Registry commands: which streams each reads and writes."""

from typing import Final

from contracts.messages import Envelope, Result
from contracts.registry import DeclareHoliday, RegisterDepartment, RegistryEvent, SetClock
from infra.business_clock import CLOCK as CLOCK_STREAM
from infra.business_clock import ManualClock
from infra.deciding import Decision, Handlers
from infra.loading import Fold, Loading
from services.registry import business_clock, department, holiday

DEPARTMENT: Final[Fold[department.State, RegistryEvent]] = Fold(department.Unregistered(), department.evolve)
YEAR: Final[Fold[holiday.Year, RegistryEvent]] = Fold(holiday.Year(), holiday.evolve)
CLOCK: Final[Fold[business_clock.State, RegistryEvent]] = Fold(business_clock.Real(), business_clock.evolve)


async def register_department(
    envelope: Envelope[RegisterDepartment], loading: Loading[RegistryEvent]
) -> Decision[RegistryEvent]:
    """Register a department (ORG-01)."""
    stream = f"department-{envelope.body.code}"
    events = department.decide(envelope.body, await loading.load(stream, DEPARTMENT))
    return Decision(stream, Result(id=envelope.body.code), [(stream, event) for event in events])


async def declare_holiday(
    envelope: Envelope[DeclareHoliday], loading: Loading[RegistryEvent]
) -> Decision[RegistryEvent]:
    """Declare a holiday (CAL-01)."""
    stream = f"calendar-{envelope.body.day.year}"
    events = holiday.decide(envelope.body, await loading.load_alone(stream, YEAR))
    return Decision(stream, Result(id=envelope.body.day.isoformat()), [(stream, event) for event in events])


async def set_clock(envelope: Envelope[SetClock], loading: Loading[RegistryEvent]) -> Decision[RegistryEvent]:
    """Set the manual business clock (CAL-14)."""
    in_use = await loading.find_head() > 0
    events = business_clock.decide(envelope.body, await loading.load(CLOCK_STREAM, CLOCK), in_use=in_use)
    return Decision(CLOCK_STREAM, Result(id="business"), [(CLOCK_STREAM, event) for event in events])


HANDLERS: Final[Handlers[RegistryEvent]] = (
    Handlers[RegistryEvent]()
    .on(RegisterDepartment, register_department)
    .on(DeclareHoliday, declare_holiday)
    .on(SetClock, set_clock)
)
MANUAL_CLOCK: Final[ManualClock[RegistryEvent]] = ManualClock(CLOCK, business_clock.read_manual)
