"""A quarter's results of the pledges: published once every pledge that is not closed is checked (EVL-64, EVL-66)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from contracts.calendar.hours import find_seoul_day
from contracts.calendar.periods import Period, Precision
from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.pledge_results import (
    PledgeResultsPublished,
    PublishPledgeResults,
    count_fields,
    count_states,
    find_achievement,
    find_in_term,
    find_progress,
)
from contracts.evaluations.pledges import PledgeSetOpened
from services.evaluations.pledge import Registered, describe, needs_check, tell_figures

NAMED: Final = 50
"""Pledges that a refusal names; the check list shows them all."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """What has been published of a quarter."""

    editions: int = 0


def decide(
    command: PublishPledgeResults,
    state: Quarter,
    opened: PledgeSetOpened,
    pledges: Mapping[UUID, Registered],
    now: datetime,
) -> tuple[EvaluationsEvent, ...]:
    """Return the results of a quarter as a whole.

    Raises: Rejected with QUARTER_INCOMPLETE, REASON_REQUIRED.
    """
    last = Period(value=command.quarter, precision=Precision.QUARTER).last
    if last is None or find_seoul_day(now) <= last:
        message = "아직 끝나지 않은 분기입니다. 분기가 끝난 뒤 공표하세요."
        raise Rejected("QUARTER_INCOMPLETE", message, {"until": str(last)})
    if state.editions and command.reason is None:
        raise Rejected("REASON_REQUIRED", "이미 공표한 분기입니다. 다시 공표하는 사유를 적으세요.")
    ordered = sorted(pledges.items(), key=lambda pair: pair[1].registered.number)
    _check_missing([each for _, each in ordered], command.quarter)
    figures = [tell_figures(each, command.quarter) for _, each in ordered]
    event = PledgeResultsPublished(
        term=command.term,
        name=opened.name,
        quarter=command.quarter,
        edition=state.editions + 1,
        published_at=now,
        pledges=len(ordered),
        states=count_states(figures),
        fields=count_fields(figures, {each.code: each.name for each in opened.fields}),
        achievement=find_achievement(figures),
        progress=find_progress(figures),
        in_term=find_in_term(figures, opened.ends_on),
        cards=tuple(describe(key, each, command.quarter) for key, each in ordered),
        reason=command.reason,
    )
    return (event,)


def evolve(state: Quarter, event: EvaluationsEvent) -> Quarter:
    """Return the quarter after an event."""
    return Quarter(event.edition) if isinstance(event, PledgeResultsPublished) else state


def name_state(state: Quarter) -> str:
    """Return the state's name, as results tell it."""
    return "PUBLISHED" if state.editions else "OPEN"


def _check_missing(pledges: Sequence[Registered], quarter: str) -> None:
    missing = [str(each.registered.number) for each in pledges if needs_check(each, quarter)]
    if missing:
        message = f"점검하지 않은 공약이 {len(missing)}건 있습니다. 점검을 마친 뒤 공표하세요."
        details = {"missing": str(len(missing)), "numbers": ",".join(missing[:NAMED])}
        raise Rejected("QUARTER_INCOMPLETE", message, details)
