"""What each command names, so that a handler loads it and nothing else."""

from uuid import UUID

from contracts.projects import Source
from contracts.projects.budget import Round, RoundKind, SecureBudget
from contracts.projects.funding import AssignProgramme, DivideProject, PartDraft
from contracts.projects.matters import DistributeToDepartments, LinkContribution
from contracts.projects.milestones import ForecastMilestone, PlanMilestone
from contracts.projects.projects import CancelProject, CorrectedField, CorrectProject, Parent, Relation
from services.projects.project import needs
from services.projects.project.state import NOT_REGISTERED
from tests.unit.services.projects.project.story import KEY, LEAD, OTHER, REGISTER, begin, million

FORECAST = ForecastMilestone(number=1, forecast="2019. 3월", reason="연기")
CANCEL = CancelProject(reason="취소")


def test_departments_and_teams_that_are_named() -> None:
    """PRJ-05, PRJ-40."""
    state = begin().state
    parts = tuple(
        PartDraft(id=UUID(int=n), name="부분", total=million(1), lead=lead) for n, lead in enumerate((None, OTHER))
    )
    assert needs.name_departments(REGISTER, NOT_REGISTERED) == (LEAD,)
    lead = CorrectProject(field=CorrectedField.LEAD, value=f" {OTHER} ", reason="이관")
    assert needs.name_departments(lead, state) == (OTHER,)
    assert needs.name_departments(DivideProject(parts=parts), state) == (LEAD, OTHER)
    assert needs.name_departments(CANCEL, state) == ()
    given = DistributeToDepartments(what="매뉴얼", on="2018. 6월", departments=(LEAD,))
    assert needs.needs_all_departments(given)
    assert not needs.needs_all_departments(CANCEL)
    assert needs.name_team(REGISTER.model_copy(update={"team": "brand"})) == "brand"
    assert needs.name_team(CorrectProject(field=CorrectedField.TEAM, value="stage", reason="변경")) == "stage"
    assert needs.name_team(CANCEL) is None


def test_programmes_partners_budgets_and_wholes_that_are_named() -> None:
    """PRJ-14, PRJ-20, PRJ-25, PRJ-53."""
    parts = tuple(
        PartDraft(id=UUID(int=n), name="부분", total=million(1), programme=code)
        for n, code in enumerate(("a", None, "a"))
    )
    assert needs.name_programmes(DivideProject(parts=parts)) == ("a",)
    assert needs.name_programmes(AssignProgramme(programme="b")) == ("b",)
    assert needs.name_programmes(CANCEL) == ()
    assert needs.name_partners(LinkContribution(partner="c", on="2017. 10월")) == ("c",)
    secure = SecureBudget(
        round=Round(year=2018, kind=RoundKind.ORIGINAL), source=Source.CITY, amount=million(1), on="2018. 1월"
    )
    assert needs.find_budget_year(secure) == 2018
    share = REGISTER.model_copy(update={"parent": Parent(project=KEY, relation=Relation.CITY_SHARE)})
    assert (needs.find_parent(share), needs.find_parent(REGISTER)) == (KEY, None)


def test_the_review_that_a_slip_opened_is_looked_up_at_the_next() -> None:
    """PRJ-43, XS-03."""
    story = begin().act(PlanMilestone(number=1, title="등록", planned="2019. 2월"))
    assert needs.find_review(FORECAST, story.state) is None
    story.act(FORECAST, is_flagship=True)
    review = story.project.schedule.milestones[1].review
    assert review is not None
    assert needs.find_review(FORECAST, story.state) == review
    story.act(FORECAST, is_flagship=True, open_reviews=frozenset({1}))
    assert story.project.schedule.milestones[1].review == review
    assert needs.find_review(CANCEL, story.state) is None
    assert needs.needs_flagships(FORECAST)
