"""What the API tells of pledges: each one, the board of a term whose numbers open, a quarter's list, the results."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field

from contracts.evaluations.juries import JuryRecord
from contracts.evaluations.pledge_results import (
    CLOSED,
    FORMULAS,
    KEPT,
    PledgeFigures,
    PledgeResultsPublished,
    Ratio,
    count_fields,
    count_states,
    find_achievement,
    find_in_term,
    find_percent,
    find_progress,
    show_percent,
)
from contracts.evaluations.pledges import PledgePlan, PledgeState
from contracts.projects.milestones import Evidence
from contracts.values import Role
from gateway.answers.entries import Entry, offer, tell_row
from gateway.answers.opening import Opened, Source
from gateway.answers.registers import InSeoul, Shown, labelled
from gateway.auth import Principal
from gateway.labels import Labelled
from gateway.labels.pledges import (
    FEASIBILITY_LABELS,
    HISTORY_LABELS,
    PLEDGE_SET_STATE_LABELS,
    PLEDGE_STANDING_LABELS,
    PLEDGE_STATE_LABELS,
)
from gateway.views.pledge import CONTEXT, Row
from gateway.views.pledge_results import Row as Results
from gateway.views.pledge_set import Row as SetRow

PATH: Final = "/v1/pledges/{subject}"
SET_PATH: Final = "/v1/pledge-sets/{term}"
ACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "REGISTERED": ("lead", "check"),
    "ON_TRACK": ("lead", "check"),
    "PARTIAL": ("lead", "check"),
    "DONE": ("continue",),
    "CONTINUING": ("lead", "check"),
    "ON_HOLD": ("lead", "check"),
    "ABANDONED": (),
}
"""What may come next, by state; its plan is written before the set is confirmed."""
LabelledState = Annotated[Labelled, labelled(PLEDGE_STATE_LABELS)]


class FieldTold(BaseModel):
    """A field, the number of pledges that was promised, and how many are registered."""

    code: str
    name: str
    pledges: int
    listed: int


class PledgeSetTold(Entry):
    """The pledges of one term."""

    term: int
    name: str
    begins_on: date
    ends_on: date
    state: Annotated[Labelled, labelled(PLEDGE_SET_STATE_LABELS)]
    fields: list[FieldTold]
    pledges: int
    confirmed_on: date | None
    jury: JuryRecord | None
    version: int


class FeasibilityTold(BaseModel):
    """What was found about a pledge."""

    result: Annotated[Labelled, labelled(FEASIBILITY_LABELS)]
    opinion: str


class CheckTold(BaseModel):
    """A quarter's check."""

    quarter: str
    standing: Annotated[Labelled | None, labelled(PLEDGE_STANDING_LABELS)]
    progress: int
    note: str
    is_lagging: bool
    cause: str | None
    remedy: str | None
    remedy_on: date | None
    evidence: list[Evidence]
    source: int
    """Position of the event."""


class PastEvent(BaseModel):
    """One thing that happened to a pledge."""

    kind: Annotated[Labelled, labelled(HISTORY_LABELS)]
    at: InSeoul
    told: dict[str, Any]
    source: int


class Pledge(Entry):
    """A pledge as lists have it."""

    id: str = Field(validation_alias="pledge")
    term: int
    number: int
    field: str
    name: str
    content: str | None
    state: LabelledState
    lead: str | None
    supporting: list[str]
    due_on: date | None
    progress: int
    is_claimed: bool
    """Whether it is reported as done and waits for the office."""
    changes: int
    version: int


class WholePledge(Pledge):
    """A pledge with its plan, its checks and its history."""

    feasibility: FeasibilityTold | None
    plan: PledgePlan | None
    checks: list[CheckTold]
    history: list[PastEvent]


class RateTold(BaseModel):
    """A rate with its numerator and denominator (EVL-68)."""

    code: str
    name: str
    formula: str
    numerator: int
    denominator: int
    percent: str | None
    """One decimal, HALF_UP."""


class StateTold(BaseModel):
    """How many pledges stand so."""

    state: LabelledState
    pledges: int


