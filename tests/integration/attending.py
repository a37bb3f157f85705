"""A replica that follows the counters' log: `python -m tests.integration.attending URL`, until it is killed."""

import asyncio
import sys

from infra import agenda_runner
from infra.log import open_log
from tests.integration.test_runner import Replica
from tests.integration.test_sweeps import make_attendant


async def attend(url: str) -> None:
    """Follow the log, few reactions at once: a sweep takes long enough to be killed in its midst."""
    agenda_runner.AT_ONCE = 1  # type: ignore[misc]  # a constant of the product
    async with open_log(url) as log:
        await make_attendant(Replica(log), url).run()


if __name__ == "__main__":
    asyncio.run(attend(sys.argv[1]))
