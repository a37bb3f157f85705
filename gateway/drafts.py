"""What people have begun to write and not sent, who confirmed it, and the boards that they have named (ADR 0022)."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import asyncpg
import structlog

from infra.log import GONE

VIEWS: Final = 12
"""Named views of one account."""
ASKED: Final = 50
"""Drafts of a directive that wait for a department's heads: one an officer and act."""
KEPT: Final = timedelta(days=90)
"""A quarter: whoever has not gone on by then writes anew."""
TIDY_S: Final = 3_600.0
"""How often it is looked for what nobody can send any more."""
_STALE: Final = """DELETE FROM drafts d WHERE d.saved_at < now() - $1::interval OR EXISTS (
    SELECT FROM views.directive_board b WHERE b.directive = d.directive AND (
        b.ended_on IS NOT NULL
        OR (b.lead IS DISTINCT FROM d.department AND NOT b.replies ? d.department)
        OR (d.act = 'report' AND b.reported_on IS NOT NULL)
        OR (d.act = 'reply' AND b.replies -> d.department ->> 'replied_on' IS NOT NULL)))"""
_log: Final = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DraftKey:
    """Whose draft, of what."""

    account: str
    directive: str
    act: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who confirmed a draft: the post that he holds, and the sha256 of what he saw."""

    post: str
    by: str
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed and not sent; times by the wall clock."""

    key: DraftKey
    department: str | None
    fields: Mapping[str, str]
    saved_at: datetime
    asked_at: datetime | None
    confirmations: tuple[Confirmation, ...]


@dataclass(frozen=True, slots=True)
class SavedView:
    """A board that an account looks at again."""

    name: str
    query: str


class Drafts:
    """The tables, which every gateway shares."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def find(self, key: DraftKey) -> Draft | None:
        """Return a draft."""
        found = await self._read("account = $1 AND directive = $2 AND act = $3", *_spell(key))
        return found[0] if found else None

    async def save(self, key: DraftKey, department: str | None, fields: Mapping[str, str]) -> datetime:
        """Keep what was typed in place of what was, but for U+0000, which no store takes; return when."""
        saved: datetime = await self._pool.fetchval(
            """INSERT INTO drafts AS d (account, directive, act, department, fields, saved_at)
               VALUES ($1, $2, $3, $4, $5, now())
               ON CONFLICT (account, directive, act) DO UPDATE
               SET fields = EXCLUDED.fields, department = EXCLUDED.department, saved_at = EXCLUDED.saved_at
               RETURNING saved_at""",
            *_spell(key),
            department,
            json.dumps({name: text.replace("\x00", "") for name, text in fields.items()}, ensure_ascii=False),
        )
        return saved

    async def ask(self, key: DraftKey) -> None:
        """Note that the heads of the department are to confirm it."""
        await self._pool.execute(
            """UPDATE drafts SET asked_at = coalesce(asked_at, now())
               WHERE account = $1 AND directive = $2 AND act = $3""",
            *_spell(key),
        )

    async def confirm(self, key: DraftKey, post: str, by: str, digest: str) -> None:
        """Note who confirmed it; the last of a post counts, and nothing where the draft has gone."""
        await self._pool.execute(
            """INSERT INTO draft_confirmations SELECT account, directive, act, $4, $5, $6, now() FROM drafts
               WHERE account = $1 AND directive = $2 AND act = $3 FOR UPDATE
               ON CONFLICT (account, directive, act, post) DO UPDATE SET confirmed_by = EXCLUDED.confirmed_by,
                   digest = EXCLUDED.digest, confirmed_at = EXCLUDED.confirmed_at""",
            *_spell(key),
            post,
            by,
            digest,
        )

    async def erase(self, key: DraftKey) -> None:
        """Erase a draft: it was sent, or is not wanted."""
        await self._pool.execute("DELETE FROM drafts WHERE account = $1 AND directive = $2 AND act = $3", *_spell(key))

    async def drop_stale(self) -> int:
        """Erase what can be sent no more, and what lies since long; return how many.

        A directive that ended or was passed on, a report or reply that a colleague has given: without a sending of
        their own these texts would stay for ever, in the clear (ADR 0022).
        """
        done: str = await self._pool.execute(_STALE, KEPT)
        return int(done.removeprefix("DELETE "))

    async def tidy(self) -> None:
        """Erase what is stale, now and every TIDY_S, until cancelled."""
        while True:
            try:
                if count := await self.drop_stale():
                    _log.info("stale drafts erased", drafts=count)
            except (*GONE, asyncpg.UndefinedTableError) as error:  # the projector makes the table at its start
                _log.warning("drafts: waiting", error=type(error).__name__)
            await asyncio.sleep(TIDY_S)

    async def list_asked(self, directive: str, department: str) -> list[Draft]:
        """Return the drafts about a directive whose confirmation the department's heads were asked for."""
        return await self._read("directive = $1 AND department = $2 AND asked_at IS NOT NULL", directive, department)

    async def list_views(self, account: str) -> list[SavedView]:
        """Return an account's named views, the oldest first."""
        rows = await self._pool.fetch(
            "SELECT name, query FROM saved_views WHERE account = $1 ORDER BY saved_at, name LIMIT $2", account, VIEWS
        )
        return [SavedView(row["name"], row["query"]) for row in rows]

    async def save_view(self, account: str, view: SavedView) -> bool:
        """Keep a view under its name, in place of one of the same name; False where there are too many."""
        made = await self._pool.fetchval(
            """INSERT INTO saved_views (account, name, query, saved_at) SELECT $1, $2, $3, now()
               WHERE EXISTS (SELECT FROM saved_views WHERE account = $1 AND name = $2)
                  OR (SELECT count(*) FROM saved_views WHERE account = $1) < $4
               ON CONFLICT (account, name) DO UPDATE SET query = EXCLUDED.query RETURNING true""",
            account,
            view.name,
            view.query,
            VIEWS,
        )
        return bool(made)

    async def drop_view(self, account: str, name: str) -> None:
        """Forget a view."""
        await self._pool.execute("DELETE FROM saved_views WHERE account = $1 AND name = $2", account, name)

    async def _read(self, condition: str, *values: object) -> list[Draft]:
        rows = await self._pool.fetch(
            f"""SELECT d.*, (SELECT json_agg(json_build_array(post, confirmed_by, digest, confirmed_at) ORDER BY post)
                   FROM draft_confirmations c
                   WHERE (c.account, c.directive, c.act) = (d.account, d.directive, d.act)) AS confirmed
               FROM drafts d WHERE {condition} ORDER BY saved_at LIMIT {ASKED}""",  # noqa: S608 - our own words
            *values,
        )
        return [_load(row) for row in rows]


def _spell(key: DraftKey) -> tuple[str, str, str]:
    return key.account, key.directive, key.act


def _load(row: asyncpg.Record) -> Draft:
    confirmed = json.loads(row["confirmed"] or "[]")
    return Draft(
        key=DraftKey(row["account"], row["directive"], row["act"]),
        department=row["department"],
        fields=json.loads(row["fields"]),
        saved_at=row["saved_at"],
        asked_at=row["asked_at"],
        confirmations=tuple(
            Confirmation(post, by, digest, datetime.fromisoformat(at)) for post, by, digest, at in confirmed
        ),
    )
