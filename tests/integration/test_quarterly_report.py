"""The quarterly report: every live directive once, as it stood at its cut; it never changes, the next corrects."""

import asyncio
from datetime import date
from uuid import UUID, uuid4

import pytest

from contracts.directives import (
    Assessment,
    CancelDirective,
    DirectiveKind,
    IssueDirective,
    PublishQuarterlyReport,
    QuarterEntryPublished,
    QuarterlyReportPublished,
    RecordQuarterlyCheck,
    SubmitPriorityReport,
)
from contracts.messages import Done, Outcome
from infra.batching import Unavailable
from infra.clock import read_monotonic_s
from infra.log import open_log
from tests.integration.checking import find_faults, read_events
from tests.integration.databases import Database
from tests.integration.directing import LEAD, Office, has_settled, read_written
from tests.integration.test_runner import done, refused
from tests.integration.waiting import eventually

Q1_END, APRIL = date(2024, 3, 29), date(2024, 4, 15)
PUBLISH = PublishQuarterlyReport(quarter="2024-Q1")
CHECK = RecordQuarterlyCheck(quarter="2024-Q1", assessment=Assessment.ON_TRACK)
COMMAND_S = 5.0
"""The limit of a command (decided.md, Limits)."""


async def share_all(office: Office, number: int, day: date = Q1_END) -> list[UUID]:
    """Issue and share directives, all at once."""
    directives = await asyncio.gather(*(office.issue(day) for _ in range(number)))
    await asyncio.gather(*(office.share(directive, day) for directive in directives))
    return directives


async def check_all(office: Office, directives: list[UUID]) -> None:
    outcomes = await asyncio.gather(*(office.send(CHECK, APRIL, subject=directive) for directive in directives))
    assert [outcome for outcome in outcomes if not isinstance(outcome, Done)] == []


async def read_editions(database: Database) -> list[tuple[QuarterlyReportPublished, list[QuarterEntryPublished]]]:
    """Return each published version with its entries."""
    editions: list[tuple[QuarterlyReportPublished, list[QuarterEntryPublished]]] = []
    entries: list[QuarterEntryPublished] = []
    for event in await read_written(database):
        match event.data:
            case QuarterEntryPublished() as entry:
                entries.append(entry)
            case QuarterlyReportPublished() as head:
                editions.append((head, entries))
                entries = []
            case _:
                pass
    return editions


async def test_a_report_has_every_live_directive_and_never_changes(log_database: Database) -> None:
    """DIR-09, DIR-10: count equality; what happens later is in the next version only, which needs a reason."""
    async with open_log(log_database.url) as log:
        office = Office(log)
        await office.know({"planning-audit": None})
        await office.move_clock(date(2023, 12, 1))  # before anything is due
        async with office.attending(log_database):
            shared = await share_all(office, 4)
            unshared = await office.issue(Q1_END)
            gone = await office.issue(Q1_END)
            done(await office.send(CancelDirective(reason="중복"), Q1_END, subject=gone))
            await office.issue(date(2024, 4, 1))  # of the next quarter
            missing = refused(await office.send(PUBLISH, APRIL))
            assert (missing.code, missing.details["missing"]) == ("QUARTER_INCOMPLETE", "4")
            assert missing.details["numbers"] == "2024-0001,2024-0002,2024-0003,2024-0004"
            await check_all(office, shared)
            assert refused(await office.send(PUBLISH, date(2024, 3, 31))).code == "QUARTER_INCOMPLETE"
            first = done(await office.send(PUBLISH, APRIL))
            stored = [row for row in await read_events(log_database) if row.stream == "quarter-2024-q1"]
            done(await office.send(SubmitPriorityReport(text="보고"), APRIL, subject=shared[0], by=LEAD))
            assert refused(await office.send(PUBLISH, APRIL)).code == "REASON_REQUIRED"
            again = PUBLISH.model_copy(update={"reason": "보고 누락을 바로잡음"})
            second = done(await office.send(again, APRIL))
    assert (first.result.number, second.result.number) == ("1", "2")
    assert [row for row in await read_events(log_database) if row.stream == "quarter-2024-q1"][: len(stored)] == stored
    (head, entries), (next_head, next_entries) = await read_editions(log_database)
    assert [entry.number for entry in entries] == [f"2024-{n:04d}" for n in range(1, 7)]
    assert [entry.directive for entry in entries] == [entry.directive for entry in next_entries]
    assert {entry.directive for entry in entries} == {*shared, unshared, gone}
    assert (head.entries, head.unshared, head.reason) == (6, 2, None)
    assert (next_head.edition, next_head.reason) == (2, "보고 누락을 바로잡음")
    assert [entry.state for entry in entries] == [*["SHARED"] * 4, "ISSUED", "CANCELLED"]
    assert [entry.state for entry in next_entries if entry.directive == shared[0]] == ["REPORTED"]
    assert [entry.assessment for entry in entries] == [*[Assessment.ON_TRACK] * 4, None, None]
    assert head.cut == {"directives": first.position - 7}
    assert next_head.cut == {"directives": second.position - 7}


