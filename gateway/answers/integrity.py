"""Anonymous reports: words sealed for the report, commands sealed whole, codes made out (ENG-63 to ENG-65, ADR 0033).

Nothing that leaves this module tells who reported, from where, or by which request.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from contracts.engagement import EngagementEvent
from contracts.engagement.reports import (
    CaseDecided,
    DesignateIntegrityReaders,
    EraseReportContent,
    MessageExchanged,
    ReaderCommand,
    ReceiveReport,
    ReportExtended,
    ReportNoted,
    ReportReceived,
    WriteAsReporter,
)
from contracts.engagement.sealed import INTEGRITY
from contracts.errors import Rejected
from contracts.messages import Actor, Command, Done, Envelope, Result
from contracts.sealed import Sealed
from contracts.values import Role
from gateway.answers.sealing import seal_field
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.integrity import Integrity, refuse_report
from gateway.queries import history, integrity_sealed
from gateway.queries.integrity_report import Row
from gateway.reads import Act
from gateway.receipts import make_code, name_code, write_code
from gateway.views.integrity_readers import CONTEXT
from infra.clock import name_command
from infra.vault import ERASED, SubjectErased

BOX: Final = Actor(user="integrity-talk", role=Role.CITIZEN)
"""Who sends whatever reporters send, as the sealed log tells it."""
WORDS: Final = "engagement.report.words"
"""What everything that people write on a report is sealed as."""
Telling = ReportReceived | MessageExchanged | ReportNoted | ReportExtended | CaseDecided
"""What holds words."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which command on which report, by the version that the sender saw."""

    command: UUID
    report: UUID
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """A command that holds words, and what it leads to."""

    make: Callable[[Sealed], ReceiveReport | WriteAsReporter | ReaderCommand]
    told: type[Telling]


async def check_readers(gate: Gate, principal: Principal, named: DesignateIntegrityReaders) -> None:
    """Two accounts of the audit are designated, by the mayor in person. Raises: Rejected NOT_PERMITTED, BAD_SHAPE."""
    integrity = require_integrity(gate)
    if principal.acting_for is not None or principal.secret is not None:
        raise Rejected("NOT_PERMITTED", "청렴톡 담당은 시장이 직접 지정합니다. 대리나 연계 시스템은 할 수 없습니다.")
    for login in (named.reader, named.deputy):
        if not await integrity.may_be_designated(await gate.accounts.find(login)):
            message = f"감사 역할이나 감사팀의 계정이 아닙니다: {login}. 감사 담당자의 계정을 적으세요."
            raise Rejected("BAD_SHAPE", message, {"account": login})


def require_integrity(gate: Gate) -> Integrity:
    """Return what opens reports. Raises: Rejected with NOT_FOUND where this process has no key."""
    if gate.integrity is None:
        raise refuse_report()
    return gate.integrity


async def require_reader(gate: Gate, principal: Principal) -> Integrity:
    """Return what opens reports, for who reads them; to everyone else there are none. Raises: NOT_FOUND."""
    integrity = require_integrity(gate)
    if not await integrity.admits(principal):
        raise refuse_report()
    return integrity


def place_report(row: Row) -> tuple[str, ...]:
    """Return where a report stands in the list: the undecided ones first, each by its due date (ENG-65)."""
    return "1" if row.decided_on else "0", row.due_on.isoformat(), row.report


async def list_for(gate: Gate, principal: Principal, reach: Mapping[str, int]) -> tuple[list[Row], Integrity]:
    """Return all reports in their order, and what notes that they were read. Raises: Rejected NOT_FOUND, NOT_YET."""
    integrity = await require_reader(gate, principal)
    await gate.require(reach, history.VIEWS[CONTEXT])
    async with gate.reading() as snapshot:
        found = await integrity_sealed.list_reports(snapshot, integrity)
    return sorted(found, key=place_report), integrity


async def find_for(gate: Gate, principal: Principal, report: UUID, reach: Mapping[str, int]) -> Row:
    """Return a report, once it is kept that it was read. Raises: Rejected with NOT_FOUND, NOT_YET."""
    integrity = await require_reader(gate, principal)
    await gate.require(reach, history.VIEWS[CONTEXT])
    row = await _find(gate, integrity, report)
    await integrity.note(principal, Act.READ, [row.report])
    return row


async def find_own(gate: Gate, code: str) -> Row:
    """Return the report of a receipt code. Raises: Rejected with NOT_FOUND."""
    integrity = require_integrity(gate)
    async with gate.reading() as snapshot:
        return await integrity_sealed.find_by_code(snapshot, integrity, code)


async def open_words(gate: Gate, row: Row) -> dict[Sealed, str]:
    """Return what was written on a report, opened; 파기됨 from its erasure on, whichever gateway still has the key."""
    texts = {each.words for each in (*row.thread, *row.notes)} | ({row.extension, row.ground} - {None})
    sealed = [text for text in texts if text is not None]
    if row.erased_on is not None:
        return dict.fromkeys(sealed, str(ERASED))
    opened = await gate.vault.open_many([(text, WORDS) for text in sealed])
    return dict(zip(sealed, map(str, opened), strict=True))


