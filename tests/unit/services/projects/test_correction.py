"""Corrections as given / when / then: one shape for calls, bids, groups, exchanges and campaigns (PLT-02)."""

from datetime import date

from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.projects.bids import AnnounceCall, CallAnnounced, FindBid, ItemDraft
from contracts.projects.campaigns import PhaseDraft, PlanCampaign, ReachPhase
from contracts.projects.corrections import CorrectEntry, EntryCorrected
from contracts.projects.groups import FormGroup, GroupMember, LeaveGroup
from contracts.values import Role
from services.projects import bid, call, campaign, group
from services.projects.correction import State, correct
from tests.unit.services.projects.acting import OFFICE
from tests.unit.services.projects.test_other_histories import ABOUT, TODAY

ROADS = Actor(user="roads", role=Role.OFFICER, department="roads")
OTHERS = Actor(user="culture", role=Role.OFFICER, department="culture")
WRONG, RIGHT = AnnounceCall(name="공모", opens="10월"), AnnounceCall(name="공모", opens="9월")


def announce(command: AnnounceCall) -> CallAnnounced:
    (made,) = call.decide(command, call.NotAnnounced(), TODAY, ())
    assert isinstance(made, CallAnnounced)
    return made


def refuse(command: CorrectEntry, state: State, made: object, actor: Actor = OFFICE) -> str:
    try:
        correct(command, state, (made,), actor)  # type: ignore[arg-type]  # an entry
    except Rejected as no:
        return no.code
    return ""


def test_an_entry_is_corrected_and_stays_what_it_was_corrected_to() -> None:
    state = call.evolve(call.NotAnnounced(), announce(WRONG))
    command = CorrectEntry(corrected=RIGHT, reason="오기")
    (event,) = correct(command, state, (announce(RIGHT),), OFFICE)
    assert event == EntryCorrected(corrected=announce(RIGHT), reason="오기")
    again = call.evolve(state, event)
    assert correct(command, again, (announce(RIGHT),), OFFICE) == ()
    assert correct(CorrectEntry(corrected=WRONG, reason="되돌림"), again, (announce(WRONG),), OFFICE) != ()


def test_what_is_not_there_or_not_ones_own_is_not_corrected() -> None:
    command = CorrectEntry(corrected=RIGHT, reason="오기")
    assert refuse(command, call.NotAnnounced(), announce(RIGHT)) == "NOT_FOUND"
    state = call.evolve(call.NotAnnounced(), announce(WRONG))
    assert refuse(command, state, announce(RIGHT), ROADS) == "NOT_PERMITTED"


def test_a_bid_stays_its_departments_whoever_corrects_it() -> None:
    draft = FindBid(name="공모", items=(ItemDraft(name="가"),))
    (found,) = bid.decide(draft, bid.NotFound(), bid.Facts(TODAY, ROADS))
    state = bid.evolve(bid.NotFound(), found)
    right = FindBid(name="바른 이름", items=(ItemDraft(name="가"),))
    (anew,) = bid.decide(right, bid.NotFound(), bid.Facts(TODAY, OFFICE))
    command = CorrectEntry(corrected=right, reason="오기")
    assert refuse(command, state, anew, OTHERS) == "NOT_PERMITTED"
    (event,) = correct(command, state, (anew,), OFFICE)
    corrected = bid.evolve(state, event)
    assert isinstance(corrected, bid.Found)
    assert (corrected.by, corrected.begun.name) == ("roads", "바른 이름")


def test_what_happened_since_is_not_corrected_away() -> None:
    """A phase that is done stays; who was in a group from the beginning stays once somebody has left."""
    phases = tuple(PhaseDraft(name=name, period=when) for name, when in (("영상", "1월"), ("광고", "2월")))
    facts = campaign.Facts(TODAY, OFFICE, ABOUT)
    (planned,) = campaign.decide(PlanCampaign(name="홍보", phases=phases), campaign.NotPlanned(), facts)
    state = campaign.evolve(campaign.NotPlanned(), planned)
    for number in (1, 2):
        (reached,) = campaign.decide(ReachPhase(number=number, on="2월"), state, facts)
        state = campaign.evolve(state, reached)
    short = PlanCampaign(name="홍보", phases=phases[:1])
    (anew,) = campaign.decide(short, campaign.NotPlanned(), facts)
    assert refuse(CorrectEntry(corrected=short, reason="오기"), state, anew) == "WRONG_STATE"

    first = date(2014, 1, 1)
    members = tuple(GroupMember(partner=each) for each in ("buyeo", "seocheon"))
    form = FormGroup(code="zone", name="생활권", kind="LIVING_ZONE", members=members, valid_from=first)  # type: ignore[arg-type]  # JSON
    together = group.evolve(group.NotFormed(), group.decide(form, group.NotFormed(), ("buyeo", "seocheon"))[0])
    fewer = form.model_copy(update={"members": members[:1]})
    (anew,) = group.decide(fewer, group.NotFormed(), ("buyeo",))
    assert refuse(CorrectEntry(corrected=fewer, reason="오기"), together, anew) == ""
    leave = LeaveGroup(code="zone", partner="buyeo", last_day=date(2019, 12, 31), reason="종료")
    changed = group.evolve(together, group.decide(leave, together, ())[0])
    assert refuse(CorrectEntry(corrected=fewer, reason="오기"), changed, anew) == "WRONG_STATE"
    renamed = form.model_copy(update={"name": "대전 생활권"})
    (anew,) = group.decide(renamed, group.NotFormed(), ("buyeo", "seocheon"))
    (event,) = correct(CorrectEntry(corrected=renamed, reason="오기"), changed, (anew,), OFFICE)
    still = group.evolve(changed, event)
    assert group.list_partners(still, date(2020, 1, 1)) == ("seocheon",)
