"""What holds in any history that the decisions on a project can produce."""

from contextlib import suppress
from functools import reduce
from typing import Final, get_args

from hypothesis import given
from hypothesis import strategies as some
from pydantic import TypeAdapter

from contracts.errors import Rejected
from contracts.messages import Event
from contracts.projects import Claim, ProjectsEvent, Source
from contracts.projects.budget import (
    BudgetEvent,
    CarryOver,
    CarryOverKind,
    ExecuteBudget,
    Round,
    RoundKind,
    SecureBudget,
    TransferBudget,
)
from contracts.projects.funding import AssignProgramme, FundingPlanSet, FundingProgrammeAssigned
from contracts.projects.investment import Tier
from contracts.projects.land import Holding, Owner
from contracts.projects.matters import (
    ApplyForProperty,
    ApproveReplacement,
    DistributeToDepartments,
    FacilityStatus,
    LinkContribution,
    ListFacilities,
    MatterEvent,
    NoteEvent,
    PropertyKind,
    RegisterProperty,
    RequestReplacement,
    SetFacilityStatus,
)
from contracts.projects.milestones import (
    DropMilestone,
    ForecastMilestone,
    MilestoneEvent,
    PlanMilestone,
    ReachMilestone,
    ReplanMilestone,
)
from contracts.projects.parcels import AcquireParcels, LandEvent, RegisterParcels
from contracts.projects.procedures import (
    FailProcedure,
    PassProcedure,
    ProcedureEvent,
    ProcedureKind,
    RequireProcedure,
)
from contracts.projects.projects import (
    CancelProject,
    CompleteProject,
    CorrectedField,
    CorrectProject,
    LifeEvent,
    StartProject,
)
from services.projects.project.decide import ProjectCommand
from services.projects.project.state import NOT_REGISTERED, Active, Ended, State, evolve
from tests.unit.services.projects.project.story import LEAD, OTHER, REGISTER, Story, line, million, plan

READ: Final[TypeAdapter[ProjectsEvent]] = TypeAdapter(ProjectsEvent)
DAYS: Final = ("2017. 10월", "2018. 1월", "2018-03-05", "2018. 7월", "2018. 9월", "2019. 3월", "2018. 6월 ~")
KINDS: Final = (ProcedureKind.APPRAISAL, ProcedureKind.INVESTMENT_REVIEW)
CLAIM: Final = Claim(code="MILESTONE_ORDER", stated="출처", source="A118")
HOLDINGS: Final = (Holding(owner=Owner.PRIVATE, count=3, area_m2=300),)
COSTS: Final = [{"item": "토지", "amount": million(60)}, {"item": "건물", "amount": million(30)}]

days, numbers, items = some.sampled_from(DAYS), some.integers(1, 4), some.sampled_from([None, "토지", "건물"])
amounts = some.integers(0, 60).map(million)
claims = some.sampled_from([(), (CLAIM,)])
rights = some.sampled_from([PropertyKind.TRADE_MARK, PropertyKind.DESIGN])
reasons = some.just("사유")

moves = some.one_of(
    some.builds(
        CorrectProject,
        field=some.sampled_from(CorrectedField),
        value=some.sampled_from([None, "이름", "2018 ~ 2020", LEAD, OTHER, "7", "LAND"]),
        reason=reasons,
    ),
    some.builds(StartProject, on=days),
    some.builds(CompleteProject, on=days),
    some.builds(CancelProject, reason=reasons),
)
funds = some.one_of(
    some.sampled_from(
        [
            plan("100", lines=COSTS),
            plan("100", line(Source.NATIONAL, "50"), line(Source.CITY, "50"), lines=COSTS),
            plan("약 90백만원", line(Source.NATIONAL, "45")),
        ]
    ),
    some.builds(AssignProgramme, programme=some.sampled_from(["balanced-dev", "living-zone"])),
    some.builds(
        SecureBudget,
        round=some.just(Round(year=2018, kind=RoundKind.ORIGINAL)),
        source=some.sampled_from(Source),
        item=items,
        amount=amounts,
        on=days,
    ),
    some.builds(ExecuteBudget, amount=amounts, on=days, item=items, override_reason=some.none() | reasons),
    some.builds(
        TransferBudget,
        from_item=some.just("토지"),
        to_item=some.just("건물"),
        amount=amounts,
        on=days,
        reason=reasons,
    ),
    some.builds(
        CarryOver,
        kind=some.sampled_from(CarryOverKind),
        from_year=some.just(2018),
        to_year=some.just(2019),
        amount=amounts,
    ),
)
milestones = some.one_of(
    some.builds(PlanMilestone, number=numbers, title=some.just("착수"), planned=days, claims=claims),
    some.builds(ReplanMilestone, number=numbers, planned=days, reason=reasons, claims=claims),
    some.builds(ForecastMilestone, number=numbers, forecast=days, reason=reasons),
    some.builds(ReachMilestone, number=numbers, on=days, claims=claims),
    some.builds(DropMilestone, number=numbers, reason=reasons),
)
procedures = some.one_of(
    some.builds(RequireProcedure, kind=some.sampled_from(KINDS)),
    some.builds(
        PassProcedure,
        kind=some.sampled_from(KINDS),
        on=days,
        tier=some.none() | some.sampled_from(Tier),
    ),
    some.builds(FailProcedure, kind=some.sampled_from(KINDS), on=days, reason=reasons),
)
others = some.one_of(
    some.just(RegisterParcels(holdings=HOLDINGS)),
    some.builds(
        AcquireParcels,
        owner=some.just(Owner.PRIVATE),
        count=some.integers(1, 2),
        area_m2=some.integers(0, 200),
        paid=amounts,
        on=days,
    ),
    some.just(ListFacilities(names=("북카페",))),
    some.just(SetFacilityStatus(name="북카페", status=FacilityStatus.OPEN)),
    some.builds(ApplyForProperty, kind=rights, name=some.just("브랜드"), on=days),
    some.builds(RegisterProperty, kind=rights, name=some.just("브랜드"), on=days),
    some.just(DistributeToDepartments(what="매뉴얼", on="2018. 7월", departments=(LEAD, OTHER))),
    some.just(RequestReplacement(reason="검토")),
    some.just(ApproveReplacement(name="대체사업")),
    some.just(LinkContribution(partner="chungnam-institute", on="2017. 10월")),
    some.builds(NoteEvent, on=days, text=some.just("기록")),
)
commands = some.lists(some.one_of(moves, funds, milestones, procedures, others), max_size=25)


