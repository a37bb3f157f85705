"""Scorecards and a year's end as given / when / then; and that every command has somebody who handles it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial, reduce
from typing import get_args

import pytest

from contracts.calendar import Calendar
from contracts.evaluations import EvaluationsCommand, EvaluationsEvent
from contracts.evaluations.cards import Card
from contracts.evaluations.deferrals import AdjustmentDeferred, AdjustmentWithdrawn
from contracts.evaluations.plans import Polarity
from contracts.evaluations.rankings import (
    DecideObjection,
    FileObjection,
    FinaliseEvaluation,
    ObjectionClaim,
    ObjectionDecided,
)
from contracts.evaluations.scorecards import (
    ActualReopened,
    ActualVerified,
    AdjustmentRevoked,
    AreaRated,
    AssignEvaluator,
    ConfirmIndicator,
    EvaluatorAssigned,
    EvaluatorReleased,
    GrantAdjustment,
    IndicatorConfirmed,
    IndicatorProposed,
    IndicatorReturned,
    ProposeIndicator,
    RateArea,
    RecordActual,
    ReleaseEvaluator,
    ReviseIndicator,
    VerifyActual,
)
from contracts.evaluations.scoring import score_card, write_exact
from contracts.messages import Actor, Command
from contracts.values import Role
from services.evaluations import deferral, ranking, scorecard
from services.evaluations.handlers import HANDLERS
from services.evaluations.ranking import Ranking, Ruling
from tests.unit.services.evaluations.years import (
    DAY,
    EVIDENCE,
    agree,
    fill,
    fold,
    grant,
    make_scheme,
    make_terms,
    record,
)
from tests.unit.services.projects.acting import refused

KEY = "2024-roads"
SCHEME = make_scheme("roads", "culture")
ROADS = Actor(user="officer", role=Role.OFFICER, department="roads")
OFFICE = Actor(user="operator", role=Role.OPERATOR, department="planning-audit")
FACTS = scorecard.Facts(OFFICE, DAY, "roads", SCHEME, is_final=False, new_id="made")
OWN = replace(FACTS, actor=ROADS)
RULING = Ruling(1, SCHEME)
TERMS = make_terms("indicators", "50")


def confirm(card: Card, key: str = "a") -> object:
    return scorecard.decide(ConfirmIndicator(scorecard=KEY, indicator=key), card, FACTS)


def test_every_command_is_handled() -> None:
    commands: tuple[type[Command], ...] = get_args(get_args(EvaluationsCommand)[0])
    assert len(commands) > 15
    for command in commands:
        HANDLERS.find(command.model_construct())


def test_a_department_proposes_for_itself_only() -> None:
    """EVL-06."""
    command = ProposeIndicator(scorecard=KEY, terms=TERMS)
    assert scorecard.decide(command, fold([]), OWN) == (IndicatorProposed(indicator="made", terms=TERMS),)
    other = replace(OWN, actor=ROADS.model_copy(update={"department": "culture"}))
    assert refused(lambda: scorecard.decide(command, fold([]), other)).code == "NOT_PERMITTED"


def test_weights_fill_an_area_and_no_more() -> None:
    """EVL-06: 50 of 50 is full; a tenth more is refused."""
    proposed = [IndicatorProposed(indicator="a", terms=TERMS)]
    assert confirm(fold(proposed)) == (IndicatorConfirmed(indicator="a"),)
    more = [*agree("b", make_terms("indicators", "0.1")), *proposed]
    assert refused(lambda: confirm(fold(more))).code == "INDICATOR_WEIGHT_EXCEEDED"


@pytest.mark.parametrize("actor", [ROADS, Actor(user="officer", role=Role.EXECUTIVE)])
def test_nobody_verifies_an_own_value(actor: Actor) -> None:
    """EVL-16: neither who told it, nor anybody of that department."""
    card = fold([*agree("a", TERMS), record("a", "90", recorder="officer")])
    command = VerifyActual(scorecard=KEY, indicator="a", quarter=4, number=1)
    assert refused(lambda: scorecard.decide(command, card, replace(FACTS, actor=actor))).code == "SELF_VERIFICATION"
    assert scorecard.decide(command, card, FACTS) == (ActualVerified(indicator="a", quarter=4),)


def test_only_the_value_that_was_seen_is_verified() -> None:
    """EVL-12: 80 was seen, and 95 told since; that is seen and verified as the second."""
    card = fold([*agree("a", TERMS), record("a", "80"), record("a", "95")])
    seen, newer = (VerifyActual(scorecard=KEY, indicator="a", quarter=4, number=number) for number in (1, 2))
    no = refused(lambda: scorecard.decide(seen, card, FACTS))
    assert (no.code, no.details) == ("VALUE_CHANGED", {"number": "2", "value": "95"})
    assert scorecard.decide(newer, card, FACTS) == (ActualVerified(indicator="a", quarter=4),)


def test_nobody_rates_or_adjusts_an_own_office() -> None:
    """EVL-16."""
    own = replace(FACTS, department="planning-audit", scheme=make_scheme("planning-audit"))
    for command in (
        RateArea(scorecard="2024-planning-audit", area="nature", points=Decimal(90)),
        GrantAdjustment(scorecard="2024-planning-audit", rule="award", evidence=EVIDENCE),
    ):
        assert refused(lambda: scorecard.decide(command, fold([]), own)).code == "SELF_VERIFICATION"  # noqa: B023


def test_a_value_of_a_day_to_come_is_refused() -> None:
    command = RecordActual(scorecard=KEY, indicator="a", quarter=1, value=Decimal(9), measured_on=date(2024, 1, 21))
    assert refused(lambda: scorecard.decide(command, fold(agree("a", TERMS)), OWN)).code == "DAY_IN_FUTURE"


def test_what_was_verified_by_other_terms_waits_to_be_verified_again() -> None:
    """EVL-12: 30 of 100 cases are no full marks of "done"; a name alone may change."""
    returned = [*agree("a", TERMS, "30"), IndicatorReturned(indicator="a", reason="산식을 바꾸세요.")]
    done = make_terms("indicators", "50", "1", Polarity.YES_NO)
    revise = partial(scorecard.decide, card=fold(returned), facts=OWN)
    revised = revise(ReviseIndicator(scorecard=KEY, indicator="a", terms=done))
    assert revised[1:] == (ActualReopened(indicator="a", quarter=4),)
    card = fold([*returned, *revised, IndicatorConfirmed(indicator="a")])
    assert card.actuals["a"][4].state == "RECORDED"
    assert score_card(SCHEME, card).total == 0
    named = TERMS.model_copy(update={"name": "처리 건수"})
    assert len(revise(ReviseIndicator(scorecard=KEY, indicator="a", terms=named))) == 1


POLICY = replace(FACTS, actor=Actor(user="policy:evaluations", role=Role.SYSTEM), scheme=None)
LATE = GrantAdjustment(scorecard=KEY, rule="late", evidence=EVIDENCE)


def test_what_is_told_before_the_plan_counts_once_it_rules() -> None:
    """XS-04, XS-05, EVL-85: by the rules that the plan has; what was put right meanwhile does not."""
    deferred = scorecard.decide(LATE, Card(), POLICY)
    assert deferred == (AdjustmentDeferred(rule="late", evidence=EVIDENCE),)
    unruled = scorecard.decide(LATE.model_copy(update={"rule": "unknown"}), Card(), POLICY)
    card = reduce(scorecard.evolve, (*deferred, *unruled), Card())
    opened = deferral.open_card(2024, "roads", SCHEME.groups[0], card, SCHEME)
    assert opened[1:] == (grant(1, "late"),)
    card = reduce(scorecard.evolve, opened, card)
    assert deferral.open_card(2024, "roads", SCHEME.groups[0], card, SCHEME) == ()
    waiting = reduce(scorecard.evolve, deferred, Card())
    withdrawn = deferral.withdraw("late", EVIDENCE, waiting)
    assert withdrawn == (AdjustmentWithdrawn(rule="late", evidence=EVIDENCE),)
    right = reduce(scorecard.evolve, withdrawn, waiting)
    assert len(deferral.open_card(2024, "roads", SCHEME.groups[0], right, SCHEME)) == 1
    assert deferral.withdraw("late", EVIDENCE, right) == ()


def test_what_is_over_changes_no_more() -> None:
    """EVL-13."""
    command = ProposeIndicator(scorecard=KEY, terms=TERMS)
    over = replace(OWN, is_final=True)
    assert refused(lambda: scorecard.decide(command, fold([]), over)).code == "EVALUATION_CLOSED"


def test_recomputation_equals_what_was_stored() -> None:
    """EVL-17: the events alone give the total that the ranking told."""
    cards = {"roads": fold([*fill("90", "50"), grant(1, "late")]), "culture": fold(fill("33.33", "66.67"), "culture")}
    fixed = ranking.fix(2023, Ranking(), RULING, cards, Calendar(), DAY)
    stored = {department: event.total for department, event in fixed.computed.items()}
    assert stored == {each: write_exact(score_card(SCHEME, card).total) for each, card in cards.items()}
    assert {each.department: each.total for each in fixed.ranking.groups[0].standings} == stored


def test_a_ranking_waits_for_every_indicator() -> None:
    cards = {"roads": fold(fill()), "culture": fold([], "culture")}
    no = refused(lambda: ranking.fix(2023, Ranking(), RULING, cards, Calendar(), DAY))
    assert (no.code, no.details) == ("INDICATORS_INCOMPLETE", {"departments": "culture"})


def test_a_ranking_waits_for_the_end_of_its_year() -> None:
    """EVL-13: not on the last day of 2023, on the first of 2024; so the time for objections is that after the year."""
    cards = {each: fold(fill(), each) for each in ("roads", "culture")}
    fix = partial(ranking.fix, 2023, Ranking(), RULING, cards, Calendar())
    assert refused(lambda: fix(date(2023, 12, 31))).code == "YEAR_NOT_OVER"
    assert fix(date(2024, 1, 1)).ranking.round == 1


def make_year() -> tuple[dict[str, Card], Ranking]:
    """Return two full scorecards and their ranking of Saturday 2024-01-20: ten business days end on Friday 02-02."""
    cards = {"roads": fold([*fill("90"), grant(1, "late")]), "culture": fold(fill("80"), "culture")}
    fixed = ranking.fix(2023, Ranking(), RULING, cards, Calendar(), DAY)
    seen = {each: scorecard.evolve(card, fixed.computed[each]) for each, card in cards.items()}
    return seen, ranking.evolve(Ranking(), fixed.ranking)


def test_the_end_waits_for_objections() -> None:
    """EVL-13, EVL-14: neither on the last day of the time for them, nor while one is open, nor on a stale ranking."""
    cards, known = make_year()
    end = FinaliseEvaluation(year=2023)
    last = known.fixed.objections_until if known.fixed else DAY
    assert last == date(2024, 2, 2)
    assert refused(lambda: ranking.finalise(end, known, 1, cards, last)).code == "OBJECTIONS_OPEN"
    after = date(2024, 2, 3)
    assert ranking.finalise(end, known, 1, cards, after).round == 1
    claim = FileObjection(scorecard=KEY, claim=ObjectionClaim(adjustment=1), ground="제때 보고함")
    filed = ranking.decide_objection(claim, cards["roads"], known, OWN)
    objecting = {**cards, "roads": scorecard.evolve(cards["roads"], filed[0])}
    assert refused(lambda: ranking.finalise(end, known, 1, objecting, after)).code == "OBJECTIONS_OPEN"
    upheld = DecideObjection(scorecard=KEY, number=1, is_upheld=True, reason="공유가 늦었음")
    decided = ranking.decide_objection(upheld, objecting["roads"], known, FACTS)
    card = objecting["roads"]
    for event in decided:
        card = scorecard.evolve(card, event)
    assert score_card(SCHEME, card).total == 45
    stale = {**cards, "roads": card}
    assert refused(lambda: ranking.finalise(end, known, 1, stale, after)).code == "RANKING_STALE"


def test_an_objection_that_has_come_true_is_upheld_without_another_effect() -> None:
    """EVL-14: the penalty that it asks to go was taken back meanwhile; there is nothing more to take back."""
    cards, known = make_year()
    told = FileObjection(scorecard=KEY, claim=ObjectionClaim(adjustment=1), ground="제때 보고함")
    filed = ranking.decide_objection(told, cards["roads"], known, OWN)
    revoked = AdjustmentRevoked(number=1, reason="정정")
    card = reduce(scorecard.evolve, (*filed, revoked), cards["roads"])
    upheld = DecideObjection(scorecard=KEY, number=1, is_upheld=True, reason="정정함")
    (decided,) = ranking.decide_objection(upheld, card, known, FACTS)
    assert decided == ObjectionDecided(number=1, is_upheld=True, reason="정정함")


OUTSIDE = Actor(user="evaluator", role=Role.EVALUATOR)
ASSIGNED = EvaluatorAssigned(evaluator="evaluator")


def test_an_external_evaluator_rates_what_is_assigned_to_him() -> None:
    """EVL-16: for anybody else's scorecard it is as if it were not there, whatever year it is of."""
    command, facts = RateArea(scorecard=KEY, area="nature", points=Decimal(90)), replace(FACTS, actor=OUTSIDE)
    (rated,) = scorecard.decide(command, fold([ASSIGNED]), facts)
    assert isinstance(rated, AreaRated)
    released: list[EvaluationsEvent] = [ASSIGNED, EvaluatorReleased(evaluator="evaluator")]
    histories: tuple[tuple[list[EvaluationsEvent], bool], ...] = (([], False), ([], True), (released, False))
    for told, is_final in histories:
        asked = replace(facts, is_final=is_final)
        assert refused(partial(scorecard.decide, command, fold(told), asked)).code == "NOT_FOUND"


def test_an_assignment_is_told_once_and_ends_after_the_year_too() -> None:
    """EVL-16."""
    assign = AssignEvaluator(scorecard=KEY, evaluator="evaluator")
    release = ReleaseEvaluator(scorecard=KEY, evaluator="evaluator")
    final = replace(FACTS, is_final=True)
    assert scorecard.decide(assign, fold([]), FACTS) == (ASSIGNED,)
    assert scorecard.decide(assign, fold([ASSIGNED]), FACTS) == ()
    assert refused(lambda: scorecard.decide(assign, fold([]), final)).code == "EVALUATION_CLOSED"
    assert scorecard.decide(release, fold([ASSIGNED]), final) == (EvaluatorReleased(evaluator="evaluator"),)
    assert refused(lambda: scorecard.decide(release, fold([]), FACTS)).code == "NOT_FOUND"
