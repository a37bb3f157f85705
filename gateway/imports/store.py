"""The table of imports, which every gateway shares; one at a time works on one of them (PLT-14)."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from contracts.projects import Claim
from gateway.imports.reading import Read
from gateway.imports.report import Report
from infra.clock import make_id

LEASE: Final = timedelta(seconds=10)
"""How long a gateway that works on an import may be silent; then another takes it over."""
LISTED: Final = 50
Claimed = Mapping[str, tuple[Claim, ...]]
"""What becomes discrepancies, by the key of the command."""
CLAIMED: Final[TypeAdapter[dict[str, tuple[Claim, ...]]]] = TypeAdapter(dict[str, tuple[Claim, ...]])
_TOLD: Final = """id, sha256, name, size, state, source, title, effective_on, report, chunks, done, uploaded_by,
    uploaded_at, applied_by, applied_at, finished_at"""


class State(StrEnum):
    """CHECKING and APPLYING are worked on; READY waits to be applied; REFUSED, FAILED for a better file."""

    CHECKING = "CHECKING"
    READY = "READY"
    REFUSED = "REFUSED"
    APPLYING = "APPLYING"
    APPLIED = "APPLIED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Import:
    """An import as it is told."""

    id: UUID
    sha256: str
    name: str
    size: int
    state: State
    source: str | None
    title: str | None
    effective_on: date | None
    report: Report
    chunks: int
    done: int
    uploaded_by: str
    uploaded_at: datetime
    applied_by: str | None
    applied_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Job:
    """An import to work on, and for whom."""

    id: UUID
    state: State
    content: str
    """What was read of its file, as JSON."""
    report: Report
    claims: Claimed
    user: str
    department: str | None

    def read(self) -> Read:
        """Return what was read of its file: a quarter of a second of a large one."""
        return Read.model_validate_json(self.content)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came."""

    sha256: str
    name: str
    size: int
    read: Read
    report: Report
    user: str
    department: str | None


