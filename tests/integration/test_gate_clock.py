"""The gateway stamps by its own view of the clock, which may lag: a refusal says the moment, and it stamps anew."""

from datetime import timedelta

import pytest

from contracts.directives import DirectiveKind, IssueDirective
from contracts.errors import Rejected
from gateway.gate import STAMPS
from tests.integration.brokers import Broker
from tests.integration.checking import read_events
from tests.integration.databases import Database
from tests.integration.gating import AHEAD, MAYOR, gated

ISSUE = IssueDirective(text="점검할 것", kind=DirectiveKind.SIMPLE)


@pytest.mark.parametrize("moves", range(STAMPS))
async def test_a_command_is_stamped_anew_under_its_own_key(
    log_database: Database, views_database: Database, broker: Broker, moves: int
) -> None:
    """Also where the clock moves meanwhile; it is stored once, at the moment that the clock shows then."""
    async with gated(log_database, views_database, broker) as (gate, runner):
        runner.moves = moves
        done = await gate.send(MAYOR, ISSUE, key="one")
        assert await gate.send(MAYOR, ISSUE, key="one") == done
    issued = [event for event in await read_events(log_database) if event.type == "directives.directive_issued.v1"]
    assert [event.effective_at for event in issued] == [AHEAD + timedelta(hours=moves)]


async def test_a_clock_that_never_stands_still_is_told(
    log_database: Database, views_database: Database, broker: Broker
) -> None:
    """The sender may come back under the same key."""
    async with gated(log_database, views_database, broker) as (gate, runner):
        runner.moves = STAMPS
        with pytest.raises(Rejected, match="CLOCK_MOVED"):
            await gate.send(MAYOR, ISSUE, key="one")
        assert (await gate.send(MAYOR, ISSUE, key="one")).result.number
