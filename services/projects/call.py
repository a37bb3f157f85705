"""Call for bids: announced, so that it is seen coming (PRJ-54)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from contracts.projects import ProjectsEvent
from contracts.projects.bids import AnnounceCall, CallAnnounced
from contracts.projects.corrections import EntryCorrected
from services.projects.checks import check_after, check_partners, read_plan, refuse_registered


@dataclass(frozen=True, slots=True)
class NotAnnounced:
    """There is no such call."""


@dataclass(frozen=True, slots=True)
class Announced:
    """It is known."""

    begun: CallAnnounced


State = NotAnnounced | Announced


def decide(command: AnnounceCall, state: State, today: date, partners: Collection[str]) -> tuple[ProjectsEvent, ...]:
    """Return the call; one that is over may be entered, too.

    Raises: Rejected with ALREADY_REGISTERED, UNKNOWN_PARTNER, BAD_SHAPE, WEEKDAY_MISMATCH, DATES_REVERSED.
    """
    if isinstance(state, Announced):
        raise refuse_registered("공모")
    check_partners((command.issuer,) if command.issuer is not None else (), partners)
    opens = read_plan(command.opens, today)
    closes = read_plan(command.closes, today) if command.closes is not None else None
    if closes is not None:
        check_after(closes, opens, "공모 시작")
    return (CallAnnounced(name=command.name, issuer=command.issuer, opens=opens, closes=closes, about=command.about),)


def evolve(state: State, event: ProjectsEvent) -> State:
    """Return the call after an event."""
    match event, state:
        case CallAnnounced(), _:
            return Announced(event)
        case EntryCorrected(corrected=CallAnnounced() as begun), Announced():
            return Announced(begun)
        case _:
            return state


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    return "ANNOUNCED" if isinstance(state, Announced) else "NONE"
