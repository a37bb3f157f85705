"""Two replicas on one log in random turns: what is answered is what the log says, never what one of them remembers."""

import asyncio
import random
from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest

from contracts.messages import Command, Done, Envelope, Outcome, Refused
from infra.chain import StoredData, StoredEvent
from infra.log import EventLog, open_log
from tests.counter import LIMIT, Count, Counted, LimitSet, SetLimit
from tests.integration.checking import find_faults, read_events
from tests.integration.databases import Database
from tests.integration.test_runner import Replica
from tests.making import make_envelope


@dataclass
class Model:
    """What the counters' log says, told by hand."""

    limit: int = LIMIT
    limits_set: int = 0
    totals: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    versions: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def answer(self, envelope: Envelope[Command]) -> tuple[str, int]:
        """Return the code or DONE, and the version told; change what the command changes."""
        match envelope.body:
            case SetLimit(limit=limit):
                self.limits_set += limit != self.limit
                self.limit = limit
                return "DONE", self.limits_set
            case Count(counter=counter, by=by):
                if self.totals[counter] + by > self.limit:
                    return "WRONG_STATE", 0
                if envelope.if_match not in (None, self.versions[counter]):
                    return "VERSION_CONFLICT", self.versions[counter]
                if envelope.dry_run:
                    return "DONE", self.versions[counter] + (by != 0)
                self.totals[counter] += by
                self.versions[counter] += by != 0
                return "DONE", self.versions[counter]
            case _:
                raise AssertionError(envelope)


def read(outcome: Outcome | None) -> tuple[str, int]:
    match outcome:
        case Done(version=version):
            return "DONE", version
        case Refused(code=code, details=details):
            return code, int(details.get("version", 0))
        case _:
            raise AssertionError(outcome)


def make_one(chance: random.Random, model: Model) -> Envelope[Command]:
    """Return a command that may be done, refused, idle, tried out or stale."""
    if chance.random() < 0.2:
        return make_envelope(SetLimit(limit=chance.choice([60, 100, 140])))
    counter = chance.choice("abc")
    seen = max(model.versions[counter] - chance.choice([0, 0, 1]), 0) if chance.random() < 0.3 else None
    envelope: Envelope[Command] = make_envelope(
        Count(counter=counter, by=chance.choice([-30, 0, 1, 20, 50])), if_match=seen
    )
    return envelope.model_copy(update={"dry_run": chance.random() < 0.15})


def list_right(model: Model, envelope: Envelope[Command]) -> list[tuple[str, int]]:
    """Return the right answers; after a conflict the stale version is told before a rule is asked again."""
    if isinstance(envelope.body, Count) and envelope.if_match is not None:
        version = model.versions[envelope.body.counter]
        stale = [("VERSION_CONFLICT", version)] if envelope.if_match != version else []
        return [*stale, model.answer(envelope)]
    return [model.answer(envelope)]


@pytest.mark.parametrize("seed", range(8))
async def test_in_turns_each_answer_is_that_of_the_log(log_database: Database, seed: int) -> None:
    """80 commands, each by either replica, the other one's memory of counters and of the limit going stale.

    With If-Match a replica that decided on a stale fact says BUSY; the same command sent again gets the log's answer.
    """
    chance, model = random.Random(seed), Model()
    async with open_log(log_database.url) as one, open_log(log_database.url) as other:
        replicas = [Replica(one), Replica(other)]
        for _ in range(80):
            envelope = make_one(chance, model)
            said = read(await chance.choice(replicas).run(envelope))
            if said[0] == "BUSY":
                assert envelope.if_match is not None
                said = read(await chance.choice(replicas).run(envelope))
            assert said in list_right(model, envelope), envelope
    assert find_faults(await read_events(log_database)) == []


@dataclass(frozen=True, slots=True)
class Asked:
    """A command, its answer, and where the log stood before it was sent and after it was answered."""

    envelope: Envelope[Command]
    outcome: Outcome | None
    before: int
    after: int


async def ask(replica: Replica, envelope: Envelope[Command]) -> Asked:
    before = (await replica.runner.log.read_head()).position
    outcome = await replica.run(envelope)
    return Asked(envelope, outcome, before, (await replica.runner.log.read_head()).position)


