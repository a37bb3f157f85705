"""A directive from its issue to its close through the handlers: what each loads, and what each answers."""

from datetime import date
from uuid import UUID

from contracts.directives import (
    AcceptOutcome,
    AcknowledgeDirective,
    Assessment,
    AssignTeam,
    CloseAsContinuing,
    DirectiveMerged,
    DuplicateMerged,
    MergeDirectives,
    RecordQuarterlyCheck,
    RecordTeam,
    ReplyAsAddressee,
    ReturnOutcome,
    SubmitOutcome,
    SubmitPriorityReport,
    TransferDirective,
    UpdateProgress,
)
from contracts.messages import Actor, Command
from contracts.values import Role
from infra.log import open_log
from tests.integration.checking import find_faults, read_events
from tests.integration.databases import Database
from tests.integration.directing import LEAD, OPERATOR, SYSTEM, Office, read_written
from tests.integration.test_runner import done, refused

MONDAY, TUESDAY = date(2024, 2, 5), date(2024, 2, 6)
HOLIDAYS = (date(2024, 2, 9), date(2024, 2, 12))
ROADS, NEW_LEAD = (Actor(user=f"officer-{code}", role=Role.OFFICER, department=code) for code in ("roads", "welfare"))
OUTCOME = SubmitOutcome(text="정비를 마침")
STORY: list[tuple[Command, Actor, str]] = [
    (AcknowledgeDirective(), LEAD, "SHARED"),
    (AssignTeam(team="innovation"), LEAD, "SHARED"),
    (TransferDirective(lead="welfare", reason="소관 부서임"), LEAD, "SHARED"),
    (SubmitPriorityReport(text="담당 팀을 정함"), NEW_LEAD, "REPORTED"),
    (ReplyAsAddressee(text="2곳 점검"), ROADS, "REPORTED"),
    (UpdateProgress(percent=30, note="설계"), NEW_LEAD, "IN_PROGRESS"),
    (OUTCOME, NEW_LEAD, "OUTCOME_SUBMITTED"),
    (ReturnOutcome(reason="사진을 붙일 것"), OPERATOR, "RETURNED"),
    (OUTCOME, NEW_LEAD, "OUTCOME_SUBMITTED"),
    (AcceptOutcome(note="확인함"), OPERATOR, "CLOSED"),
]
TEAM = RecordTeam(code="innovation", department="planning-audit", valid_from=date(2023, 1, 1), valid_until=None)


async def prepare(office: Office) -> UUID:
    """Return a directive that was shared with one department beside the lead that replies for itself."""
    await office.know(dict.fromkeys(("planning-audit", "roads", "welfare")), HOLIDAYS)
    done(await office.send(TEAM, MONDAY, by=SYSTEM))
    directive = await office.issue(MONDAY)
    await office.share(directive, MONDAY, addressees=("roads",))
    return directive


async def test_a_directive_goes_its_way(log_database: Database) -> None:
    """DIR-06, DIR-07, DIR-08, DIR-16, ORG-05: each answer tells the state."""
    async with open_log(log_database.url) as log:
        office = Office(log)
        directive = await prepare(office)
        states = [
            done(await office.send(command, TUESDAY, subject=directive, by=by)).result.state for command, by, _ in STORY
        ]
        check = RecordQuarterlyCheck(quarter="2024-Q1", assessment=Assessment.DONE)
        assert done(await office.send(check, date(2024, 4, 2), subject=directive)).result.state == "CLOSED"
        late = CloseAsContinuing(mayor_report="시장 보고")
        refusal = refused(await office.send(late, date(2024, 4, 2), subject=directive))
    assert states == [state for _, _, state in STORY]
    assert (refusal.code, refusal.details) == ("WRONG_STATE", {"state": "CLOSED", "allowed": "check"})
    assert find_faults(await read_events(log_database)) == []


async def test_a_team_must_be_the_leads(log_database: Database) -> None:
    """ORG-05."""
    async with open_log(log_database.url) as log:
        office = Office(log)
        directive = await prepare(office)
        refusal = refused(await office.send(AssignTeam(team="audit"), MONDAY, subject=directive, by=LEAD))
        assert refusal.code == "UNKNOWN_TEAM"


async def test_a_merge_stands_in_both_histories(log_database: Database) -> None:
    """DIR-03: in one append; what ended as a duplicate is merged with nothing more."""
    async with open_log(log_database.url) as log:
        office = Office(log)
        target = await prepare(office)
        duplicate = await office.issue(MONDAY)
        merged = done(await office.send(MergeDirectives(into=target), TUESDAY, subject=duplicate))
        again = refused(await office.send(MergeDirectives(into=duplicate), TUESDAY, subject=target))
        itself = refused(await office.send(MergeDirectives(into=target), TUESDAY, subject=target))
    assert (merged.result.state, again.code, itself.code) == ("MERGED", "WRONG_STATE", "BAD_SHAPE")
    last, other = (await read_written(log_database))[-2:]
    assert (last.stream, other.stream) == (f"directive-{duplicate}", f"directive-{target}")
    assert last.data == DirectiveMerged(into=target, number="2024-0001", merged_on=TUESDAY)
    assert other.data == DuplicateMerged(duplicate=duplicate, number="2024-0002")
