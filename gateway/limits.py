"""How often: requests a minute of each principal or address; softly, for each process counts by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final

from limits import RateLimitItemPerMinute
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.clock import read_monotonic_s

RATE_PER_MINUTE: Final = 600
"""Requests a minute of a principal, and of an address where nobody is asked who they are (decided.md, Limits)."""
SIGN_IN_SHARE: Final = 10
"""Of that rate, one in ten may be tries to sign in: argon2 costs 64 MiB each."""
TICKET_PER_MINUTE: Final = 120
"""Ballots and tries of one ticket a minute: a hall stands behind one address, so that its people are counted alone."""
HALL_SHARE: Final = 100
"""Times the usual rate that an address may ask what a hall of phones behind it asks."""
KEPT: Final = 50_000
"""Callers counted at once; the oldest window is dropped for a new one."""
_OF_TICKET: Final = RateLimitItemPerMinute(TICKET_PER_MINUTE)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands in its minute."""

    limit: int
    remaining: int
    reset_s: int
    """Seconds until the minute is over, at least 1."""
    is_over: bool

    def list_headers(self) -> Iterable[tuple[bytes, bytes]]:
        """Yield the three headers that clients read most: those of the IETF draft before its seventh version."""
        yield b"ratelimit-limit", b"%d" % self.limit
        yield b"ratelimit-remaining", b"%d" % self.remaining
        yield b"ratelimit-reset", b"%d" % self.reset_s
        if self.is_over:
            yield b"retry-after", b"%d" % self.reset_s


class Limits:
    """Counts requests in windows of a minute that begin with a caller's first one."""

    def __init__(self, rate_per_minute: int = RATE_PER_MINUTE) -> None:
        self._rate = rate_per_minute
        self._windows = Windows()
        self._limiter = FixedWindowRateLimiter(self._windows)

    async def count(self, caller: str, rate: int | None = None) -> Standing:
        """Count a request of a caller; `rate` is its own where it has one."""
        return await self._count(RateLimitItemPerMinute(rate or self._rate), caller)

    async def count_sign_in(self, address: str) -> Standing:
        """Count a try to sign in."""
        return await self._count(RateLimitItemPerMinute(max(self._rate // SIGN_IN_SHARE, 1)), f"sign-in {address}")

    async def count_hall(self, address: str) -> Standing:
        """Count what an address asks that a whole hall may share."""
        return await self._count(RateLimitItemPerMinute(self._rate * HALL_SHARE), f"hall {address}")

    async def count_ticket(self, ticket: str) -> Standing:
        """Count what is sent with a ticket."""
        return await self._count(_OF_TICKET, f"ticket {ticket}")

    async def _count(self, item: RateLimitItemPerMinute, caller: str) -> Standing:
        is_within = await self._limiter.hit(item, caller)
        reset_at, remaining = await self._limiter.get_window_stats(item, caller)
        return Standing(item.amount, remaining, max(round(reset_at - read_monotonic_s()), 1), not is_within)


class Windows(Storage):
    """Counts in memory, bounded.

    The library's own memory storage walks through every key at each hit: 10 us with 50 callers, 770 us with 10,000.
    """

    STORAGE_SCHEME: list[str] | None = ["hwanryu"]  # noqa: RUF012 - as the base class has it

    def __init__(self) -> None:
        super().__init__()
        self._counts: dict[str, tuple[int, float]] = {}

    @property
    def base_exceptions(self) -> type[Exception]:
        """The errors of the storage: memory has none."""
        return MemoryError

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Return the count after adding to it."""
        now = read_monotonic_s()
        count, ends_at = self._counts.get(key, (0, 0.0))
        if ends_at <= now:
            self._counts.pop(key, None)  # a new window stands last
            count, ends_at = 0, now + expiry
        self._counts[key] = count + amount, ends_at
        if len(self._counts) > KEPT:
            del self._counts[next(iter(self._counts))]
        return count + amount

    async def get(self, key: str) -> int:
        """Return the count."""
        count, ends_at = self._counts.get(key, (0, 0.0))
        return count if ends_at > read_monotonic_s() else 0

    async def get_expiry(self, key: str) -> float:
        """Return when the window ends, by the monotonic clock."""
        return self._counts.get(key, (0, 0.0))[1]

    async def check(self) -> bool:
        """Tell that memory answers."""
        return True

    async def reset(self) -> int:
        """Forget every count."""
        forgotten = len(self._counts)
        self._counts.clear()
        return forgotten

    async def clear(self, key: str) -> None:
        """Forget one count."""
        self._counts.pop(key, None)


def name_address(host: str) -> str:
    """Return what an address counts under; IPv6 hands a whole /64 to each subscriber."""
    try:
        address = ip_address(host)
    except ValueError:
        return f"address {host}"
    return f"address {IPv6Address(int(address) >> 64 << 64)}/64" if address.version == 6 else f"address {host}"


class Headers:
    """Adds to each answer the headers that were noted while it was made, whoever makes it in the end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        noted: list[tuple[bytes, bytes]] = []
        scope.setdefault("state", {})["headers"] = noted

        async def send_with_headers(message: Message) -> None:
            if noted and message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *noted]}
            await send(message)

        await self._app(scope, receive, send_with_headers)
