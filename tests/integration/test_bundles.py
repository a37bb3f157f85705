"""Commands decided together, and commands only tried out: all or nothing, each on what those before it led to."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest

from contracts.messages import Actor, Command, Done, Envelope, Refused, Result
from contracts.values import Role
from infra.bundles import list_ids
from infra.log import open_log
from tests.counter import LIMIT, Break, Count, Number, SetLimit
from tests.integration.checking import find_faults, read_events
from tests.integration.databases import Database
from tests.integration.test_runner import Replica, done, refused
from tests.making import NOON, make_bundle, make_envelope

OFFICER = Actor(user="officer", role=Role.OFFICER)


def try_out(envelope: Envelope[Command]) -> Envelope[Command]:
    return envelope.model_copy(update={"dry_run": True})


def envelop(body: Command, command_id: UUID | None = None, if_match: int | None = None) -> Envelope[Command]:
    return make_envelope(body, command_id=command_id, if_match=if_match)


async def test_parts_are_decided_on_what_those_before_them_led_to(log_database: Database) -> None:
    """40 and 50 of 100 leave room for 10 more; the third part finds 90 and a limit of 95 already set by the second."""
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        await replica.count(by=40)
        bundle = make_bundle(Count(counter="a", by=50), SetLimit(limit=95), Count(counter="a", by=5))
        outcome = done(await replica.run(bundle))
    events = await read_events(log_database)
    assert [event.stream for event in events] == ["counter-a", "counter-a", "limit", "counter-a"]
    assert {event.command_id for event in events[1:]} == {bundle.id}
    assert (outcome.position, outcome.version) == (4, 3)
    assert outcome.result == Result(id="a", number="90", parts=(Result(id="limit"), Result(id="a", number="95")))
    assert find_faults(events) == []


async def test_one_refused_part_refuses_all_and_is_named(log_database: Database) -> None:
    """Two of 40 fit, the third would be 120."""
    bundle = make_bundle(*[Count(counter="a", by=40)] * 3)
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        refusal = refused(await replica.run(bundle))
        assert refusal.code == "WRONG_STATE"
        assert refusal.details == {"total": "80", "part": "2", "part_id": str(bundle.also[1].id)}
        assert await read_events(log_database) == []
        assert done(await replica.count(by=LIMIT)).result.number == "100"  # and nothing is remembered of it


async def test_a_bundle_is_repeated_as_a_whole(log_database: Database) -> None:
    bundle = make_bundle(Count(counter="a"), Number(), Count(counter="b"))
    async with open_log(log_database.url) as log:
        first = done(await Replica(log).run(bundle))
        assert done(await Replica(log).run(bundle)) == first
        for other in (
            bundle.model_copy(update={"also": bundle.also[:1]}),
            bundle.model_copy(update={"also": (bundle.also[1], bundle.also[0])}),
            bundle.model_copy(update={"also": (bundle.also[0].model_copy(update={"id": uuid4()}), bundle.also[1])}),
            bundle.model_copy(
                update={"also": (bundle.also[0].model_copy(update={"subject": uuid4()}), bundle.also[1])}
            ),
        ):
            assert refused(await Replica(log).run(other)).code == "IDEMPOTENCY_CONFLICT"


async def test_each_part_needs_its_own_right(log_database: Database) -> None:
    """An officer may not count, whatever stands beside it; nothing is read before that is known."""
    allowed, forbidden = Count(counter="a"), Number()
    bundle = make_bundle(allowed, forbidden)
    actor = bundle.actor.model_copy(update={"role": Role.SYSTEM})  # may count, may not take numbers
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        refusal = refused(await replica.run(bundle.model_copy(update={"actor": actor})))
    assert (refusal.code, refusal.details["part"]) == ("NOT_PERMITTED", "1")
    assert replica.service.run == []


async def test_if_match_of_each_part_is_the_version_in_the_log(log_database: Database) -> None:
    """Both parts act on counter a, whose sender saw version 1 for both."""
    bundle = make_bundle(Count(counter="a"), Count(counter="a"), Count(counter="b"), if_match=1)
    seen = bundle.also[0].model_copy(update={"if_match": 1})
    stale = bundle.also[1].model_copy(update={"if_match": 4})
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        await replica.count("a")
        refusal = refused(await replica.run(bundle.model_copy(update={"also": (seen, stale)})))
        assert (refusal.code, refusal.details["version"], refusal.details["part"]) == ("VERSION_CONFLICT", "0", "2")
        assert done(await replica.run(bundle.model_copy(update={"also": (seen,)}))).version == 3


async def test_a_bundle_takes_several_numbers_of_one_series(log_database: Database) -> None:
    """Whoever is alone on the series may ask for it again."""
    async with open_log(log_database.url) as log, asyncio.timeout(10):
        outcome = done(await Replica(log).run(make_bundle(Number(), Number(), Number())))
    assert [outcome.result.number, *(part.number for part in outcome.result.parts)] == ["1", "2", "3"]


async def test_bundles_that_take_two_series_in_opposite_order_do_not_wait_for_each_other(
    log_database: Database,
) -> None:
    bodies = [Number(series="one"), Number(series="two")]
    async with open_log(log_database.url) as log, asyncio.timeout(30):
        replica = Replica(log)
        bundles = [make_bundle(*bodies), make_bundle(*reversed(bodies))] * 1
        more = [make_bundle(*(bodies if n % 2 else bodies[::-1])) for n in range(20)]
        outcomes = await asyncio.gather(*map(replica.run, [*bundles, *more]))
    assert all(map(done, outcomes))
    events = await read_events(log_database)
    assert [sum(event.stream == series for event in events) for series in ("one", "two")] == [22, 22]
    assert find_faults(events) == []


async def test_two_parts_may_not_create_the_same(log_database: Database) -> None:
    same = uuid4()
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        for bundle in (make_bundle(Number(), Number(), command_id=same, ids=[same]),
                       make_bundle(Number(), Number(), Number(), ids=[same, same])):  # fmt: skip
            refusal = refused(await replica.run(bundle))
            assert (refusal.code, refusal.details["part_id"]) == ("BAD_SHAPE", str(same))
    assert await read_events(log_database) == []


@pytest.mark.parametrize("body", [Number(), Count(counter="b", by=1), Count(counter="b", by=0)])
@pytest.mark.parametrize("dry_run", [False, True])
async def test_what_was_stored_alone_is_no_part_any_more(
    log_database: Database, body: Command, *, dry_run: bool
) -> None:
    """Whether it could be done again or not, and also with its own body: the bundle would be no whole (PLT-01)."""
    known = uuid4()
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        await replica.run(envelop(Number(), known))
        bundle = make_bundle(Count(counter="a"), body, ids=[known])
        for one in (replica, Replica(log)):
            refusal = refused(await one.run(bundle.model_copy(update={"dry_run": dry_run})))
            assert (refusal.code, refusal.details) == (
                "IDEMPOTENCY_CONFLICT",
                {"part": "1", "part_id": str(known)},
            )
    assert len(await read_events(log_database)) == 2


async def test_a_part_sent_alone_gets_its_first_answer(log_database: Database) -> None:
    """Positions: a is 1, the number 2 and 3, b is 4; the second count of a changes nothing, and its place is all."""
    bodies: list[Command] = [Count(counter="a", by=3), Number(), Count(counter="b"), Count(counter="a", by=0)]
    bundle = make_bundle(*bodies)
    async with open_log(log_database.url) as log:
        first = done(await Replica(log).run(bundle))
        alone = [envelop(body, command_id) for body, command_id in zip(bodies, list_ids(bundle), strict=True)]
        again = [done(await Replica(log).run(each)) for each in alone]
        other = [await Replica(log).run(each.model_copy(update={"subject": uuid4()})) for each in alone]
        assert done(await Replica(log).run(bundle)) == first
    assert [each.result for each in again] == [first.result.model_copy(update={"parts": ()}), *first.result.parts]
    assert [(each.position, each.version) for each in again] == [(4, 1), (3, 1), (4, 1), (4, 1)]
    assert [refused(each).code for each in other] == ["IDEMPOTENCY_CONFLICT"] * 4
    assert len(await read_events(log_database)) == 4


async def test_a_part_of_one_bundle_is_none_of_another(log_database: Database) -> None:
    """Neither as a part, nor as the body; nor is a bundle's body a part of another."""
    shared = uuid4()
    bundle = make_bundle(Count(counter="a"), Count(counter="b"), ids=[shared])
    async with open_log(log_database.url) as log:
        done(await Replica(log).run(bundle))
        for other, part in (
            (make_bundle(Count(counter="a"), Count(counter="b"), ids=[shared]), "1"),
            (make_bundle(Count(counter="b"), Count(counter="a"), command_id=shared), "0"),
            (make_bundle(Count(counter="b"), Count(counter="c"), Count(counter="a"), ids=[uuid4(), bundle.id]), "2"),
        ):
            refusal = refused(await Replica(log).run(other))
            assert (refusal.code, refusal.details["part"]) == ("IDEMPOTENCY_CONFLICT", part)
    assert len(await read_events(log_database)) == 2


