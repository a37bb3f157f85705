"""Feedback as given / when / then: asked, replied to, adopted, declined, referred; told once when overdue (ENG-09)."""

from dataclasses import replace
from datetime import date
from functools import reduce
from typing import Any, Final
from uuid import UUID

import pytest

from contracts.calendar import Calendar
from contracts.engagement import EngagementEvent
from contracts.engagement.feedback import (
    AdoptFeedback,
    DecisionAdopted,
    DeclineFeedback,
    DepartmentReplied,
    EscalateFeedback,
    FeedbackCommand,
    FeedbackEscalated,
    FeedbackRequested,
    ReferFeedback,
    ReplyToFeedback,
    RequestFeedback,
)
from contracts.engagement.rounds import PollRoundPlanned
from contracts.engagement.tallies import PollMode, PollOption
from contracts.engagement.town_halls import DoorsOpened, RegistrationOpened, TownHallAnnounced
from contracts.messages import Actor
from contracts.registry.known import Department
from contracts.values import Role
from services.engagement import feedback, poll_round
from services.engagement.feedback import Facts, NotRequested, State
from tests.unit.services.engagement.test_town_hall import PLANNED
from tests.unit.services.engagement.test_town_hall import make as hold
from tests.unit.services.projects.acting import CULTURE, ROADS, refused

SESSION: Final = UUID(int=1)
ITEM: Final = UUID(int=2)
ASKED_ON: Final = date(2018, 4, 16)
HOLIDAYS: Final = frozenset({date(2018, 5, 7)})
ASK: Final = RequestFeedback(town_hall=SESSION, text="논산열린도서관 건립", department="culture")
ASKED: Final = FeedbackRequested(
    town_hall=SESSION,
    round=None,
    option=None,
    text="논산열린도서관 건립",
    department="culture",
    requested_on=ASKED_ON,
    due_on=date(2018, 5, 15),
)
REPLY: Final = ReplyToFeedback(reply="추경에 반영하겠습니다.")
REPLIED: Final = DepartmentReplied(reply="추경에 반영하겠습니다.", replied_on=date(2018, 5, 10), late_days=0)
TICK: Final = EscalateFeedback(feedback=ITEM)


def make(*events: EngagementEvent) -> State:
    start: State = NotRequested()
    return reduce(feedback.evolve, events, start)


def facts(today: date = ASKED_ON, actor: Actor = CULTURE, **changes: Any) -> Facts:
    known = {
        "today": today,
        "actor": actor,
        "calendar": Calendar(HOLIDAYS),
        "departments": {"culture": Department(date(2018, 1, 1))},
        "town_hall": hold(PLANNED, TownHallAnnounced(), RegistrationOpened(), DoorsOpened()),
    }
    return Facts(**{**known, **changes})


def decide(command: FeedbackCommand, state: State, known: Facts) -> tuple[EngagementEvent, ...]:
    return feedback.decide(command, state, known)


def test_a_department_has_twenty_business_days() -> None:
    """ENG-09, TH_REPLY: after Monday 2018-04-16; with 05-01 a usual day and 05-07 off it is Tuesday 05-15."""
    assert decide(ASK, NotRequested(), facts()) == (ASKED,)
    (sooner,) = decide(ASK.model_copy(update={"days": 5}), NotRequested(), facts())
    assert getattr(sooner, "due_on", None) == date(2018, 4, 23)


def test_only_what_a_session_brought_up_is_asked_of_a_department_that_there_is() -> None:
    """ENG-01, ENG-09."""
    early = hold(PLANNED, TownHallAnnounced())
    assert refused(lambda: decide(ASK, NotRequested(), facts(town_hall=early))).code == "WRONG_STATE"
    assert refused(lambda: decide(ASK, NotRequested(), facts(town_hall=hold()))).code == "NOT_FOUND"
    strange = ASK.model_copy(update={"department": "nobody"})
    assert refused(lambda: decide(strange, NotRequested(), facts())).code == "UNKNOWN_DEPARTMENT"
    loose = ASK.model_copy(update={"option": "1"})
    assert refused(lambda: decide(loose, NotRequested(), facts())).code == "BAD_SHAPE"