async def receive(gate: Gate, key: str, words: str, *, has_retaliation: bool) -> str:
    """Return the receipt code of a report, the same for the same content again. Raises: Rejected."""
    require_integrity(gate)
    report = name_command(BOX.user, key)
    try:
        code = await make_code(gate.vault, report)
    except SubjectErased:
        raise _refuse_conflict() from None
    kept = name_code(code)
    made = Writing(
        lambda sealed: ReceiveReport(words=sealed, has_retaliation=has_retaliation, code_sha256=kept), ReportReceived
    )

    async def send() -> Done:
        body = made.make(await gate.vault.seal(report, WORDS, words))
        return await _deliver(gate, BOX, Place(report, report), body, subject=None)

    await _send_once(gate, Place(report, report), made, words, send)
    return write_code(code)


async def write_as_reporter(gate: Gate, key: str, code: str, words: str) -> Row:
    """Return the report after a message of whoever has its code. Raises: Rejected."""
    row = await find_own(gate, code)
    if row.coarse == "CLOSED":
        message = "종결된 신고입니다. 더 알릴 것이 있으면 새로 신고하세요."
        raise Rejected("WRONG_STATE", message, {"state": row.coarse})
    place = Place(name_command(BOX.user, f"{row.report} {key}"), UUID(row.report))
    made = Writing(lambda sealed: WriteAsReporter(words=sealed), MessageExchanged)

    async def send() -> Done:
        body = made.make(await gate.vault.seal(place.report, WORDS, words))
        return await _deliver(gate, BOX, place, body, subject=place.report)

    await _send_once(gate, place, made, words, send)
    return await find_own(gate, code)


async def act(gate: Gate, principal: Principal, place: Place, command: ReaderCommand, *, dry_run: bool) -> Done:
    """Return what a reader's command without words made; an erasure has destroyed them then. Raises: Rejected."""
    await _require_report(gate, principal, place.report)
    done = await _deliver(gate, _name(principal), place, command, subject=place.report, dry_run=dry_run)
    if isinstance(command, EraseReportContent) and not dry_run:
        await gate.vault.erase(place.report)
    return done


async def write(gate: Gate, principal: Principal, place: Place, writing: Writing, words: str, *, dry_run: bool) -> Done:
    """Return what a reader's command with words made, which are sealed for the report. Raises: Rejected."""
    await _require_report(gate, principal, place.report)

    async def send() -> Done:
        body = writing.make(await seal_field(gate, place.report, WORDS, words, dry_run=dry_run))
        return await _deliver(gate, _name(principal), place, body, subject=place.report, dry_run=dry_run)

    return await _send_once(gate, place, writing, words, send)


async def _require_report(gate: Gate, principal: Principal, report: UUID) -> None:
    """Make sure that somebody reads reports, and that there is this one. Raises: Rejected with NOT_FOUND."""
    await _find(gate, await require_reader(gate, principal), report)


async def _find(gate: Gate, integrity: Integrity, report: UUID) -> Row:
    async with gate.reading() as snapshot:
        row = await integrity_sealed.find_report(snapshot, integrity, report)
    if row is None:
        raise refuse_report()
    return row


def _name(principal: Principal) -> Actor:
    return Actor(user=principal.user, role=principal.role, department=principal.department)


async def _deliver(
    gate: Gate, actor: Actor, place: Place, body: Command, *, subject: UUID | None, dry_run: bool = False
) -> Done:
    """Return the outcome of a command that travels sealed, on a trail that joins no request. Raises: Rejected."""
    now = await gate.now()
    envelope = Envelope(
        id=place.command,
        subject=subject,
        actor=actor,
        effective_at=now.at,
        correlation_id=place.command,
        if_match=place.if_match,
        dry_run=dry_run,
        body=body,
    )
    done = await gate.deliver(envelope, INTEGRITY)
    await gate.wait_for(history.VIEWS[CONTEXT].name, CONTEXT, 0 if dry_run else done.position)
    return done


async def _send_once(
    gate: Gate, place: Place, writing: Writing, words: str, send: Callable[[], Awaitable[Done]]
) -> Done:
    """Return what a command made, or had made before where it said the same.

    The same words seal to other bytes, so what was said is told by content; outcomes of what is sealed are told to
    nobody else. Raises: Rejected with IDEMPOTENCY_CONFLICT.
    """
    try:
        return await send()
    except SubjectErased:
        raise _refuse_conflict() from None
    except Rejected as no:
        if no.code != "IDEMPOTENCY_CONFLICT":
            raise
    async with gate.reading() as snapshot:
        integrity = require_integrity(gate)
        made = await integrity_sealed.find_made(snapshot, integrity, place.report, place.command)
    if made is None or not await _is_same(gate, made[0], writing, words):
        raise _refuse_conflict()
    then = made[1]
    result = Result(id=then.report, state=then.state)
    return Done(id=place.command, result=result, position=then.position, version=then.version)


async def _is_same(gate: Gate, event: EngagementEvent, writing: Writing, words: str) -> bool:
    """Tell whether an event is what a command with these words leads to."""
    if not isinstance(event, writing.told):
        return False
    sealed = _find_words(event)
    sent = writing.make(sealed).model_dump(exclude={"type"})
    told = event.model_dump(include=set(sent))
    return sent == told and str(await gate.vault.open(sealed, WORDS)) == words


def _find_words(event: Telling) -> Sealed:
    match event:
        case ReportExtended(reason=sealed) | CaseDecided(ground=sealed):
            return sealed
        case ReportReceived(words=sealed) | MessageExchanged(words=sealed) | ReportNoted(words=sealed):
            return sealed


def _refuse_conflict() -> Rejected:
    return Rejected("IDEMPOTENCY_CONFLICT", "이 키로 이미 다른 내용을 보냈습니다. 새 키로 보내세요.")
