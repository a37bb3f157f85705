"""Commands on a year's plan: adopting it opens a scorecard of each department (EVL-01, EVL-02)."""

from typing import TypeVar

from contracts.calendar.hours import find_seoul_day
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.plans import PlanAdopted, Scheme
from contracts.evaluations.scorecards import name_scorecard
from contracts.messages import Envelope
from infra.deciding import Decision
from infra.loading import Loading
from services.evaluations import deferral, plan, scorecard
from services.evaluations.handlers.streams import DEPARTMENTS, PLAN, RANKING, SCORECARD

PlanT = TypeVar("PlanT", bound=plan.Command)


async def act_on_plan(envelope: Envelope[PlanT], loading: Loading[EvaluationsEvent]) -> Decision[EvaluationsEvent]:
    """Do to a plan whatever its command says; who is evaluated by it for the first time gets a scorecard."""
    year = envelope.body.year
    state = await PLAN.load(loading, year)
    ranked = await RANKING.load(loading, year)
    known = plan.Facts(find_seoul_day(envelope.effective_at), await DEPARTMENTS.load(loading), ranked.is_final)
    events = plan.decide(envelope.body, state, known)
    answer = PLAN.answer(loading, events, year)
    adopted = [each for each in events if isinstance(each, PlanAdopted)]
    opened = [each for event in adopted for each in await _open(event, loading)]
    reopened = [each for event in adopted for each in await _reopen(state.scheme, event, loading)]
    return Decision(answer.subject, answer.result, [*answer.events, *opened, *reopened])


async def _reopen(
    before: Scheme | None, adopted: PlanAdopted, loading: Loading[EvaluationsEvent]
) -> list[tuple[str, EvaluationsEvent]]:
    """Return what makes values of common indicators wait again that were verified by other terms."""
    was = {each: group for group in (before.groups if before else ()) for each in group.departments}
    reopened: list[tuple[str, EvaluationsEvent]] = []
    for group in adopted.scheme.groups:
        for department in group.departments:
            key = name_scorecard(adopted.year, department)
            card = await SCORECARD.load(loading, key)
            changed = plan.list_changed(was.get(department, group), group)
            events = (event for code in changed for event in scorecard.reopen(code, card))
            reopened += [(SCORECARD.name_stream(key), event) for event in events]
    return reopened


async def _open(adopted: PlanAdopted, loading: Loading[EvaluationsEvent]) -> list[tuple[str, EvaluationsEvent]]:
    """Return what opens the scorecards of a version, or moves one to another group, with what has waited for that."""
    opened: list[tuple[str, EvaluationsEvent]] = []
    for group in adopted.scheme.groups:
        for department in group.departments:
            key = name_scorecard(adopted.year, department)
            card = await SCORECARD.load(loading, key)
            events = deferral.open_card(adopted.year, department, group, card, adopted.scheme)
            opened += [(SCORECARD.name_stream(key), event) for event in events]
    return opened
