"""Small pure parts of the engine: groups, headers, names, memory, rights."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.messages import Command
from infra.appends import Append, NewPart, choose_disjoint
from infra.commanding import COMMANDS, MESSAGE_BYTES, Pending, Sending, choose_in_turns, fit
from infra.loading import Known, Memory
from infra.messaging import BatchHeaders
from infra.outcomes import hash_body
from infra.policies import name_reaction
from infra.topology import CONTEXTS, EVENT_QUEUE_BYTES, READERS, list_bindings, list_queues, list_rights
from tests.counter import Count
from tests.making import cut, make_append, make_envelope, make_event, make_history, make_issued, record_all

streams = st.sampled_from(["a", "b", "c", "d", "e"])
ids = st.sampled_from([UUID(int=n) for n in range(6)])
appends = st.builds(
    lambda command_id, written, relied: make_append(
        *map(make_event, sorted(written)), command_id=command_id, expected=dict.fromkeys(written | relied, 0)
    ),
    ids, st.sets(streams, min_size=1, max_size=2), st.sets(streams, max_size=2),
)  # fmt: skip


def find_clash(one: Append, other: Append) -> bool:
    """Tell whether two appends may not share a group, by the rule's own words (architecture.md, The event log)."""
    written = [{event.stream for event in append.events} for append in (one, other)]
    return (
        one.command_id == other.command_id
        or bool(written[0] & other.expected.keys())
        or bool(written[1] & one.expected.keys())
    )


@given(st.lists(appends, min_size=1, max_size=20))
def test_a_group_holds_no_two_that_touch_each_other(waiting: list[Append]) -> None:
    chosen = choose_disjoint(waiting)
    group = [waiting[index] for index in chosen]
    assert not any(find_clash(one, other) for n, one in enumerate(group) for other in group[:n])


@given(st.lists(appends, min_size=1, max_size=20))
def test_the_first_always_goes_and_who_waits_has_a_reason(waiting: list[Append]) -> None:
    chosen = choose_disjoint(waiting)
    assert chosen[0] == 0
    assert chosen == sorted(set(chosen))
    for index in set(range(len(waiting))) - set(chosen):
        assert any(find_clash(waiting[index], waiting[other]) for other in chosen)


def test_a_bundle_goes_alone() -> None:
    """It waits where others stand before it, who do not wait for it."""
    bundle = replace(make_append(make_event("a")), parts=[NewPart(UUID(int=7), b"", b"", 1, 1)])
    others = [make_append(make_event("b")), make_append(make_event("c"))]
    assert choose_disjoint([bundle, *others]) == [0]
    assert choose_disjoint([others[0], bundle, others[1]]) == [0, 2]


@pytest.mark.parametrize("batch", [cut(make_history(5), 2, 4), cut(make_history(5), 4, 3)])
def test_headers_arrive_as_sent(batch: object) -> None:
    headers = batch.headers  # type: ignore[attr-defined]  # a batch
    assert BatchHeaders.unpack(headers.pack()) == headers


@pytest.mark.parametrize("missing", ["context", "epoch", "first", "last", "before", "after"])
def test_a_message_without_its_headers_is_none_of_ours(missing: str) -> None:
    packed = dict(cut(make_history(1), 1, 1).headers.pack())
    del packed[missing]
    with pytest.raises(KeyError):
        BatchHeaders.unpack(packed)


def test_a_message_of_commands_is_at_most_a_mebibyte() -> None:
    quarter = MESSAGE_BYTES // 4
    assert len(fit([quarter] * 10)) == 4
    assert len(fit([2 * MESSAGE_BYTES, quarter])) == 1
    assert len(fit([quarter])) == 1


async def test_principals_take_turns() -> None:
    """One who sends 1,000 commands keeps nobody waiting: the next message has a place for each."""
    pending = Pending(make_envelope(Count(counter="a")), 1.0, 0.0, [], lambda *_: None)
    many, few = (Sending(uuid4(), user, datetime.now(UTC), b"{}", pending) for user in ("many", "few"))
    chosen = choose_in_turns([*[many] * 1_000, *[few] * 3])
    assert len(chosen) == COMMANDS
    assert chosen[-3:] == [1_000, 1_001, 1_002]
    assert chosen == sorted(chosen)


def test_a_body_hash_tells_subject_and_body_apart() -> None:
    body: Command = Count(counter="a")
    other: Command = Count(counter="a", by=2)
    plain = hash_body(make_envelope(body))
    assert plain == hash_body(make_envelope(body, user="another", if_match=3))
    assert len({plain, hash_body(make_envelope(other)), hash_body(make_envelope(body, subject=uuid4()))}) == 3


def test_a_reaction_has_the_same_id_each_time_and_its_own() -> None:
    one, other = make_history(2)
    names = [("facts", one, 0), ("facts", one, 1), ("facts", other, 0), ("other", one, 0)]
    assert len({name_reaction(*name) for name in names}) == len(names)
    assert name_reaction("facts", one, 0) == name_reaction("facts", make_history(5)[0], 0)


def test_another_event_at_the_same_position_gets_a_reaction_of_its_own() -> None:
    """After a restore the log goes on from an older position, and its events take numbers that were given before.

    The wrong way, by context and position alone, takes the new event's reaction for a duplicate of the lost one's.
    """
    lost = make_history(3)[2]
    (*_, new) = record_all([(f"directive-{n}", make_issued(f"2025-{n:04d}")) for n in (1, 2, 3)])
    assert (new.id, new.subject) == (lost.id, lost.subject)
    assert name_reaction("facts", new, 0) != name_reaction("facts", lost, 0)


def test_memory_keeps_the_newest_and_drops_the_longest_unused() -> None:
    memory = Memory(most=2)
    memory.keep("a", Known(2, None, "new"))
    memory.keep("a", Known(1, None, "old"))
    memory.keep("b", Known(1, None, "b"))
    assert memory.recall("a") == Known(2, None, "new")
    memory.keep("c", Known(1, None, "c"))
    assert memory.recall("b") is None
    memory.forget("a")
    assert memory.recall("a") is None


def test_event_queues_are_bounded_caches() -> None:
    """Single active consumer, drop-head, no dead-letter exchange: the feed fills any hole."""
    for consumer, context in READERS:
        arguments = list_queues()[f"events.{consumer}.{context}"]
        assert arguments == {"x-queue-type": "quorum", "x-single-active-consumer": True, "x-overflow": "drop-head",
                             "x-max-length-bytes": EVENT_QUEUE_BYTES}  # fmt: skip


def test_command_queues_refuse_when_full_and_keep_their_dead() -> None:
    for context in CONTEXTS:
        arguments = list_queues()[f"commands.{context}"]
        assert arguments["x-overflow"] == "reject-publish"
        assert arguments["x-dead-letter-exchange"] == "dead"
        assert arguments["x-delivery-limit"] == 5
        assert ("dead", f"dead.{context}", f"commands.{context}") in list_bindings()


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_role_reads_its_own_queues_only(context: str) -> None:
    rights = list_rights()[context]
    queues = [name for name in list_queues() if re.fullmatch(rights.read, name)]
    own = {name for name in queues if name.startswith(("commands.", "events.")) or name.endswith(".feed")}
    assert set(queues) == own
    assert all(context in name.replace("-", ".").split(".") for name in queues)