class Imports:
    """The table."""

    def __init__(self, pool: asyncpg.Pool, limit: int) -> None:
        self._pool = pool
        self.limit = limit
        """Bytes of the longest file."""
        self.called = asyncio.Event()
        """Set where this gateway was just given something to work on."""

    async def save(self, upload: Upload) -> UUID:
        """Keep a file, to be tried dry; one that is worked on or was applied stays as it is. Return the import's id."""
        document = upload.read.document
        row = await self._pool.fetchrow(
            """INSERT INTO imports AS i (id, sha256, name, size, state, source, title, effective_on, content, report,
                   claims, chunks, done, uploaded_by, uploaded_at, department, finished_at)
               VALUES ($1, $2, $3, $4, $5::text, $6, $7, $8, $9, $10, '{}', 0, 0, $11, now(), $12,
                   CASE WHEN $5::text = 'REFUSED' THEN now() END)
               ON CONFLICT (sha256) DO UPDATE SET state = EXCLUDED.state, name = EXCLUDED.name,
                   content = EXCLUDED.content, report = EXCLUDED.report, claims = '{}', done = 0, chunks = 0,
                   uploaded_by = EXCLUDED.uploaded_by, uploaded_at = EXCLUDED.uploaded_at,
                   department = EXCLUDED.department, finished_at = EXCLUDED.finished_at, worker = NULL,
                   lease_until = NULL
               WHERE i.state IN ('READY', 'REFUSED', 'FAILED') AND i.applied_at IS NULL
               RETURNING id""",
            make_id(),
            upload.sha256,
            upload.name,
            upload.size,
            State.CHECKING if document is not None else State.REFUSED,
            document.source if document else None,
            document.title if document else None,
            document.date if document else None,
            upload.read.model_dump_json(by_alias=True) if document else None,
            upload.report.model_dump_json(),
            upload.user,
            upload.department,
        )
        self.called.set()
        if row is not None:
            return UUID(str(row["id"]))
        return UUID(str(await self._pool.fetchval("SELECT id FROM imports WHERE sha256 = $1", upload.sha256)))

    async def find(self, import_id: UUID) -> Import | None:
        """Return an import."""
        row = await self._pool.fetchrow(f"SELECT {_TOLD} FROM imports WHERE id = $1", import_id)  # noqa: S608 - ours
        return _load(row) if row else None

    async def list_all(self) -> list[Import]:
        """Return the latest imports, the newest first."""
        sql = f"SELECT {_TOLD} FROM imports ORDER BY uploaded_at DESC, id LIMIT $1"  # noqa: S608 - our own words
        return [_load(row) for row in await self._pool.fetch(sql, LISTED)]

    async def start(self, import_id: UUID, sha256: str, user: str, department: str | None) -> bool:
        """Have an import applied that was tried dry without a refusal, or goes on; False where it is none of those."""
        started = await self._pool.fetchval(
            """UPDATE imports SET state = 'APPLYING', applied_by = $3, applied_at = now(), department = $4,
                       done = 0, finished_at = NULL, worker = NULL, lease_until = NULL
                   WHERE id = $1 AND sha256 = $2 AND state IN ('READY', 'APPLIED', 'FAILED') AND content IS NOT NULL
                   RETURNING true""",
            import_id,
            sha256,
            user,
            department,
        )
        self.called.set()
        return bool(started)

    async def take(self, worker: UUID) -> Job | None:
        """Take the next import that nobody works on, or whose worker has been silent."""
        row = await self._pool.fetchrow(
            """UPDATE imports SET worker = $1, lease_until = now() + $2::interval WHERE id = (
                   SELECT id FROM imports WHERE state IN ('CHECKING', 'APPLYING')
                       AND (lease_until IS NULL OR lease_until < now())
                   ORDER BY uploaded_at LIMIT 1 FOR UPDATE SKIP LOCKED)
               RETURNING id, state, content, report, claims, coalesce(applied_by, uploaded_by) AS asker, department""",
            worker,
            LEASE,
        )
        if row is None:
            return None
        return Job(
            row["id"],
            State(row["state"]),
            row["content"],
            Report.model_validate_json(row["report"]),
            CLAIMED.validate_json(row["claims"]),
            row["asker"],
            row["department"],
        )

    async def keep(self, job: Job, worker: UUID, done: int, chunks: int) -> bool:
        """Note how far a worker has come, and that it lives; False where the import is no longer its own."""
        return bool(
            await self._pool.fetchval(
                """UPDATE imports SET done = $3, chunks = $4, lease_until = now() + $5::interval
                   WHERE id = $1 AND worker = $2 RETURNING true""",
                job.id,
                worker,
                done,
                chunks,
                LEASE,
            )
        )

    async def finish(self, job: Job, worker: UUID, state: State, report: Report, claims: Claimed) -> None:
        """Note the end of a dry run or of an import."""
        await self._pool.execute(
            """UPDATE imports SET state = $3, report = $4, claims = $5, finished_at = now(), worker = NULL,
                   lease_until = NULL, done = CASE WHEN $3 IN ('APPLIED', 'READY') THEN chunks ELSE done END
               WHERE id = $1 AND worker = $2""",
            job.id,
            worker,
            state,
            report.model_dump_json(),
            CLAIMED.dump_json(dict(claims)).decode(),
        )

    async def find_claims(self, source: str) -> dict[str, tuple[Claim, ...]]:
        """Return what earlier imports of a source have taken over as discrepancies, by command."""
        rows = await self._pool.fetch(
            "SELECT claims FROM imports WHERE source = $1 AND applied_at IS NOT NULL ORDER BY applied_at", source
        )
        found: dict[str, tuple[Claim, ...]] = {}
        for row in rows:
            found |= CLAIMED.validate_json(row["claims"])
        return found


def _load(row: asyncpg.Record) -> Import:
    told: dict[str, Any] = dict(row)
    return Import(
        **{**told, "state": State(told["state"]), "report": Report.model_validate(json.loads(told["report"]))}
    )
