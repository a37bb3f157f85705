"""The sample's January, played once for all systems of the tests that begin with it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from infra.local.system import make_throwaway, running_system

JANUARY = "2024-01-25T09:00+0900"
"""Where the sample stops for most tests: a Thursday, three weeks into the story, soon loaded."""
LIKE = "HWANRYU_LIKE_JANUARY"
"""Setting that names the frozen system to begin like."""


@asynccontextmanager
async def frozen_january() -> AsyncIterator[Mapping[str, str]]:
    """Play January and yield the settings of tests whose systems begin with it; none where it cannot be copied.

    Raises: SetupError.
    """
    async with running_system(make_throwaway("january", sample=True, sample_until=JANUARY)) as system:
        yield {LIKE: system.name} if await system.freeze() else {}


def find_january() -> str | None:
    """Return the name of the frozen system; None where every system plays January itself."""
    return os.environ.get(LIKE)
