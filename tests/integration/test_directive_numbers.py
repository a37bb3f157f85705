"""Numbers of directives: dense and consecutive, whoever takes them at once; the audit's in a series of their own."""

import asyncio
from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4, uuid5

import pytest

from contracts.directives import (
    AcknowledgeDirective,
    DirectiveIssued,
    DirectiveKind,
    DirectiveShared,
    Draft,
    IssueDirective,
    MergeDirectives,
    NumberTaken,
    ShareDirective,
    SplitNote,
    TakeNote,
    Visibility,
)
from contracts.directives.sealed import AUDIT_TEAM
from contracts.messages import Done
from infra.log import open_log
from tests.integration.checking import find_faults, find_holes, read_events
from tests.integration.databases import Database
from tests.integration.directing import AUDITOR, LEAD, OPERATOR, SECRET, Office, make_seals, read_written
from tests.integration.test_runner import done, refused

DAY = date(2024, 2, 5)


def draft(line: int, lead: str | None = None) -> Draft:
    return Draft(text=f"{line}번째 지시", kind=DirectiveKind.SIMPLE, line=line, lead=lead)


async def take_note(office: Office, lines: int) -> UUID:
    text = "\n".join(f"{n + 1}번째 줄" for n in range(lines))
    return UUID(done(await office.send(TakeNote(text=text, meeting="간부회의"), DAY)).result.id)


def read_serials(numbers: Iterable[str | None]) -> list[int]:
    return [int(str(number).removeprefix("2024-")) for number in numbers]


async def test_two_hundred_at_once_on_two_replicas_have_dense_numbers(log_database: Database) -> None:
    """DIR-01, DIR-03: 140 issues and 20 notes of three lines, together 200; a note's numbers are consecutive."""
    async with open_log(log_database.url) as one, open_log(log_database.url) as other:
        offices = [Office(one), Office(other)]
        notes = [await take_note(offices[0], 3) for _ in range(20)]
        issue = IssueDirective(text="점검할 것", kind=DirectiveKind.SIMPLE)
        split = SplitNote(drafts=(draft(1), draft(2), draft(3)))
        issues = [offices[n % 2].send(issue, DAY) for n in range(140)]
        splits = [offices[n % 2].send(split, DAY, subject=note) for n, note in enumerate(notes)]
        outcomes = [done(outcome) for outcome in await asyncio.gather(*issues, *splits)]
    singles, families = outcomes[:140], outcomes[140:]
    taken = read_serials(outcome.result.number for outcome in singles)
    for family in families:
        numbers = read_serials(part.number for part in family.result.parts)
        assert numbers == list(range(numbers[0], numbers[0] + 3))
        taken += numbers
    assert sorted(taken) == list(range(1, 201))
    events = await read_written(log_database)
    series = [event.data.number for event in events if isinstance(event.data, NumberTaken)]
    assert find_holes(series) == []
    assert len(series) == len(set(series)) == 200
    assert find_faults(await read_events(log_database)) == []


async def test_a_note_leads_to_linked_directives_in_one_append(log_database: Database) -> None:
    """DIR-03: each names its note and line; one with a lead is shared at once, due 2024-02-08 (6, 7, 8)."""
    key = uuid4()
    async with open_log(log_database.url) as log:
        office = Office(log)
        await office.know({"planning-audit": None})
        note = await take_note(office, 2)
        command = SplitNote(drafts=(draft(1), draft(2, "planning-audit")))
        outcome = done(await office.send(command, DAY, subject=note, key=key))
        assert await office.send(command, DAY, subject=note, key=key) == outcome
    first, second = outcome.result.parts
    assert [first.id, second.id] == [str(uuid5(key, "0")), str(uuid5(key, "1"))]
    assert (first.number, first.state, second.number, second.state) == ("2024-0001", "ISSUED", "2024-0002", "SHARED")
    assert second.due == date(2024, 2, 8)
    stored = [row for row in await read_events(log_database) if row.command_id == key]
    assert len({row.position for row in stored}) == 6  # NoteSplit, two issued, one shared, two numbers
    issued = [event.data for event in await read_written(log_database) if isinstance(event.data, DirectiveIssued)]
    assert [(each.origin.id, each.origin.item) for each in issued if each.origin] == [(str(note), 1), (str(note), 2)]
    assert {each.meeting for each in issued} == {"간부회의"}


