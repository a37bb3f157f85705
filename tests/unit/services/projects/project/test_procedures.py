"""The checklist before a project begins, as given / when / then: 탐정호 (A189-190; PRJ-34, PRJ-35)."""

import pytest

from contracts.errors import Rejected
from contracts.projects import Source
from contracts.projects.investment import Tier
from contracts.projects.procedures import FailProcedure, PassProcedure, ProcedureKind, RequireProcedure
from contracts.projects.projects import ProjectKind, StartProject
from services.projects.project.state import name_state
from tests.unit.services.projects.project.story import Story, begin, line, plan

REVIEW = ProcedureKind.INVESTMENT_REVIEW
BEFORE = (ProcedureKind.APPRAISAL, ProcedureKind.COMPENSATION, ProcedureKind.BASIC_PLAN, REVIEW)
START = StartProject(on="2018. 8월")


def lake(total: int = 19_500, national: int = 100) -> Story:
    """Return 탐정호 with 국비."""
    sources = (line(Source.NATIONAL, str(national)), line(Source.CITY, str(total - national)))
    return begin(kind=ProjectKind.CONSTRUCTION, period="2018 ~ 2024").act(plan(str(total), *sources))


def passed(kind: ProcedureKind, tier: Tier | None = None) -> PassProcedure:
    """Return that a procedure was passed."""
    return PassProcedure(kind=kind, on="2018. 7월", tier=tier)


def test_nothing_begins_before_its_investment_review() -> None:
    """PRJ-34, PRJ-35: 195억 with 국비 go to the province, required or not."""
    story = lake()
    with pytest.raises(Rejected, match="PROCEDURE_MISSING") as refusal:
        story.act(START)
    assert refusal.value.details == {"missing": "INVESTMENT_REVIEW:PROVINCE"}
    story.act(RequireProcedure(kind=REVIEW), passed(REVIEW, Tier.PROVINCE), START)
    assert name_state(story.state) == "STARTED"


def test_every_procedure_that_gates_it_is_passed_first() -> None:
    """PRJ-34: 감정평가, 보상협의, 기본계획, 투자심사."""
    story = lake().act(*(RequireProcedure(kind=kind) for kind in BEFORE), passed(REVIEW, Tier.CENTRAL))
    with pytest.raises(Rejected, match="PROCEDURE_MISSING") as refusal:
        story.act(START)
    assert refusal.value.details == {"missing": "APPRAISAL, COMPENSATION, BASIC_PLAN"}
    story.act(*(passed(kind) for kind in BEFORE[:3]), START)


def test_what_does_not_gate_the_start_may_come_later() -> None:
    """PRJ-34."""
    later = RequireProcedure(kind=ProcedureKind.OTHER, name="준공검사", gates_start=False)
    begin().act(later, START)
    with pytest.raises(Rejected, match="BAD_SHAPE"):
        begin().act(RequireProcedure(kind=ProcedureKind.OTHER))


@pytest.mark.parametrize(("total", "tier"), [(19_500, Tier.SELF), (20_000, Tier.PROVINCE)])
def test_a_review_of_a_lower_tier_does_not_do(total: int, tier: Tier) -> None:
    """PRJ-35: 195억 need the province, 200억 the state."""
    with pytest.raises(Rejected, match="INVESTMENT_REVIEW_TIER"):
        lake(total).act(RequireProcedure(kind=REVIEW), passed(REVIEW, tier))


def test_a_review_says_who_reviewed_and_nothing_else_does() -> None:
    """PRJ-35."""
    for kind, tier in ((REVIEW, None), (REVIEW, Tier.NONE), (ProcedureKind.APPRAISAL, Tier.SELF)):
        with pytest.raises(Rejected, match="BAD_SHAPE"):
            lake().act(RequireProcedure(kind=kind), passed(kind, tier))


def test_a_source_that_gives_nothing_transfers_nothing() -> None:
    """PRJ-35: 국비 0 is of the city's own money, which reviews it itself."""
    lake(national=0).act(RequireProcedure(kind=REVIEW), passed(REVIEW, Tier.SELF), START)


def test_a_project_that_grew_needs_the_higher_review() -> None:
    """PRJ-35: passed at 195억, then 210억."""
    story = lake().act(RequireProcedure(kind=REVIEW), passed(REVIEW, Tier.PROVINCE))
    story.act(plan("21,000", line(Source.NATIONAL, "100"), line(Source.CITY, "20,900")))
    with pytest.raises(Rejected, match="PROCEDURE_MISSING"):
        story.act(START)


def test_500_eok_need_a_feasibility_study_too() -> None:
    """PRJ-34; domain.md 6.4."""
    story = lake(50_000).act(RequireProcedure(kind=REVIEW), passed(REVIEW, Tier.CENTRAL))
    with pytest.raises(Rejected, match="PROCEDURE_MISSING") as refusal:
        story.act(START)
    assert refusal.value.details == {"missing": "FEASIBILITY"}
    feasibility = ProcedureKind.FEASIBILITY
    story.act(RequireProcedure(kind=feasibility), passed(feasibility), START)


def test_what_failed_may_be_passed_another_time_and_only_once() -> None:
    """PRJ-34."""
    story = lake().act(RequireProcedure(kind=REVIEW), FailProcedure(kind=REVIEW, on="2018. 5월", reason="재검토"))
    with pytest.raises(Rejected, match="PROCEDURE_MISSING"):
        story.act(START)
    story.act(passed(REVIEW, Tier.PROVINCE))
    with pytest.raises(Rejected, match="WRONG_STATE"):
        story.act(passed(REVIEW, Tier.PROVINCE))


def test_only_what_is_on_the_checklist_is_passed_and_it_stands_there_once() -> None:
    """PRJ-34."""
    with pytest.raises(Rejected, match="NOT_FOUND"):
        lake().act(passed(ProcedureKind.APPRAISAL))
    story = lake().act(RequireProcedure(kind=REVIEW))
    written = len(story.events)
    assert len(story.act(RequireProcedure(kind=REVIEW)).events) == written
