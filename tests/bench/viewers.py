"""The viewers of live_viewers: `python -m tests.bench.viewers` holds many event streams open on one gateway process.

It takes a plan as one line of JSON, prints `open` once each stream has shown its first frame, then as one line of JSON
when each has seen the first frame with the mark that it waits for: moments of the machine's monotonic clock.
"""

import asyncio
import json
import resource
import sys
from dataclasses import dataclass
from typing import Final

import uvloop

from infra.clock import read_monotonic_s
from infra.local.ports import LOOPBACK

AT_ONCE: Final = 200
"""Streams that are opened together: more would overflow the gateway's queue of connections."""
SEEN_S: Final = 60.0
FRAME: Final = b"event: round"


@dataclass(frozen=True, slots=True)
class Plan:
    """How many look, where, and at what they wait for."""

    port: int
    path: str
    viewers: int
    mark: str


class Viewer:
    """One open stream."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    async def open(self) -> None:
        """Connect and read the first frame."""
        self._reader, self._writer = await asyncio.open_connection(LOOPBACK, self._plan.port)
        host = f"{LOOPBACK}:{self._plan.port}"
        self._writer.write(f"GET {self._plan.path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        await self._reader.readuntil(FRAME)

    async def see(self) -> float:
        """Return when the mark came."""
        await self._reader.readuntil(self._plan.mark.encode())
        return read_monotonic_s()

    def close(self) -> None:
        """Leave."""
        self._writer.close()


async def look(plan: Plan) -> None:
    """Open all streams, and tell when each has seen the mark."""
    viewers = [Viewer(plan) for _ in range(plan.viewers)]
    for start in range(0, len(viewers), AT_ONCE):
        await asyncio.gather(*(viewer.open() for viewer in viewers[start : start + AT_ONCE]))
    print("open", flush=True)
    async with asyncio.timeout(SEEN_S):
        seen = await asyncio.gather(*(viewer.see() for viewer in viewers))
    print(json.dumps(seen), flush=True)
    for viewer in viewers:
        viewer.close()


def main() -> None:
    """Run the plan of stdin."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    uvloop.run(look(Plan(**json.loads(sys.stdin.readline()))))


if __name__ == "__main__":
    main()
