"""Campaigns as given / when / then: contiguous phases, items that add up, phases reached in order."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Rejected
from contracts.projects import AboutKind, Amount, Claim, DiscrepancyRecorded, ProjectsEvent
from contracts.projects.campaigns import (
    CampaignPlanned,
    CostLine,
    PhaseDraft,
    PhaseReached,
    PlanCampaign,
    ReachPhase,
)
from contracts.projects.money import read_amount
from services.projects import campaign
from services.projects.campaign import Facts, NotPlanned, State
from services.projects.claims import Subject
from tests.unit.services.projects.acting import CULTURE, JANUARY_2024, OFFICE, ROADS, fold, refused

SUBJECT = Subject(AboutKind.CAMPAIGN, "c", UUID("00000000-0000-4000-8000-00000000000b"))
IN_JANUARY = Facts(JANUARY_2024, OFFICE, SUBJECT)
IN_JUNE = replace(IN_JANUARY, today=date(2024, 6, 3))
PHASES = (
    PhaseDraft(name="영상제작", period="2~3월"),
    PhaseDraft(name="광고의뢰", period="4월"),
    PhaseDraft(name="광고시행", period="5월"),
)
LINES = (
    CostLine(item="영상제작", amount=read_amount("5백만원")),
    CostLine(item="광고비용 1개월", amount=read_amount("15백만원")),
)
FILM = PlanCampaign(name="국방 공공기관 유치 홍보", phases=PHASES, lines=LINES, total=read_amount("20백만원"))


def plan(command: PlanCampaign, facts: Facts = IN_JANUARY) -> tuple[CampaignPlanned, list[DiscrepancyRecorded]]:
    made, *records = campaign.decide(command, NotPlanned(), facts)
    assert isinstance(made, CampaignPlanned)
    return made, [each for each in records if isinstance(each, DiscrepancyRecorded)]


def planned(*reached: ReachPhase) -> State:
    start: State = NotPlanned()
    state = fold(campaign.evolve, start, *campaign.decide(FILM, start, IN_JANUARY))
    for command in reached:
        state = fold(campaign.evolve, state, *campaign.decide(command, state, IN_JUNE))
    return state


def test_the_film_has_three_phases_without_a_gap() -> None:
    """PRJ-65, B147: 2~3월, 4월, 5월; from 2024-02-01 to 2024-05-31."""
    event, records = plan(FILM)
    assert [each.period.value for each in event.phases] == ["2024-02/2024-03", "2024-04", "2024-05"]
    assert (event.phases[0].period.first, event.phases[-1].period.last) == (date(2024, 2, 1), date(2024, 5, 31))
    assert records == []


def test_its_items_add_up_to_twenty_million() -> None:
    """PRJ-22, AR-23: 20 = 5 + 15."""
    event, _ = plan(FILM)
    assert event.total == read_amount("20백만원")
    assert plan(FILM.model_copy(update={"total": None}))[0].total == Amount(won=20_000_000)
    assert plan(FILM.model_copy(update={"lines": ()}))[0].total == read_amount("20백만원")
    wrong = FILM.model_copy(update={"total": read_amount("21백만원")})
    refusal = refused(lambda: plan(wrong))
    assert (refusal.code, refusal.details) == (
        "BREAKDOWN_MISMATCH",
        {"stated": "21,000,000원", "computed": "20,000,000원"},
    )


def test_a_mismatch_is_claimed_by_an_import_and_recorded() -> None:
    """PRJ-22."""
    claim = Claim(code="BREAKDOWN_MISMATCH", stated="21백만원", source="B149")
    wrong = FILM.model_copy(update={"total": read_amount("21백만원"), "claims": (claim,)})
    event, (record,) = plan(wrong)
    assert event.total == read_amount("21백만원")
    assert (record.stated, record.computed, record.source) == ("21백만원", "20,000,000원", "B149")
    assert refused(lambda: plan(FILM.model_copy(update={"claims": (claim,)}))).code == "CLAIM_NOT_NEEDED"
    assert refused(lambda: plan(wrong, replace(IN_JANUARY, actor=CULTURE))).code == "NOT_PERMITTED"


def test_of_about_nothing_is_refused() -> None:
    """PRJ-12: it is compared and recorded."""
    _, (record,) = plan(FILM.model_copy(update={"total": read_amount("약 21백만원")}))
    assert (record.stated, record.computed, record.source) == ("약 21,000,000원", "20,000,000원", None)


@pytest.mark.parametrize(
    ("second", "stated"), [("5월", "2024-05-01"), ("3월 ~ 4월", "2024-03-01"), ("2024. 4. 2. ~ 4. 30.", "2024-04-02")]
)
def test_a_gap_or_an_overlap_is_refused(second: str, stated: str) -> None:
    """PRJ-65: after 31 March comes 1 April."""
    phases = (PHASES[0], PhaseDraft(name="광고의뢰", period=second))
    refusal = refused(lambda: plan(FILM.model_copy(update={"phases": phases})))
    assert refusal.code == "PHASES_NOT_CONTIGUOUS"
    assert refusal.details == {"stated": stated, "computed": "2024-04-01"}


def test_only_the_last_phase_may_be_open() -> None:
    last = (PHASES[0], PhaseDraft(name="광고", period="2024. 4월 ~"))
    assert plan(FILM.model_copy(update={"phases": last}))[0].phases[-1].period.is_open
    first = (PhaseDraft(name="광고", period="2024. 4월 ~"), PHASES[0])
    assert refused(lambda: plan(FILM.model_copy(update={"phases": first}))).code == "BAD_SHAPE"


def test_phases_are_reached_one_after_the_other() -> None:
    """PRJ-65."""
    state = planned()
    second = ReachPhase(number=2, on="4월")
    refusal = refused(lambda: campaign.decide(second, state, IN_JUNE))
    assert (refusal.code, refusal.details) == ("STEP_ORDER", {"next": "1"})
    after_first = planned(ReachPhase(number=1, on="2024. 3. 29."))
    assert refused(lambda: campaign.decide(ReachPhase(number=1, on="3월"), after_first, IN_JUNE)).code == "WRONG_STATE"
    assert refused(lambda: campaign.decide(ReachPhase(number=2, on="2월"), after_first, IN_JUNE)).code == (
        "DATES_REVERSED"
    )
    assert refused(lambda: campaign.decide(ReachPhase(number=2, on="7월"), after_first, IN_JUNE)).code == (
        "DAY_IN_FUTURE"
    )
    assert refused(lambda: campaign.decide(ReachPhase(number=4, on="5월"), after_first, IN_JUNE)).code == "NOT_FOUND"
    done = planned(*(ReachPhase(number=number, on="5월") for number in (1, 2, 3)))
    assert campaign.name_state(done) == "DONE"


def test_who_planned_a_campaign_and_the_office_change_it() -> None:
    state = planned()
    first = ReachPhase(number=1, on="3월")
    assert refused(lambda: campaign.decide(first, state, replace(IN_JUNE, actor=ROADS))).code == "NOT_PERMITTED"
    assert refused(lambda: campaign.decide(FILM, state, IN_JUNE)).code == "ALREADY_REGISTERED"
    assert refused(lambda: campaign.decide(first, NotPlanned(), IN_JUNE)).code == "NOT_FOUND"


@given(st.lists(st.integers(1, 4), max_size=12))
def test_no_history_skips_a_phase(numbers: list[int]) -> None:
    """PRJ-65: whatever is tried, phases are reached as 1, 2, 3."""
    state = planned()
    events: list[ProjectsEvent] = []
    for number in numbers:
        try:
            made = campaign.decide(ReachPhase(number=number, on="5월"), state, IN_JUNE)
        except Rejected:
            continue
        events += made
        state = fold(campaign.evolve, state, *made)
    reached = [each.number for each in events if isinstance(each, PhaseReached)]
    assert reached == list(range(1, len(reached) + 1))
    assert len(reached) <= 3
