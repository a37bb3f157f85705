"""What holds in any history of plans, bids, groups, exchanges, approvals, attraction, campaigns and real names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from contracts.directives import Attachment
from contracts.errors import Rejected
from contracts.messages import Command
from contracts.projects import AboutKind, Amount, Claim, ProjectsCommand, ProjectsEvent
from contracts.projects import approvals as ap
from contracts.projects import attraction as at
from contracts.projects import bids as bi
from contracts.projects import campaigns as ca
from contracts.projects import cooperation as co
from contracts.projects import exchanges as ex
from contracts.projects import groups as gr
from contracts.projects import plans as pl
from contracts.projects import real_names as rn
from contracts.projects.corrections import CorrectEntry
from contracts.projects.eligibility import CoHost, EventFacts, HostLevel
from contracts.registry import PartnerKind
from services.projects import (
    attraction,
    attraction_count,
    bid,
    call,
    campaign,
    correction,
    disclosure,
    exchange,
    group,
    posting,
    real_name,
    work_plan,
)
from services.projects.approval import decide as approval
from services.projects.approval import ground
from services.projects.approval import state as approval_state
from services.projects.checks import Department
from services.projects.claims import Subject
from tests.unit.services.projects.acting import OFFICE

TODAY: Final = date(2024, 6, 30)
ID: Final = UUID("00000000-0000-4000-8000-00000000000a")
PARTNERS: Final = {"chungnam": PartnerKind.PROVINCE, "gongju": PartnerKind.MUNICIPALITY}
CULTURE: Final = {"culture": Department(date(2000, 1, 1))}
ABOUT: Final = Subject(AboutKind.PLAN, "2024", ID)
EVENTS: Final[TypeAdapter[ProjectsEvent]] = TypeAdapter(ProjectsEvent)
COMMANDS: Final[TypeAdapter[ProjectsCommand]] = TypeAdapter(ProjectsCommand)
FAMILIES: Final = (
    pl.PlanEvent | bi.CallAnnounced | bi.BidEvent | gr.GroupEvent | ex.ExchangeRecorded | ex.PostingEvent
    | ap.ApprovalEvent | co.CooperationEvent | at.TargetEvent | at.CountEvent | ca.CampaignEvent
    | rn.RealNameEvent | rn.DisclosureEvent
)  # fmt: skip
MILLION: Final = Amount(won=1_000_000)
SEALED: Final = f"sealed.1.{ID}.{'A' * 40}"
FILE: Final = Attachment(sha256="0" * 64, name="협약서.pdf", media_type="application/pdf", size=1)
GOOD: Final = EventFacts(
    visitors=100,
    foreigners=5,
    countries=5,
    total_won=100,
    national_won=30,
    co_hosts=(CoHost(partner="chungnam", level=HostLevel.PROVINCE),),
)


@dataclass(frozen=True)
class Story:
    """A kind of stream: where it starts, what it decides, and commands that lead through all of its events in order."""

    start: Any
    decide: Callable[[Any, Any], tuple[ProjectsEvent, ...]]
    evolve: Callable[[Any, ProjectsEvent], Any]
    name_state: Callable[[Any], str] | None
    commands: Sequence[Command]

    def tell(self, commands: Sequence[Command]) -> list[ProjectsEvent]:
        """Return what the commands lead to, those that are refused left out."""
        state, events = self.start, list[ProjectsEvent]()
        for command in commands:
            try:
                made = self.decide(command, state)
            except Rejected:
                continue
            events += made
            for event in made:
                state = self.evolve(state, read(event))
            assert self.name_state is None or self.name_state(state).isupper()
        return events


def read(event: ProjectsEvent) -> ProjectsEvent:
    """Return an event as it is read from the log."""
    return EVENTS.validate_json(event.model_dump_json())


def with_facts(decide: Callable[..., tuple[ProjectsEvent, ...]], *facts: object) -> Callable[[Any, Any], Any]:
    return lambda command, state: decide(command, state, *facts)


def correctable(decide: Callable[..., Any], start: Any, *facts: object) -> Callable[[Any, Any], Any]:
    """Return what decides on what may be corrected, judged as if it were entered anew."""

    def act(command: Any, state: Any) -> tuple[ProjectsEvent, ...]:
        if isinstance(command, CorrectEntry):
            return correction.correct(command, state, decide(command.corrected, start, *facts), OFFICE)
        decided: tuple[ProjectsEvent, ...] = decide(command, state, *facts)
        return decided

    return act


SHEET = pl.SheetLine(name="엑스포", total=MILLION, later=MILLION)
TASK = pl.PlanTask(number=1, title="시정환류")
STEP = ap.StepDraft(number=1, name="승인", body="chungnam", planned="6월")
STORIES: Final = {
    "plan": Story(
        work_plan.NotAdopted(),
        with_facts(work_plan.decide, work_plan.Facts(TODAY, OFFICE, ABOUT)),
        work_plan.evolve,
        work_plan.name_state,
        [
            pl.AdoptWorkPlan(year=2024, goals=("성과 창출",), tasks=(TASK,)),
            pl.CorrectTask(year=2024, task=TASK.model_copy(update={"title": "환류"}), reason="오기"),
            pl.PublishWorkPlan(year=2024, kind=pl.ReportKind.PLAN),
            pl.PublishWorkPlan(year=2024, kind=pl.ReportKind.PLAN, reason="정정"),
            pl.SetBudgetSheet(year=2024, lines=(SHEET,), stated=pl.SheetTotals(total=MILLION)),
        ],
    ),
    "call": Story(
        call.NotAnnounced(),
        correctable(call.decide, call.NotAnnounced(), TODAY, PARTNERS),
        call.evolve,
        call.name_state,
        [
            bi.AnnounceCall(name="공모", issuer="chungnam", opens="10월", closes="11월"),
            CorrectEntry(corrected=bi.AnnounceCall(name="공모", opens="9월"), reason="오기"),
        ],
    ),
    "bid": Story(
        bid.NotFound(),
        correctable(bid.decide, bid.NotFound(), bid.Facts(TODAY, OFFICE, PARTNERS)),
        bid.evolve,
        bid.name_state,
        [
            bi.FindBid(name="공모사업", items=(bi.ItemDraft(name="하나", amount=MILLION, period="2020년 ~ 2030년"),)),
            bi.AddBidSupport(kind=bi.SupportKind.WORKSHOP, cost=MILLION, on="3월"),
            bi.SubmitBid(on="4월", via=("chungnam",)),
            bi.RejectBid(on="5월", reason="순위 밖"),
            bi.SelectBid(on="5월", funds=(bi.Fund(name="용역비", amount=MILLION),)),
        ],
    ),
    "group": Story(
        group.NotFormed(),
        correctable(group.decide, group.NotFormed(), PARTNERS),
        group.evolve,
        group.name_state,
        [
            gr.FormGroup(
                code="zone",
                name="생활권",
                kind=gr.GroupKind.REGION,
                members=(gr.GroupMember(partner="gongju"),),
                valid_from=date(2018, 1, 1),
            ),
            gr.LeaveGroup(code="zone", partner="gongju", last_day=date(2019, 1, 1), reason="-"),
            gr.JoinGroup(code="zone", member=gr.GroupMember(partner="gongju"), valid_from=date(2020, 1, 1)),
        ],
    ),
    "exchange": Story(
        exchange.NotRecorded(),
        correctable(exchange.decide, exchange.NotRecorded(), TODAY, OFFICE, PARTNERS),
        exchange.evolve,
        exchange.name_state,
        [ex.RecordExchange(name="초청", kind=ex.ExchangeKind.VISIT, on="4월 4일", people=ex.Headcount(n=30))],
    ),
    "posting": Story(
        posting.NotStarted(),
        with_facts(posting.decide, posting.Facts(TODAY, OFFICE, PARTNERS)),
        posting.evolve,
        posting.name_state,
        [
            ex.StartPosting(partner="gongju", direction=ex.Direction.IN, person=ID, period="1월 ~ 12월"),
            ex.ReportPosting(on="3월", text="보고"),
            ex.EndPosting(on="6월", reason="복귀"),
        ],
    ),
    "approval": Story(
        approval_state.NotOpened(),
        with_facts(approval.decide, ground.Facts(TODAY, OFFICE, PARTNERS, CULTURE)),
        approval_state.evolve,
        approval_state.name_state,
        [
            ap.OpenApproval(name="엑스포", steps=(STEP,)),
            ap.SetEventFacts(facts=GOOD),
            ap.SetEventPeriod(period="2027. 2월", at_most_days=30),
            ap.RequireEvidence(step=1, kinds=(ap.EvidenceKind.MOU, ap.EvidenceKind.OTHER), name="협약서"),
            ap.AttachEvidence(requirement=1, kind=ap.EvidenceKind.MOU, partner="gongju", file=FILE),
            ap.RecordPolicyGrade(body="chungnam", grade="B", on="5월"),
            ap.ForecastStep(number=1, forecast="9월", reason="지연"),
            ap.SubmitStep(number=1, on="6월"),
            ap.RejectStep(number=1, on="6월", reason="보완"),
            ap.SubmitStep(number=1, on="6월"),
            ap.PassStep(number=1, on="6월", reference="승인 통보"),
            ap.ReopenApproval(reason="증액"),
            co.SetTrack(
                track=co.Track.COMPANY, counterpart="-", state=co.TrackState.PLANNED, next_action="-", due="9월"
            ),
            co.SetTarget(figure=co.Figure.VISITORS, target=ex.Headcount(n=1_500_000)),
            co.RecordActual(figure=co.Figure.VISITORS, actual=ex.Headcount(n=1), on="6월"),
            co.PlanBoomUp(kind=co.BoomUpKind.RELAY, name="릴레이", towns=("culture",), on="6. 1. 또는 6. 2."),
            co.FixBoomUpDay(number=1, day=date(2024, 6, 2)),
            co.RecordBoomUp(number=1, on="2024-06-02", people=ex.Headcount(n=9)),
        ],
    ),
    "attraction": Story(
        attraction.NotAdded(),
        with_facts(attraction.decide, attraction.Facts(TODAY, OFFICE, ABOUT)),
        attraction.evolve,
        attraction.name_state,
        [
            at.AddTarget(
                name="국방AI센터",
                kind=at.TargetKind.UNKNOWN,
                claims=(Claim(code="TARGET_TYPE_UNKNOWN", stated="-", source="B127"),),
            ),
            at.ConfirmTargetKind(kind=at.TargetKind.NEW, source="보도"),
            at.SetTargetStatus(status=at.TargetStatus.WON, on="6월"),
        ],
    ),
    "attraction_count": Story(
        attraction_count.Counts(),
        with_facts(attraction_count.decide, TODAY),
        attraction_count.evolve,
        None,
        [
            at.SetTargetCount(body="충남", count=44, before=34, on="1월", source="도"),
            at.SetTargetCount(body="충남", count=45, on="2월", source="도"),
            at.NoteTrend(on="1월", text="연기", source="보도"),
        ],
    ),
    "campaign": Story(
        campaign.NotPlanned(),
        correctable(campaign.decide, campaign.NotPlanned(), campaign.Facts(TODAY, OFFICE, ABOUT)),
        campaign.evolve,
        campaign.name_state,
        [
            ca.PlanCampaign(
                name="홍보",
                phases=(ca.PhaseDraft(name="영상", period="2~3월"), ca.PhaseDraft(name="광고", period="4월")),
                lines=(ca.CostLine(item="영상", amount=MILLION),),
            ),
            ca.ReachPhase(number=1, on="3월"),
            ca.ReachPhase(number=2, on="4월"),
            CorrectEntry(
                corrected=ca.PlanCampaign(
                    name="홍보",
                    phases=(ca.PhaseDraft(name="영상", period="1~3월"), ca.PhaseDraft(name="광고", period="4월")),
                ),
                reason="오기",
            ),
        ],
    ),
    "real_name": Story(
        real_name.NotDesignated(),
        with_facts(real_name.decide, real_name.Facts(TODAY, OFFICE, ID, CULTURE, rn.Subject(contract_won=224_250_000))),
        real_name.evolve,
        real_name.name_state,
        [
            rn.DesignateRealName(
                project=ID, criterion=rn.Criterion.RESEARCH_CONTRACT, number="1", department="culture"
            ),
            rn.AddRealNamePerson(name=SEALED, position="과장", role=rn.RealNameRole.REVIEW, since="1월"),
            rn.CloseRealNamePerson(number=1, until="6월"),
            rn.PublishRealName(),
            rn.NoteRealNameStatus(on="6월", text="추진"),
        ],
    ),
    "disclosure": Story(
        disclosure.NotRequested(),
        with_facts(disclosure.decide, disclosure.Facts(TODAY, ID)),
        disclosure.evolve,
        disclosure.name_state,
        [
            rn.RequestDisclosure(project=ID, title="실명", text=SEALED, requester=SEALED),
            rn.DecideDisclosure(committee="위원회", on="6월", accepted=True, reason="관심"),
            rn.PublishDecision(),
        ],
    ),
}
tellings = st.sampled_from(sorted(STORIES)).flatmap(
    lambda name: st.tuples(st.just(name), st.lists(st.sampled_from(STORIES[name].commands), max_size=20))
)


@given(tellings)
def test_evolve_never_raises_and_json_loses_nothing(telling: tuple[str, list[Command]]) -> None:
    """Whatever is sent in whatever order: each event folds as it is read from the log, and is what was written."""
    name, commands = telling
    for event in STORIES[name].tell(commands):
        assert read(event) == event


def test_the_stories_tell_every_event_of_their_families() -> None:
    """Or the property would hold of nothing. A bid is lost in one telling and won in another."""
    lost = STORIES["bid"].commands
    won = [command for command in lost if not isinstance(command, bi.RejectBid)]
    told = {type(event) for story in STORIES.values() for event in story.tell(story.commands)}
    told |= {type(event) for event in STORIES["bid"].tell(won)}
    assert set(get_args(FAMILIES)) - told == set()


@pytest.mark.parametrize("name", sorted(STORIES))
def test_a_command_is_read_as_it_was_sent(name: str) -> None:
    for command in STORIES[name].commands:
        assert COMMANDS.validate_json(command.model_dump_json()) == command


@pytest.mark.parametrize("name", sorted(STORIES))
def test_everything_but_the_first_needs_what_it_is_about(name: str) -> None:
    """Nothing is done about what is not there; the number of institutions has no beginning."""
    story = STORIES[name]
    if name == "attraction_count":
        return
    first, *others = story.commands
    for command in others:
        with pytest.raises(Rejected, match="NOT_FOUND"):
            story.decide(command, story.start)
    made = story.tell([first])
    assert made
    assert story.tell([first, first]) == made