async def test_what_a_bundle_began_with_is_no_bundle(log_database: Database) -> None:
    """Stored alone, then sent with more."""
    one = envelop(Count(counter="a"))
    async with open_log(log_database.url) as log:
        done(await Replica(log).run(one))
        refusal = refused(await Replica(log).run(make_bundle(one.body, Count(counter="b"), command_id=one.id)))
    assert (refusal.code, refusal.details["part"]) == ("IDEMPOTENCY_CONFLICT", "0")


@pytest.mark.parametrize("seed", range(4))
async def test_an_id_stands_for_one_thing_whoever_is_faster(log_database: Database, seed: int) -> None:
    """Bundles and single commands of ten ids at once on two replicas; each of them counts by 1.

    What an id is answered alone, and what a bundle of it, is the same each time; none is counted twice.
    """
    chance = random.Random(seed)
    ids = [UUID(int=n) for n in range(1, 11)]
    told: dict[tuple[UUID, int], set[str]] = {}
    async with open_log(log_database.url) as one, open_log(log_database.url) as other:
        replicas = [Replica(one), Replica(other)]
        for _ in range(12):
            sent = [make_any(chance, ids) for _ in range(6)]
            outcomes = await asyncio.gather(*(chance.choice(replicas).run(each) for each in sent))
            for envelope, outcome in zip(sent, outcomes, strict=True):
                if isinstance(outcome, Refused):
                    assert outcome.code == "IDEMPOTENCY_CONFLICT"
                    continue
                told.setdefault((envelope.id, len(envelope.also)), set()).add(done(outcome).model_dump_json())
        events = await read_events(log_database)
        stored = [await one.find_command(command_id) for command_id in {event.command_id for event in events}]
    assert {len(answers) for answers in told.values()} == {1}
    assert find_faults(events) == []
    assert sum(found.last - found.first + 1 for found in stored if found) == len(events) <= len(ids)