def carry_out(acts: list[ProjectCommand], *, is_flagship: bool = False) -> Story:
    """Return a project after those of the commands that are not refused."""
    story = Story().act(REGISTER)
    for command in acts:
        with suppress(Rejected):
            story.act(command, is_flagship=is_flagship)
    return story


@given(commands, some.booleans())
def test_evolve_never_raises_and_json_loses_nothing(acts: list[ProjectCommand], is_flagship: bool) -> None:
    """A project folds to the same state read as it was stored; what is not its own changes nothing."""
    story = carry_out(acts, is_flagship=is_flagship)
    read = [READ.validate_json(event.model_dump_json()) for event in story.events]
    assert read == story.events
    start: State = NOT_REGISTERED
    assert reduce(evolve, read, start) == story.state


@given(commands)
def test_what_is_promised_of_a_project_holds_after_every_history(acts: list[ProjectCommand]) -> None:
    """PRJ-19, PRJ-30, PRJ-37: secured within the total, milestones reached in order, no more land than there is."""
    story = carry_out(acts)
    assert isinstance(story.state, Active | Ended)
    project = story.state.project
    money = project.money
    assert money.plan is None or money.secured <= money.plan.total.won
    assert sum(money.left_of.values()) == money.secured - money.executed
    kept = [each for each in project.schedule.milestones.values() if not each.is_out_of_order and not each.is_dropped]
    planned = [each.planned.first for each in sorted(kept, key=lambda each: each.number)]
    assert planned == sorted(planned)
    assert all(each.count <= 3 and each.area_m2 <= 300 for each in project.land.acquired.values())


@given(commands)
def test_a_command_that_is_decided_again_decides_the_same(acts: list[ProjectCommand]) -> None:
    """As after a conflict: ids of discrepancies and reviews included."""
    assert carry_out(acts, is_flagship=True).events == carry_out(acts, is_flagship=True).events


ALL: Final[tuple[ProjectCommand, ...]] = (
    CorrectProject(field=CorrectedField.NAME, value="이름", reason="사유"),
    plan("100", lines=COSTS),
    AssignProgramme(programme="balanced-dev"),
    SecureBudget(
        round=Round(year=2018, kind=RoundKind.ORIGINAL),
        source=Source.CITY,
        item="토지",
        amount=million(50),
        on="2018. 1월",
    ),
    ExecuteBudget(amount=million(10), on="2018. 1월", item="토지"),
    TransferBudget(from_item="토지", to_item="건물", amount=million(10), on="2018. 1월", reason="변경"),
    CarryOver(kind=CarryOverKind.SPECIFIED, from_year=2018, to_year=2019, amount=million(1)),
    PlanMilestone(number=1, title="착수", planned="2018. 1월"),
    PlanMilestone(number=2, title="생략", planned="2018. 7월"),
    ReplanMilestone(number=1, planned="2018. 3월", reason="연기"),
    ForecastMilestone(number=1, forecast="2018. 7월", reason="연기"),
    ReachMilestone(number=1, on="2018. 7월"),
    DropMilestone(number=2, reason="생략"),
    RequireProcedure(kind=ProcedureKind.APPRAISAL),
    FailProcedure(kind=ProcedureKind.APPRAISAL, on="2018. 1월", reason="재평가"),
    PassProcedure(kind=ProcedureKind.APPRAISAL, on="2018. 7월"),
    RegisterParcels(holdings=HOLDINGS),
    AcquireParcels(owner=Owner.PRIVATE, count=1, area_m2=100, paid=million(10), on="2018. 7월"),
    ListFacilities(names=("북카페",)),
    SetFacilityStatus(name="북카페", status=FacilityStatus.OPEN),
    ApplyForProperty(kind=PropertyKind.DESIGN, name="캐릭터", on="2018. 6월"),
    RegisterProperty(kind=PropertyKind.DESIGN, name="캐릭터", on="2018. 7월"),
    DistributeToDepartments(what="매뉴얼", on="2018. 7월", departments=(LEAD, OTHER)),
    RequestReplacement(reason="검토"),
    ApproveReplacement(name="대체사업"),
    LinkContribution(partner="chungnam-institute", on="2017. 10월"),
    NoteEvent(on="2017-10-31", text="선정"),
    StartProject(on="2018. 7월"),
    CompleteProject(on="2018. 7월"),
)


def test_the_histories_know_every_event_of_a_project() -> None:
    """Or the properties would hold of nothing; dividing has its own, a cancelled project cannot be completed."""
    own = {FundingPlanSet, FundingProgrammeAssigned}
    for family in (LifeEvent, BudgetEvent, MilestoneEvent, ProcedureEvent, LandEvent, MatterEvent):
        own |= set(get_args(family))
    whole = {type(event) for event in carry_out([*ALL]).events}
    cancelled = {type(event) for event in carry_out([CancelProject(reason="취소")]).events}
    assert {event for event in own if issubclass(event, Event)} == whole | cancelled
