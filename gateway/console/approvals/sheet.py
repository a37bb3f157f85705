"""One approval laid out: its steps as a rail, the rule panel, tracks, figures and boom-up (PRJ-58 to PRJ-64)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from contracts.calendar.periods import Period
from contracts.projects import Unit
from contracts.projects.eligibility import show_share
from gateway.answers.approvals import Coverage, RuleOf, judge, show_coverage, show_rule
from gateway.console.present import Chip, ChipKind, format_count, format_day
from gateway.console.projects.amounts import show_full
from gateway.console.words import _
from gateway.labels.projects import (
    APPROVAL_STATE_LABELS,
    BOOM_UP_LABELS,
    EVIDENCE_LABELS,
    FIGURE_LABELS,
    STEP_STATE_LABELS,
    TRACK_LABELS,
    TRACK_STATE_LABELS,
)
from gateway.views.approval import Row

PATH: Final = "/approvals"
STEP_KINDS: Final[Mapping[str, ChipKind]] = {
    "OPEN": ChipKind.AHEAD,
    "SUBMITTED": ChipKind.MOVING,
    "PASSED": ChipKind.DONE,
    "REJECTED": ChipKind.RETURNED,
}
TRACK_KINDS: Final[Mapping[str, ChipKind]] = {
    "PLANNED": ChipKind.AHEAD,
    "IN_TALKS": ChipKind.MOVING,
    "AGREED": ChipKind.DONE,
    "STOPPED": ChipKind.ENDED,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One approval of the list."""

    path: str
    name: str
    department: str
    state: Chip
    passed: int
    steps: int
    next_name: str
    next_on: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the rail."""

    number: int
    name: str
    body: str
    state: Chip
    look: str
    """done, next or later: how its node is drawn."""
    planned: str
    since: str
    forecast: str
    slip: str
    why: str
    """Of a forecast or a refusal."""
    reference: str
    evidence: tuple[tuple[str, str, bool], ...]
    """What is required, of which kinds, and whether it is there."""
    gate: str
    """What it waits for; empty where it may go on."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the panel."""

    name: str
    chip: Chip
    shown: str
    law: str


@dataclass(frozen=True, slots=True)
class Track:
    """One line of the tracks' board."""

    counterpart: str
    state: Chip
    next_action: str
    due: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure."""

    name: str
    target: str
    actual: str
    reached: str
    counted: str


@dataclass(frozen=True, slots=True)
class BoomUp:
    """One event that wins people over."""

    name: str
    kind: str
    on: str
    towns: str
    people: str
    is_held: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One approval as its page shows it."""

    name: str
    state: Chip
    department: str
    project: str | None
    project_name: str
    round: int
    period: str
    total: str
    national: str
    grade: str
    approved: str
    steps: list[Step]
    passed: int
    rules: list[Rule]
    met: int
    tracks: list[tuple[str, list[Track]]]
    figures: list[Figure]
    boom_ups: list[BoomUp]
    coverage: Coverage
    reopenings: list[tuple[int, str, str]]


def lay_out_line(row: Row, names: Mapping[str, str], today: date) -> Line:
    """Return one approval of the list, with the step that is due."""
    due = next((each for each in row.steps if each["number"] == row.next_step), None)
    return Line(
        path=f"{PATH}/{row.approval}",
        name=row.name,
        department=names.get(row.department or "", row.department or ""),
        state=state_chip(row.state),
        passed=sum(each["state"] == "PASSED" for each in row.steps),
        steps=len(row.steps),
        next_name=due["name"] if due else "",
        next_on=show_period(due["forecast"] or due["planned"]) if due else "",
        is_late=row.next_day is not None and row.next_day < today,
    )


def lay_out(row: Row, names: Mapping[str, str], towns: Mapping[str, str], project_name: str, today: date) -> Sheet:
    """Return one approval; `names` are those of departments and partners, `towns` those of today's town offices."""
    panel = [show_rule(each) for each in judge(row, today)]
    return Sheet(
        name=row.name,
        state=state_chip(row.state),
        department=names.get(row.department or "", row.department or ""),
        project=row.project,
        project_name=project_name,
        round=row.round,
        period=_tell_event(row),
        total=show_full(row.facts["total_won"], Unit.MILLION),
        national=show_full(row.facts["national_won"], Unit.MILLION),
        grade=_tell_grade(row, names),
        approved=show_full(row.approved_won, Unit.MILLION) if row.approved_won is not None else "",
        steps=[lay_out_step(each, row, names, today) for each in row.steps],
        passed=sum(each["state"] == "PASSED" for each in row.steps),
        rules=[lay_out_rule(each) for each in panel],
        met=sum(each.is_met for each in panel),
        tracks=_list_tracks(row.tracks),
        figures=[_lay_out_figure(code, row.figures[code]) for code in FIGURE_LABELS if code in row.figures],
        boom_ups=[_lay_out_boom_up(each, towns) for each in row.boom_ups],
        coverage=show_coverage(row, towns, today),
        reopenings=[
            (each["round"], format_day(date.fromisoformat(each["reopened_on"])), each["reason"])
            for each in row.reopenings
        ],
    )


