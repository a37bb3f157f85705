"""회의: the list and one meeting, with its candidates, decisions and what became of them (ORG-10, CAL-09)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.calendar.periods import Period
from contracts.values import Role
from gateway.auth import Principal
from gateway.console.forms import read_day
from gateway.console.listing import ListQuery
from gateway.console.present import Chip, ChipKind, format_day
from gateway.console.words import _
from gateway.labels import CONCURRENCE_LABELS, MEETING_LABELS, MEETING_STATE_LABELS, VERDICT_LABELS
from gateway.views.concurrence import Row as ConcurrenceRow
from gateway.views.meeting import Row as MeetingRow
from gateway.views.resolution import Row as ResolutionRow

PATH: Final = "/meetings"
PAGE_SIZE: Final = 50
_STATE_KINDS: Final[Mapping[str, ChipKind]] = {
    "DATE_OPEN": ChipKind.WAITING,
    "SCHEDULED": ChipKind.AHEAD,
    "HELD": ChipKind.DONE,
    "CANCELLED": ChipKind.NONE,
    "PENDING": ChipKind.WAITING,
    "CONCURRED": ChipKind.DONE,
    "RETURNED": ChipKind.DONE_LATE,
    "ADOPTED": ChipKind.DONE,
    "AMENDED": ChipKind.DONE,
    "REJECTED": ChipKind.DONE_LATE,
    "DEFERRED": ChipKind.WAITING,
}
_STATE_WORDS: Final[Mapping[str, str]] = {**MEETING_STATE_LABELS, **CONCURRENCE_LABELS, **VERDICT_LABELS}


class Query(ListQuery):
    """Which meetings."""

    path = PATH

    kind: str = ""
    state: str = ""
    first: str = ""
    last: str = ""

    @property
    def days(self) -> tuple[date | None, date | None]:
        """Return the period that is asked for."""
        return read_day(self.first), read_day(self.last)

    @property
    def is_filtered(self) -> bool:
        """Tell whether rows may be hidden."""
        return bool(self.q or self.kind in MEETING_LABELS or self.state in MEETING_STATE_LABELS or any(self.days))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A day on which a meeting may be held."""

    day: date
    shown: str


@dataclass(frozen=True, slots=True)
class Made:
    """A directive that came of a decision."""

    directive: str
    number: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, by its number from 1, and what it has become."""

    item: int
    text: str
    made: list[Made]


@dataclass(frozen=True, slots=True)
class Line:
    """One meeting in the list."""

    row: MeetingRow
    shown: str
    state: Chip
    kind: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One meeting."""

    row: MeetingRow
    kind: str
    state: Chip
    shown: str
    candidates: list[Candidate]
    departments: list[str]
    by: str
    decisions: list[Decision]
    acts: tuple[str, ...]
    """What may be done now by who looks at it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a department stands to a request in this round."""

    code: str
    name: str
    chip: Chip
    opinion: str


@dataclass(frozen=True, slots=True)
class Request:
    """One request for concurrence."""

    row: ConcurrenceRow
    state: Chip
    by: str
    answers: list[Answer]
    acts: tuple[str, ...]

    @property
    def waiting(self) -> int:
        """Return how many departments have not answered."""
        return len(self.row.departments) - len(self.row.concurred)


def make_chip(state: str) -> Chip:
    """Return the chip of a meeting's, a request's or a vote's state."""
    word = _STATE_WORDS[state]
    return Chip(_STATE_KINDS[state], word, word)


def show_days(period: Mapping[str, object]) -> str:
    """Return a stored period as it was written, or as offices write it (CAL-06)."""
    return Period.model_validate(period).show()


def lay_out_line(row: MeetingRow) -> Line:
    """Return a meeting as a row of the list."""
    return Line(row, show_days(row.period), make_chip(row.state), MEETING_LABELS[row.kind])


