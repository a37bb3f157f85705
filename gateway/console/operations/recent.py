"""Sessions seen a moment ago, for the one page that must open while the store of sessions is away."""

from collections import OrderedDict
from typing import Final

from contracts.values import Role
from gateway.auth import SESSION_LIFE, Session
from infra.clock import read_monotonic_s

READERS: Final = frozenset({Role.ADMINISTRATOR, Role.OPERATOR, Role.AUDITOR})
MOST: Final = 200
"""Sessions remembered, the latest."""


class Recent:
    """Sessions of those who may read the operations page, for as long as they may stand idle."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, tuple[Session, float]] = OrderedDict()

    def note(self, session: Session) -> None:
        """Remember a session that the store has just confirmed."""
        if session.principal.role not in READERS:
            return
        self._seen[session.token] = session, read_monotonic_s()
        self._seen.move_to_end(session.token)
        if len(self._seen) > MOST:
            self._seen.popitem(last=False)

    def recall(self, token: str) -> Session | None:
        """Return a session that was confirmed within its idle time; recalling it does not renew it."""
        session, seen_s = self._seen.get(token, (None, 0.0))
        return session if read_monotonic_s() - seen_s <= SESSION_LIFE.total_seconds() else None

    def forget(self, token: str) -> None:
        """Drop a session that was closed, or that the store does not know any more."""
        self._seen.pop(token, None)
