"""A project's milestones as pages show them: a chip each, the next one, and the rail of plan, forecast and slip."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from contracts.calendar import Calendar
from contracts.calendar.periods import Period
from contracts.projects.schedule import Status, list_fiscal_years
from gateway.answers.schedule import Milestone, list_standings
from gateway.console.present import Chip, ChipKind
from gateway.console.projects.drawing import Scale
from gateway.console.words import _
from gateway.labels.projects import MILESTONE_LABELS, PHASE_LABELS

DONE: Final = frozenset({Status.DONE_EARLY, Status.DONE_ON_TIME, Status.DONE_LATE})
_KINDS: Final[Mapping[Status, ChipKind]] = {
    Status.ON_TIME: ChipKind.AHEAD,
    Status.DUE: ChipKind.SOON,
    Status.SLIPPED: ChipKind.LATE,
    Status.DONE_EARLY: ChipKind.DONE,
    Status.DONE_ON_TIME: ChipKind.DONE,
    Status.DONE_LATE: ChipKind.DONE_LATE,
}
_PHASES: Final[Mapping[str, ChipKind]] = {
    "REGISTERED": ChipKind.WAITING,
    "STARTED": ChipKind.MOVING,
    "COMPLETED": ChipKind.DONE,
    "CANCELLED": ChipKind.ENDED,
}
ENDED: Final = frozenset({"COMPLETED", "CANCELLED"})


@dataclass(frozen=True, slots=True)
class Mark:
    """One sign on a rail: `kind` is done, plan or forecast."""

    kind: str
    x: str
    title: str


@dataclass(frozen=True, slots=True)
class Rail:
    """One project on the scale of a picture: its period, its milestones, and their slips."""

    bar_x: str
    bar_width: str
    marks: list[Mark]
    slips: list[tuple[str, str]]
    """From plan to forecast."""
    today: str


@dataclass(frozen=True, slots=True)
class Step:
    """One milestone as a row: what, when it was planned, is expected and came, and how it stands."""

    number: int
    title: str
    planned: str
    forecast: str
    reached: str
    chip: Chip
    slip: str
    notes: list[str]
    evidence: list[tuple[str, str]]
    """Name and address."""
    is_open: bool
    is_next: bool


def read_period(told: Mapping[str, Any] | None) -> Period | None:
    """Return a period as a row keeps it."""
    return None if told is None else Period.model_validate(told)


def show_period(told: Mapping[str, Any] | None) -> str:
    """Return a period as it was written; empty without."""
    period = read_period(told)
    return period.show() if period else ""


def find_next(standings: Iterable[Milestone]) -> Milestone | None:
    """Return the first milestone that is neither reached nor dropped."""
    return next((each for each in standings if each.standing and each.standing.status not in DONE), None)


def chip_of(milestone: Milestone) -> Chip:
    """Return how a milestone stands: its word, and by how much it slips."""
    standing = milestone.standing
    if standing is None:
        reason = str(milestone.told["dropped_for"])
        return Chip(ChipKind.ENDED, _(MILESTONE_LABELS["DROPPED"]), reason)
    word = _(MILESTONE_LABELS[standing.status])
    slip = tell_slip(milestone)
    if standing.status is Status.SLIPPED:
        word = _("지연 %(n)s일", n=f"{standing.slip.days:,}")
    told = _("계획 %(when)s", when=show_period(milestone.told["planned"]))
    return Chip(_KINDS[standing.status], word, " · ".join(each for each in (told, slip) if each))


def tell_slip(milestone: Milestone) -> str:
    """Return by how much a milestone is later than planned; empty where it is not."""
    slip = milestone.standing.slip if milestone.standing else None
    if slip is None or not slip.days:
        return ""
    days, business = f"{slip.days:,}", f"{slip.business_days:,}"
    return _("%(days)s일(근무일 %(business)s일) 늦음", days=days, business=business)


def tell_beside(milestone: Milestone) -> str:
    """Return what the chip of a milestone leaves out of its slip: of one that waits it says the days itself."""
    standing = milestone.standing
    if standing is None or standing.status is not Status.SLIPPED:
        return tell_slip(milestone)
    return _("근무일로 %(n)s일", n=f"{standing.slip.business_days:,}")


def phase_chip(phase: str) -> Chip:
    """Return the chip of a project's phase."""
    word = _(PHASE_LABELS[phase])
    return Chip(_PHASES[phase], word, _("상태: %(state)s", state=word))


