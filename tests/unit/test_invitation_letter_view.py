"""The view of letters with a survey's link: how each stands, and nothing of any other notice."""

from datetime import date
from typing import Final
from uuid import UUID

import pytest

from contracts.coordination import (
    Change,
    ChangeKind,
    CitizenNoticeRaised,
    CoordinationEvent,
    InvitationLink,
    MailClosed,
    MailEnd,
    MailEnded,
    MailOutcome,
    MailOwed,
    MailStarted,
)
from contracts.sealed import Sealed
from gateway.views.invitation_letter import Row, apply, keys
from tests.making import record_all

DAY: Final = date(2024, 2, 5)
WHO: Final = UUID(int=5)
LINK: Final = InvitationLink(survey=UUID(int=1), invitation=WHO, generation=2)
OWED: Final = MailOwed(owed_on=DAY)
STARTED: Final = MailStarted(person=WHO, attempt=1)


def raise_notice(link: InvitationLink | None) -> CitizenNoticeRaised:
    change = Change(kind=ChangeKind.SURVEY_INVITED, subject=f"invitation-{WHO}", on=DAY)
    return CitizenNoticeRaised.model_construct(
        follower=WHO,
        topic=f"survey-{LINK.survey}",
        contact=Sealed("sealed"),
        field="engagement.suggestion.contact",
        is_digest=False,
        change=change,
        link=link,
    )


def end(outcome: MailOutcome) -> MailEnded:
    return MailEnded(person=WHO, attempt=1, outcome=outcome, code=None, status=None, again_at=None)


def fold(*events: CoordinationEvent) -> Row | None:
    row = None
    for event in record_all([("notice-n1", event) for event in events]):
        row = apply(row, event) if keys(event) == ("n1",) else row
    return row


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ((), "OFF"),
        ((OWED,), "OWED"),
        ((OWED, STARTED), "SENDING"),
        ((OWED, STARTED, end(MailOutcome.UNKNOWN)), "UNKNOWN"),
        ((OWED, STARTED, end(MailOutcome.SENT), MailClosed(end=MailEnd.DONE)), "SENT"),
        ((OWED, MailClosed(end=MailEnd.EXPIRED)), "EXPIRED"),
    ],
)
def test_a_letter_stands_as_its_last_event_says(events: tuple[CoordinationEvent, ...], state: str) -> None:
    """ENG-34: of the generation of the link; letters are off where none is owed."""
    row = fold(raise_notice(LINK), *events)
    assert row is not None
    assert (row.letter, row.invitation, row.generation, row.state) == ("n1", str(WHO), 2, state)


def test_no_other_notice_has_a_row() -> None:
    assert fold(raise_notice(None), OWED, STARTED, end(MailOutcome.SENT)) is None
