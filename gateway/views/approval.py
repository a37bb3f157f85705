"""국제행사 승인: one row an event to be approved: its steps, evidence, plan, tracks and boom-up (PRJ-58 to PRJ-64)."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from contracts.calendar.periods import Period, Precision
from contracts.messages import Recorded
from contracts.projects import ProjectsEvent
from contracts.projects.approvals import (
    ApprovalOpened,
    ApprovalReopened,
    EventFactsSet,
    EventPeriodSet,
    EvidenceAttached,
    EvidenceRequired,
    PolicyGradeRecorded,
    StepForecast,
    StepPassed,
    StepRejected,
    StepSubmitted,
)
from contracts.projects.cooperation import (
    ActualRecorded,
    BoomUpDayFixed,
    BoomUpPlanned,
    BoomUpRecorded,
    TargetSet,
    TrackSet,
)

CONTEXT = "projects"
PREFIX = "approval-"
Json = dict[str, Any]
"""As `model_dump(mode="json")` writes it."""
Changes = dict[str, Any]
SAME: Final[Changes] = {}
OPEN: Final[Json] = {"state": "OPEN", "on": None, "reference": None, "reason": None}
UNFORECAST: Final[Json] = {"forecast": None, "forecast_reason": None, "slip_days": 0, "slip_business_days": 0}


@dataclass(frozen=True, slots=True)
class Row:
    """One event on its way to the approval."""

    approval: str
    version: int
    position: int
    project: str | None
    name: str
    department: str | None
    state: str
    """OPEN, or APPROVED with its last step."""
    facts: Json
    """What is planned, by which the rules are judged."""
    steps: list[Json]
    """`number`, `name`, `body`, `planned`; `state` and since when (`on`) in this round; `forecast` and slips."""
    next_step: int | None
    """The first that is not passed; None once it is approved."""
    next_day: date | None
    """The last on which that is planned, as forecast where it is; None of an undated one."""
    round: int = 1
    reopenings: list[Json] = field(default_factory=list)
    period: Json | None = None
    days: int | None = None
    """That it lasts, at most."""
    policy_grade: Json | None = None
    approved_won: int | None = None
    """None while no approval stands."""
    rules: list[Json] = field(default_factory=list)
    """The panel, as it was at the last submission."""
    requirements: list[Json] = field(default_factory=list)
    """`number`, `step`, `kinds`, `name`, and the `evidence` that is there."""
    history: list[Json] = field(default_factory=list)
    """Each submission, pass and refusal of every round, in order."""
    tracks: list[Json] = field(default_factory=list)
    figures: dict[str, Json] = field(default_factory=dict)
    """By key figure: `target`, `actual`, `counted_on`."""
    boom_ups: list[Json] = field(default_factory=list)
    towns: list[str] = field(default_factory=list)
    """Town offices that a boom-up event has reached."""


def keys(event: Recorded[ProjectsEvent]) -> tuple[str, ...]:
    """Return the approval's id."""
    return (event.subject.removeprefix(PREFIX),) if event.subject.startswith(PREFIX) else ()


def apply(row: Row | None, event: Recorded[ProjectsEvent]) -> Row | None:
    """Return the approval after the event; whatever the event, its version is that of the stream."""
    if isinstance(event.data, ApprovalOpened):
        return _look_ahead(_open(event.data, event))
    if row is None:
        return None
    changes = {**_step(row, event.data), **_plan(row, event.data), **_cooperate(row, event.data)}
    return _look_ahead(replace(row, **changes, version=event.streamversion, position=event.position))


def _open(opened: ApprovalOpened, event: Recorded[ProjectsEvent]) -> Row:
    return Row(
        approval=event.subject.removeprefix(PREFIX),
        version=event.streamversion,
        position=event.position,
        project=str(opened.project) if opened.project else None,
        name=opened.name,
        department=opened.by,
        state="OPEN",
        facts=opened.facts.model_dump(mode="json"),
        steps=[{**each.model_dump(mode="json"), **OPEN, **UNFORECAST} for each in opened.steps],
        next_step=None,
        next_day=None,
    )


