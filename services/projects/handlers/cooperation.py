"""Commands on calls, bids, groups, exchanges, postings, approvals, institutions and campaigns (PRJ-50 to PRJ-72)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, TypeVar

from contracts.calendar import Calendar
from contracts.calendar.hours import find_seoul_day
from contracts.messages import Actor, Command, Envelope
from contracts.projects import AboutKind, ProjectsEvent
from contracts.projects.approvals import ForecastStep, OpenApproval
from contracts.projects.attraction import AddTarget, CountCommand, TargetCommand
from contracts.projects.bids import AnnounceCall, BidCommand, FindBid
from contracts.projects.campaigns import CampaignCommand, PlanCampaign
from contracts.projects.corrections import CorrectEntry, EntryCommand
from contracts.projects.exchanges import PostingCommand, RecordExchange, StartPosting
from contracts.projects.groups import FormGroup, GroupCommand
from contracts.registry import PartnerKind
from infra.deciding import Decision
from infra.kinds import require_subject
from infra.loading import Loading
from services.projects import (
    attraction,
    attraction_count,
    bid,
    call,
    campaign,
    correction,
    exchange,
    facts,
    group,
    needs,
    posting,
)
from services.projects.approval import decide as approval
from services.projects.approval import ground
from services.projects.claims import Subject
from services.projects.handlers.streams import (
    APPROVAL,
    ATTRACTION,
    ATTRACTION_COUNT,
    BID,
    CALENDAR,
    CALL,
    CAMPAIGN,
    EXCHANGE,
    GROUP,
    OFFICES,
    PARTNERS,
    POSTING,
    Key,
    Kind,
    require_project,
)

ApprovalT = TypeVar("ApprovalT", bound=approval.ApprovalCommand)
BidT = TypeVar("BidT", bound=BidCommand)
CampaignT = TypeVar("CampaignT", bound=CampaignCommand)
CountT = TypeVar("CountT", bound=CountCommand)
GroupT = TypeVar("GroupT", bound=GroupCommand)
PostingT = TypeVar("PostingT", bound=PostingCommand)
TargetT = TypeVar("TargetT", bound=TargetCommand)


async def announce_call(envelope: Envelope[AnnounceCall], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Announce a call for bids (PRJ-54)."""
    command, today = envelope.body, find_seoul_day(envelope.effective_at)
    state = await CALL.load(loading, envelope.id)
    events = call.decide(command, state, today, await load_partners(command, loading))
    return await CALL.answer(loading, events, envelope.id)


