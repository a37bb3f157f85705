"""Funding programme: its matching rates in versions, each from a day on (균특, 순도비; PRJ-14)."""

from dataclasses import dataclass
from datetime import date

from contracts.errors import Rejected
from contracts.projects import ProjectsEvent
from contracts.projects.funding import DefineProgramme, ProgrammeDefined
from contracts.projects.rates import WHOLE, Rates, find_rest_source


@dataclass(frozen=True, slots=True)
class Programme:
    """The versions of a programme, oldest first; none where it was never defined."""

    versions: tuple[ProgrammeDefined, ...] = ()

    def find_version(self, day: date) -> ProgrammeDefined | None:
        """Return the version that holds on a day."""
        return next((each for each in reversed(self.versions) if each.valid_from <= day), None)


def decide(command: DefineProgramme, state: Programme) -> tuple[ProjectsEvent, ...]:
    """Return what defining leads to: nothing where the last version says the same.

    Raises: Rejected with RATES_DO_NOT_ADD_UP, DATES_REVERSED, BAD_SHAPE.
    """
    _check_rates(command.rates)
    version = ProgrammeDefined(
        code=command.code,
        version=len(state.versions) + 1,
        name=command.name,
        rates=command.rates,
        unit=command.unit,
        valid_from=command.valid_from,
        note=command.note,
    )
    last = state.versions[-1] if state.versions else None
    if last is not None and last.model_copy(update={"version": version.version}) == version:
        return ()
    if last is not None and command.valid_from <= last.valid_from:
        message = f"앞 판은 {last.valid_from}부터입니다. 그 뒤의 날짜로 정하세요."
        raise Rejected("DATES_REVERSED", message, {"first": last.valid_from.isoformat()})
    return (version,)


def evolve(state: Programme, event: ProjectsEvent) -> Programme:
    """Return the programme after an event."""
    if not isinstance(event, ProgrammeDefined):
        return state
    return Programme((*state.versions, event.model_copy(update={"entry": None})))


def find_version(programme: Programme, code: str, day: date) -> ProgrammeDefined:
    """Return the version of a programme that holds on a day. Raises: Rejected with UNKNOWN_PROGRAMME."""
    version = programme.find_version(day)
    if version is None:
        message = f"{day}에 시행하는 재원사업이 아닙니다: {code}. 재원사업을 먼저 등록하세요."
        raise Rejected("UNKNOWN_PROGRAMME", message, {"code": code})
    return version


def _check_rates(rates: Rates) -> None:
    if len({each.source for each in rates}) < len(rates):
        raise Rejected("BAD_SHAPE", "같은 재원을 두 번 적었습니다. 하나만 적으세요.")
    whole = sum(each.rate for each in rates)
    if whole != WHOLE:
        message = "보조율을 더하면 100%여야 합니다. 비율을 확인하세요."
        raise Rejected("RATES_DO_NOT_ADD_UP", message, {"computed": str(whole)})
    if find_rest_source(rates) is None:
        message = "나머지를 맡을 재원이 없습니다. 시비나 지방비를 함께 적으세요."
        raise Rejected("RATES_DO_NOT_ADD_UP", message, {"computed": str(whole)})
