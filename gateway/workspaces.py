"""Replay workspaces as the gateway asks for them: which there are, which are wanted, when one has come (ADR 0028)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

import asyncpg

from gateway.freshness import Freshness

WANTED: Final = "workspace_wanted"
"""Notification of a wish."""
KIND: Final = "workspace"
"""Stands for the context in what is told of a move: `<id> workspace <milliseconds>` (infra/projections.py, CHANGED)."""
MOST_WAITING: Final = 8
"""Workspaces that are waited for at once; each is some seconds of the projector's time."""
TOUCH_S: Final = 10.0
"""How exactly it is kept when one was used last."""
AGAIN_S: Final = 0.5
"""After how long a wish is looked at again without a notification, which may be lost."""


@dataclass(frozen=True, slots=True)
class State:
    """How a workspace stands."""

    is_built: bool
    why: str | None
    """Why it cannot be made."""


def name_workspace(views: Iterable[str], as_of: datetime | None, known_at: datetime | None) -> str:
    """Return the schema of views as they were at a cut: the same for everybody who asks for the same."""
    moments = ["" if each is None else each.astimezone(UTC).isoformat() for each in (as_of, known_at)]
    told = "\n".join([*moments, *sorted(views)])
    return f"ws_{sha256(told.encode()).hexdigest()[:32]}"


class Workspaces:
    """The table of workspaces, which every gateway and every projector shares."""

    def __init__(self, pool: asyncpg.Pool, freshness: Freshness) -> None:
        self._pool = pool
        self._freshness = freshness

    async def find(self, workspace: str) -> State | None:
        """Return how a workspace stands, and note that it is used; None where nobody has asked for it."""
        row = await self._pool.fetchrow(
            """WITH touched AS (
                   UPDATE views.workspace SET used_at = clock_timestamp() WHERE id = (
                       SELECT id FROM views.workspace WHERE id = $1 AND built_at IS NOT NULL
                       AND used_at < clock_timestamp() - make_interval(secs => $2) FOR UPDATE SKIP LOCKED))
               SELECT built_at IS NOT NULL, why FROM views.workspace WHERE id = $1""",
            workspace,
            TOUCH_S,
        )
        return None if row is None else State(*row)

    async def ask(
        self, workspace: str, views: Iterable[str], as_of: datetime | None, known_at: datetime | None
    ) -> bool:
        """Ask the projector for a workspace as far as the logs have come; False where too many are waited for."""
        known: bool | None = await self._pool.fetchval(
            """WITH made AS (
                   INSERT INTO views.workspace (id, views, as_of, known_at) SELECT $1, $2, $3, $4
                   WHERE (SELECT count(*) FROM views.workspace WHERE built_at IS NULL AND why IS NULL) < $5
                   ON CONFLICT DO NOTHING RETURNING true AS is_there
               ), wanted AS (
                   UPDATE views.workspace SET wanted_at = clock_timestamp() WHERE id = (
                       SELECT id FROM views.workspace WHERE id = $1 AND wanted_at IS NULL AND why IS NULL
                       FOR UPDATE SKIP LOCKED))
               SELECT pg_notify($6, $1) IS NOT NULL FROM (
                   SELECT is_there FROM made UNION ALL SELECT true FROM views.workspace WHERE id = $1) there LIMIT 1""",
            workspace,
            sorted(views),
            as_of,
            known_at,
            MOST_WAITING,
            WANTED,
        )
        return known is not None

    def mark(self, workspace: str) -> int:
        """Return what is told last of a workspace; `wait` for something beyond it."""
        told = self._freshness.mark(workspace, KIND)
        return 0 if told is None else told[1]

    async def wait(self, workspace: str, beyond: int, deadline_s: float) -> None:
        """Return once something is told of a workspace, or it is time to look again."""
        await self._freshness.wait_beyond({(workspace, KIND): beyond}, min(deadline_s, AGAIN_S))
