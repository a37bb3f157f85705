"""Town halls as given / when / then: planned, announced, registered for, opened, closed, paid for (ENG-01, ENG-11)."""

from datetime import date, datetime
from functools import partial, reduce
from uuid import UUID

import pytest

from contracts.calendar.elections import Election
from contracts.calendar.hours import SEOUL
from contracts.engagement import EngagementEvent
from contracts.engagement.surveys import Design
from contracts.engagement.town_halls import (
    AgendaItem,
    AgendaSet,
    AnnounceTownHall,
    CancelTownHall,
    CloseTownHall,
    DoorsOpened,
    OpenDoors,
    OpenRegistration,
    PlanTownHall,
    RecordSpending,
    RegistrationOpened,
    Segment,
    SetAgenda,
    TownHallAnnounced,
    TownHallClosed,
    TownHallCommand,
    TownHallPlanned,
)
from services.engagement import town_hall
from services.engagement.town_hall import Facts, NotPlanned, State
from tests.contract.examples import read_examples
from tests.unit.services.projects.acting import refused

PLAN = PlanTownHall(
    name="논산! 미래의 얼굴을 찾습니다.",
    starts_at=datetime(2018, 4, 11, 14, 30, tzinfo=SEOUL),
    minutes=120,
    place="건양대학교 콘서트홀",
    budget_won=50_000_000,
    segments=(Segment(code="citizens", name="일반 시민", seats=400),),
    is_hosted_by_mayor=False,
)
PLANNED = TownHallPlanned(**PLAN.model_dump(exclude={"type"}))
ANNOUNCED, REGISTERING, DOORS = TownHallAnnounced(), RegistrationOpened(), DoorsOpened()
HELD = date(2018, 4, 11)


def make(*events: EngagementEvent) -> State:
    start: State = NotPlanned()
    return reduce(town_hall.evolve, events, start)


def decide(state: State, command: TownHallCommand, today: date = HELD) -> tuple[EngagementEvent, ...]:
    return town_hall.decide(command, state, Facts(today, {}))


def spend(won: int, ground: str | None = None, day: date = HELD) -> RecordSpending:
    return RecordSpending(item="무대", amount_won=won, spent_on=day, overrun_ground=ground)


def test_each_step_follows_the_one_before_it() -> None:
    """ENG-01: announced, registered for, opened, closed."""
    assert decide(make(PLANNED), AnnounceTownHall(), date(2018, 4, 4)) == (ANNOUNCED,)
    assert decide(make(PLANNED, ANNOUNCED), OpenRegistration()) == (REGISTERING,)
    assert decide(make(PLANNED, ANNOUNCED, REGISTERING), OpenDoors()) == (DOORS,)
    assert decide(make(PLANNED, ANNOUNCED, REGISTERING, DOORS), CloseTownHall()) == (TownHallClosed(),)


@pytest.mark.parametrize(
    ("events", "command"),
    [
        ((PLANNED,), OpenRegistration()),
        ((PLANNED, ANNOUNCED), AnnounceTownHall()),
        ((PLANNED, ANNOUNCED), OpenDoors()),
        ((PLANNED, ANNOUNCED, REGISTERING), CloseTownHall()),
        ((PLANNED, ANNOUNCED, REGISTERING, DOORS), CancelTownHall(reason="감염병 예방")),
        ((PLANNED, ANNOUNCED, REGISTERING, DOORS, TownHallClosed()), OpenDoors()),
    ],
)
def test_no_step_is_left_out_or_done_twice(events: tuple[EngagementEvent, ...], command: TownHallCommand) -> None:
    """ENG-01."""
    assert refused(lambda: decide(make(*events), command)).code == "WRONG_STATE"


def test_it_is_announced_a_week_before_at_the_latest() -> None:
    """ENG-01: for 2018-04-11 on 2018-04-04, not on the 5th."""
    no = refused(lambda: decide(make(PLANNED), AnnounceTownHall(), date(2018, 4, 5)))
    assert (no.code, no.details) == ("ANNOUNCED_TOO_LATE", {"latest": "2018-04-04"})


def test_doors_open_on_the_day() -> None:
    """ENG-01."""
    state = make(PLANNED, ANNOUNCED, REGISTERING)
    assert refused(lambda: decide(state, OpenDoors(), date(2018, 4, 10))).code == "DOORS_TOO_EARLY"


def test_the_mayor_hosts_nothing_in_the_sixty_days_before_an_election() -> None:
    """ENG-01, CAL-10: the local election of 2018-06-13; 2018-04-14 is the first day, and the mayor's own."""
    elections = {date(2018, 6, 13): Election(date(2018, 6, 13), None)}
    for day, is_refused in ((13, False), (14, True)):
        command = PLAN.model_copy(
            update={"is_hosted_by_mayor": True, "starts_at": datetime(2018, 4, day, 14, tzinfo=SEOUL)}
        )
        facts = Facts(date(2018, 3, 2), elections)
        if is_refused:
            assert refused(partial(town_hall.decide, command, NotPlanned(), facts)).code == "ELECTION_BLACKOUT"
        else:
            assert town_hall.decide(command, NotPlanned(), facts)


def test_beyond_the_budget_is_spent_with_a_ground_only() -> None:
    """ENG-11: 38,000,000 + 12,000,000 are the budget of 50,000,000; one won more needs a ground."""
    state = make(PLANNED, *decide(make(PLANNED), spend(38_000_000)))
    (within,) = decide(state, spend(12_000_000, "쓰지 않을 사유"))
    assert getattr(within, "overrun_ground", "") is None
    no = refused(lambda: decide(state, spend(12_000_001)))
    assert (no.code, no.details) == ("BUDGET_EXCEEDED", {"budget": "50000000", "spent": "50000001"})
    (beyond,) = decide(state, spend(12_000_001, "비가 와서 천막을 빌림"))
    assert getattr(beyond, "overrun_ground", "") == "비가 와서 천막을 빌림"
    assert refused(lambda: decide(state, spend(1, day=date(2018, 4, 12)))).code == "DAY_IN_FUTURE"


def test_what_an_earlier_session_left_is_talked_about_first() -> None:
    """ENG-14: and nothing that comes from a survey which is not published."""
    old, new = AgendaItem(text="지난번 가로등", feedback=UUID(int=1)), AgendaItem(text="버스", survey=UUID(int=2))
    facts = Facts(
        date(2018, 3, 2),
        {},
        surveys={UUID(int=2): Design.model_validate(read_examples()["engagement.design_survey.v1"]["design"])},
    )
    assert town_hall.decide(SetAgenda(agenda=(old, new)), make(PLANNED), facts) == (AgendaSet(agenda=(old, new)),)
    wrong = partial(town_hall.decide, SetAgenda(agenda=(new, old)), make(PLANNED), facts)
    assert refused(wrong).code == "AGENDA_ORDER"
    unpublished = partial(town_hall.decide, SetAgenda(agenda=(new,)), make(PLANNED), Facts(date(2018, 3, 2), {}))
    assert refused(unpublished).code == "NOT_FOUND"