@dataclass
class Known:
    """What ten ids stand for, told by hand: each command counts by 1."""

    bodies: dict[UUID, Command] = field(default_factory=dict)
    positions: dict[UUID, int] = field(default_factory=dict)
    """Of its last event; of a bundle's body, that of the whole."""
    bundles: dict[UUID, list[UUID]] = field(default_factory=dict)

    def answer(self, envelope: Envelope[Command]) -> tuple[str, str]:
        """Return DONE and the position, or the code and which part gave it; learn what is stored."""
        ids = list_ids(envelope)
        asked = dict(zip(ids, [envelope.body, *(part.body for part in envelope.also)], strict=True))
        known = [index for index, command_id in enumerate(ids) if command_id in self.bodies]
        if not known:
            before = len(self.bodies)
            self.positions |= {command_id: before + place for place, command_id in enumerate(ids, 1)}
            self.positions[envelope.id] = before + len(ids)
            self.bodies |= asked
            self.bundles[envelope.id] = ids
        elif any(self.bodies.get(command_id) != body for command_id, body in asked.items()) or (
            envelope.also and self.bundles.get(envelope.id) != ids
        ):
            return "IDEMPOTENCY_CONFLICT", str(known[0]) if envelope.also else ""
        return "DONE", str(self.positions[envelope.id])


@pytest.mark.parametrize("seed", range(4))
async def test_in_turns_an_id_is_answered_as_it_was_first(log_database: Database, seed: int) -> None:
    """New ones, sent again, alone, with more, with less or with another body, by either replica."""
    chance, known = random.Random(seed), Known()
    sent: list[Envelope[Command]] = []
    answers: set[str] = set()
    async with open_log(log_database.url) as one, open_log(log_database.url) as other:
        replicas = [Replica(one), Replica(other)]
        for _ in range(60):
            again = sent and chance.random() < 0.4
            sent.append(chance.choice(sent) if again else make_any(chance, [UUID(int=n) for n in range(1, 11)]))
            match await chance.choice(replicas).run(sent[-1]):
                case Done(position=position):
                    said = "DONE", str(position)
                case Refused(code=code, details=details):
                    said = code, details.get("part", "")
                case None:
                    raise AssertionError(sent[-1])
            assert said == known.answer(sent[-1]), sent[-1]
            answers.add(said[0])
    assert answers == {"DONE", "IDEMPOTENCY_CONFLICT"}
    assert len(await read_events(log_database)) == len(known.bodies)


