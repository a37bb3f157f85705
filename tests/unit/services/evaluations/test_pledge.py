"""Pledges as given / when / then: whose they are, how they stand, and what a quarter's results make of them."""

from dataclasses import replace
from datetime import date, datetime
from functools import reduce
from typing import Any
from uuid import UUID

import pytest

from contracts.calendar.hours import SEOUL
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.pledge_changes import (
    PledgeChangeConfirmed,
    PledgeChangeKind,
    PledgeChangePublished,
    PledgeChangeRefused,
    PledgeChangeRequested,
    PledgeChangeStep,
    PledgeWish,
    RefusePledgeChange,
)
from contracts.evaluations.pledge_results import (
    PublishPledgeResults,
    Ratio,
    find_percent,
    show_percent,
)
from contracts.evaluations.pledges import (
    AdoptActionPlan,
    AssignPledgeLead,
    CheckPledge,
    ConfirmPledgeDone,
    ContinuePledge,
    NewPledge,
    PledgeField,
    PledgePlan,
    PledgeSetOpened,
    PledgeStanding,
    PledgeState,
)
from contracts.messages import Actor
from contracts.projects.milestones import Evidence
from contracts.registry.known import Department
from contracts.values import Role
from services.evaluations import pledge, pledge_change, pledge_quarter
from services.evaluations.pledge import Facts, Registered
from services.evaluations.pledge_quarter import Quarter
from tests.unit.services.projects.acting import CULTURE, OFFICE, ROADS, refused

DEPARTMENTS = {code: Department(date(2018, 1, 1)) for code in ("roads", "culture")}
PLAN = PledgePlan.model_validate(
    {"due_on": "2022-06-30", "targets": [{"year": 2022, "progress": 100, "target": "준공"}]}
)
CHECK = CheckPledge(quarter="2019-Q3", standing=PledgeStanding.ON_TRACK, progress=40, note="추진 중")
DONE = CHECK.model_copy(
    update={"standing": PledgeStanding.DONE, "progress": 100, "evidence": (Evidence(name="준공검사"),)}
)
NEW = NewPledge(number=1, field="happy", name="공원", lead="roads", plan=PLAN)
OPENED = PledgeSetOpened(
    term=7,
    name="민선7기",
    begins_on=date(2018, 7, 1),
    ends_on=date(2022, 6, 30),
    fields=(PledgeField(code="happy", name="행복", pledges=2),),
)
NOW = datetime(2019, 10, 15, 10, 0, tzinfo=SEOUL)


def by(actor: Actor = OFFICE, *, is_confirmed: bool = True) -> Facts:
    return Facts(date(2019, 10, 10), actor, DEPARTMENTS, is_confirmed)


def fold(state: pledge.State, *events: EvaluationsEvent) -> Registered:
    folded = reduce(pledge.evolve, events, state)
    assert isinstance(folded, Registered)
    return folded


def registered(**changes: Any) -> Registered:
    return fold(pledge.NotRegistered(), *pledge.register(7, NEW.model_copy(update=changes), by()))


def act(state: Registered, command: Any, facts: Facts | None = None) -> Registered:
    return fold(state, *pledge.decide(command, state, facts or by()))


@pytest.mark.parametrize("state", [each for each in PledgeState if each not in {PledgeState.DONE}])
def test_only_what_is_done_goes_on(state: PledgeState) -> None:
    """EVL-67."""
    known = replace(registered(), state=state)
    assert refused(lambda: pledge.decide(ContinuePledge(note="계속"), known, by())).code == "WRONG_STATE"


@pytest.mark.parametrize("state", [PledgeState.DONE, PledgeState.ABANDONED])
def test_what_is_closed_is_not_checked(state: PledgeState) -> None:
    """EVL-64."""
    known = replace(registered(), state=state)
    assert refused(lambda: pledge.decide(CHECK, known, by())).code == "WRONG_STATE"
    assert not pledge.needs_check(known, "2019-Q3")


