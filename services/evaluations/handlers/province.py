"""Commands on a year of the province's evaluation and on its indicators (EVL-30 to 44)."""

from collections.abc import Mapping
from typing import TypeVar

from contracts.calendar.hours import find_seoul_day
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cycles import CycleCommand, IndicatorSetConfirmed
from contracts.evaluations.results import (
    IndicatorCarriedOver,
    ProvinceIndicatorChanged,
    ProvinceIndicatorDropped,
    ProvinceIndicatorOpened,
    ResultCommand,
)
from contracts.messages import Envelope
from infra.deciding import Decision
from infra.loading import Loading
from services.evaluations import province_cycle, province_indicator
from services.evaluations.handlers.streams import DEPARTMENTS, PROVINCE_CYCLE, PROVINCE_INDICATOR
from services.evaluations.province_indicator import Indicator

CycleT = TypeVar("CycleT", bound=CycleCommand)
ResultT = TypeVar("ResultT", bound=ResultCommand)


async def act_on_cycle(envelope: Envelope[CycleT], loading: Loading[EvaluationsEvent]) -> Decision[EvaluationsEvent]:
    """Do to a year whatever its command says; a set that is confirmed or changed tells each of its indicators."""
    year = envelope.body.year
    state = await PROVINCE_CYCLE.load(loading, year)
    known = await PROVINCE_INDICATOR.load_each(loading, province_cycle.list_keys(state, envelope.body))
    facts = province_cycle.Facts(find_seoul_day(envelope.effective_at), await DEPARTMENTS.load(loading), known)
    events = province_cycle.decide(envelope.body, state, facts)
    answer = PROVINCE_CYCLE.answer(loading, events, year)
    told = [each for event in events if isinstance(event, IndicatorSetConfirmed) for each in tell_each(event, known)]
    return Decision(answer.subject, answer.result, [*answer.events, *told])


def tell_each(confirmed: IndicatorSetConfirmed, known: Mapping[str, Indicator]) -> list[tuple[str, EvaluationsEvent]]:
    """Return what a version of a set is to each indicator: opened, changed, dropped; an unchanged one hears nothing."""
    told: list[tuple[str, EvaluationsEvent]] = []
    version, reason = confirmed.version, confirmed.reason or ""
    for each in confirmed.indicator_set.indicators:
        stream, there = PROVINCE_INDICATOR.name_stream(each.code), known[each.code]
        if there.definition is None or there.is_dropped:
            told.append((stream, ProvinceIndicatorOpened(indicator=each, set_version=version)))
            before = known[each.predecessor] if each.predecessor is not None else None
            if before is not None and each.predecessor is not None:
                lineage = before.lineage or each.predecessor
                told.append((stream, IndicatorCarriedOver(predecessor=each.predecessor, lineage=lineage)))
        elif there.definition != each:
            told.append((stream, ProvinceIndicatorChanged(indicator=each, set_version=version, reason=reason)))
    kept = {each.code for each in confirmed.indicator_set.indicators}
    for code, there in known.items():
        if code.startswith(f"{confirmed.year}-") and code not in kept and not there.is_dropped:
            dropped = ProvinceIndicatorDropped(set_version=version, reason=reason)
            told.append((PROVINCE_INDICATOR.name_stream(code), dropped))
    return told


async def act_on_indicator(
    envelope: Envelope[ResultT], loading: Loading[EvaluationsEvent]
) -> Decision[EvaluationsEvent]:
    """Do to an indicator whatever its command says, by the dates of its year."""
    code = envelope.body.code
    state = await PROVINCE_INDICATOR.load(loading, code)
    year = await PROVINCE_CYCLE.load(loading, int(code[:4]))
    facts = province_indicator.Facts(
        find_seoul_day(envelope.effective_at),
        envelope.actor,
        year.cycle.record_date if year.cycle is not None else None,
        year.dues or {},
    )
    events = province_indicator.decide(envelope.body, state, facts)
    return PROVINCE_INDICATOR.answer(loading, events, code)