class FieldResult(BaseModel):
    """How many pledges a field has, and how many are kept."""

    code: str
    name: str
    pledges: int
    kept: int


class CardTold(BaseModel):
    """One pledge as it was published."""

    pledge: str
    number: int
    field: str
    name: str
    content: str | None
    lead: str | None
    state: LabelledState
    progress: int
    due_on: date | None
    is_lagging: bool
    note: str | None
    cause: str | None
    remedy: str | None
    remedy_on: date | None
    changes: int


class PledgeResults(Shown):
    """The results of a quarter exactly as they were published (EVL-66)."""

    id: str
    term: int
    name: str
    quarter: str
    edition: int
    published_at: InSeoul
    pledges: int
    states: list[StateTold]
    fields: list[FieldResult]
    rates: list[RateTold]
    cards: list[CardTold]
    reason: str | None
    source: int
    """Position of the event that is shown."""


class PledgeBoard(BaseModel):
    """How the pledges of a term stand now; each number opens to the pledges that it counts."""

    term: int
    name: str
    pledges: int
    states: list[Opened]
    fields: list[Opened]
    rates: list[Opened]


class PledgeInQuarter(BaseModel):
    """A pledge that is to be checked in a quarter."""

    id: str
    number: int
    field: str
    name: str
    lead: str | None
    state: LabelledState
    check: CheckTold | None
    allowed: list[str]


class PledgeQuarterTold(BaseModel):
    """A quarter's list: every pledge that is not closed, and whether it is checked (EVL-64)."""

    term: int
    quarter: str
    due: int
    checked: int
    missing: list[int]
    """Numbers of those that are not checked yet."""
    edition: int
    """Of the results that are published; 0 before."""
    pledges: list[PledgeInQuarter]


def offer_acts(row: Row, principal: Principal, past: bool) -> list[str]:
    """Return what somebody may do with a pledge now."""
    is_own = principal.role is not Role.OFFICER or (row.lead is not None and principal.department == row.lead)
    missing = [name for name in ("feasibility", "plan") if row.state == "REGISTERED" and getattr(row, name) is None]
    acts = [*ACTS[row.state], *missing, *(("confirm-done",) if row.is_claimed else ())]
    return offer(PATH, acts, principal, is_own=is_own, is_past=past)


def show_pledge(row: Row, principal: Principal, past: bool) -> Pledge:
    """Return a pledge as lists tell it."""
    return tell_row(Pledge, row, allowed=offer_acts(row, principal, past))


def show_whole(row: Row, principal: Principal, past: bool) -> WholePledge:
    """Return a pledge with all that is known of it."""
    checks = [{**row.checks[quarter], "quarter": quarter} for quarter in sorted(row.checks, reverse=True)]
    return tell_row(WholePledge, row, checks=checks, allowed=offer_acts(row, principal, past))


def show_set(row: SetRow, principal: Principal, past: bool) -> PledgeSetTold:
    """Return the pledges of a term as the API tells them."""
    acts = ("register", "confirm") if row.state == "OPEN" else ("publish",)
    return tell_row(PledgeSetTold, row, allowed=offer(SET_PATH, acts, principal, is_own=True, is_past=past))


def show_results(row: Results) -> PledgeResults:
    """Return a quarter's results as they were published."""
    told = PledgeResultsPublished.model_validate(row.snapshot)
    ratios = {"achievement": told.achievement, "progress": told.progress, "in_term": told.in_term}
    return PledgeResults.model_validate(
        {
            **row.snapshot,
            "id": row.results,
            "rates": [_tell_rate(code, ratio) for code, ratio in ratios.items()],
            "source": row.position,
        }
    )


def show_quarter(
    row: SetRow, quarter: str, pledges: Sequence[Row], principal: Principal, edition: int
) -> PledgeQuarterTold:
    """Return a quarter's list of all pledges that are not closed, and of those that are checked in it."""
    due = [each for each in pledges if each.state not in CLOSED or quarter in each.checks]
    missing = [each.number for each in due if quarter not in each.checks]
    shown = [_tell_in_quarter(each, quarter, principal) for each in due]
    return PledgeQuarterTold(
        term=row.term,
        quarter=quarter,
        due=len(due),
        checked=len(due) - len(missing),
        missing=missing,
        edition=edition,
        pledges=shown,
    )


