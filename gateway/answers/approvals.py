"""What the API tells of the approval of an international event: steps, rule panel, evidence, what goes on beside."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field

from contracts.projects.eligibility import (
    Application,
    EligibilityRule,
    EventFacts,
    RuleId,
    check_eligibility,
    find_thresholds,
    show_share,
)
from gateway.answers.entries import Entry, Register, Told, labelled_each, may_edit, offer, tell_row
from gateway.answers.registers import labelled
from gateway.auth import Principal
from gateway.labels import Labelled, label
from gateway.labels.projects import (
    APPROVAL_STATE_LABELS,
    BOOM_UP_LABELS,
    EVIDENCE_LABELS,
    FIGURE_LABELS,
    HOST_LABELS,
    RULE_ID_LABELS,
    STEP_STATE_LABELS,
    TRACK_LABELS,
    TRACK_STATE_LABELS,
)
from gateway.queries import approval
from gateway.views.approval import PREFIX, Row

PATH: Final = "/v1/approvals/{subject}"
ALWAYS: Final = ("facts", "period", "evidence", "attach", "grade", "track", "target", "actual", "boom-up")
"""What may be done about an approval in whatever state."""
SHARES: Final = frozenset({RuleId.FOREIGN_RATIO, RuleId.NATIONAL_SHARE})
"""Rules whose threshold is a share."""
UNITS: Final = {RuleId.COUNTRIES: "개국", RuleId.COHOST: "개 도", RuleId.DAYS: "일", RuleId.POLICY_GRADE: "원"}
BASIS: Final = 10_000


class Headcount(BaseModel):
    """How many people, as exactly as it is known."""

    n: int
    is_approximate: bool


class Step(BaseModel):
    """A step on the way to the approval: each waits for the one before it."""

    number: int
    name: str
    body: str | None
    """The partner that decides on it."""
    planned: Told | None
    """As precisely as it is known; None of an undated step (INC-35)."""
    state: Annotated[Labelled, labelled(STEP_STATE_LABELS)]
    on: Told | None
    """Since when it stands so, in this round."""
    reference: str | None
    reason: str | None
    forecast: Told | None
    forecast_reason: str | None
    slip_days: int
    slip_business_days: int
    missing: list[str] = Field(default_factory=list)
    """Required evidence that is not there: it cannot be submitted without (PRJ-61)."""


class Move(BaseModel):
    """A submission, a pass or a refusal of any round."""

    number: int
    round: int
    state: Annotated[Labelled, labelled(STEP_STATE_LABELS)]
    on: Told
    reference: str | None
    reason: str | None


class RuleOf(BaseModel):
    """One rule of the panel, and how the event stands to it (PRJ-59)."""

    id: Labelled
    is_met: bool
    of: list[int]
    """The numbers that it is judged by: the part and then the whole of a share; empty where one is missing."""
    threshold: int
    """Basis points of a share, else what the number counts."""
    shown: str
    """In words: `90,000 / 1,500,000 = 6.0%`."""
    law: str


class CoHost(BaseModel):
    """A partner that holds the event with the city."""

    partner: str
    level: Annotated[Labelled, labelled(HOST_LABELS)]


class Facts(BaseModel):
    """What is planned for the event, as far as it is known."""

    visitors: int | None
    foreigners: int | None
    countries: int | None
    total_won: int | None
    national_won: int | None
    co_hosts: list[CoHost]


class EvidenceFile(BaseModel):
    """A file of the store."""

    name: str
    sha256: str
    media_type: str
    size: int
    """Bytes."""


class Evidence(BaseModel):
    """A document that was handed in."""

    kind: Annotated[Labelled, labelled(EVIDENCE_LABELS)]
    partner: str | None
    file: EvidenceFile


class Requirement(BaseModel):
    """An evidence that a step cannot be submitted without."""

    number: int
    step: int
    kinds: Annotated[list[Labelled], labelled_each(EVIDENCE_LABELS)]
    """One of them is enough."""
    name: str
    evidence: list[Evidence]


class Grade(BaseModel):
    """The policy grade (정책성등급)."""

    body: str
    grade: str
    graded_on: Told


class Reopening(BaseModel):
    """The approval was asked for anew."""

    round: int
    reopened_on: date
    reason: str


class TrackLine(BaseModel):
    """How things stand with one counterpart of a track, and what is done next (PRJ-62)."""

    track: Annotated[Labelled, labelled(TRACK_LABELS)]
    counterpart: str
    partner: str | None
    state: Annotated[Labelled, labelled(TRACK_STATE_LABELS)]
    next_action: str | None
    due: Told | None


class FigureOf(BaseModel):
    """A key figure as planned and as counted (PRJ-63)."""

    figure: Labelled
    target: Headcount | None
    actual: Headcount | None
    counted_on: Told | None
    reached: str | None
    """Actual of target in percent to one decimal."""


class BoomUp(BaseModel):
    """An event that wins people over; with candidate days it waits for its date (CAL-09)."""

    number: int
    kind: Annotated[Labelled, labelled(BOOM_UP_LABELS)]
    name: str
    towns: list[str]
    on: Told
    place: str | None
    is_held: bool
    people: Headcount | None


class Approval(Entry):
    """An international event on its way to the approval; amounts in won."""

    id: str = Field(validation_alias="approval")
    project: str | None
    name: str
    department: str | None
    state: Annotated[Labelled, labelled(APPROVAL_STATE_LABELS)]
    facts: Facts
    steps: list[Step]
    next_step: int | None
    next_day: date | None
    round: int
    reopenings: list[Reopening]
    period: Told | None
    days: int | None
    """That it lasts, at most."""
    policy_grade: Grade | None
    approved_won: int | None
    panel: list[RuleOf]
    """The rules as the event stands to them now."""
    requirements: list[Requirement]
    history: list[Move]
    tracks: list[TrackLine]
    figures: list[FigureOf]
    boom_ups: list[BoomUp]
    version: int


class TownCover(BaseModel):
    """A town office, and the boom-up events that took place in it."""

    code: str
    name: str
    events: int
    planned: int
    """Those that are still to come."""


class Coverage(BaseModel):
    """Which of the town offices boom-up events have reached (PRJ-64)."""

    approval: str
    day: date
    reached: int
    towns: list[TownCover]


def show_approval(row: Row, principal: Principal, past: bool, day: date) -> Approval:
    """Return an approval as the asker sees it: who asks for it and the coordinating office may change it."""
    allowed = offer(PATH, list_acts(row), principal, is_own=may_edit(principal, row.department) and not past)
    figures = [_show_figure(code, told) for code, told in row.figures.items()]
    panel = [show_rule(each) for each in judge(row, day)]
    steps = [{**each, "missing": _list_missing(row, each["number"])} for each in row.steps]
    return tell_row(Approval, row, figures=figures, panel=panel, steps=steps, allowed=allowed)


def list_acts(row: Row) -> list[str]:
    """Return what the state of an approval allows."""
    acts = list(ALWAYS)
    if row.boom_ups:
        acts += ["boom-up-day", "boom-up-record"]
    due = next((each for each in row.steps if each["number"] == row.next_step), None)
    if due is None:
        return [*acts, "reopen"]
    return [*acts, "forecast", *(("pass", "reject") if due["state"] == "SUBMITTED" else ("submit",))]


def judge(row: Row, day: date) -> tuple[EligibilityRule, ...]:
    """Return how an event stands to the rules, by what is known of it and the rules of a day (PRJ-59)."""
    facts = EventFacts.model_validate(row.facts, strict=False)
    application = Application(facts, row.days, row.policy_grade is not None, row.approved_won)
    return check_eligibility(application, find_thresholds(day))


def show_rule(rule: EligibilityRule) -> RuleOf:
    """Return a rule with its numbers in words."""
    return RuleOf(
        id=label(rule.id, RULE_ID_LABELS),
        is_met=rule.is_met,
        of=list(rule.of),
        threshold=rule.threshold,
        shown=_tell_rule(rule),
        law=rule.law,
    )


def show_coverage(row: Row, towns: Mapping[str, str], day: date) -> Coverage:
    """Return each town office by code with how many events it had and is to have (PRJ-64)."""
    told = [
        TownCover(
            code=code,
            name=name,
            events=_count(row.boom_ups, code, is_held=True),
            planned=_count(row.boom_ups, code, is_held=False),
        )
        for code, name in sorted(towns.items())
    ]
    return Coverage(approval=row.approval, day=day, reached=sum(each.events > 0 for each in told), towns=told)


def _count(boom_ups: Iterable[Mapping[str, Any]], town: str, *, is_held: bool) -> int:
    return sum(town in each["towns"] and each["is_held"] is is_held for each in boom_ups)


def _list_missing(row: Row, step: int) -> list[str]:
    return [each["name"] for each in row.requirements if each["step"] == step and not each["evidence"]]


def _show_figure(code: str, told: Mapping[str, Any]) -> FigureOf:
    target, actual = told["target"], told["actual"]
    is_known = target is not None and actual is not None and target["n"] > 0
    reached = show_share(actual["n"], target["n"]) if is_known else None
    return FigureOf.model_validate({**told, "figure": label(code, FIGURE_LABELS), "reached": reached})


def _tell_rule(rule: EligibilityRule) -> str:
    if not rule.of:
        return "값 없음"
    if rule.id is RuleId.COST_INCREASE:
        total, approved = rule.of
        return f"승인 {approved:,}원 → {total:,}원, {show_share(rule.threshold, BASIS)} 이상 늘면 다시 승인"
    if rule.id in SHARES:
        part, whole = rule.of
        share = show_share(part, whole) if whole else "-"
        edge = "이상" if rule.id is RuleId.FOREIGN_RATIO else "이하"
        return f"{part:,} / {whole:,} = {share}, 기준 {show_share(rule.threshold, BASIS)} {edge}"
    edge = {RuleId.DAYS: "이하", RuleId.POLICY_GRADE: "부터 등급 필요"}.get(rule.id, "이상")
    unit = UNITS[rule.id]
    return f"{rule.of[0]:,}{unit}, 기준 {rule.threshold:,}{unit} {edge}"


def at_day(day: date) -> Register[Row, Approval]:
    """Return the register as it tells how events stand to the rules of a day."""
    return Register(approval.VIEW, PREFIX, approval.ORDER, Approval, partial(show_approval, day=day))