def test_a_check_of_an_earlier_quarter_moves_nothing() -> None:
    """EVL-64: what stands now is what the latest quarter says."""
    now = act(registered(), CHECK)
    late = CHECK.model_copy(update={"quarter": "2019-Q2", "standing": PledgeStanding.PARTIAL, "progress": 10})
    corrected = act(now, late)
    assert (corrected.state, corrected.progress) == (PledgeState.ON_TRACK, 40)


def test_a_quarter_that_has_not_begun_is_not_checked() -> None:
    """EVL-64."""
    ahead = CHECK.model_copy(update={"quarter": "2020-Q1"})
    assert refused(lambda: pledge.decide(ahead, registered(), by())).code == "NOT_IN_QUARTER"


def test_a_later_check_takes_the_claim_back() -> None:
    """EVL-67: what is no longer reported as done is not confirmed."""
    claimed = act(registered(), DONE, by(ROADS))
    assert act(claimed, ConfirmPledgeDone()).state is PledgeState.DONE
    taken_back = act(claimed, CHECK, by(ROADS))
    assert refused(lambda: pledge.decide(ConfirmPledgeDone(), taken_back, by())).code == "WRONG_STATE"


def test_who_reports_does_not_confirm() -> None:
    """EVL-67."""
    claimed = act(registered(), DONE)
    assert refused(lambda: pledge.decide(ConfirmPledgeDone(), claimed, by())).code == "SELF_CLOSE_FORBIDDEN"


def test_only_its_own_department_checks() -> None:
    """EVL-64."""
    assert refused(lambda: pledge.decide(CHECK, registered(), by(CULTURE))).code == "NOT_PERMITTED"
    assert act(registered(), CHECK, by(ROADS)).progress == 40


def test_a_plan_is_written_before_the_set_is_confirmed() -> None:
    """EVL-62, EVL-70."""
    write = AdoptActionPlan(plan=PLAN)
    assert act(registered(plan=None), write, by(is_confirmed=False)).plan == PLAN
    assert refused(lambda: pledge.decide(write, registered(), by())).code == "CHANGE_PROCEDURE_REQUIRED"


def test_the_same_lead_again_changes_nothing() -> None:
    """EVL-61."""
    assert pledge.decide(AssignPledgeLead(lead="roads"), registered(), by()) == ()


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (PledgeChangeKind.RESUME, PledgeState.PARTIAL),
        (PledgeChangeKind.HOLD, PledgeState.DONE),
        (PledgeChangeKind.ABANDON, PledgeState.CONTINUING),
        (PledgeChangeKind.TARGET, PledgeState.ABANDONED),
    ],
)
def test_a_change_fits_how_the_pledge_stands(kind: PledgeChangeKind, state: PledgeState) -> None:
    """EVL-70."""
    known = replace(registered(), state=state)
    assert refused(lambda: pledge_change.check_state(kind, known)).code == "WRONG_STATE"


def publish(*states: Registered, now: datetime = NOW, reason: str | None = None, before: int = 0) -> Any:
    command = PublishPledgeResults(term=7, quarter="2019-Q3", reason=reason)
    pledges = {UUID(int=number): each for number, each in enumerate(states)}
    return pledge_quarter.decide(command, Quarter(before), OPENED, pledges, now)


def test_results_hold_every_pledge_and_numbers_that_come_to_all() -> None:
    """EVL-66 to EVL-68: one kept within the term of two: 1/2, (100 + 40)/2, 1/2."""
    kept = act(act(registered(), DONE, by(ROADS)), ConfirmPledgeDone())
    other = act(registered(number=2, name="도서관"), CHECK)
    (told,) = publish(other, kept)
    assert [each.number for each in told.cards] == [1, 2]
    assert sum(each.pledges for each in told.states) == told.pledges == 2
    assert told.achievement == told.in_term == Ratio(numerator=1, denominator=2)
    assert told.progress == Ratio(numerator=140, denominator=2)


