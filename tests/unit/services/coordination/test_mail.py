"""The mail of a notice: what is sent, what is never sent again by itself, what is given up."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Final
from uuid import UUID

import pytest

from contracts.calendar.deadlines import Stage
from contracts.coordination import (
    CloseMail,
    CoordinationEvent,
    EndMail,
    MailClosed,
    MailEnd,
    MailEnded,
    MailOutcome,
    MailOwed,
    MailStarted,
    NoticeKind,
    NoticeRaised,
    PersonRecorded,
    PostRecorded,
    Recipient,
    StartMail,
)
from contracts.directives import Clock
from contracts.errors import Rejected
from contracts.registry import Post
from infra.agenda import Drop, Put
from infra.letters import Desk, Lost, Plan
from services.coordination import directory, letter
from services.coordination.directory import Directory
from services.coordination.index import MAIL, MOST, keep, plan
from services.coordination.notice import UNRAISED, State, decide_mail, evolve
from tests.making import record_all

KEY, FIRST, SECOND = (UUID(int=number) for number in (7, 1, 2))
DAY: Final = date(2024, 2, 5)
NOW: Final = datetime(2024, 2, 5, 3, 0, tzinfo=UTC)
SEALED: Final = f"sealed.1.{FIRST}.{'a' * 40}"
NOTICE: Final = NoticeRaised(
    directive=UUID("0b0e7d5c-7c1e-4a7e-9b1c-3d5f7a9b1c3d"), kind=NoticeKind.REMINDER, recipient=Recipient.OFFICER,
    department="roads", clock=Clock.REPORT, stage=Stage.DUE_IN_1, due=date(2024, 2, 6),
)  # fmt: skip
OWED: Final = (NOTICE, MailOwed(owed_on=DAY))
DESK: Final = Desk(None, "https://hwanryu.example/")


def stand(*events: CoordinationEvent) -> State:
    state: State = UNRAISED
    for event in (*OWED, *events):
        state = evolve(state, event)
    return state


def hall(*people: UUID, address: str | None = SEALED) -> Directory:
    """Return a directory in which people are officers of the roads' department."""
    entered = [PersonRecorded(person=who, account=None, email=address) for who in people]
    seated = [
        PostRecorded(
            assignment=who, person=who, department="roads", post=Post.OFFICER, valid_from=DAY, valid_until=None
        )
        for who in people
    ]
    known = directory.EMPTY
    told: list[CoordinationEvent] = [*entered, *seated]
    for event in told:
        known = directory.evolve(known, event)
    return known


def end(outcome: MailOutcome, attempt: int = 1, again_at: datetime | None = None, who: UUID = FIRST) -> MailEnded:
    return MailEnded(person=who, attempt=attempt, outcome=outcome, code=None, status=None, again_at=again_at)


def look(state: State, known: Directory, day: date = DAY, now: datetime = NOW) -> Plan:
    return plan(state, known, DESK, day, now)


def list_letters(state: State, known: Directory, now: datetime = NOW) -> list[tuple[UUID, int]]:
    return [(each.person, each.attempt) for each in look(state, known, now=now).letters]


def test_each_holder_of_the_post_gets_one_letter() -> None:
    assert list_letters(stand(), hall(FIRST, SECOND)) == [(FIRST, 1), (SECOND, 1)]
    half = stand(MailStarted(person=FIRST, attempt=1), end(MailOutcome.SENT))
    assert list_letters(half, hall(FIRST, SECOND)) == [(SECOND, 1)]


@pytest.mark.parametrize("outcome", [MailOutcome.REFUSED, MailOutcome.UNKNOWN, MailOutcome.NO_ADDRESS])
def test_what_was_refused_or_may_have_arrived_is_not_sent_again(outcome: MailOutcome) -> None:
    done = stand(MailStarted(person=FIRST, attempt=1), end(outcome))
    assert look(done, hall(FIRST)) == Plan(end=MailEnd.DONE)


def test_an_attempt_without_an_end_is_lost_with_its_process() -> None:
    (lost,) = look(stand(MailStarted(person=FIRST, attempt=1)), hall(FIRST)).lost
    assert (lost.person, lost.attempt) == (FIRST, 1)
    assert lost.letter is not None
    assert look(stand(MailStarted(person=SECOND, attempt=1)), hall(FIRST)) == Plan(lost=(Lost(SECOND, 1),))


def test_a_deferred_letter_waits_for_its_time_and_is_given_up_in_the_end() -> None:
    later = NOW + timedelta(minutes=1)
    deferred = stand(end(MailOutcome.DEFERRED, again_at=later))
    assert look(deferred, hall(FIRST)) == Plan()
    assert list_letters(deferred, hall(FIRST), now=later) == [(FIRST, 2)]
    given_up = stand(*(end(MailOutcome.DEFERRED, number, NOW) for number in range(1, MOST + 1)))
    assert look(given_up, hall(FIRST)) == Plan(end=MailEnd.DONE)


@pytest.mark.parametrize(
    ("known", "day", "why"),
    [
        (hall(), DAY, MailEnd.NOBODY),
        (hall(FIRST, address=None), DAY, MailEnd.NO_ADDRESS),
        (hall(FIRST), DAY + timedelta(days=8), MailEnd.EXPIRED),
    ],
)
def test_a_notice_that_reaches_nobody_stands_in_the_application(known: Directory, day: date, why: MailEnd) -> None:
    assert look(stand(), known, day) == Plan(end=why)