def show_board(row: SetRow, pledges: Sequence[Row]) -> PledgeBoard:
    """Return how a term's pledges stand, each number with what it counts and the events that this came from."""
    figures = _list_figures(pledges)
    names = {each["code"]: each["name"] for each in row.fields}
    states = [
        _open(each.state, PLEDGE_STATE_LABELS[each.state], each.pledges, _pick(pledges, "state", each.state))
        for each in count_states(figures)
    ]
    fields = [
        _open(each.code, each.name, each.pledges, _pick(pledges, "field", each.code))
        for each in count_fields(figures, names)
    ]
    within = [each for each in pledges if each.due_on is not None and each.due_on <= row.ends_on]
    rates = [
        _open_rate("achievement", find_achievement(figures), pledges, "state"),
        _open_rate("progress", find_progress(figures), pledges, "progress"),
        _open_rate("in_term", find_in_term(figures, row.ends_on), within, "state"),
    ]
    return PledgeBoard(term=row.term, name=row.name, pledges=len(pledges), states=states, fields=fields, rates=rates)


def tell_rates(row: SetRow, pledges: Sequence[Row]) -> list[RateTold]:
    """Return the rates of a term's pledges as they stand now (EVL-68)."""
    figures = _list_figures(pledges)
    ratios = {
        "achievement": find_achievement(figures),
        "progress": find_progress(figures),
        "in_term": find_in_term(figures, row.ends_on),
    }
    return [_tell_rate(code, ratio) for code, ratio in ratios.items()]


def _list_figures(pledges: Sequence[Row]) -> list[PledgeFigures]:
    return [PledgeFigures(PledgeState(each.state), each.field, each.progress, each.due_on) for each in pledges]


def _tell_rate(code: str, ratio: Ratio) -> RateTold:
    name, formula = FORMULAS[code]
    percent = find_percent(code, ratio)
    shown = None if percent is None else show_percent(percent)
    return RateTold(
        code=code,
        name=name,
        formula=formula,
        numerator=ratio.numerator,
        denominator=ratio.denominator,
        percent=shown,
    )


def _tell_in_quarter(row: Row, quarter: str, principal: Principal) -> PledgeInQuarter:
    check = row.checks.get(quarter)
    return PledgeInQuarter(
        id=row.pledge,
        number=row.number,
        field=row.field,
        name=row.name,
        lead=row.lead,
        state=row.state,  # type: ignore[arg-type]  # told with its word
        check=CheckTold.model_validate({**check, "quarter": quarter}) if check else None,
        allowed=offer_acts(row, principal, False),
    )


def _pick(pledges: Sequence[Row], name: str, value: str) -> list[Opened]:
    source = "state" if name == "state" else "due_on"
    return [_open_one(each, source) for each in pledges if getattr(each, name) == value]


def _open(code: str, name: str, value: int, inputs: list[Opened]) -> Opened:
    return Opened(code=code, name=name, value=str(value), unit="건", formula="해당하는 공약의 수", inputs=inputs)


def _open_rate(code: str, ratio: Ratio, pledges: Sequence[Row], source: str) -> Opened:
    """Return a rate with numerator and denominator, each opened to its pledges."""
    name, formula = FORMULAS[code]
    percent = find_percent(code, ratio)
    counted = pledges if source == "progress" else [each for each in pledges if each.state in KEPT]
    over = Opened(
        code="numerator",
        name="분자",
        value=str(ratio.numerator),
        inputs=[_open_one(each, source) for each in counted],
    )
    under = Opened(code="denominator", name="분모", value=str(ratio.denominator), unit="건")
    value = None if percent is None else str(percent)
    return Opened(code=code, name=name, value=value, formula=formula, unit="%", inputs=[over, under])


def _open_one(row: Row, source: str) -> Opened:
    value = str(row.progress) if source == "progress" else PLEDGE_STATE_LABELS[row.state]
    sources = [Source(context=CONTEXT, position=row.sources[source])]
    return Opened(code=str(row.number), name=row.name, value=value, sources=sources)
