"""Reminders, escalations and late holidays: once each, told on their day, whatever is killed, doubled or moved."""

import asyncio
from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest

from contracts.calendar.deadlines import Stage
from contracts.directives import (
    Clock,
    DeadlineMissed,
    DeadlineRecalculated,
    DirectiveKind,
    EscalationRaised,
    IssueDirective,
    PublishQuarterlyReport,
    QuarterlyReportPublished,
    RecordHoliday,
    RecordRevokedHoliday,
    ReminderSent,
    ShareDirective,
    StagePassed,
    SubmitPriorityReport,
)
from contracts.directives.sealed import AUDIT_TEAM
from contracts.messages import Entry, Refused
from infra.log import open_log
from tests.integration.checking import find_faults, read_events
from tests.integration.databases import Database, connected
from tests.integration.directing import (
    AUDITOR,
    LEAD,
    SECRET,
    SYSTEM,
    Office,
    at,
    has_settled,
    make_seals,
    read_opened,
    read_written,
)
from tests.integration.test_runner import done
from tests.integration.test_timers import HOLD
from tests.integration.waiting import eventually

CHUSEOK = tuple(date(2024, 9, day) for day in (16, 17, 18))
LATE = date(2024, 10, 1)
"""임시공휴일, declared in September."""
AUTUMN = (*CHUSEOK, date(2024, 10, 3), date(2024, 10, 9))
REPORT = SubmitPriorityReport(text="담당 팀을 정함")
Told = tuple[str, Clock, str | None, Stage | None, date, date]


async def read_told(database: Database, directive: UUID) -> list[Told]:
    """Return what was told of a directive: by which event, of which clock, whose, which stage and due, on which day."""
    rows = {row.position: row for row in await read_events(database)}
    told: list[Told] = []
    for event in await read_written(database):
        match event.data:
            case ReminderSent() | EscalationRaised() | StagePassed() | DeadlineMissed() as data:
                if event.stream == f"directive-{directive}":
                    day = (rows[event.position].effective_at + timedelta(hours=9)).date()
                    stage = None if isinstance(data, DeadlineMissed) else data.stage
                    told.append((type(data).__name__, data.clock, data.department, stage, data.due, day))
            case _:
                pass
    return told


def days(told: list[Told]) -> list[tuple[str, Stage | None, date]]:
    return [(name, stage, day) for name, _, _, stage, _, day in told]


FRIDAY = date(2024, 9, 27)
LADDER = [
    ("ReminderSent", Stage.DUE_IN_1, date(2024, 10, 2)),
    ("ReminderSent", Stage.DUE, date(2024, 10, 4)),
    ("DeadlineMissed", None, date(2024, 10, 7)),
    ("EscalationRaised", Stage.LATE_1, date(2024, 10, 7)),
    ("EscalationRaised", Stage.LATE_3, date(2024, 10, 10)),
    ("EscalationRaised", Stage.LATE_5, date(2024, 10, 14)),
]
"""Shared on Friday 27 September with 1 October a holiday: 30, 2 October, then 3 is one too, so due on 4 October.

D-3 is the share date itself, which is not sent; 5 and 6 are a weekend, 9 is 한글날: +1 = 7, +3 = 10, +5 = 14 October.
"""


async def test_each_stage_is_told_once_on_its_day(log_database: Database) -> None:
    """CAL-13, DIR-20: one reminder a stage though the clock jumps over all of them."""
    async with open_log(log_database.url) as log:
        office = Office(log)
        await office.know({"planning-audit": None}, (*AUTUMN, LATE))
        await office.move_clock(FRIDAY)
        async with office.attending(log_database):
            directive = await office.issue(FRIDAY)
            assert (await office.share(directive, FRIDAY)).result.due == date(2024, 10, 4)
            await office.move_clock(date(2024, 12, 2))
            await eventually(lambda: has_settled(log_database))
    told = await read_told(log_database, directive)
    assert days(told) == LADDER
    assert {(clock, whose, due) for _, clock, whose, _, due, _ in told} == {
        (Clock.REPORT, "planning-audit", date(2024, 10, 4))
    }


