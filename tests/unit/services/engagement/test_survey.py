"""Surveys, their invitations and answers: what each step needs, and what is kept of who answers (ENG-30 to ENG-41)."""

from datetime import datetime, timedelta
from functools import reduce
from typing import Any, Final
from uuid import UUID

import pytest

from contracts.engagement import EngagementEvent
from contracts.engagement.answers import Answer
from contracts.engagement.responses import (
    InterviewEnded,
    InvitationIssued,
    QuotaCounted,
    QuotaReached,
    ResponseSubmitted,
    ResponseWithdrawn,
    SubmitResponse,
    WithdrawResponse,
)
from contracts.engagement.survey_results import AnswerSum, SurveyCell
from contracts.engagement.surveys import (
    CloseSurveyInTime,
    ConsentRevised,
    Design,
    DestroySurveyData,
    OpenSurvey,
    PersonalDataDestroyed,
    PublishSurvey,
    ReviseSurvey,
    SurveyClosed,
    SurveyDesigned,
    SurveyOpened,
)
from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.values import Role
from infra.clock import SEOUL
from services.engagement import invitation, response, survey, survey_telling
from services.engagement.survey_design import check_design
from tests.contract.examples import read_examples

NOON = datetime(2024, 3, 4, 12, tzinfo=SEOUL)
OFFICE = Actor(user="operator", role=Role.OPERATOR, department="planning-audit")
SYSTEM = Actor(user="sweep:survey-petitions", role=Role.SYSTEM)
KEY = UUID(int=7)
PLAN: Final[dict[str, Any]] = read_examples()["engagement.design_survey.v1"]["design"]  # type: ignore[assignment]  # an object
DESIGN = Design.model_validate(PLAN)
DESIGNED = SurveyDesigned(design=DESIGN, department="planning-audit")
NOBODY = response.Quota()
OPENED = SurveyOpened(closes_at=NOON + timedelta(hours=1), targets=())


def fold(*events: EngagementEvent) -> survey.State:
    start: survey.State = survey.NotDesigned()
    return reduce(survey.evolve, events, start)


def open_with(**stratum: object) -> survey.State:
    """Return an open survey of one stratum."""
    strata = [{"code": "all", "name": "시민", **stratum}]
    design = Design.model_validate({**PLAN, "strata": strata})
    return fold(SurveyDesigned(design=design, department="planning-audit"), OPENED)


def facts(now: datetime = NOON, actor: Actor = OFFICE) -> survey.Facts:
    return survey.Facts(now, actor)


def submit(within: survey.State, quota: response.Quota = NOBODY, now: datetime = NOON) -> response.Taken:
    answers = (Answer(question="kind", number=5),)
    command = SubmitResponse(survey=KEY, pseudonym="0" * 32, stratum="all", consent=1, answers=answers)
    return response.submit(command, response.NotAnswered(), within, quota, now)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"strata": [*PLAN["strata"], *PLAN["strata"]]}, "DESIGN_INVALID"),
        ({"strata": [*PLAN["strata"], {"code": "b", "name": "나", "population": 5}]}, "DESIGN_INVALID"),
        ({"strata": [{"code": "b", "name": "나", "is_hard": True}]}, "DESIGN_INVALID"),
        ({"overall": "why"}, "DESIGN_INVALID"),
        ({"overall": None}, "DESIGN_INVALID"),
        ({"access": "OPEN"}, "DESIGN_INVALID"),
        ({"access": "OPEN", "targets": [], "sampling": "PROBABILITY"}, "DESIGN_INVALID"),
        ({"incentive": {"budget": 7_000_000, "prize": 10_001, "winners": 700}}, "BUDGET_EXCEEDED"),
    ],
)
def test_a_design_that_cannot_be_told_is_refused(changes: dict[str, object], code: str) -> None:
    """ENG-36, ENG-39: 700 prizes of 10,001 won are 700 won more than 7,000,000."""
    with pytest.raises(Rejected, match=code):
        check_design(Design.model_validate({**PLAN, **changes}))


def test_an_open_survey_asks_what_it_asked_from_the_beginning() -> None:
    """ENG-30."""
    with pytest.raises(Rejected, match="WRONG_STATE"):
        survey.decide(ReviseSurvey(design=DESIGN), fold(DESIGNED, OPENED), facts())
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        survey.decide(OpenSurvey(closes_at=NOON), fold(DESIGNED), facts())


def test_a_survey_closes_by_its_own_clock_and_keeps_the_longest_retention() -> None:
    """ENG-41: 30 days after the design, 40 after the second consent: until 2024-04-13."""
    longer = DESIGN.consent.model_copy(update={"retention_days": 40})
    state = fold(DESIGNED, OPENED, ConsentRevised(consent=longer, reason="늘림", number=2))
    (closed,) = survey.decide(CloseSurveyInTime(survey=KEY, closes_at=NOON + timedelta(hours=1)), state, facts())
    assert isinstance(closed, SurveyClosed)
    assert (closed.is_in_time, str(closed.retained_until)) == (True, "2024-04-13")
    assert survey.decide(CloseSurveyInTime(survey=KEY, closes_at=NOON), state, facts()) == ()


def test_data_are_destroyed_the_day_after_the_retention_and_once() -> None:
    """ENG-41."""
    closed = SurveyClosed(is_in_time=True, retained_until=NOON.date())
    state, next_day = fold(DESIGNED, OPENED, closed), facts(NOON + timedelta(days=1))
    assert survey.decide(DestroySurveyData(survey=KEY), state, facts()) == ()
    (destroyed,) = survey.decide(DestroySurveyData(survey=KEY), state, next_day)
    assert destroyed == PersonalDataDestroyed(retained_until=NOON.date())
    assert survey.decide(DestroySurveyData(survey=KEY), survey.evolve(state, destroyed), next_day) == ()


