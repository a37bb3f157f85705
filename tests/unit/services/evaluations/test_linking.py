"""What indicators serve and which survey each follows, as given / when / then (EVL-07, EVL-10)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial, reduce
from uuid import UUID

import pytest

from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.cards import evolve
from contracts.evaluations.links import IndicatorLinked, IndicatorUnlinked, LinkIndicator, LinkKind, UnlinkIndicator
from contracts.evaluations.scorecards import ActualVerified, EventRef, IndicatorActualRecorded
from contracts.evaluations.surveys import SurveyScoreNoted
from contracts.messages import Actor
from contracts.values import Role
from infra.agenda import Drop, Put
from services.evaluations import index, linking, scorecard
from services.evaluations.survey import take_over
from tests.making import record_all
from tests.unit.services.evaluations.years import DAY, agree, fold, make_scheme, make_terms
from tests.unit.services.projects.acting import OFFICE, refused

KEY, SURVEY_ID = "2024-roads", str(UUID(int=7))
FACTS = scorecard.Facts(OFFICE, DAY, "roads", make_scheme("roads"), is_final=False, new_id="made")
OWN = replace(FACTS, actor=Actor(user="officer", role=Role.OFFICER, department="roads"))
CARD = fold(agree("a", make_terms("indicators", "50")))
SURVEY = SurveyScoreNoted(
    survey=UUID(int=7),
    number=1,
    score=Decimal("87.5"),
    published_on=date(2024, 8, 31),
    evidence=EventRef(context="engagement", position=3),
)


def link(to: str = SURVEY_ID) -> LinkIndicator:
    return LinkIndicator(scorecard=KEY, indicator="a", kind=LinkKind.SURVEY, to=to)


def test_which_survey_an_indicator_follows_is_said_by_another_department() -> None:
    """EVL-10: its score counts unverified; published before the link, it counts with it: August is the third quarter.

    What comes after the year counts for its last quarter.
    """
    assert refused(lambda: linking.decide(link(), CARD, OWN, None)).code == "SELF_VERIFICATION"
    assert len(linking.decide(link(), CARD, FACTS, None)) == 1
    linked, recorded, verified = linking.decide(link(), CARD, FACTS, SURVEY)
    assert (linked.wire(), verified) == (IndicatorLinked.wire(), ActualVerified(indicator="a", quarter=3))
    assert isinstance(recorded, IndicatorActualRecorded)
    assert (recorded.value, recorded.evidence) == (SURVEY.score, (SURVEY.evidence,))
    assert take_over(SURVEY.model_copy(update={"published_on": date(2025, 1, 7)}), KEY, "a").quarter == 4


@pytest.mark.parametrize("to", ["7", "만족도 조사", "AAAAAAAA-0000-4000-8000-000000000007", UUID(int=7).hex])
def test_a_survey_is_named_by_its_id_as_it_is_written(to: str) -> None:
    """EVL-10: by anything else it would never be followed."""
    assert refused(lambda: linking.decide(link(to), CARD, FACTS, None)).code == "UNKNOWN_SURVEY"


def test_an_indicator_follows_one_survey_until_that_is_taken_back() -> None:
    """EVL-10: by somebody of another department, as it was linked."""
    followed = reduce(evolve, linking.decide(link(), CARD, FACTS, None), CARD)
    other = partial(linking.decide, link(str(UUID(int=8))), facts=FACTS, noted=None)
    no = refused(lambda: other(card=followed))
    assert (no.code, no.details) == ("SURVEY_LINKED", {"survey": SURVEY_ID})
    unlink = UnlinkIndicator(scorecard=KEY, indicator="a", kind=LinkKind.SURVEY, to=SURVEY_ID)
    assert refused(lambda: linking.decide(unlink, followed, OWN, None)).code == "SELF_VERIFICATION"
    unlinked = linking.decide(unlink, followed, FACTS, SURVEY)
    free = reduce(evolve, unlinked, followed)
    assert refused(lambda: linking.decide(unlink, free, FACTS, None)).code == "NOT_FOUND"
    assert len(other(card=free)) == 1


@pytest.mark.parametrize(
    ("event", "change"),
    [
        (
            IndicatorLinked(indicator="a", kind=LinkKind.SURVEY, to=SURVEY_ID),
            Put(index.FOLLOWING, f"{KEY}|a", bucket=SURVEY_ID),
        ),
        (
            IndicatorUnlinked(indicator="a", kind=LinkKind.SURVEY, to=SURVEY_ID),
            Drop(index.FOLLOWING, f"{KEY}|a"),
        ),
    ],
)
def test_scores_are_told_to_who_follows(event: EvaluationsEvent, change: Put | Drop) -> None:
    """EVL-10."""
    (told,) = record_all([(f"scorecard-{KEY}", event)])
    assert index.keep(told) == (change,)
