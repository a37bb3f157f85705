"""A second writer of a log: `python -m tests.integration.appending URL CALLERS ROUNDS` prints what it was answered."""

import asyncio
import json
import random
import sys
from collections import Counter

from infra.appends import Conflict, Stored
from infra.log import EventLog, open_log
from tests.making import make_append, make_event

STREAMS = 40
"""Few, so that writers lose to each other all the time."""


async def append_on(log: EventLog, caller: int, rounds: int, answers: Counter[str]) -> None:
    """Append one to three events on one or two hot streams, each time with the versions last heard of."""
    chance = random.Random(caller)
    known = dict.fromkeys((f"hot-{n}" for n in range(STREAMS)), 0)
    for _ in range(rounds):
        streams = chance.sample(sorted(known), chance.choice([1, 1, 2]))
        events = [make_event(stream) for stream in streams for _ in range(chance.choice([1, 2]))]
        answer = await log.append(make_append(*events, expected={stream: known[stream] for stream in streams}))
        answers[type(answer).__name__] += 1
        match answer:
            case Conflict():
                known[answer.stream] = answer.actual
            case Stored():
                answers["events"] += answer.last - answer.first + 1
                for stream in streams:
                    known[stream] += sum(event.stream == stream for event in events)
            case _:
                raise AssertionError(answer)


async def append_all(url: str, callers: int, rounds: int, seed: int = 0) -> Counter[str]:
    """Run many callers at once; return how often each answer came and how many events were stored."""
    answers: Counter[str] = Counter()
    async with open_log(url) as log, asyncio.TaskGroup() as group:
        for caller in range(callers):
            group.create_task(append_on(log, seed + caller, rounds, answers))
    return answers


if __name__ == "__main__":
    print(json.dumps(asyncio.run(append_all(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), seed=10_000))))
