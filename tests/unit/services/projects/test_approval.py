"""The approval of the expo as given / when / then: steps in order, judged by its rules, evidence, approval anew."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from contracts.calendar import Calendar
from contracts.calendar.periods import Precision
from contracts.directives import Attachment
from contracts.projects import ProjectsEvent
from contracts.projects.approvals import (
    ApprovalOpened,
    AttachEvidence,
    EventPeriodSet,
    EvidenceKind,
    ForecastStep,
    OpenApproval,
    PassStep,
    RecordPolicyGrade,
    RejectStep,
    ReopenApproval,
    RequireEvidence,
    SetEventFacts,
    SetEventPeriod,
    StepDraft,
    StepForecast,
    StepPassed,
    StepSubmitted,
    SubmitStep,
)
from contracts.projects.eligibility import CoHost, EventFacts, HostLevel, RuleId
from contracts.registry import PartnerKind
from services.projects.approval.decide import ApprovalCommand, decide
from services.projects.approval.ground import Facts
from services.projects.approval.state import NotOpened, Opened, State, evolve, name_state
from tests.unit.services.projects.acting import CULTURE, OFFICE, ROADS, fold, refused

PARTNERS = {
    "chungnam": PartnerKind.PROVINCE,
    "mafra": PartnerKind.MINISTRY,
    "moef": PartnerKind.MINISTRY,
    "kiep": PartnerKind.INSTITUTE,
    "sungsimdang": PartnerKind.COMPANY,
}
END_2025 = Facts(date(2025, 12, 31), CULTURE, PARTNERS)
MILLION = 1_000_000
EXPO = EventFacts(
    visitors=1_500_000,
    foreigners=90_000,
    countries=5,
    total_won=20_000 * MILLION,
    national_won=6_000 * MILLION,
    co_hosts=(CoHost(partner="chungnam", level=HostLevel.PROVINCE),),
)
OPEN = OpenApproval(
    name="2027 논산세계딸기산업엑스포",
    steps=(
        StepDraft(number=1, name="기본계획 제출", planned="'24. 5월"),
        StepDraft(number=2, name="충남도", body="chungnam", planned="'24. 7월"),
        StepDraft(number=3, name="농식품부", body="mafra", planned="'24. 11월"),
        StepDraft(number=4, name="기획재정부 심사", body="moef"),
        StepDraft(number=5, name="승인", body="moef", planned="'25. 8월"),
    ),
    facts=EXPO,
)
PERIOD = SetEventPeriod(period="2027. 2월 ~ 3월 중", at_most_days=30)
GRADE = RecordPolicyGrade(body="kiep", grade="B", on="2025. 6월")


def act(state: State, *commands: ApprovalCommand, facts: Facts = END_2025) -> tuple[State, list[ProjectsEvent]]:
    events: list[ProjectsEvent] = []
    for command in commands:
        made = decide(command, state, facts)
        events += made
        state = fold(evolve, state, *made)
    return state, events


def opened(*commands: ApprovalCommand) -> Opened:
    state, _ = act(NotOpened(), OPEN, PERIOD, *commands)
    assert isinstance(state, Opened)
    return state


def walk(*months: str) -> list[ApprovalCommand]:
    """Return the commands that submit and pass a step in each month, from the first on."""
    return [
        command
        for number, month in enumerate(months, 1)
        for command in (SubmitStep(number=number, on=month), PassStep(number=number, on=month))
    ]


FOUR = walk("2024. 5월", "2024. 7월", "2024. 11월", "2025. 3월")
END_2026 = replace(END_2025, today=date(2026, 12, 31))
SECOND = [*walk("2026. 1월", "2026. 2월", "2026. 5월", "2026. 9월"), GRADE, *walk(*["2026. 10월"] * 5)[-2:]]
"""The way once more, a year later."""
APPROVED = (*FOUR, GRADE, SubmitStep(number=5, on="2025. 7월"), PassStep(number=5, on="2025. 8월"))


def test_the_steps_are_as_precise_as_they_were_told() -> None:
    """PRJ-58, INC-35, B168: months, and one step without a date."""
    _, events = act(NotOpened(), OPEN)
    (event,) = events
    assert isinstance(event, ApprovalOpened)
    assert [each.planned.value if each.planned else None for each in event.steps] == [
        "2024-05",
        "2024-07",
        "2024-11",
        None,
        "2025-08",
    ]
    assert event.by == "culture"


def test_the_whole_way_leads_to_the_approval_of_its_cost() -> None:
    """PRJ-58."""
    state, events = act(opened(), *APPROVED)
    assert name_state(state) == "APPROVED"
    passed = [event for event in events if isinstance(event, StepPassed)]
    assert [each.approved_won for each in passed] == [None, None, None, None, 20_000 * MILLION]


@pytest.mark.parametrize("number", [2, 3, 5])
def test_no_step_comes_before_the_one_before_it(number: int) -> None:
    """PRJ-58: neither submitted nor passed nor refused."""
    state = opened()
    for command in (
        SubmitStep(number=number, on="2024. 5월"),
        PassStep(number=number, on="2024. 5월"),
        RejectStep(number=number, on="2024. 5월", reason="-"),
    ):
        refusal = refused(partial(decide, command, state, END_2025))
        assert (refusal.code, refusal.details) == ("STEP_ORDER", {"next": "1"})


def test_a_submitted_step_does_not_open_the_next_one() -> None:
    """PRJ-58: step n+1 waits until step n is passed."""
    state = opened(SubmitStep(number=1, on="2024. 5월"))
    second = SubmitStep(number=2, on="2024. 5월")
    assert refused(lambda: decide(second, state, END_2025)).code == "STEP_ORDER"


def test_a_refused_step_is_submitted_again() -> None:
    """PRJ-58: it is refused for a reason, and the way is not lost."""
    submit, reject = SubmitStep(number=1, on="2024. 5월"), RejectStep(number=1, on="2024. 6월", reason="보완")
    state = opened(submit)
    assert refused(lambda: decide(RejectStep(number=1, on="2024. 6월"), state, END_2025)).code == "REASON_REQUIRED"
    again, _ = act(state, reject, SubmitStep(number=1, on="2024. 6월"), PassStep(number=1, on="2024. 7월"))
    assert isinstance(again, Opened)
    assert again.next is not None
    assert again.next.plan.number == 2


def test_a_step_stands_where_it_stands() -> None:
    """PRJ-58."""
    state = opened(*walk("2024. 5월"))
    for command in (
        SubmitStep(number=1, on="2024. 6월"),
        PassStep(number=1, on="2024. 6월"),
        PassStep(number=2, on="2024. 6월"),
        ForecastStep(number=1, forecast="2024. 9월", reason="-"),
    ):
        assert refused(partial(decide, command, state, END_2025)).code == "WRONG_STATE"
    assert refused(lambda: decide(SubmitStep(number=6, on="2024. 6월"), state, END_2025)).code == "NOT_FOUND"


def test_dates_follow_the_steps_and_lie_behind() -> None:
    """PRJ-58, CAL-08."""
    state = opened(*walk("2024. 5월"))
    assert refused(lambda: decide(SubmitStep(number=2, on="2024. 4월"), state, END_2025)).code == "DATES_REVERSED"
    assert refused(lambda: decide(SubmitStep(number=2, on="2026. 1월"), state, END_2025)).code == "DAY_IN_FUTURE"
    submitted, _ = act(state, SubmitStep(number=2, on="2024. 7월"))
    assert refused(lambda: decide(PassStep(number=2, on="2024. 6월"), submitted, END_2025)).code == "DATES_REVERSED"


def test_a_forecast_tells_the_slip_and_keeps_the_plan() -> None:
    """PRJ-58: from 2024-11-30 to 2025-01-31 there are 62 days, 45 of them Monday to Friday, 39 without six holidays."""
    lunar = {date(2025, 1, day) for day in (27, 28, 29, 30)}
    holidays = frozenset({date(2024, 12, 25), date(2025, 1, 1)} | lunar)
    late = ForecastStep(number=3, forecast="2025. 1월", reason="적격심사 지연")
    (event,) = decide(late, opened(), replace(END_2025, calendar=Calendar(holidays)))
    assert isinstance(event, StepForecast)
    assert (event.slip_days, event.slip_business_days) == (62, 39)
    undated = ForecastStep(number=4, forecast="2025. 3월", reason="일정 통보")
    (event,) = decide(undated, opened(), END_2025)
    assert isinstance(event, StepForecast)
    assert (event.slip_days, event.forecast.precision) == (0, Precision.MONTH)


def test_the_rules_are_judged_and_kept_at_each_submission() -> None:
    """PRJ-59: the panel of the day stands in the event; the policy grade is not yet there, and not yet needed."""
    _, events = act(opened(), SubmitStep(number=1, on="2024. 5월"))
    (event,) = events
    assert isinstance(event, StepSubmitted)
    assert {each.id for each in event.rules if not each.is_met} == {RuleId.POLICY_GRADE}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"countries": 4}, "COUNTRIES"),
        ({"foreigners": 74_999}, "FOREIGN_RATIO"),
        ({"national_won": 6_001 * MILLION}, "NATIONAL_SHARE"),
        ({"co_hosts": ()}, "COHOST"),
        ({"countries": 4, "co_hosts": ()}, "COUNTRIES,COHOST"),
    ],
)
def test_what_breaks_a_rule_is_neither_submitted_nor_passed(change: dict[str, object], rule: str) -> None:
    """PRJ-59, PRJ-24."""
    worse = SetEventFacts(facts=EXPO.model_copy(update=change))
    submit, passing = SubmitStep(number=1, on="2024. 5월"), PassStep(number=1, on="2024. 6월")
    refusal = refused(lambda: decide(submit, opened(worse), END_2025))
    assert (refusal.code, refusal.details) == ("ELIGIBILITY_NOT_MET", {"rules": rule})
    assert refused(lambda: decide(passing, opened(submit, worse), END_2025)).code == "ELIGIBILITY_NOT_MET"


def test_an_event_without_a_period_is_not_submitted() -> None:
    """PRJ-60."""
    state, _ = act(NotOpened(), OPEN)
    refusal = refused(lambda: decide(SubmitStep(number=1, on="2024. 5월"), state, END_2025))
    assert refusal.details == {"rules": "DAYS"}


def test_the_approval_itself_needs_the_policy_grade() -> None:
    """PRJ-59: 20,000백만원 is more than 50억."""
    state = opened(*FOUR)
    last = SubmitStep(number=5, on="2025. 7월")
    assert refused(lambda: decide(last, state, END_2025)).details == {"rules": "POLICY_GRADE"}
    graded, _ = act(state, GRADE)
    assert len(decide(last, graded, END_2025)) == 1


@pytest.mark.parametrize(
    ("period", "at_most", "days"),
    [
        ("2027-02-26 ~ 2027-03-21", None, 24),
        ("2027. 2. 26. ~ 3. 27.", None, 30),
        ("2027. 2월 ~ 3월 중", 30, 30),
        ("2027. 2월", 30, 28),
    ],
)
def test_an_event_of_thirty_days_is_accepted(period: str, at_most: int | None, days: int) -> None:
    """PRJ-60: 2027-02-26 to 03-21 are 3 + 21 = 24 days; INC-26: months with a limit are a constraint."""
    (event,) = decide(SetEventPeriod(period=period, at_most_days=at_most), opened(), END_2025)
    assert isinstance(event, EventPeriodSet)
    assert event.days == days


@pytest.mark.parametrize(
    ("period", "at_most", "days"),
    [("2027-02-26 ~ 2027-03-28", None, "31"), ("2027. 2월 ~ 3월 중", None, "59"), ("2027. 2월 ~ 3월 중", 31, "31")],
)
def test_an_event_of_thirty_one_days_is_refused(period: str, at_most: int | None, days: str) -> None:
    """PRJ-60, INC-26: February and March of 2027 have 28 + 31 = 59 days."""
    refusal = refused(lambda: decide(SetEventPeriod(period=period, at_most_days=at_most), opened(), END_2025))
    assert (refusal.code, refusal.details) == ("EVENT_TOO_LONG", {"days": days, "longest": "30"})


def test_an_event_ends() -> None:
    for period in ("2027. 2월 ~", "2027. 3. 3. 또는 3. 9."):
        command = SetEventPeriod(period=period)
        assert refused(partial(decide, command, opened(), END_2025)).code == "BAD_SHAPE"


EITHER = RequireEvidence(
    step=1, kinds=(EvidenceKind.LETTER_OF_INTENT, EvidenceKind.MOU), name="민간기업 참여의향서 또는 업무협약서"
)
FILE = Attachment(sha256="0" * 64, name="협약서.pdf", media_type="application/pdf", size=1)


def test_a_step_without_its_evidence_is_not_submitted() -> None:
    """PRJ-61, B202: 참여의향서 또는 업무협약서; one of them is enough."""
    state = opened(EITHER)
    submit = SubmitStep(number=1, on="2024. 5월")
    refusal = refused(lambda: decide(submit, state, END_2025))
    assert (refusal.code, refusal.details) == ("EVIDENCE_MISSING", {"missing": EITHER.name})
    attach = AttachEvidence(requirement=1, kind=EvidenceKind.MOU, partner="sungsimdang", file=FILE)
    _, events = act(state, attach, submit)
    assert isinstance(events[-1], StepSubmitted)


def test_only_what_is_required_is_evidence() -> None:
    """PRJ-61."""
    state = opened(EITHER)
    plan = AttachEvidence(requirement=1, kind=EvidenceKind.PLAN, file=FILE)
    assert refused(lambda: decide(plan, state, END_2025)).code == "BAD_SHAPE"
    other = AttachEvidence(requirement=2, kind=EvidenceKind.MOU, file=FILE)
    assert refused(lambda: decide(other, state, END_2025)).code == "NOT_FOUND"
    unknown = AttachEvidence(requirement=1, kind=EvidenceKind.MOU, partner="nobody", file=FILE)
    assert refused(lambda: decide(unknown, state, END_2025)).code == "UNKNOWN_PARTNER"
    assert refused(lambda: decide(EITHER, opened(*walk("2024. 5월")), END_2025)).code == "WRONG_STATE"


def test_a_cost_that_grows_by_thirty_percent_needs_the_approval_anew() -> None:
    """PRJ-59: 26,000 is 30 % more than 20,000; reopened, all steps begin again and the new cost is approved."""
    state, _ = act(opened(), *APPROVED)
    dearer = SetEventFacts(facts=EXPO.model_copy(update={"total_won": 26_000 * MILLION}))
    refusal = refused(lambda: decide(dearer, state, END_2025))
    assert refusal.code == "REAPPROVAL_REQUIRED"
    assert refusal.details == {"total": "26000000000", "approved": "20000000000"}
    a_little = SetEventFacts(facts=EXPO.model_copy(update={"total_won": 25_999 * MILLION}))
    assert len(decide(a_little, state, END_2025)) == 1
    reopened, _ = act(state, ReopenApproval(reason="사업비 증액"), dearer)
    early = SubmitStep(number=1, on="2025. 11월")
    assert refused(lambda: decide(early, reopened, END_2025)).code == "DATES_REVERSED"
    again, events = act(reopened, *SECOND, facts=END_2026)
    assert name_state(again) == "APPROVED"
    assert {event.round for event in events if isinstance(event, StepPassed)} == {2}
    assert [event.approved_won for event in events if isinstance(event, StepPassed)][-1] == 26_000 * MILLION


def test_an_approval_that_is_not_won_is_not_reopened() -> None:
    assert refused(lambda: decide(ReopenApproval(reason="-"), opened(*FOUR), END_2025)).code == "WRONG_STATE"


def test_a_reopened_approval_needs_its_policy_grade_anew() -> None:
    """PRJ-59."""
    state, _ = act(opened(), *APPROVED, ReopenApproval(reason="계획 변경"))
    state, _ = act(state, *SECOND[:8], facts=END_2026)
    refusal = refused(lambda: decide(SubmitStep(number=5, on="2026. 10월"), state, END_2026))
    assert refusal.details == {"rules": "POLICY_GRADE"}


def test_the_way_is_planned_in_order() -> None:
    """PRJ-58: from 1 without holes, dates not backwards, whatever undated steps lie between."""
    holes = OPEN.model_copy(update={"steps": (OPEN.steps[0], OPEN.steps[2])})
    assert refused(lambda: decide(holes, NotOpened(), END_2025)).code == "BAD_SHAPE"
    last = StepDraft(number=5, name="승인", planned="2024. 10월")
    backwards = OPEN.model_copy(update={"steps": (*OPEN.steps[:4], last)})
    assert refused(lambda: decide(backwards, NotOpened(), END_2025)).code == "DATES_REVERSED"
    for facts in (EXPO.model_copy(update={"foreigners": 2_000_000}), EXPO.model_copy(update={"national_won": 10**12})):
        impossible = OPEN.model_copy(update={"facts": facts})
        assert refused(partial(decide, impossible, NotOpened(), END_2025)).code == "BAD_SHAPE"


def test_no_company_stands_in_for_the_province() -> None:
    """PRJ-59: a co-host is what the registry says of it."""
    for partner, level in (("sungsimdang", HostLevel.PROVINCE), ("chungnam", HostLevel.OTHER)):
        hosts = EXPO.model_copy(update={"co_hosts": (CoHost(partner=partner, level=level),)})
        command = SetEventFacts(facts=hosts)
        assert refused(partial(decide, command, opened(), END_2025)).code == "BAD_SHAPE"


def test_every_partner_of_an_application_is_registered() -> None:
    """PRJ-58, PRJ-59: bodies of steps and co-hosts, when it is opened and when its numbers change."""
    host_only = replace(END_2025, partners={"chungnam": PartnerKind.PROVINCE})
    assert refused(lambda: decide(OPEN, NotOpened(), host_only)).details == {"code": "mafra"}
    bodies_only = {code: kind for code, kind in PARTNERS.items() if code != "chungnam"}
    no_body = OPEN.model_copy(update={"steps": (OPEN.steps[0],)})
    facts = replace(END_2025, partners=bodies_only)
    for command, state in ((no_body, NotOpened()), (SetEventFacts(facts=EXPO), opened())):
        refusal = refused(partial(decide, command, state, facts))
        assert (refusal.code, refusal.details) == ("UNKNOWN_PARTNER", {"code": "chungnam"})


def test_a_part_may_be_its_whole_and_not_more() -> None:
    """PRJ-59: all visitors from abroad, all the cost the state's: red in the panel, not impossible."""
    whole = EXPO.model_copy(update={"foreigners": 1_500_000, "national_won": 20_000 * MILLION})
    assert len(decide(SetEventFacts(facts=whole), opened(), END_2025)) == 1
    for change in ({"foreigners": 1_500_001}, {"national_won": 20_000 * MILLION + 1}):
        more = SetEventFacts(facts=EXPO.model_copy(update=change))
        assert refused(partial(decide, more, opened(), END_2025)).code == "BAD_SHAPE"


def test_who_is_named_and_who_acts_is_known() -> None:
    nobody = replace(END_2025, partners={})
    assert refused(lambda: decide(OPEN, NotOpened(), nobody)).code == "UNKNOWN_PARTNER"
    assert refused(lambda: decide(GRADE, opened(), nobody)).code == "UNKNOWN_PARTNER"
    assert refused(lambda: decide(GRADE, NotOpened(), END_2025)).code == "NOT_FOUND"
    assert refused(lambda: decide(OPEN, opened(), END_2025)).code == "ALREADY_REGISTERED"
    assert refused(lambda: decide(GRADE, opened(), replace(END_2025, actor=ROADS))).code == "NOT_PERMITTED"
    assert len(decide(GRADE, opened(), replace(END_2025, actor=OFFICE))) == 1
    assert decide(SetEventFacts(facts=EXPO), opened(), END_2025) == ()