async def test_what_was_reported_is_not_told_of(log_database: Database) -> None:
    """CAL-13: reported on the day of D-1, at ten; D and all that is late fall away."""
    async with open_log(log_database.url) as log:
        office = Office(log)
        await office.know({"planning-audit": None}, (*AUTUMN, LATE))
        await office.move_clock(FRIDAY)
        async with office.attending(log_database):
            directive = await office.issue(FRIDAY)
            await office.share(directive, FRIDAY)
            await office.move_clock(date(2024, 10, 2))
            await eventually(lambda: has_settled(log_database))
            done(await office.send(REPORT, date(2024, 10, 2), subject=directive, by=LEAD))
            await office.move_clock(date(2024, 12, 2))
            await eventually(lambda: has_settled(log_database))
    assert days(await read_told(log_database, directive)) == LADDER[:1]
    async with connected(log_database.admin_url) as owner:
        assert await owner.fetchval("SELECT count(*) FROM entries WHERE lookup = 'stages'") == 0


async def test_each_addressee_has_a_clock_of_its_own(log_database: Database) -> None:
    """decided.md: a directive to several departments; the one that has replied hears nothing more."""
    async with open_log(log_database.url) as log:
        office = Office(log)
        await office.know(dict.fromkeys(("planning-audit", "roads", "welfare")), (*AUTUMN, LATE))
        await office.move_clock(FRIDAY)
        async with office.attending(log_database):
            directive = await office.issue(FRIDAY)
            await office.share(directive, FRIDAY, addressees=("roads", "welfare"))
            done(await office.send(REPORT, FRIDAY, subject=directive, by=LEAD))
            await office.move_clock(date(2024, 10, 7))
            await eventually(lambda: has_settled(log_database))
    told = await read_told(log_database, directive)
    assert sorted((str(whose), name) for name, _, whose, _, _, _ in told) == sorted(
        (code, name) for code in ("roads", "welfare") for name, _, _ in LADDER[:4]
    )


async def test_stages_are_told_once_whatever_is_killed_or_doubled(log_database: Database) -> None:
    """CAL-13: ended between the telling and its note, timers made anew from the first event, two replicas at once."""
    async with open_log(log_database.url) as one, open_log(log_database.url) as two:
        office, other = Office(one), Office(two)
        await office.know({"planning-audit": None}, (*AUTUMN, LATE))
        await office.move_clock(FRIDAY)
        directives = [await office.issue(FRIDAY) for _ in range(6)]
        for directive in directives:
            await office.share(directive, FRIDAY)
        await office.move_clock(date(2024, 10, 2))
        async with connected(log_database.admin_url) as owner:
            for step in HOLD:
                await owner.execute(step)
            with pytest.raises(asyncpg.RaiseError):
                await office.attend(log_database).run()
            await owner.execute("DROP TRIGGER hold ON entries")
            await owner.execute("UPDATE agenda SET fingerprint = ''")
        async with connected(log_database.url) as a, connected(log_database.url) as b:
            works = [each.attend(log_database)._attend(at) for each, at in ((office, a), (other, b))]
            tasks = [asyncio.ensure_future(work) for work in works]
            for day in (4, 7, 10, 14):
                await office.move_clock(date(2024, 10, day))
                await eventually(lambda: has_settled(log_database))
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        async with other.attending(log_database):
            await other.move_clock(date(2024, 12, 2))
            await eventually(lambda: has_settled(log_database))
    for directive in directives:
        assert days(await read_told(log_database, directive)) == LADDER
    assert find_faults(await read_events(log_database)) == []