def list_steps(milestones: Sequence[Mapping[str, Any]], day: date, calendar: Calendar) -> list[Step]:
    """Return the milestones of a row as they stand on a day, by number."""
    standings = list_standings(milestones, day, calendar)
    following = find_next(standings)
    return [_lay_out(each, is_next=each is following) for each in standings]


def _lay_out(milestone: Milestone, *, is_next: bool) -> Step:
    told, standing = milestone.told, milestone.standing
    return Step(
        number=told["number"],
        title=told["title"],
        planned=show_period(told["planned"]),
        forecast=show_period(told["forecast"]),
        reached=show_period(told["reached"]),
        chip=chip_of(milestone),
        slip=tell_beside(milestone),
        notes=list(_list_notes(told)),
        evidence=[(each["name"], each["link"] or f"/files/{each['file']}") for each in told["evidence"]],
        is_open=standing is not None and standing.status not in DONE,
        is_next=is_next,
    )


def _list_notes(told: Mapping[str, Any]) -> Iterable[str]:
    for replan in told["replans"]:
        before, reason = show_period(replan["before"]), replan["reason"]
        yield _("계획을 바꿈: 앞 계획 %(before)s, %(reason)s", before=before, reason=reason)
    if told["forecast_reason"] and not told["reached"]:
        yield _("예상 사유: %(reason)s", reason=told["forecast_reason"])
    if told["is_out_of_order"]:
        yield _("문서의 날짜가 앞뒤 일정의 순서와 다름")
    if told["evidence_required"] and not told["reached"]:
        yield _("마칠 때 증빙을 붙여야 함")
    if told["dropped_for"]:
        yield _("뺀 사유: %(reason)s", reason=told["dropped_for"])
    if told["note"]:
        yield told["note"]


def list_days(
    milestones: Iterable[Mapping[str, Any]], first_day: date | None = None, last_day: date | None = None
) -> list[date]:
    """Return the days that a rail has to hold."""
    periods = [read_period(each[name]) for each in milestones for name in ("planned", "forecast", "reached")]
    known = [day for each in periods if each for day in (each.first, each.last or each.first)]
    return [*known, *(day for day in (first_day, last_day) if day)]


def draw_rail(
    milestones: Iterable[Mapping[str, Any]], first_day: date, last_day: date | None, scale: Scale, today: date
) -> Rail:
    """Return the rail of one project: filled what was reached, hollow what is planned, dashed what is expected."""
    marks: list[Mark] = []
    slips: list[tuple[str, str]] = []
    for each in milestones:
        planned, forecast, reached = (read_period(each[name]) for name in ("planned", "forecast", "reached"))
        if each["dropped_for"] is not None or planned is None:
            continue
        due = planned.last or planned.first
        if reached is not None:
            marks.append(_mark("done", scale, reached.last or reached.first, each["title"], reached))
            continue
        marks.append(_mark("plan", scale, due, each["title"], planned))
        if forecast is not None:
            expected = forecast.last or forecast.first
            marks.append(_mark("forecast", scale, expected, each["title"], forecast))
            if expected > due:
                slips.append((scale.find(due), scale.find(expected)))
    x, width = scale.span(first_day, last_day or scale.last)
    return Rail(x, width, marks, slips, scale.find(today))


def _mark(kind: str, scale: Scale, day: date, title: str, period: Period) -> Mark:
    words = {"done": _("마침"), "plan": _("계획"), "forecast": _("예상")}
    return Mark(kind, scale.find(day), f"{title} · {words[kind]} {period.show()}")


def count_years(period: Period) -> int | None:
    """Return in how many fiscal years a project goes on; None of one without an end (PRJ-23)."""
    return None if period.last is None else len(list_fiscal_years(period))