def test_a_week_old_notice_is_still_news() -> None:
    assert look(stand(), hall(FIRST), DAY + timedelta(days=7)).letters


@pytest.mark.parametrize(
    ("due", "day", "is_news"),
    [
        (date(2024, 2, 20), date(2024, 2, 20), True),  # shared on the 5th, entered on the 20th: it is due that day
        (date(2024, 2, 20), date(2024, 2, 21), False),
        (date(2024, 2, 6), date(2024, 2, 12), True),  # the week after the 5th is news in any case
        (None, date(2024, 2, 13), False),
    ],
)
def test_a_deadline_that_still_runs_is_news(due: date | None, day: date, *, is_news: bool) -> None:
    """CAL-14: what happened two weeks before it is entered owes its mail since then, and can be read in time."""
    state = evolve(evolve(UNRAISED, NOTICE.model_copy(update={"due": due})), MailOwed(owed_on=DAY))
    assert bool(look(state, hall(FIRST), day).letters) is is_news
    assert look(state, hall(FIRST), day).end == (None if is_news else MailEnd.EXPIRED)


def test_nothing_is_owed_of_a_notice_that_was_raised_without_mail_or_is_closed() -> None:
    assert look(evolve(UNRAISED, NOTICE), hall(FIRST)) == Plan()
    assert look(stand(MailClosed(end=MailEnd.DONE)), hall(FIRST)) == Plan()


def test_no_letter_goes_out_twice_whoever_asks() -> None:
    start = StartMail(notice=KEY, person=FIRST, attempt=1)
    (started,) = decide_mail(start, stand())
    for state in (stand(started), stand(started, end(MailOutcome.SENT)), evolve(UNRAISED, NOTICE)):
        with pytest.raises(Rejected, match="메일"):
            decide_mail(start, state)


def make_end(outcome: MailOutcome, attempt: int = 1) -> EndMail:
    return EndMail(notice=KEY, person=FIRST, attempt=attempt, outcome=outcome)


def test_only_what_was_started_can_have_been_sent() -> None:
    for outcome in (MailOutcome.SENT, MailOutcome.UNKNOWN):
        with pytest.raises(Rejected):
            decide_mail(make_end(outcome), stand())
    assert decide_mail(make_end(MailOutcome.REFUSED), stand()) == (end(MailOutcome.REFUSED),)
    with pytest.raises(Rejected):
        decide_mail(make_end(MailOutcome.REFUSED, 2), stand())
    with pytest.raises(Rejected):
        decide_mail(make_end(MailOutcome.SENT), stand(MailStarted(person=FIRST, attempt=1), end(MailOutcome.UNKNOWN)))


def test_the_lookup_holds_what_is_owed_from_when_on() -> None:
    stream = f"notice-{KEY}"
    again = datetime(2024, 2, 5, 12, 1, 30, 5, tzinfo=UTC)
    first, second = (MailStarted(person=FIRST, attempt=number) for number in (1, 2))
    deferred = first, end(MailOutcome.DEFERRED, again_at=again)
    events = (*OWED, *deferred, second, end(MailOutcome.SENT, 2), MailClosed(end=MailEnd.DONE))
    told: list[tuple[str, CoordinationEvent]] = [(stream, event) for event in events]
    kept = [keep(event) for event in record_all(told)]
    assert kept == [
        (), (Put(MAIL, str(KEY)),), (Put(MAIL, str(KEY)),), (Put(MAIL, str(KEY), "2024-02-05T12:01:30+00:00"),),
        (Put(MAIL, str(KEY)),), (), (Drop(MAIL, str(KEY)),),
    ]  # fmt: skip


def test_a_letter_says_what_is_due_and_where_to_read_it() -> None:
    words = letter.write(NOTICE, DESK.console_url)
    assert words.subject == "[환류] 우선보고 기한이 1근무일 남았습니다"
    assert "기한: 우선보고 2024. 2. 6.(화)" in words.body
    assert f"https://hwanryu.example/directives/{NOTICE.directive}" in words.body
    assert "http" not in letter.write(NOTICE, "").body


def test_a_returned_outcome_is_called_as_on_its_page() -> None:
    """DIR-08: 보완 요청, a request for more; what is sent back with 반려 is somebody else's plan."""
    said = letter.write(NOTICE.model_copy(update={"kind": NoticeKind.RETURNED, "due": None}), "").subject
    assert said == "[환류] 제출한 처리결과에 보완 요청이 있습니다"


def test_every_notice_can_be_written() -> None:
    for kind, stage in product(NoticeKind, [None, *Stage]):
        words = letter.write(NOTICE.model_copy(update={"kind": kind, "stage": stage, "clock": None, "due": None}), "")
        assert words.subject.startswith("[환류] "), (kind, stage)
        assert "\n" not in words.subject, (kind, stage)


def test_closing_is_noted() -> None:
    assert decide_mail(CloseMail(notice=KEY, end=MailEnd.NOBODY), stand()) == (MailClosed(end=MailEnd.NOBODY),)
