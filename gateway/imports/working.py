"""Works on imports in the background of each gateway: one gateway an import, another where that one dies (PLT-14)."""

import asyncio
from contextlib import suppress
from typing import Final
from uuid import UUID

import asyncpg
import structlog

from contracts.errors import Rejected
from contracts.values import Role
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.imports.applying import Applying, Stopped
from gateway.imports.planning import Plan, plan_import
from gateway.imports.report import Note, Report, Weight, sum_up
from gateway.imports.sending import GateSender, find_late
from gateway.imports.store import LEASE, Claimed, Imports, Job, State
from gateway.imports.trying import Trial
from infra.batching import Unavailable
from infra.clock import make_id
from infra.log import GONE
from infra.trail import Trail, following

LOOK_S: Final = 2.0
"""How often it is looked for what another gateway was asked for, or has left."""
BEAT_S: Final = LEASE.total_seconds() / 10
"""How often progress is noted."""
_log: Final = structlog.get_logger()


class Importer:
    """One gateway's worker."""

    def __init__(self, gate: Gate, imports: Imports) -> None:
        self._gate = gate
        self._imports = imports
        self._worker = make_id()
        self._planned: tuple[UUID, Plan] | None = None
        """What was tried dry last: it is applied soon, as a rule, and planning takes a third as long as storing."""

    async def run(self) -> None:
        """Work on what waits, until cancelled."""
        while True:
            try:
                while (job := await self._imports.take(self._worker)) is not None:
                    await self._work(job)
            except (*GONE, Unavailable, Rejected, asyncpg.UndefinedTableError) as error:
                _log.warning("imports: waiting", error=type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._imports.called.wait()
            self._imports.called.clear()

    async def _work(self, job: Job) -> None:
        """Do one job to its end, or until another gateway has taken it.

        Raises: Rejected or Unavailable where the service stays away: then the lease ends, and somebody begins anew.
        """
        progress = _Progress(self._imports, job, self._worker)
        work = asyncio.create_task(self._do(job, progress))
        beat = asyncio.create_task(progress.beat())
        try:
            await asyncio.wait({work, beat}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done() and not progress.has_ended:
                _log.warning("import: another gateway has taken it", job=str(job.id))
                return
            await work
        except Exception as error:
            if isinstance(error, (*GONE, Unavailable, Rejected)):
                raise
            _log.exception("import: failed", job=str(job.id))
            await self._imports.finish(job, self._worker, State.FAILED, _tell_bug(job.report), job.claims)
        finally:
            for task in (work, beat):
                task.cancel()

    async def _do(self, job: Job, progress: "_Progress") -> None:
        plan, notes = await self._plan(job)
        progress.chunks = len(plan.chunks)
        principal = Principal(job.user, Role.OPERATOR, job.department, job.user)
        sender = GateSender(self._gate, principal, find_late(plan.document))
        with following(Trail(job.id)):
            if job.state is State.CHECKING:
                await self._try(job, plan, notes, sender, progress)
            else:
                await self._apply(job, plan, sender, progress)

    async def _plan(self, job: Job) -> tuple[Plan, list[Note]]:
        """Return the plan of a job, and what is wrong with it; a file, and so its plan, is the same for ever."""
        notes: list[Note] = []
        if self._planned is not None and self._planned[0] == job.id:
            plan = self._planned[1]
        else:
            plan, notes = await asyncio.to_thread(_plan_file, job)
        self._planned = (job.id, plan) if job.state is State.CHECKING and not notes else None
        return plan, notes

    async def _try(self, job: Job, plan: Plan, notes: list[Note], sender: GateSender, progress: "_Progress") -> None:
        if not notes and sender.late.effective_at > (await self._gate.now()).at:
            message = "기준일이 아직 오지 않았습니다. 이미 지난 날을 적으세요."
            notes = [Note(weight=Weight.REFUSED, sheet="문서", code="EFFECTIVE_AT_IN_FUTURE", message=message)]
        claims: Claimed = {}
        if notes:
            report = sum_up(notes)
        else:
            known = await self._imports.find_claims(plan.document.source)
            trial = Trial(plan, sender, known, progress.advance)
            report = await trial.run()
            claims = trial.claims
        state = State.REFUSED if report.refused else State.READY
        await progress.end(state, report, claims)

    async def _apply(self, job: Job, plan: Plan, sender: GateSender, progress: "_Progress") -> None:
        try:
            await Applying(plan, sender, job.claims, progress.advance).run()
        except Stopped as stopped:
            report = job.report.model_copy(
                update={"refused": 1, "notes": (stopped.note, *(n for n in job.report.notes if not _refuses(n)))}
            )
            await progress.end(State.FAILED, report, job.claims)
        else:
            await progress.end(State.APPLIED, job.report, job.claims)


class _Progress:
    """How far a job is, noted at each beat."""

    def __init__(self, imports: Imports, job: Job, worker: UUID) -> None:
        self._imports = imports
        self._job = job
        self._worker = worker
        self.chunks = 0
        self.has_ended = False
        self._done = 0

    def advance(self) -> None:
        """Count a chunk."""
        self._done += 1

    async def beat(self) -> None:
        """Note progress until cancelled, or until the job is another's."""
        while True:
            if not await self._imports.keep(self._job, self._worker, self._done, self.chunks):
                return
            await asyncio.sleep(BEAT_S)

    async def end(self, state: State, report: Report, claims: Claimed) -> None:
        """Note the end."""
        self.has_ended = await self._imports.keep(self._job, self._worker, self._done, self.chunks)
        await self._imports.finish(self._job, self._worker, state, report, claims)


def _plan_file(job: Job) -> tuple[Plan, list[Note]]:
    read = job.read()
    assert read.document is not None, "what could not be read is never worked on"
    return plan_import(read.document, read.rows)


def _refuses(note: Note) -> bool:
    return note.weight is Weight.REFUSED


def _tell_bug(report: Report) -> Report:
    """Return the report of what nobody foresaw."""
    note = Note(weight=Weight.REFUSED, code="BUG", message="가져오다가 오류가 났습니다. 시스템 관리자에게 알리세요.")
    return report.model_copy(update={"refused": report.refused + 1, "notes": (note, *report.notes)})
