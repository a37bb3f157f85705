"""The view of letters: one row a person, and one of a notice that reached nobody."""

from datetime import datetime
from typing import Final
from uuid import UUID

from contracts.coordination import (
    CoordinationEvent,
    MailClosed,
    MailEnd,
    MailEnded,
    MailOutcome,
    MailOwed,
    MailStarted,
    PersonDropped,
)
from gateway.views.mail import Row, apply, keys
from tests.making import NOON, record_all

WHO: Final = UUID(int=5)
STARTED: Final = MailStarted(person=WHO, attempt=2)


def end(outcome: MailOutcome, code: int | None = None, again_at: datetime | None = None) -> MailEnded:
    return MailEnded(person=WHO, attempt=2, outcome=outcome, code=code, status=None, again_at=again_at)


def fold(*events: CoordinationEvent) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for event in record_all([("notice-n1", event) for event in events]):
        for key in keys(event):
            row = apply(rows.get(key), event)
            assert row is not None
            rows[key] = row
    return rows


def test_a_letter_goes_out_and_has_an_outcome() -> None:
    key = f"n1:{WHO}"
    assert fold(STARTED)[key].state == "SENDING"
    sent = fold(STARTED, end(MailOutcome.SENT, 250))[key]
    assert (sent.state, sent.code, sent.attempt, sent.notice, sent.person) == ("SENT", 250, 2, "n1", str(WHO))
    deferred = fold(end(MailOutcome.DEFERRED, 451, NOON))[key]
    assert (deferred.state, deferred.again_at) == ("DEFERRED", NOON)
    assert fold(end(MailOutcome.DEFERRED, 451, NOON), STARTED)[key].again_at is None


def test_a_notice_that_reached_nobody_has_a_row_of_its_own() -> None:
    assert {key: row.state for key, row in fold(MailClosed(end=MailEnd.NOBODY)).items()} == {"n1": "NOBODY"}


def test_nothing_else_is_a_letter() -> None:
    """One that was sent to all has its rows already."""
    assert fold(MailOwed(owed_on=NOON.date()), MailClosed(end=MailEnd.DONE), PersonDropped(person=WHO)) == {}