async def test_a_late_holiday_moves_open_deadlines_only(log_database: Database) -> None:
    """CAL-11, 2024-10-01 declared on Friday 27 September: due on 2 October before (30, 1, 2), on 4 October after.

    The reported one stays, and so does what was due before.
    """
    async with open_log(log_database.url) as log:
        office = Office(log)
        await office.know({"planning-audit": None}, AUTUMN)
        await office.move_clock(FRIDAY)
        async with office.attending(log_database):
            moved, reported = [await office.issue(FRIDAY) for _ in range(2)]
            unshared = await office.issue(FRIDAY)
            for directive in (moved, reported):
                assert (await office.share(directive, FRIDAY)).result.due == date(2024, 10, 2)
            done(await office.send(REPORT, FRIDAY, subject=reported, by=LEAD))
            done(await office.send(RecordHoliday(day=LATE), FRIDAY, by=SYSTEM, hour=15))
            await eventually(lambda: has_settled(log_database))
            later = await office.issue(FRIDAY)
            assert (await office.share(later, FRIDAY)).result.due == date(2024, 10, 4)
            await office.move_clock(date(2024, 12, 2))
            await eventually(lambda: has_settled(log_database))
    moves = [(e.stream, e.data) for e in await read_written(log_database) if isinstance(e.data, DeadlineRecalculated)]
    (by_stream,) = [data for stream, data in moves if stream == f"directive-{moved}"]
    assert (by_stream.before, by_stream.due, by_stream.holiday) == (date(2024, 10, 2), date(2024, 10, 4), LATE)
    # Not shared yet: due on the 27th as before, but its D+3 was 2 October (30, 1, 2) and is 4 October now.
    assert {stream: data.due for stream, data in moves} == {
        f"directive-{moved}": date(2024, 10, 4),
        f"directive-{unshared}": FRIDAY,
    }
    assert days(await read_told(log_database, moved)) == LADDER
    assert days(await read_told(log_database, later)) == LADDER
    assert await read_told(log_database, reported) == []


async def test_a_holiday_that_comes_and_goes_tells_no_stage_twice(log_database: Database) -> None:
    """CAL-11, CAL-13: D-1 was told on 1 October; that day then turns out to be a holiday, and after all not."""
    async with open_log(log_database.url) as log:
        office = Office(log)
        await office.know({"planning-audit": None}, AUTUMN)
        await office.move_clock(FRIDAY)
        async with office.attending(log_database):
            directive = await office.issue(FRIDAY)
            await office.share(directive, FRIDAY)
            await office.move_clock(LATE)
            await eventually(lambda: has_settled(log_database))
            done(await office.send(RecordHoliday(day=LATE), LATE, by=SYSTEM, hour=11))
            await eventually(lambda: has_settled(log_database))
            done(await office.send(RecordRevokedHoliday(day=LATE), LATE, by=SYSTEM, hour=12))
            await eventually(lambda: has_settled(log_database))
            await office.move_clock(date(2024, 12, 2))
            await eventually(lambda: has_settled(log_database))
    told = days(await read_told(log_database, directive))
    assert told == [
        ("ReminderSent", Stage.DUE_IN_1, date(2024, 10, 1)),
        ("ReminderSent", Stage.DUE, date(2024, 10, 2)),
        ("DeadlineMissed", None, date(2024, 10, 4)),
        ("EscalationRaised", Stage.LATE_1, date(2024, 10, 4)),
        ("EscalationRaised", Stage.LATE_3, date(2024, 10, 8)),
        ("EscalationRaised", Stage.LATE_5, date(2024, 10, 11)),
    ]


async def test_what_is_entered_late_keeps_its_day_and_takes_the_next_number(log_database: Database) -> None:
    """CAL-14, DIR-01: of 27 September, entered on 8 October by a clock that stands there, after another was issued."""
    entered = date(2024, 10, 8)
    issue = IssueDirective(text="점검할 것", kind=DirectiveKind.SIMPLE)
    async with open_log(log_database.url) as log:
        office = Office(log)
        await office.know({"planning-audit": None}, AUTUMN)
        await office.move_clock(entered)
        await office.issue(entered)
        outcome = done(await office.send(issue, FRIDAY, entry=Entry(entered_at=at(entered), ground="출장 중 지시")))
        assert (outcome.result.number, outcome.result.due) == ("2024-0002", FRIDAY)
        share = ShareDirective(lead="planning-audit")
        entry = Entry(entered_at=at(entered, 11), ground="출장 중 지시")
        shared = done(await office.send(share, FRIDAY, subject=UUID(outcome.result.id), entry=entry))
        assert shared.result.due == date(2024, 10, 2)
        before = Entry(entered_at=at(entered, 8), ground="시계가 움직이기 전 입력")
        assert done(await office.send(issue, FRIDAY, entry=before)).result.due == entered  # as any of before the clock