def test_a_quarters_results_say_nothing_of_later_quarters() -> None:
    """EVL-66: 2019-Q3 stays at 40 % on track, whatever is known by the day on which it is published."""
    now = act(registered(), CHECK)
    later = CHECK.model_copy(update={"quarter": "2019-Q4", "standing": PledgeStanding.PARTIAL, "progress": 70})
    done = act(act(now, DONE.model_copy(update={"quarter": "2019-Q4"}), by(ROADS)), ConfirmPledgeDone())
    (in_time,) = publish(now)
    for known in (act(now, later), done):
        (late,) = publish(known)
        assert (late.cards, late.states, late.achievement) == (in_time.cards, in_time.states, in_time.achievement)
        assert late.progress == Ratio(numerator=40, denominator=1)


def test_a_late_correction_counts_in_its_own_quarter() -> None:
    """EVL-64, EVL-66: 2019-Q3 is put right to 10 % in part; 2019-Q4 keeps its own 70 % on track."""
    later = CHECK.model_copy(update={"quarter": "2019-Q4", "progress": 70})
    late = CHECK.model_copy(update={"standing": PledgeStanding.PARTIAL, "progress": 10})
    known = act(act(act(registered(), CHECK), later), late)
    told = [pledge.describe(UUID(int=1), known, each) for each in ("2019-Q3", "2019-Q4")]
    assert [(each.state, each.progress) for each in told] == [(PledgeState.PARTIAL, 10), (PledgeState.ON_TRACK, 70)]


def test_results_wait_for_the_quarters_end() -> None:
    """EVL-64: 2019-09-30 is its last day."""
    eve = datetime(2019, 9, 30, 23, 0, tzinfo=SEOUL)
    assert refused(lambda: publish(act(registered(), CHECK), now=eve)).code == "QUARTER_INCOMPLETE"


def test_a_rate_is_rounded_half_up_for_display_only() -> None:
    """EVL-68: 1/8 is 12.5 %, 1/16 is 6.25 % and is shown as 6.3; of nothing there is none."""
    percents = [find_percent("achievement", Ratio(numerator=1, denominator=each)) for each in (8, 16)]
    assert [show_percent(each) for each in percents if each is not None] == ["12.5", "6.3"]
    assert find_percent("in_term", Ratio(numerator=0, denominator=0)) is None


def test_the_mayor_ends_what_he_approved_where_it_cannot_be_applied_any_more() -> None:
    """XS-08: held by the mayor's approval, then done: it is not published, and he refuses it; the office does not."""
    wished = PledgeChangeRequested(
        term=7, pledge=UUID(int=1), wished=PledgeWish(kind=PledgeChangeKind.HOLD), reason="여건"
    )
    approved = pledge_change.Requested(wished, PledgeChangeStep.MAYOR_APPROVED)
    done = replace(registered(), state=PledgeState.DONE)
    assert refused(lambda: pledge_change.apply(UUID(int=2), wished, done)).code == "WRONG_STATE"
    refuse, today = RefusePledgeChange(reason="이미 완료함"), date(2019, 10, 10)
    denied = refused(lambda: pledge_change.decide(refuse, approved, OFFICE, today, None))
    assert denied.code == "NOT_PERMITTED"
    events = pledge_change.decide(refuse, approved, Actor(user="mayor", role=Role.MAYOR), today, None)
    assert events == (PledgeChangeRefused(at_step=PledgeChangeStep.MAYOR_APPROVED, reason="이미 완료함"),)


def test_a_pledge_has_one_change_at_a_time() -> None:
    """EVL-70: a second one is refused until the first is published or refused."""
    first, second = UUID(int=1), UUID(int=2)
    begun = pledge_change.begin(first, None)
    under_way = pledge_change.follow(None, begun)
    refusal = refused(lambda: pledge_change.begin(second, under_way))
    assert (refusal.code, refusal.details) == ("CHANGE_UNDER_WAY", {"change": str(first)})
    confirmed = PledgeChangeConfirmed(panel="평가단", opinion="타당함")
    assert pledge_change.end(first, [confirmed]) == ()
    for last in (
        PledgeChangeRefused(at_step=PledgeChangeStep.REQUESTED, reason="철회"),
        PledgeChangePublished(published_on=date(2019, 10, 10)),
    ):
        (ended,) = pledge_change.end(first, [last])
        assert pledge_change.begin(second, pledge_change.follow(under_way, ended)).change == second