def state_chip(state: str) -> Chip:
    """Return the state of the whole."""
    return Chip(ChipKind.DONE if state == "APPROVED" else ChipKind.MOVING, _(APPROVAL_STATE_LABELS[state]), "")


def lay_out_step(step: Mapping[str, Any], row: Row, names: Mapping[str, str], today: date) -> Step:
    """Return one step: what it waits for is the step before it, or evidence that is not there (PRJ-58, PRJ-61)."""
    state, is_next = step["state"], step["number"] == row.next_step
    required = [each for each in row.requirements if each["step"] == step["number"]]
    missing = [each["name"] for each in required if not each["evidence"]]
    return Step(
        number=step["number"],
        name=step["name"],
        body=names.get(step["body"] or "", step["body"] or ""),
        state=_step_chip(step, is_next=is_next, today=today),
        look="done" if state == "PASSED" else "next" if is_next else "later",
        planned=show_period(step["planned"]),
        since=show_period(step["on"]),
        forecast=show_period(step["forecast"]),
        slip=_tell_slip(step),
        why=step["reason"] or step["forecast_reason"] or "",
        reference=step["reference"] or "",
        evidence=tuple((each["name"], _name_kinds(each["kinds"]), bool(each["evidence"])) for each in required),
        gate=_tell_gate(state, missing, is_next=is_next),
    )


def _step_chip(step: Mapping[str, Any], *, is_next: bool, today: date) -> Chip:
    expected = step["forecast"] or step["planned"]
    last = Period.model_validate(expected).last if expected else None
    if is_next and step["state"] in {"OPEN", "REJECTED"} and last is not None and last < today:
        return Chip(ChipKind.LATE, _("예정 지남"), _(STEP_STATE_LABELS[step["state"]]))
    return Chip(STEP_KINDS[step["state"]], _(STEP_STATE_LABELS[step["state"]]), "")


def _tell_slip(step: Mapping[str, Any]) -> str:
    if not step["slip_days"]:
        return ""
    return _(
        "%(days)s일 늦어짐(%(business)s근무일)",
        days=format_count(step["slip_days"]),
        business=format_count(step["slip_business_days"]),
    )


def _tell_gate(state: str, missing: Sequence[str], *, is_next: bool) -> str:
    if state == "PASSED":
        return ""
    if not is_next:
        return _("앞 단계를 통과해야 제출할 수 있습니다.")
    if missing and state != "SUBMITTED":
        return _("증빙이 모자라 제출할 수 없습니다: %(names)s", names=", ".join(missing))
    return ""


def _name_kinds(kinds: Sequence[str]) -> str:
    return ", ".join(_(EVIDENCE_LABELS[each]) for each in kinds)


def lay_out_rule(told: RuleOf) -> Rule:
    """Return one rule with its numbers; met or not in shape and word (PRJ-59)."""
    chip = Chip(ChipKind.DONE, _("충족"), "") if told.is_met else Chip(ChipKind.LATE, _("미충족"), "")
    return Rule(_(told.id.label), chip, told.shown, told.law)


def _list_tracks(tracks: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Track]]]:
    return [
        (_(word), [_lay_out_track(each) for each in tracks if each["track"] == track])
        for track, word in TRACK_LABELS.items()
        if any(each["track"] == track for each in tracks)
    ]


def _lay_out_track(told: Mapping[str, Any]) -> Track:
    chip = Chip(TRACK_KINDS[told["state"]], _(TRACK_STATE_LABELS[told["state"]]), "")
    return Track(told["counterpart"], chip, told["next_action"] or "", show_period(told["due"]))


def _lay_out_figure(code: str, told: Mapping[str, Any]) -> Figure:
    target, actual = told["target"], told["actual"]
    is_known = target is not None and actual is not None and target["n"] > 0
    return Figure(
        _(FIGURE_LABELS[code]),
        _count(target),
        _count(actual),
        show_share(actual["n"], target["n"]) if is_known else "–",
        show_period(told["counted_on"]),
    )


def _count(told: Mapping[str, Any] | None) -> str:
    if told is None:
        return "–"
    shown = format_count(told["n"])
    return f"{_('약')} {shown}" if told["is_approximate"] else shown


def _lay_out_boom_up(told: Mapping[str, Any], towns: Mapping[str, str]) -> BoomUp:
    return BoomUp(
        name=told["name"],
        kind=_(BOOM_UP_LABELS[told["kind"]]),
        on=show_period(told["on"]),
        towns=", ".join(towns.get(code, code) for code in told["towns"]) or (told["place"] or ""),
        people=_count(told["people"]) if told["people"] else "",
        is_held=told["is_held"],
    )


def _tell_event(row: Row) -> str:
    if row.period is None:
        return ""
    days = _("%(n)s일 이내", n=row.days) if row.days else ""
    return f"{show_period(row.period)}{f' ({days})' if days else ''}"


def _tell_grade(row: Row, names: Mapping[str, str]) -> str:
    if row.policy_grade is None:
        return ""
    body = row.policy_grade["body"]
    return f"{row.policy_grade['grade']} ({names.get(body, body)}, {show_period(row.policy_grade['graded_on'])})"


def show_period(told: Mapping[str, Any] | None) -> str:
    """Return a period of a row as its source writes it."""
    return Period.model_validate(told).show() if told else ""
