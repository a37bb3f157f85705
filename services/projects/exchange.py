"""International exchange: something done together with partners abroad, recorded once (PRJ-56)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from contracts.messages import Actor
from contracts.projects import ProjectsEvent
from contracts.projects.corrections import EntryCorrected
from contracts.projects.exchanges import ExchangeRecorded, RecordExchange
from services.projects.checks import check_partners, read_past, refuse_registered


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """There is no such exchange."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """It stands."""

    begun: ExchangeRecorded


State = NotRecorded | Recorded


def decide(
    command: RecordExchange, state: State, today: date, actor: Actor, partners: Collection[str]
) -> tuple[ProjectsEvent, ...]:
    """Return the exchange.

    Raises: Rejected with ALREADY_REGISTERED, UNKNOWN_PARTNER, BAD_SHAPE, WEEKDAY_MISMATCH, DAY_IN_FUTURE.
    """
    if isinstance(state, Recorded):
        raise refuse_registered("국제교류")
    check_partners(command.partners, partners)
    return (
        ExchangeRecorded(
            name=command.name,
            kind=command.kind,
            on=read_past(command.on, today),
            by=actor.department,
            partners=command.partners,
            countries=command.countries,
            people=command.people,
            content=command.content,
            outcome=command.outcome,
        ),
    )


def evolve(state: State, event: ProjectsEvent) -> State:
    """Return the exchange after an event."""
    match event, state:
        case ExchangeRecorded(), _:
            return Recorded(event)
        case EntryCorrected(corrected=ExchangeRecorded() as begun), Recorded():
            return Recorded(begun)
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    return "RECORDED" if isinstance(state, Recorded) else "NONE"