async def test_what_had_passed_when_it_was_entered_is_passed_and_never_sent(log_database: Database) -> None:
    """CAL-14, architecture.md, Time: issued and shared on 27 September, entered late on 8 October.

    Of the report, due on 4 October (the 1st and the 3rd are holidays), D-1, D and D+1 lie before that day; D+3 on the
    10th is told. Of the share D, D+1 on the 30th and D+3 on 4 October do. What has passed stands at the moment of what
    set it, so that what happened next can still be entered.
    """
    entered = date(2024, 10, 8)
    entry = Entry(entered_at=at(entered), ground="출장 중 지시")
    issue = IssueDirective(text="점검할 것", kind=DirectiveKind.SIMPLE)
    async with open_log(log_database.url) as log:
        office = Office(log)
        await office.know({"planning-audit": None}, (*AUTUMN, LATE))
        async with office.attending(log_database):
            directive = UUID(done(await office.send(issue, FRIDAY, entry=entry)).result.id)
            share = ShareDirective(lead="planning-audit")
            done(await office.send(share, FRIDAY, subject=directive, entry=entry))
            await office.move_clock(entered)
            await eventually(lambda: has_settled(log_database))
            await office.move_clock(date(2024, 12, 2))
            await eventually(lambda: has_settled(log_database))
    assert days(await read_told(log_database, directive)) == [
        ("StagePassed", Stage.DUE, FRIDAY),
        ("StagePassed", Stage.LATE_1, FRIDAY),
        ("StagePassed", Stage.LATE_3, FRIDAY),
        ("StagePassed", Stage.DUE_IN_1, FRIDAY),
        ("StagePassed", Stage.DUE, FRIDAY),
        ("StagePassed", Stage.LATE_1, FRIDAY),
        ("EscalationRaised", Stage.LATE_3, date(2024, 10, 10)),
        ("EscalationRaised", Stage.LATE_5, date(2024, 10, 14)),
    ]
    stamped = [event.data.entry for event in await read_written(log_database) if event.stream.endswith(str(directive))]
    assert stamped == [entry] * 8 + [None] * 2


async def test_what_only_the_audit_may_know_is_told_once_a_stage_and_stays_sealed(log_database: Database) -> None:
    """CAL-13, DIR-20, DIR-22: the same ladder, opened by who holds the key; in the log no stage, day or word of it.

    A holiday declared later moves it, too, and the quarter's report does not come upon it.
    """
    seals = make_seals()
    async with open_log(log_database.url) as log:
        office = Office(log, seals)
        await office.know({"planning-audit": None}, AUTUMN, {AUDIT_TEAM: "planning-audit"})
        await office.move_clock(FRIDAY)
        async with office.attending(log_database):
            made = done(await office.send(SECRET, FRIDAY, by=AUDITOR, sealed_for="audit"))
            directive = UUID(made.result.id)
            share = ShareDirective(lead="planning-audit")
            shared = done(await office.send(share, FRIDAY, subject=directive, by=AUDITOR, sealed_for="audit"))
            assert shared.result.due == date(2024, 10, 2)
            done(await office.send(RecordHoliday(day=LATE), FRIDAY, by=SYSTEM))
            await eventually(lambda: has_settled(log_database))
            await office.move_clock(date(2024, 12, 2))
            await eventually(lambda: has_settled(log_database))
            publish = PublishQuarterlyReport(quarter="2024-Q3")
            refused = await office.send(publish, date(2024, 12, 2))
            assert isinstance(refused, Refused)
            assert refused.code == "NOT_IN_QUARTER"  # as of a quarter in which there was nothing
    opened = [each for each in await read_opened(log_database, seals) if each.stream == f"directive-{directive}"]
    names = [type(each.data).__name__ for each in opened]
    assert names == ["DirectiveIssued", "DirectiveShared", "DeadlineRecalculated", *(name for name, _, _ in LADDER)]
    stages = [each.data.stage for each in opened if isinstance(each.data, ReminderSent | EscalationRaised)]
    assert stages == [stage for _, stage, _ in LADDER if stage is not None]
    assert {each.data.due for each in opened if isinstance(each.data, ReminderSent)} == {date(2024, 10, 4)}
    written = await read_written(log_database)
    assert not any(isinstance(each.data, ReminderSent | EscalationRaised | DeadlineMissed) for each in written)
    assert not any(isinstance(each.data, QuarterlyReportPublished) for each in written)
