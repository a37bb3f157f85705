"""Who has read what is confidential: kept before the answer, in a table that refuses change (ADR 0021)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import asyncpg

from gateway.auth import Principal


class Act(Enum):
    """What was done with what is confidential."""

    READ = "READ"
    LIST = "LIST"
    FILE = "FILE"


@dataclass(frozen=True, slots=True)
class Read:
    """One read, of one directive, anonymous report or survey, or of those in a list."""

    id: int
    read_at: datetime
    account: str
    role: str
    department: str | None
    act: str
    directives: Sequence[str]
    reports: Sequence[str]
    surveys: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sought:
    """Which reads are looked for; all of them without conditions."""

    directive: str | None = None
    """Id of a directive."""
    words: str | None = None
    """How an account, or an id of what was read, begins."""
    ids: Sequence[str] = ()
    """What else the words stand for: directives by number, surveys by title."""


async def note_read(
    pool: asyncpg.Pool,
    principal: Principal,
    act: Act,
    *,
    directives: Collection[str] = (),
    reports: Collection[str] = (),
    surveys: Collection[str] = (),
) -> None:
    """Keep who has read what; an answer waits for it, and does without where it cannot be kept."""
    await pool.execute(
        """INSERT INTO confidential_reads (account, role, department, act, directives, reports, surveys)
           VALUES ($1, $2, $3, $4, $5, $6, $7)""",
        principal.user,
        principal.role,
        principal.department,
        act.value,
        sorted(directives),
        sorted(reports),
        sorted(surveys),
    )
