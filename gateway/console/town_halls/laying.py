"""타운홀 laid out: the list, and one session with its steps, its seats and what may come next (ENG-01 to ENG-03)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from contracts.engagement.participants import CheckInParticipant
from contracts.engagement.rounds import PlanRound
from gateway.auth import Principal
from gateway.console.listing import ListQuery
from gateway.console.present import Chip, ChipKind, Step, StepState, format_clock, format_moment
from gateway.console.town_halls import rounds
from gateway.console.town_halls.forms import ACTS
from gateway.console.words import _
from gateway.labels.engagement import SESSION_KIND_LABELS, SESSION_STATE_LABELS
from gateway.rights import list_allowed
from gateway.routers.town_halls import ACTS as NEXT
from gateway.routers.town_halls import PATH as API
from gateway.views.poll_round import Row as Round
from gateway.views.seating import Row as Seating
from gateway.views.town_hall import Row
from infra.clock import SEOUL

PATH: Final = "/town-halls"
PAGE_SIZE: Final = 50
VOTABLE: Final = frozenset({"ANNOUNCED", "REGISTERING", "OPEN", "CLOSED"})
"""States in which the voting page is there."""
AGENDA: Final = "agenda"
"""The act that has a page of its own."""
ENDED: Final = frozenset({"CLOSED", "CANCELLED"})
_KINDS: Final[Mapping[str, ChipKind]] = {
    "PLANNED": ChipKind.WAITING,
    "ANNOUNCED": ChipKind.AHEAD,
    "REGISTERING": ChipKind.AHEAD,
    "OPEN": ChipKind.MOVING,
    "CLOSED": ChipKind.DONE,
    "CANCELLED": ChipKind.ENDED,
}
_STEPS: Final = ("PLANNED", "ANNOUNCED", "REGISTERING", "OPEN", "CLOSED")


class Query(ListQuery):
    """Which town halls."""

    path = PATH

    kind: str = ""
    state: str = ""

    @property
    def is_filtered(self) -> bool:
        """Tell whether rows may be hidden."""
        return bool(self.q or self.kind in SESSION_KIND_LABELS or self.state in SESSION_STATE_LABELS)


@dataclass(frozen=True, slots=True)
class Line:
    """One session in the list."""

    row: Row
    shown: str
    kind: str
    state: Chip


@dataclass(frozen=True, slots=True)
class Segment:
    """One group of participants: its seats, and who has taken them."""

    name: str
    marks: tuple[str, ...]
    seats: int
    registered: int
    waitlisted: int
    checked_in: int
    web: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One session."""

    row: Row
    shown: str
    kind: str
    state: Chip
    steps: list[Step]
    segments: list[Segment]
    whole: Segment
    """The sums of all groups."""
    acts: list[tuple[str, str]]
    """Last part of the address and word; the first is the one that comes next."""
    is_votable: bool
    rounds: list[rounds.Line]
    has_desk: bool
    """Whether people register or come in, and somebody may let them."""
    may_plan: bool
    """Whether another round can be planned."""
    may_set_agenda: bool


def lay_out_line(row: Row) -> Line:
    """Return a session as a line of the list."""
    return Line(row, show_time(row), _(SESSION_KIND_LABELS[row.kind]), make_chip(row.state))


def lay_out_sheet(row: Row, seatings: Mapping[str, Seating], polls: Sequence[Round], principal: Principal) -> Sheet:
    """Return a session with its steps, seats and rounds; `seatings` are the counts by segment."""
    segments = [_lay_out_segment(each, seatings.get(each["code"])) for each in row.segments]
    return Sheet(
        row=row,
        shown=show_time(row),
        kind=_(SESSION_KIND_LABELS[row.kind]),
        state=make_chip(row.state),
        steps=_list_steps(row),
        segments=segments,
        whole=_add_up(segments),
        acts=[(act, ACTS[act].title) for act in list_acts(row, principal) if act in ACTS],
        is_votable=row.state in VOTABLE,
        rounds=[rounds.lay_out_round(each, principal) for each in polls],
        has_desk=row.state in {"REGISTERING", "OPEN"} and principal.role in CheckInParticipant.roles,
        may_plan=row.state not in ENDED and principal.role in PlanRound.roles,
        may_set_agenda=AGENDA in list_acts(row, principal),
    )


def list_acts(row: Row, principal: Principal) -> list[str]:
    """Return which acts somebody may do with a session now."""
    return list_allowed(API, NEXT.get(row.state, ()), principal.role, is_own=True)


def show_time(row: Row) -> str:
    """Return when a session is held: `2024. 5. 23.(목) 14:30~16:30`."""
    return f"{format_moment(row.starts_at)}~{format_clock(row.starts_at + timedelta(minutes=row.minutes))}"


def make_chip(state: str) -> Chip:
    """Return a session's state."""
    return Chip(_KINDS[state], _(SESSION_STATE_LABELS[state]), "")


def _lay_out_segment(planned: Mapping[str, object], counted: Seating | None) -> Segment:
    marks = {"is_child": _("어린이"), "is_official": _("공무원")}
    return Segment(
        name=str(planned["name"]),
        marks=tuple(word for name, word in marks.items() if planned[name]),
        seats=int(str(planned["seats"])) + (counted.moved if counted else 0),
        registered=counted.registered if counted else 0,
        waitlisted=counted.waitlisted if counted else 0,
        checked_in=counted.checked_in if counted else 0,
        web=counted.web if counted else 0,
    )


def _add_up(segments: Sequence[Segment]) -> Segment:
    names = ("seats", "registered", "waitlisted", "checked_in", "web")
    return Segment("", (), *(sum(getattr(each, name) for each in segments) for name in names))


def _list_steps(row: Row) -> list[Step]:
    """Return the steps of a session; one that was cancelled has no more to come."""
    steps: list[Step] = []
    for state in _STEPS:
        at = row.stages.get(state)
        if at is None and row.state == "CANCELLED":
            continue
        on = datetime.fromisoformat(at).astimezone(SEOUL).date() if at else None
        is_next = on is None and (not steps or steps[-1].state is StepState.DONE)
        stands = StepState.DONE if on else StepState.NEXT if is_next else StepState.LATER
        steps.append(Step(SESSION_STATE_LABELS[state], stands, on))
    return steps