def test_a_quota_is_reached_once_and_then_ends_or_marks() -> None:
    """ENG-39: the second of two reaches it, the third is marked, or ended by it and kept nowhere."""
    soft, hard = open_with(quota=2), open_with(quota=2, is_hard=True)
    assert submit(soft).of_quota == (QuotaCounted(count=1),)
    assert submit(soft, response.Quota(1)).of_quota == (QuotaCounted(count=2), QuotaReached(quota=2))
    (third,) = submit(soft, response.Quota(2, is_reached=True)).own
    assert isinstance(third, ResponseSubmitted)
    assert third.is_over_quota
    ended = submit(hard, response.Quota(2, is_reached=True))
    assert (ended.own, ended.of_quota) == ((), (InterviewEnded(month="2024-03", quota=2),))
    assert submit(open_with()).of_quota == ()


def test_nothing_is_answered_or_taken_back_once_the_time_is_over() -> None:
    """ENG-38: also where nobody has noted the close yet; until then it is taken off as it was counted."""
    within, late = open_with(quota=2), NOON + timedelta(hours=1)
    (told,) = submit(within).own
    command = WithdrawResponse(survey=KEY, pseudonym="0" * 32)
    answered = response.evolve(response.NotAnswered(), told)
    taken = response.withdraw(command, answered, within, response.Quota(1), NOON)
    assert isinstance(taken.own[0], ResponseWithdrawn)
    assert taken.of_quota == (QuotaCounted(count=0),)
    with pytest.raises(Rejected, match="SURVEY_NOT_OPEN"):
        submit(within, now=late)
    with pytest.raises(Rejected, match="SURVEY_NOT_OPEN"):
        response.withdraw(command, answered, within, response.Quota(1), late)


def test_who_opted_out_is_not_invited_and_a_case_once() -> None:
    """ENG-34: what the service would send is not sent; who invites by hand is told why."""
    whom = invitation.Reached(KEY, UUID(int=8), "nowhere", None, "0" * 32)
    within = fold(DESIGNED, OPENED)
    (issued,) = invitation.issue(whom, invitation.NotIssued(), within, False, NOON, SYSTEM)
    assert isinstance(issued, InvitationIssued)
    assert issued.stratum == "town-yeonmu", "the first, where there is none of this code"
    assert invitation.issue(whom, invitation.Issued(issued), within, False, NOON, SYSTEM) == ()
    assert invitation.issue(whom, invitation.NotIssued(), within, True, NOON, SYSTEM) == ()
    with pytest.raises(Rejected, match="OPTED_OUT"):
        invitation.issue(whom, invitation.NotIssued(), within, True, NOON, OFFICE)


def test_a_contact_that_somebody_enters_comes_with_consent_to_the_version_in_force() -> None:
    """ENG-41: the service itself uses what was left with a case; whoever has no contact has nothing to agree to."""
    contact = "sealed.1.11111111-1111-5111-8111-111111111111.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    within, new = fold(DESIGNED, OPENED), invitation.NotIssued()

    def issue(contact: str | None, consent: int | None, actor: Actor) -> int | None:
        whom = invitation.Reached(KEY, UUID(int=8), None, contact, None, consent)
        (issued,) = invitation.issue(whom, new, within, False, NOON, actor)
        return issued.consent

    assert (issue(contact, 1, OFFICE), issue(contact, None, SYSTEM), issue(None, 1, OFFICE)) == (1, None, None)
    for agreed in (None, 2):
        with pytest.raises(Rejected, match="CONSENT_REQUIRED"):
            issue(contact, agreed, OFFICE)


def test_a_link_is_sent_again_after_three_days_and_once() -> None:
    """ENG-34."""
    told = InvitationIssued(
        survey=KEY,
        case=KEY,
        stratum="all",
        contact=None,
        contact_name=None,
        consent=None,
        issued_at=NOON - timedelta(days=3),
    )
    within, issued = fold(DESIGNED, OPENED), invitation.Issued(told)
    with pytest.raises(Rejected, match="REISSUED_TOO_EARLY"):
        invitation.reissue(issued, within, NOON - timedelta(seconds=1), OFFICE)
    again = invitation.reissue(issued, within, NOON, OFFICE)
    with pytest.raises(Rejected, match="WRONG_STATE"):
        invitation.reissue(invitation.evolve(issued, again), within, NOON, OFFICE)


def test_a_month_of_a_rolling_survey_is_told_when_it_is_over() -> None:
    """ENG-32: of 2024-02 in March, of 2024-03 not yet; only its own answers, and again only with a reason."""
    sums = (AnswerSum(key="kind|", amount=5), AnswerSum(key="kind|+", amount=25), AnswerSum(key="kind|5", amount=5))
    cells = tuple(SurveyCell(stratum="town-yeonmu", month=m, responses=5, sums=sums) for m in ("2024-01", "2024-02"))
    state = survey.require_survey(fold(DESIGNED, OPENED))
    told = survey_telling.publish(PublishSurvey(wave="2024-02", cells=cells), state, facts())
    assert (told.number, told.result.responses, told.result.score) == (1, 5, "100.0")
    with pytest.raises(Rejected, match="WAVE_NOT_OVER"):
        survey_telling.publish(PublishSurvey(wave="2024-03", cells=cells), state, facts())
    again = survey.require_survey(survey.evolve(state, told))
    with pytest.raises(Rejected, match="REASON_REQUIRED"):
        survey_telling.publish(PublishSurvey(wave="2024-02", cells=cells), again, facts())