async def act_on_bid(envelope: Envelope[BidT], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Do to a bid whatever its command says (PRJ-50, PRJ-51)."""
    command, today = envelope.body, find_seoul_day(envelope.effective_at)
    key = envelope.id if isinstance(command, FindBid) else require_subject(envelope.subject)
    state = await BID.load(loading, key)
    known = await load_bid_facts(command, today, envelope.actor, loading)
    return await BID.answer(loading, bid.decide(command, state, known), key)


async def load_bid_facts(command: BidCommand, today: date, actor: Actor, loading: Loading[ProjectsEvent]) -> bid.Facts:
    """Return what a decision on a bid rests on: the call and the group that it names, too."""
    announced: call.State = call.NotAnnounced()
    together: group.State = group.NotFormed()
    if isinstance(command, FindBid):
        announced = await CALL.load(loading, command.call) if command.call is not None else announced
        together = await GROUP.load(loading, command.group) if command.group is not None else together
    return bid.Facts(today, actor, await load_partners(command, loading), announced, together)


async def act_on_group(envelope: Envelope[GroupT], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Form a group of cities, or change who is in it (PRJ-52)."""
    command = envelope.body
    state = await GROUP.load(loading, command.code)
    events = group.decide(command, state, await load_partners(command, loading))
    return await GROUP.answer(loading, events, command.code)


async def record_exchange(
    envelope: Envelope[RecordExchange], loading: Loading[ProjectsEvent]
) -> Decision[ProjectsEvent]:
    """Record an exchange with others."""
    command, today = envelope.body, find_seoul_day(envelope.effective_at)
    state = await EXCHANGE.load(loading, envelope.id)
    partners = await load_partners(command, loading)
    events = exchange.decide(command, state, today, envelope.actor, partners)
    return await EXCHANGE.answer(loading, events, envelope.id)


async def act_on_posting(envelope: Envelope[PostingT], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Send somebody to a partner or take somebody in; end and report it."""
    command, today = envelope.body, find_seoul_day(envelope.effective_at)
    key = envelope.id if isinstance(command, StartPosting) else require_subject(envelope.subject)
    state = await POSTING.load(loading, key)
    known = posting.Facts(today, envelope.actor, await load_partners(command, loading))
    return await POSTING.answer(loading, posting.decide(command, state, known), key)


async def act_on_approval(envelope: Envelope[ApprovalT], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Do to the approval of an international event whatever a command says (PRJ-58 to PRJ-64)."""
    command, today = envelope.body, find_seoul_day(envelope.effective_at)
    key = envelope.id if isinstance(command, OpenApproval) else require_subject(envelope.subject)
    state = await APPROVAL.load(loading, key)
    if isinstance(command, OpenApproval):
        await require_project(command.project, loading)
    towns = needs.name_departments(command)
    known = ground.Facts(
        today,
        envelope.actor,
        await load_partners(command, loading),
        facts.list_towns(await OFFICES.load(loading)) if towns else {},
        Calendar(await CALENDAR.load(loading)) if isinstance(command, ForecastStep) else Calendar(),
    )
    return await APPROVAL.answer(loading, approval.decide(command, state, known), key)


async def act_on_target(envelope: Envelope[TargetT], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Add an institution that the city wants, or say how it stands (PRJ-70)."""
    command, today = envelope.body, find_seoul_day(envelope.effective_at)
    key = envelope.id if isinstance(command, AddTarget) else require_subject(envelope.subject)
    state = await ATTRACTION.load(loading, key)
    subject = Subject(AboutKind.ATTRACTION, str(key), envelope.id)
    events = attraction.decide(command, state, attraction.Facts(today, envelope.actor, subject))
    return await ATTRACTION.answer(loading, events, key)


async def act_on_count(envelope: Envelope[CountT], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Note how many institutions there are to be had, or a trend (PRJ-71, PRJ-72)."""
    today = find_seoul_day(envelope.effective_at)
    events = attraction_count.decide(envelope.body, await ATTRACTION_COUNT.load(loading), today)
    return await ATTRACTION_COUNT.answer(loading, events)


async def act_on_campaign(envelope: Envelope[CampaignT], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Plan a campaign, or say that a phase of it is done (PRJ-65)."""
    command, today = envelope.body, find_seoul_day(envelope.effective_at)
    key = envelope.id if isinstance(command, PlanCampaign) else require_subject(envelope.subject)
    state = await CAMPAIGN.load(loading, key)
    if isinstance(command, PlanCampaign):
        await require_project(command.project, loading)
    subject = Subject(AboutKind.CAMPAIGN, str(key), envelope.id)
    events = campaign.decide(command, state, campaign.Facts(today, envelope.actor, subject))
    return await CAMPAIGN.answer(loading, events, key)


async def correct_entry(envelope: Envelope[CorrectEntry], loading: Loading[ProjectsEvent]) -> Decision[ProjectsEvent]:
    """Enter a call, a bid, a group, an exchange or a campaign anew, as it should have been (PLT-02)."""
    command = envelope.body
    kind = ENTRIES[type(command.corrected)]
    key = command.code or require_subject(envelope.subject)
    state = await kind.load(loading, key)
    made = await enter_anew(command.corrected, envelope, key, loading)
    return await kind.answer(loading, correction.correct(command, state, made, envelope.actor), key)


async def enter_anew(
    entry: EntryCommand, envelope: Envelope[CorrectEntry], key: Key, loading: Loading[ProjectsEvent]
) -> tuple[ProjectsEvent, ...]:
    """Return what entering something would lead to if it were not there."""
    today, actor = find_seoul_day(envelope.effective_at), envelope.actor
    partners = await load_partners(entry, loading)
    match entry:
        case AnnounceCall():
            return call.decide(entry, call.NotAnnounced(), today, partners)
        case FindBid():
            return bid.decide(entry, bid.NotFound(), await load_bid_facts(entry, today, actor, loading))
        case FormGroup():
            return group.decide(entry, group.NotFormed(), partners)
        case RecordExchange():
            return exchange.decide(entry, exchange.NotRecorded(), today, actor, partners)
        case PlanCampaign():
            await require_project(entry.project, loading)
            subject = Subject(AboutKind.CAMPAIGN, str(key), envelope.id)
            return campaign.decide(entry, campaign.NotPlanned(), campaign.Facts(today, actor, subject))


ENTRIES: Final[Mapping[type[EntryCommand], Kind[Any]]] = {
    AnnounceCall: CALL,
    FindBid: BID,
    FormGroup: GROUP,
    RecordExchange: EXCHANGE,
    PlanCampaign: CAMPAIGN,
}
"""The streams of what may be corrected, by what each begins with."""


async def load_partners(command: Command, loading: Loading[ProjectsEvent]) -> Mapping[str, PartnerKind]:
    """Return the partners that a command names and that are registered, with their kinds."""
    codes = needs.name_partners(command)
    known = await PARTNERS.load(loading) if codes else {}
    return {code: known[code] for code in codes if code in known}