def _look_ahead(row: Row) -> Row:
    """Find the step that is due, and by when."""
    ahead = next((each for each in row.steps if each["state"] != "PASSED"), None)
    if ahead is None:
        return replace(row, state="APPROVED", next_step=None, next_day=None)
    expected = ahead["forecast"] or ahead["planned"]
    day = Period.model_validate(expected).last if expected else None
    return replace(row, state="OPEN", next_step=ahead["number"], next_day=day)


def _tell(event: ProjectsEvent) -> Json:
    return event.model_dump(mode="json", exclude={"type", "entry"})


def _step(row: Row, event: ProjectsEvent) -> Changes:
    match event:
        case StepSubmitted():
            rules = [each.model_dump(mode="json") for each in event.rules]
            return {**_move(row, event, "SUBMITTED", event.submitted_on), "rules": rules}
        case StepPassed():
            passed = _move(row, event, "PASSED", event.passed_on, reference=event.reference)
            return {**passed, "approved_won": event.approved_won}
        case StepRejected():
            return _move(row, event, "REJECTED", event.rejected_on, reason=event.reason)
        case StepForecast():
            told = {**_tell(event), "forecast_reason": event.reason}
            kept = {name: told[name] for name in UNFORECAST}
            return {"steps": [{**each, **kept} if each["number"] == event.number else each for each in row.steps]}
        case ApprovalReopened():
            steps = [{**each, **OPEN} for each in row.steps]
            begun = {"round": event.round, "steps": steps, "reopenings": [*row.reopenings, _tell(event)]}
            return {**begun, "approved_won": None, "policy_grade": None}
        case _:
            return SAME


def _move(
    row: Row, event: StepSubmitted | StepPassed | StepRejected, state: str, on: Period, **beside: str | None
) -> Changes:
    now = {**OPEN, "state": state, "on": on.model_dump(mode="json"), **beside}
    steps = [{**each, **now} if each["number"] == event.number else each for each in row.steps]
    return {"steps": steps, "history": [*row.history, {"number": event.number, "round": event.round, **now}]}


def _plan(row: Row, event: ProjectsEvent) -> Changes:
    match event:
        case EventFactsSet():
            return {"facts": event.facts.model_dump(mode="json")}
        case EventPeriodSet():
            return {"period": event.period.model_dump(mode="json"), "days": event.days}
        case PolicyGradeRecorded():
            return {"policy_grade": _tell(event)}
        case EvidenceRequired():
            return {"requirements": [*row.requirements, {**_tell(event), "evidence": []}]}
        case EvidenceAttached():
            told = {name: value for name, value in _tell(event).items() if name != "requirement"}
            return {
                "requirements": [
                    {**each, "evidence": [*each["evidence"], told]} if each["number"] == event.requirement else each
                    for each in row.requirements
                ]
            }
        case _:
            return SAME


def _cooperate(row: Row, event: ProjectsEvent) -> Changes:  # noqa: PLR0911 - one case an event
    match event:
        case TrackSet():
            others = [each for each in row.tracks if _name_track(each) != (event.track, event.counterpart)]
            return {"tracks": sorted([*others, _tell(event)], key=_name_track)}
        case TargetSet():
            return _count(row, event.figure, {"target": _tell(event)["target"]})
        case ActualRecorded():
            said = _tell(event)
            return _count(row, event.figure, {"actual": said["actual"], "counted_on": said["counted_on"]})
        case BoomUpPlanned():
            return {"boom_ups": [*row.boom_ups, {**_tell(event), "is_held": False, "people": None}]}
        case BoomUpDayFixed():
            day = Period(value=event.day.isoformat(), precision=Precision.DAY).model_dump(mode="json")
            return _hold(row, event.number, {"on": day})
        case BoomUpRecorded():
            said = _tell(event)
            held = {"towns": said["towns"], "on": said["held_on"], "people": said["people"], "is_held": True}
            return {**_hold(row, event.number, held), "towns": sorted({*row.towns, *event.towns})}
        case _:
            return SAME


def _name_track(track: Json) -> tuple[str, str]:
    return track["track"], track["counterpart"]


def _count(row: Row, figure: str, told: Json) -> Changes:
    known = row.figures.get(figure, {"target": None, "actual": None, "counted_on": None})
    return {"figures": {**row.figures, str(figure): {**known, **told}}}


def _hold(row: Row, number: int, told: Json) -> Changes:
    return {"boom_ups": [{**each, **told} if each["number"] == number else each for each in row.boom_ups]}