def find_grounds(events: list[StoredEvent], asked: Asked) -> list[int]:
    """Return the positions, while the command was under way, at which its refusal was right."""
    model, grounds = Model(), []
    body = asked.envelope.body
    assert isinstance(body, Count)
    for position in range(asked.after + 1):
        if position:
            apply(model, events[position - 1])
        if position >= asked.before and model.totals[body.counter] + body.by > model.limit:
            grounds.append(position)
    return grounds


def apply(model: Model, event: StoredEvent) -> None:
    if event.stream == "limit":
        model.limit = LimitSet.model_validate_json(event.data).limit
        return
    counted = Counted.model_validate_json(event.data)
    counter = event.stream.removeprefix("counter-")
    model.totals[counter] += counted.by
    assert counted.limit == model.limit, f"{event.position} was decided on another limit than the log's"
    assert model.totals[counter] <= model.limit or counted.by < 0


@pytest.mark.parametrize("seed", range(4))
async def test_at_once_nothing_is_decided_or_refused_on_stale_ground(log_database: Database, seed: int) -> None:
    """Each stored event rests on the facts before it; each refusal was right at some moment while it was decided."""
    chance = random.Random(seed)
    asked: list[Asked] = []
    async with open_log(log_database.url) as one, open_log(log_database.url) as other:
        replicas = [Replica(one), Replica(other)]
        for _ in range(15):
            some = [
                make_one(chance, Model()).model_copy(update={"if_match": None, "dry_run": False}) for _ in range(12)
            ]
            asked += await asyncio.gather(*(ask(chance.choice(replicas), envelope) for envelope in some))
    events = await read_events(log_database)
    assert find_faults(events) == []
    done: set[UUID] = set()
    for each in asked:
        if isinstance(each.outcome, Done):
            done |= {each.envelope.id} if each.outcome.position else set()
        else:
            assert read(each.outcome)[0] == "WRONG_STATE"
            assert find_grounds(events, each), each
    assert {event.command_id for event in events} == done
    find_grounds(events, Asked(make_envelope(Count(counter="a")), None, 0, len(events)))  # each event's own ground


def test_the_model_refuses_what_is_too_much() -> None:
    """100 is the limit: 60 and 50 are 110."""
    model = Model()
    answers = [model.answer(make_envelope(Count(counter="a", by=by), command_id=uuid4())) for by in (60, 50, 40)]
    assert answers == [("DONE", 1), ("WRONG_STATE", 0), ("DONE", 2)]


def change_between(monkeypatch: pytest.MonkeyPatch, log: EventLog, replica: Replica, *changes: Command) -> None:
    """Have another replica change counter and limit between the reads of the two."""
    read_stream = log.read_stream

    async def read_between(stream: str, after: int = 0) -> tuple[StoredData, ...]:
        if stream == "limit":
            monkeypatch.undo()
            for change in changes:
                assert isinstance(await replica.run(make_envelope(change)), Done)
        return await read_stream(stream, after)

    monkeypatch.setattr(log, "read_stream", read_between)


@pytest.mark.parametrize("dry_run", [False, True])
async def test_a_refusal_rests_on_one_moment(
    log_database: Database, monkeypatch: pytest.MonkeyPatch, *, dry_run: bool
) -> None:
    """First 50 of 100, then 20 of 60: 20 more are right at both moments, not for the old count under the new limit."""
    async with open_log(log_database.url) as one, open_log(log_database.url) as two:
        other = Replica(two)
        assert isinstance(await other.count(by=50), Done)
        change_between(monkeypatch, one, other, Count(counter="a", by=-30), SetLimit(limit=60))
        envelope: Envelope[Command] = make_envelope(Count(counter="a", by=20))
        outcome = await Replica(one).run(envelope.model_copy(update={"dry_run": dry_run}))
    assert isinstance(outcome, Done)
    assert outcome.result.number == "40"


async def test_what_is_only_tried_rests_on_one_moment(log_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """First 50 of 60, then 90 of 200: 20 more are too many before and make 110 after, never 70."""
    async with open_log(log_database.url) as one, open_log(log_database.url) as two:
        other = Replica(two)
        assert isinstance(await other.run(make_envelope(SetLimit(limit=60))), Done)
        assert isinstance(await other.count(by=50), Done)
        change_between(monkeypatch, one, other, SetLimit(limit=200), Count(counter="a", by=40))
        envelope: Envelope[Command] = make_envelope(Count(counter="a", by=20))
        outcome = await Replica(one).run(envelope.model_copy(update={"dry_run": True}))
    assert isinstance(outcome, Done)
    assert outcome.result.number == "110"