async def test_a_note_is_split_whole_or_not_at_all(log_database: Database) -> None:
    """DIR-03: the refusal names the draft; a line beyond the note is none."""
    async with open_log(log_database.url) as log:
        office = Office(log)
        note = await take_note(office, 2)
        before = await read_events(log_database)
        wrong = SplitNote(drafts=(draft(1), draft(2, "nobody")))
        refusal = refused(await office.send(wrong, DAY, subject=note))
        assert (refusal.code, refusal.details) == ("UNKNOWN_DEPARTMENT", {"code": "nobody", "draft": "1"})
        beyond = refused(await office.send(SplitNote(drafts=(draft(3),)), DAY, subject=note))
        assert (beyond.code, beyond.details) == ("BAD_SHAPE", {"line": "3"})
        missing = refused(await office.send(SplitNote(drafts=(draft(1),)), DAY, subject=uuid4()))
        assert missing.code == "NOT_FOUND"
    assert await read_events(log_database) == before


async def test_what_only_the_audit_may_know_has_numbers_of_its_own(log_database: Database) -> None:
    """DIR-22: sealed whole, in a series of its own that leaves no gap in the other."""
    async with open_log(log_database.url) as log:
        office = Office(log, make_seals())
        await office.know({"planning-audit": None}, teams={AUDIT_TEAM: "planning-audit"})
        numbers: list[str | None] = []
        for _ in range(2):
            outcome = done(await office.send(SECRET, DAY, by=AUDITOR, sealed_for="audit"))
            numbers.append(outcome.result.number)
            await office.issue(DAY)
        share = ShareDirective(lead="planning-audit")
        secret = UUID(outcome.result.id)
        shared = await office.send(share, DAY, subject=secret, by=AUDITOR, sealed_for="audit")
        assert isinstance(shared, Done)
        await check_guesses(office, secret)
    assert numbers == ["감-2024-0001", "감-2024-0002"]
    events = await read_written(log_database)
    open_numbers = [event.data.number for event in events if isinstance(event.data, DirectiveIssued)]
    assert open_numbers == ["2024-0001", "2024-0002", "2024-0003"]
    assert not any(isinstance(event.data, DirectiveShared) for event in events)
    stored = await read_events(log_database)
    assert {row.stream.split("-")[0] for row in stored if row.actor == "sealed"} == {"directive", "audit_number"}
    assert not any("감사할 것".encode() in row.data for row in stored)


async def check_guesses(office: Office, secret: UUID) -> None:
    """Whatever comes unsealed is refused word by word as for an id that nothing has, and reads as many streams."""
    other = await office.issue(DAY)
    for guessed in (secret, uuid4()):
        known = {
            name: refused(await office.send(body, DAY, subject=subject, by=by)).model_dump(exclude={"id"})
            for name, (body, subject, by) in {
                "share": (ShareDirective(lead="nobody"), guessed, OPERATOR),
                "acknowledge": (AcknowledgeDirective(), guessed, LEAD),
                "merge": (MergeDirectives(into=other), guessed, OPERATOR),
                "into": (MergeDirectives(into=guessed), other, OPERATOR),
            }.items()
        }
        assert {each["code"] for each in known.values()} == {"NOT_FOUND"}
        assert known.pop("into")["details"] == {"into": str(guessed)}
        assert {(each["message"], str(each["details"])) for each in known.values()} == {
            ("지시사항을 찾을 수 없습니다. 번호를 확인하세요.", "{}")
        }


@pytest.mark.parametrize(
    ("command", "sealed_for"),
    [(SECRET, None), (SECRET, "personnel"), (SECRET.model_copy(update={"visibility": Visibility.OPEN}), "audit")],
)
async def test_only_what_the_audit_alone_may_know_comes_sealed(
    log_database: Database, command: IssueDirective, sealed_for: str | None
) -> None:
    """DIR-22: one that would be stored in clear is refused, and one that would hide an open directive."""
    async with open_log(log_database.url) as log:
        office = Office(log, make_seals())
        assert refused(await office.send(command, DAY, by=AUDITOR, sealed_for=sealed_for)).code == "BAD_SHAPE"
    assert await read_events(log_database) == []