def lay_out_meeting(
    row: MeetingRow, made: Sequence[tuple[int | None, str, str]], names: Mapping[str, str], principal: Principal
) -> Sheet:
    """Return one meeting with what its decisions have become (ORG-10)."""
    period = Period.model_validate(row.period)
    return Sheet(
        row=row,
        kind=MEETING_LABELS[row.kind],
        state=make_chip(row.state),
        shown=period.show(),
        candidates=[Candidate(each.first, each.show()) for each in period.candidates],
        departments=[names.get(code, code) for code in row.departments],
        by=names.get(row.by or "", ""),
        decisions=[
            Decision(item, text, [Made(directive, number) for of, directive, number in made if of == item])
            for item, text in enumerate(row.decisions, 1)
        ],
        acts=list_acts(row, principal),
    )


def tell_meeting(row: MeetingRow) -> list[tuple[str, str]]:
    """Return how a meeting stands, by label: what another may have changed."""
    told = [
        ("상태", _(make_chip(row.state).word)),
        ("날짜", show_days(row.period)),
        ("결정 사항", "\n".join(row.decisions)),
        ("취소하는 사유", row.cancelled_for or ""),
    ]
    return [(label, text) for label, text in told if text]


def tell_request(row: ConcurrenceRow) -> list[tuple[str, str]]:
    """Return how a request for concurrence stands, by label: what another may have changed."""
    told = [
        ("상태", _(make_chip(row.state).word)),
        ("회차", str(row.round)),
        ("내용", row.text),
        ("사유", row.reason or ""),
    ]
    return [(label, text) for label, text in told if text]


def list_acts(row: MeetingRow, principal: Principal) -> tuple[str, ...]:
    """Return what may be done with a meeting: by the department that plans it and the coordinating office."""
    is_own = principal.role is Role.OFFICER and row.by is not None and row.by == principal.department
    if principal.role is not Role.OPERATOR and not is_own:
        return ()
    return {"DATE_OPEN": ("date", "record", "cancel"), "SCHEDULED": ("record", "cancel")}.get(row.state, ())


def lay_out_request(row: ConcurrenceRow, names: Mapping[str, str], principal: Principal) -> Request:
    """Return one request for concurrence, department by department (ORG-09)."""
    return Request(
        row=row,
        state=make_chip(row.state),
        by=names.get(row.by or "", ""),
        answers=[_lay_out_answer(row, code, names) for code in row.departments],
        acts=_list_request_acts(row, principal),
    )


def _lay_out_answer(row: ConcurrenceRow, code: str, names: Mapping[str, str]) -> Answer:
    if code == row.refused_by:
        chip, opinion = Chip(ChipKind.DONE_LATE, "동의하지 않음", "동의하지 않음"), row.reason or ""
    elif code in row.concurred:
        chip, opinion = Chip(ChipKind.DONE, "협조", "협조"), row.concurred[code] or ""
    else:
        chip, opinion = Chip(ChipKind.WAITING, "답하지 않음", "답하지 않음"), ""
    return Answer(code, names.get(code, code), chip, opinion)


def _list_request_acts(row: ConcurrenceRow, principal: Principal) -> tuple[str, ...]:
    if principal.role not in {Role.OPERATOR, Role.OFFICER}:
        return ()
    own = principal.department
    if row.state == "RETURNED":
        return ("resubmit",) if own == row.by else ()
    is_asked = own in row.departments and own not in row.concurred
    return ("concur", "refuse") if row.state == "PENDING" and is_asked else ()


@dataclass(frozen=True, slots=True)
class Vote:
    """One resolution of a committee."""

    row: ResolutionRow
    shown: str
    verdict: Chip

    @property
    def abstained(self) -> int:
        """Return how many were present and voted neither way."""
        return self.row.present - self.row.in_favour - self.row.against


def lay_out_vote(row: ResolutionRow) -> Vote:
    """Return a resolution with its vote (ORG-08)."""
    return Vote(row, show_days(row.period), make_chip(row.verdict))


def tell_blackouts(windows: Iterable[tuple[date, date, str]]) -> str:
    """Return the windows before the elections ahead in a sentence; nothing where there is none (CAL-10)."""
    told = [
        _("%(first)s부터 %(last)s까지(%(name)s)", first=format_day(first), last=format_day(last), name=name)
        for first, last, name in windows
    ]
    return _("제한 기간: %(windows)s", windows=", ".join(told)) if told else ""