async def test_nothing_slips_in_beside_a_report(log_database: Database) -> None:
    """DIR-09: directives are issued, backdated and shared on another replica while it is published, again and again."""
    async with open_log(log_database.url) as one, open_log(log_database.url) as two:
        office, other = Office(one), Office(two)
        await office.know({"planning-audit": None})
        await office.move_clock(date(2023, 12, 1))  # before anything is due
        async with office.attending(log_database):
            await share_all(office, 5, date(2023, 12, 28))
            directives = await share_all(office, 5)
            everybody = [UUID(each) for each in await list_directives(log_database)]
            await check_all(office, everybody)

            async def intrude() -> list[Outcome | None]:
                issue = IssueDirective(text="뒤늦은 지시", kind=DirectiveKind.SIMPLE)
                days = (Q1_END, date(2023, 12, 29))
                return [await other.send(issue, days[n % 2], hour=11 + n % 3) for n in range(12)]

            async def publish() -> list[Outcome | None]:
                reason = PUBLISH.model_copy(update={"reason": "다시"})
                return [await office.send(reason, APRIL) for _ in range(4)]

            intruded, published = await asyncio.gather(intrude(), publish())
    assert all(isinstance(outcome, Done) for outcome in (*intruded, *published))
    assert len(directives) == 5
    issued = [
        (event.position, event.stream.removeprefix("directive-"))
        for event in await read_written(log_database)
        if event.data.type == "directives.directive_issued.v1"
    ]
    for head, entries in await read_editions(log_database):
        known = {key for position, key in issued if position <= head.cut["directives"]}
        assert {str(entry.directive) for entry in entries} == known
        before = next(e.position for e in await read_written(log_database) if e.data == entries[0])
        assert not [key for position, key in issued if head.cut["directives"] < position < before]
    assert find_faults(await read_events(log_database)) == []


async def list_directives(database: Database) -> list[str]:
    written = await read_written(database)
    return [e.stream.removeprefix("directive-") for e in written if e.data.type == "directives.directive_issued.v1"]


async def test_a_report_waits_for_what_keeps_the_lookup(
    log_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With nobody following the log it would miss some: it is refused for now instead."""
    monkeypatch.setattr("infra.loading.AGENDA_S", 0.1)
    async with open_log(log_database.url) as log:
        office = Office(log)
        await office.issue(Q1_END)
        with pytest.raises(Unavailable, match="FACTS_NOT_READY"):  # for one that expires, a refusal
            await office.send(PUBLISH, APRIL)


async def test_five_hundred_live_directives_are_published_in_time(log_database: Database) -> None:
    """DIR-10 within the limit of a command, on a replica that remembers none of them."""
    async with open_log(log_database.url) as one, open_log(log_database.url) as two:
        office, fresh = Office(one), Office(two)
        await office.know({"planning-audit": None})
        await office.move_clock(date(2023, 12, 1))  # before anything is due
        async with office.attending(log_database):
            directives = await share_all(office, 500)
            await check_all(office, directives)
            await eventually(lambda: has_settled(log_database), 60.0)
            begun = read_monotonic_s()
            outcome = done(await fresh.send(PUBLISH, APRIL, key=uuid4()))
            took_s = read_monotonic_s() - begun
    print(f"published 500 in {took_s:.2f} s")
    assert outcome.result.state == "PUBLISHED"
    ((head, entries),) = await read_editions(log_database)
    assert head.entries == len(entries) == 500
    assert took_s < COMMAND_S / 2
