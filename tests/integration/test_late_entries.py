"""소급 over a real log (CAL-14): who may enter what has happened before, in which order, and what tells two apart."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from contracts.messages import Command, Entry, Envelope
from contracts.values import Role
from infra.log import open_log
from tests.counter import Count
from tests.integration.checking import read_events
from tests.integration.databases import Database
from tests.integration.test_runner import Replica, done, refused
from tests.making import NOON, make_bundle, make_envelope

HOUR = timedelta(hours=1)
COUNT: Command = Count(counter="a")


def enter(
    hours: int,
    *,
    body: Command = COUNT,
    key: UUID | None = None,
    ground: str | None = "출장",
    role: Role = Role.OPERATOR,
) -> Envelope[Command]:
    """Return a command entered at noon of what happened so many hours before."""
    envelope = make_envelope(body, command_id=key, effective_at=NOON - hours * HOUR, role=role)
    return envelope.model_copy(update={"entry": Entry(entered_at=NOON, ground=ground)})


async def test_it_is_stored_as_of_when_it_happened_in_that_order(log_database: Database) -> None:
    """Three hours, then two, then two again; another stream is not bound by it; four hours would be backwards."""
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        for envelope in (enter(3), enter(2), enter(2), enter(5, body=Count(counter="b"))):
            done(await replica.run(envelope))
        backwards = refused(await replica.run(enter(4)))
        assert (backwards.code, backwards.details) == (
            "EFFECTIVE_AT_BACKWARDS",
            {"latest": "2024-02-05T10:00:00+09:00"},
        )
        done(await replica.count("a", effective_at=NOON - 4 * HOUR))  # entered as it happens: a clock that lags
    moments = [(event.stream, (NOON - event.effective_at) / HOUR) for event in await read_events(log_database)]
    assert moments == [("counter-a", 3), ("counter-a", 2), ("counter-a", 2), ("counter-b", 5), ("counter-a", 2)]


@pytest.mark.parametrize(
    ("envelope", "code"),
    [
        (enter(-1), "EFFECTIVE_AT_IN_FUTURE"),
        (enter(1, ground=None), "REASON_REQUIRED"),
        (enter(1, role=Role.SYSTEM), "NOT_PERMITTED"),
    ],
)
async def test_what_may_not_be_entered_late_leaves_nothing(
    log_database: Database, envelope: Envelope[Command], code: str
) -> None:
    async with open_log(log_database.url) as log:
        assert refused(await Replica(log).run(envelope)).code == code
        assert await log.read(0, 10) == []


async def test_the_same_key_for_another_moment_or_ground_is_a_conflict(log_database: Database) -> None:
    """PLT-01: also of one that came in a bundle and comes again alone; the moment of its entry does not matter."""
    key, first, second = uuid4(), uuid4(), uuid4()
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        before = done(await replica.run(enter(3, key=key)))
        again = enter(3, key=key).model_copy(update={"entry": Entry(entered_at=NOON + HOUR, ground="출장")})
        assert done(await replica.run(again)) == before
        for other in (enter(2, key=key), enter(3, key=key, ground="병가"), make_envelope(COUNT, command_id=key)):
            assert refused(await replica.run(other)).code == "IDEMPOTENCY_CONFLICT"
        bundle = make_bundle(COUNT, COUNT, command_id=first, ids=[second])
        late = {"entry": Entry(entered_at=NOON, ground="출장"), "effective_at": NOON - HOUR}
        done(await replica.run(bundle.model_copy(update=late)))
        done(await replica.run(enter(1, key=second)))
        assert refused(await replica.run(make_envelope(COUNT, command_id=second))).code == "IDEMPOTENCY_CONFLICT"
        assert len(await log.read(0, 10)) == 3