def test_an_option_is_one_of_a_published_round_of_the_session() -> None:
    """ENG-07, ENG-09."""
    options = (PollOption(code="1", text="논산열린도서관"), PollOption(code="2", text="문화원"))
    plan = PollRoundPlanned(
        town_hall=SESSION,
        question="무엇을 지을까요?",
        mode=PollMode.SINGLE,
        options=options,
        max_choices=None,
        scale=None,
        seconds=None,
        is_changeable=False,
        instead_of=None,
    )
    published = poll_round.Round(plan, stage="PUBLISHED", options=frozenset({"1", "2"}))
    asked = ASK.model_copy(update={"round": ITEM, "option": "1"})

    def code(command: RequestFeedback, state: poll_round.State) -> str:
        return refused(lambda: decide(command, NotRequested(), facts(round=state))).code

    (event,) = decide(asked, NotRequested(), facts(round=published))
    assert (getattr(event, "round", None), getattr(event, "option", None)) == (ITEM, "1")
    assert code(asked, poll_round.NotPlanned()) == "NOT_FOUND"
    assert code(asked, replace(published, stage="CLOSED")) == "WRONG_STATE"
    assert code(asked.model_copy(update={"option": "3"}), published) == "NOT_FOUND"
    assert code(asked.model_copy(update={"town_hall": ITEM}), published) == "NOT_FOUND"


def test_the_department_that_is_asked_replies_once_and_late_days_count() -> None:
    """ENG-09: due on 2018-05-15; Thursday the 17th is two business days late."""
    assert decide(REPLY, make(ASKED), facts(date(2018, 5, 10))) == (REPLIED,)
    (late,) = decide(REPLY, make(ASKED), facts(date(2018, 5, 17)))
    assert getattr(late, "late_days", None) == 2
    assert refused(lambda: decide(REPLY, make(ASKED), facts(actor=ROADS))).code == "NOT_PERMITTED"
    assert refused(lambda: decide(REPLY, make(ASKED, REPLIED), facts())).code == "WRONG_STATE"


@pytest.mark.parametrize(
    ("command", "stage"),
    [
        (AdoptFeedback(decision="건립하기로 함", resolution=ITEM), "ADOPTED"),
        (DeclineFeedback(reason="문화재 보호구역"), "DECLINED"),
        (ReferFeedback(to="충청남도", reason="도의 사무"), "REFERRED"),
    ],
)
def test_each_item_ends_once_and_after_a_reply(command: FeedbackCommand, stage: str) -> None:
    """ENG-07, ENG-09: adopted, declined or referred."""
    assert refused(lambda: decide(command, make(ASKED), facts())).code == "WRONG_STATE"
    ended = make(ASKED, REPLIED, *decide(command, make(ASKED, REPLIED), facts()))
    assert feedback.name_state(ended) == stage
    assert refused(lambda: decide(command, ended, facts())).code == "WRONG_STATE"


def test_what_is_adopted_is_carried_on_by_something() -> None:
    """ENG-07, ORG-08: a resolution or a directive."""
    loose = AdoptFeedback(decision="건립하기로 함")
    assert refused(lambda: decide(loose, make(ASKED, REPLIED), facts())).code == "LINK_REQUIRED"
    linked = loose.model_copy(update={"directive": ITEM})
    (adopted,) = decide(linked, make(ASKED, REPLIED), facts())
    assert isinstance(adopted, DecisionAdopted)
    assert (adopted.resolution, adopted.directive) == (None, ITEM)


def test_an_overdue_reply_is_told_once() -> None:
    """ENG-09: on the day after the due day, not on it, and not again."""
    system = Actor(user="policy:engagement", role=Role.SYSTEM)
    assert decide(TICK, make(ASKED), facts(date(2018, 5, 15), system)) == ()
    told = decide(TICK, make(ASKED), facts(date(2018, 5, 16), system))
    assert told == (FeedbackEscalated(due_on=date(2018, 5, 15)),)
    assert decide(TICK, make(ASKED, *told), facts(date(2018, 5, 17), system)) == ()
    assert decide(TICK, make(ASKED, REPLIED), facts(date(2018, 5, 17), system)) == ()
