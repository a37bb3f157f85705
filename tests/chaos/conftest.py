"""The system under attack: one of its own for a file of tests."""

from collections.abc import AsyncIterator

import pytest_asyncio

from infra.local.system import System
from tests.chaos.running import attacked


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def system() -> AsyncIterator[System]:
    """A system of two replicas each."""
    async with attacked() as running:
        yield running
