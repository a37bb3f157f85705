"""The engagement's timers without I/O; and that every command has somebody who handles it."""

from datetime import date, datetime
from typing import get_args
from uuid import UUID

from contracts.calendar.hours import SEOUL
from contracts.engagement import EngagementCommand, EngagementEvent
from contracts.engagement.feedback import (
    DecisionReferred,
    DepartmentReplied,
    EscalateFeedback,
    FeedbackEscalated,
    FeedbackRequested,
)
from contracts.engagement.sealed import SealedReportCommand
from contracts.messages import Command
from infra.agenda import Drop, Put
from services.engagement.handlers import HANDLERS
from services.engagement.index import AGENDA, FEEDBACK
from tests.making import record_all

ITEM = UUID(int=2)
ASKED = FeedbackRequested(
    town_hall=UUID(int=1),
    round=None,
    option=None,
    text="논산열린도서관 건립",
    department="culture",
    requested_on=date(2018, 4, 16),
    due_on=date(2018, 5, 15),
)


def keep(event: EngagementEvent) -> tuple[Put | Drop, ...]:
    (recorded,) = record_all([(f"feedback-{ITEM}", event)])
    return tuple(AGENDA.keep(recorded))


def test_every_command_is_handled() -> None:
    """But the sealed one, which is opened before."""
    commands: tuple[type[Command], ...] = get_args(get_args(EngagementCommand)[0])
    assert len(commands) > 20
    for command in set(commands) - {SealedReportCommand}:
        HANDLERS.find(command.model_construct())


def test_a_reply_is_looked_for_the_morning_after_it_was_due() -> None:
    """ENG-09: due on 2018-05-15, at nine of the 16th; not any more once there is a reply or a decision."""
    assert keep(ASKED) == (Put(FEEDBACK, str(ITEM), due_at=datetime(2018, 5, 16, 9, tzinfo=SEOUL)),)
    replied = DepartmentReplied(reply="예", replied_on=date(2018, 5, 10), late_days=0)
    referred = DecisionReferred(to="충청남도", reason="도의 사무", decided_on=date(2018, 5, 14))
    assert keep(replied) == keep(referred) == (Drop(FEEDBACK, str(ITEM)),)
    assert keep(FeedbackEscalated(due_on=date(2018, 5, 15))) == ()
    due = AGENDA.timers[FEEDBACK](str(ITEM), datetime(2018, 5, 16, 9, tzinfo=SEOUL))
    assert due == EscalateFeedback(feedback=ITEM)
