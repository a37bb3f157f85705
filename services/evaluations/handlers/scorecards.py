"""Commands on scorecards and on a year's ranking: all rest on the plan that rules and on whether the year is over."""

from functools import reduce
from typing import TypeVar

from contracts.calendar import Calendar
from contracts.calendar.hours import find_seoul_day
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cards import Card
from contracts.evaluations.links import LinkCommand, LinkKind
from contracts.evaluations.rankings import FinaliseEvaluation, FixRanking
from contracts.evaluations.reviews import NoteReview
from contracts.evaluations.scorecards import (
    CardCommand,
    ProposeIndicator,
    name_scorecard,
)
from contracts.evaluations.surveys import NoteSurveyScore
from contracts.messages import Command, Envelope
from infra.deciding import Decision
from infra.loading import Loading
from services.evaluations import deferral, lagging, linking, ranking, scorecard, survey
from services.evaluations.handlers.streams import HOLIDAYS, PLAN, RANKING, REVIEWED, SCORECARD, SURVEY

CardT = TypeVar("CardT", bound=CardCommand)
LinkT = TypeVar("LinkT", bound=LinkCommand)
ObjectionT = TypeVar("ObjectionT", bound=ranking.ObjectionCommand)
CommandT = TypeVar("CommandT", bound=Command)


async def act_on_scorecard(envelope: Envelope[CardT], loading: Loading[EvaluationsEvent]) -> Decision[EvaluationsEvent]:
    """Do to a scorecard whatever its command says; what is proposed is answered with its id."""
    key = envelope.body.scorecard
    card = await SCORECARD.load(loading, key)
    known, _ = await _find_facts(envelope, key, loading)
    of = envelope.id if isinstance(envelope.body, ProposeIndicator) else None
    return SCORECARD.answer(loading, scorecard.decide(envelope.body, card, known), key, of)


async def act_on_link(envelope: Envelope[LinkT], loading: Loading[EvaluationsEvent]) -> Decision[EvaluationsEvent]:
    """Link an indicator, or take a link back."""
    body = envelope.body
    card = await SCORECARD.load(loading, body.scorecard)
    known, _ = await _find_facts(envelope, body.scorecard, loading)
    noted = await SURVEY.load(loading, body.to) if body.kind is LinkKind.SURVEY else None
    return SCORECARD.answer(loading, linking.decide(body, card, known, noted), body.scorecard)


async def act_on_objection(
    envelope: Envelope[ObjectionT], loading: Loading[EvaluationsEvent]
) -> Decision[EvaluationsEvent]:
    """File an objection, decide on one, or record an award."""
    key = envelope.body.scorecard
    card = await SCORECARD.load(loading, key)
    known, ranked = await _find_facts(envelope, key, loading)
    return SCORECARD.answer(loading, ranking.decide_objection(envelope.body, card, ranked, known), key)


async def fix_ranking(envelope: Envelope[FixRanking], loading: Loading[EvaluationsEvent]) -> Decision[EvaluationsEvent]:
    """Score everybody and rank each group: one event for each scorecard, one for the year."""
    year, today = envelope.body.year, find_seoul_day(envelope.effective_at)
    ranked = await RANKING.load(loading, year)
    ruling, cards = await _find_year(year, loading)
    calendar = Calendar(await HOLIDAYS.load(loading))
    fixed = ranking.fix(year, ranked, ruling, cards, calendar, today)
    answer = RANKING.answer(loading, (fixed.ranking,), year)
    computed = [(_name(year, department), event) for department, event in fixed.computed.items()]
    return Decision(answer.subject, answer.result, [*computed, *answer.events])


async def finalise(
    envelope: Envelope[FinaliseEvaluation], loading: Loading[EvaluationsEvent]
) -> Decision[EvaluationsEvent]:
    """End a year's evaluation."""
    year, today = envelope.body.year, find_seoul_day(envelope.effective_at)
    ranked = await RANKING.load(loading, year)
    ruling, cards = await _find_year(year, loading)
    event = ranking.finalise(envelope.body, ranked, ruling.version, cards, today)
    return RANKING.answer(loading, (event,), year)


async def note_review(envelope: Envelope[NoteReview], loading: Loading[EvaluationsEvent]) -> Decision[EvaluationsEvent]:
    """Take note of a review's end, and enter or take back what two lagging quarters running lead to (XS-04)."""
    project = envelope.body.project
    known = await REVIEWED.load(loading, project)
    noted = lagging.decide(envelope.body, known)
    before, after = ({*lagging.list_penalties(each)} for each in (known, reduce(lagging.evolve, noted, known)))
    told: list[tuple[str, EvaluationsEvent]] = []
    cards: dict[str, Card] = {}
    for penalty in sorted(before ^ after, key=lambda each: each.evidence[-1].position):
        key = penalty.scorecard
        card = cards.get(key) or await SCORECARD.load(loading, key)
        command = lagging.grant(penalty) if penalty in after else lagging.revoke(penalty, card)
        facts, _ = await _find_facts(envelope, key, loading)
        waiting = deferral.withdraw(lagging.LAGGING_TWICE, penalty.evidence, card)
        events = scorecard.decide(command, card, facts) if command is not None else waiting
        cards[key] = reduce(scorecard.evolve, events, card)
        told += [(SCORECARD.name_stream(key), event) for event in events]
    answer = REVIEWED.answer(loading, noted, project)
    return Decision(answer.subject, answer.result, [*answer.events, *told])


async def _find_facts(
    envelope: Envelope[CommandT], key: str, loading: Loading[EvaluationsEvent]
) -> tuple[scorecard.Facts, ranking.Ranking]:
    year, _, department = key.partition("-")
    ruling = await PLAN.load(loading, year)
    ranked = await RANKING.load(loading, year)
    known = scorecard.Facts(
        actor=envelope.actor,
        today=find_seoul_day(envelope.effective_at),
        department=department,
        scheme=ruling.scheme,
        is_final=ranked.is_final,
        new_id=str(envelope.id),
    )
    return known, ranked


async def _find_year(year: int, loading: Loading[EvaluationsEvent]) -> tuple[ranking.Ruling, ranking.Cards]:
    """Return the plan that rules and every scorecard by it. Raises: Rejected with NOT_FOUND."""
    known = await PLAN.load(loading, year)
    if known.scheme is None:
        raise ranking.refuse_unplanned()
    departments = [each for group in known.scheme.groups for each in group.departments]
    cards = {each: await SCORECARD.load(loading, name_scorecard(year, each)) for each in departments}
    return ranking.Ruling(known.version, known.scheme), cards


def _name(year: int, department: str) -> str:
    return SCORECARD.name_stream(name_scorecard(year, department))


async def note_survey(
    envelope: Envelope[NoteSurveyScore], loading: Loading[EvaluationsEvent]
) -> Decision[EvaluationsEvent]:
    """Take note of a survey's score (EVL-10)."""
    noted = await SURVEY.load(loading, envelope.body.survey)
    return SURVEY.answer(loading, survey.decide(envelope.body, noted), envelope.body.survey)