def make_any(chance: random.Random, ids: Sequence[UUID]) -> Envelope[Command]:
    """Return one command, or a bundle of two or three."""
    chosen = chance.sample(ids, chance.choice([1, 1, 2, 3]))
    bodies: list[Command] = [Count(counter=chance.choice("ab")) for _ in chosen]
    return make_bundle(*bodies, command_id=chosen[0], ids=chosen[1:])


async def test_500_parts_are_one_append(log_database: Database) -> None:
    bundle = make_bundle(*(Count(counter=f"c{n}") for n in range(500)))
    async with open_log(log_database.url) as log:
        outcome = done(await Replica(log).run(bundle))
    assert (outcome.position, len(outcome.result.parts)) == (500, 499)
    assert len({event.recorded_at for event in await read_events(log_database)}) == 1


def test_501_parts_are_refused_by_the_shape() -> None:
    bundle = make_bundle(*(Count(counter="a") for _ in range(501)))
    with pytest.raises(ValueError, match="also"):
        Envelope[Count].model_validate_json(bundle.model_dump_json())


async def test_a_bundle_decided_on_stale_memory_is_decided_again_as_a_whole(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        one, other = Replica(log), Replica(log)
        await one.count("a", by=10)
        await other.count("a", by=80)
        outcome = done(await one.run(make_bundle(Count(counter="b"), Count(counter="a", by=5))))
    assert outcome.result.parts[0].number == "95"


async def test_a_bug_in_one_part_stores_nothing(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        with pytest.raises(RuntimeError, match="a bug"):
            await Replica(log).run(make_bundle(Count(counter="a"), Break(why="a bug")))
    assert await read_events(log_database) == []


async def test_a_dry_run_tells_what_would_be_and_stores_nothing(log_database: Database) -> None:
    """Its version is the one that the subject would have; its position is 0."""
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        await replica.count(by=3)
        tried = done(await replica.run(try_out(envelop(Count(counter="a", by=4)))))
        numbered = done(await replica.run(try_out(envelop(Number()))))
        idle = done(await replica.run(try_out(envelop(Count(counter="a", by=0)))))
        assert done(await replica.count(by=1)).result.number == "4"
    assert (tried.position, tried.version, tried.result.number) == (0, 2, "7")
    assert (numbered.position, numbered.version, numbered.result.number) == (0, 1, "1")
    assert (idle.position, idle.version) == (0, 1)
    assert len(await read_events(log_database)) == 2


async def test_a_dry_run_is_refused_as_the_command_would_be(log_database: Database) -> None:
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        await replica.count(by=LIMIT)
        for envelope, code in (
            (envelop(Count(counter="a")), "WRONG_STATE"),
            (envelop(Count(counter="a", by=-1), if_match=7), "VERSION_CONFLICT"),
            (envelop(Break(why="not theirs")).model_copy(update={"actor": OFFICER}), "NOT_PERMITTED"),
        ):
            assert refused(await replica.run(try_out(envelope))).code == code


async def test_a_dry_run_never_rests_on_stale_memory(log_database: Database) -> None:
    """Also where it would be done: what it tells is what the log gives."""
    async with open_log(log_database.url) as log:
        one, other = Replica(log), Replica(log)
        await one.count(by=1)
        await other.count(by=6)
        assert done(await one.run(try_out(envelop(Count(counter="a", by=1))))).result.number == "8"


async def test_a_dry_run_of_what_was_stored_tells_the_stored_outcome(log_database: Database) -> None:
    key = uuid4()
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        tried = done(await replica.run(try_out(envelop(Count(counter="a"), key))))
        stored = done(await replica.run(envelop(Count(counter="a"), key)))
        assert (tried.position, stored.position) == (0, 1)
        assert await replica.run(try_out(envelop(Count(counter="a"), key))) == stored
        other = try_out(envelop(Count(counter="b"), key))
        assert refused(await replica.run(other)).code == "IDEMPOTENCY_CONFLICT"


async def test_a_bundle_may_be_tried_out(log_database: Database) -> None:
    bundle = make_bundle(Count(counter="a", by=60), Count(counter="a", by=40), Number())
    async with open_log(log_database.url) as log:
        replica = Replica(log)
        tried = done(await replica.run(try_out(bundle)))
        assert await read_events(log_database) == []
        stored = done(await replica.run(bundle))
    assert (tried.result, tried.version, tried.position) == (stored.result, stored.version, 0)
    assert {event.effective_at for event in await read_events(log_database)} == {NOON}
