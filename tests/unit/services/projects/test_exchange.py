"""Exchanges and postings as given / when / then: what was done abroad and with whom, who is posted and reports."""

from dataclasses import replace
from functools import partial

from contracts.projects.exchanges import (
    Direction,
    EndPosting,
    ExchangeKind,
    ExchangeRecorded,
    Headcount,
    PostingCommand,
    PostingReported,
    PostingStarted,
    RecordExchange,
    ReportPosting,
    StartPosting,
)
from services.projects import exchange, posting
from services.projects.exchange import NotRecorded
from services.projects.posting import Facts, NotStarted, State
from tests.unit.services.projects.acting import AUGUST_2018, CULTURE, OFFICE, ROADS, fold, refused

PARTNERS = frozenset({"shangrao", "konyang-middle", "ssenppul-high"})
FESTIVAL = RecordExchange(
    name="2018 논산딸기축제 초청행사",
    kind=ExchangeKind.FESTIVAL,
    on="2018. 4월 4일",
    countries=7,
    people=Headcount(n=30, is_approximate=True),
    content="논산딸기축제 및 딸기수확 체험",
)


def record(command: RecordExchange) -> ExchangeRecorded:
    (event,) = exchange.decide(command, NotRecorded(), AUGUST_2018, CULTURE, PARTNERS)
    assert isinstance(event, ExchangeRecorded)
    return event


def test_the_visit_of_april_2018_has_seven_countries_and_about_thirty_people() -> None:
    """PRJ-56, INC-15, A370-371: 7개국 30여명."""
    event = record(FESTIVAL)
    assert (event.countries, event.people) == (7, Headcount(n=30, is_approximate=True))
    assert (event.on.value, event.on.written, event.by) == ("2018-04-04", "2018. 4월 4일", "culture")


def test_students_exchange_through_their_schools() -> None:
    """PRJ-56, INC-16, A376: 건양중, 쎈뽈여고."""
    students = RecordExchange(
        name="학교간 학생 교류",
        kind=ExchangeKind.STUDENT,
        on="2018. 상반기",
        partners=("konyang-middle", "ssenppul-high"),
    )
    assert record(students).partners == ("konyang-middle", "ssenppul-high")
    unknown = students.model_copy(update={"partners": ("nowhere",)})
    assert refused(lambda: record(unknown)).code == "UNKNOWN_PARTNER"


def test_an_exchange_is_recorded_once_and_after_it_was() -> None:
    later = FESTIVAL.model_copy(update={"on": "2018. 10월"})
    assert refused(lambda: record(later)).code == "DAY_IN_FUTURE"
    assert refused(lambda: record(FESTIVAL.model_copy(update={"on": "4. 4(목)"}))).code == "WEEKDAY_MISMATCH"
    there = exchange.evolve(NotRecorded(), record(FESTIVAL))
    assert exchange.name_state(there) == "RECORDED"
    again = refused(lambda: exchange.decide(FESTIVAL, there, AUGUST_2018, CULTURE, PARTNERS))
    assert again.code == "ALREADY_REGISTERED"


OF_CULTURE = Facts(AUGUST_2018, CULTURE, PARTNERS)
START = StartPosting(partner="shangrao", direction=Direction.OUT, period="2018. 3월 ~ 2019. 2월")
REPORT = ReportPosting(on="2018. 6월", text="교류 창구를 열었음")


def posted(*commands: PostingCommand) -> State:
    state: State = NotStarted()
    for command in (START, *commands):
        state = fold(posting.evolve, state, *posting.decide(command, state, OF_CULTURE))
    return state


def test_a_posting_has_a_period_and_numbered_reports() -> None:
    """PRJ-57, A77: 공무원 상호파견."""
    (started,) = posting.decide(START, NotStarted(), OF_CULTURE)
    assert isinstance(started, PostingStarted)
    assert (started.period.value, started.direction) == ("2018-03/2019-02", Direction.OUT)
    (second,) = posting.decide(REPORT, posted(REPORT), OF_CULTURE)
    assert isinstance(second, PostingReported)
    assert second.number == 2


def test_a_posting_ends_once_and_is_reported_on_afterwards() -> None:
    """PRJ-57: 귀국 보고."""
    ended = posted(EndPosting(on="2018-07-31", reason="조기 복귀"))
    assert posting.name_state(ended) == "ENDED"
    assert len(posting.decide(REPORT, ended, OF_CULTURE)) == 1
    assert refused(lambda: posting.decide(EndPosting(on="2018-08-01"), ended, OF_CULTURE)).code == "WRONG_STATE"


def test_nothing_is_reported_from_before_or_after_now() -> None:
    state = posted()
    for on, code in (("2018. 2월", "DATES_REVERSED"), ("2018. 9월", "DAY_IN_FUTURE")):
        assert refused(partial(posting.decide, EndPosting(on=on), state, OF_CULTURE)).code == code


def test_who_looks_after_a_posting_changes_it() -> None:
    state = posted()
    assert refused(lambda: posting.decide(REPORT, state, replace(OF_CULTURE, actor=ROADS))).code == "NOT_PERMITTED"
    assert len(posting.decide(REPORT, state, replace(OF_CULTURE, actor=OFFICE))) == 1
    assert refused(lambda: posting.decide(START, state, OF_CULTURE)).code == "ALREADY_REGISTERED"
    assert refused(lambda: posting.decide(REPORT, NotStarted(), OF_CULTURE)).code == "NOT_FOUND"
    nowhere = START.model_copy(update={"partner": "nowhere"})
    assert refused(lambda: posting.decide(nowhere, NotStarted(), OF_CULTURE)).code == "UNKNOWN_PARTNER"
