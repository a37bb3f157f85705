"""Orders: ids of keys and of references lie in namespaces of their own, and refusals speak the sender's words."""

import asyncio
from collections import Counter
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.directives import DirectiveKind, IssueDirective
from contracts.errors import Rejected
from contracts.messages import Entry, ExternalRef
from contracts.values import Role
from gateway.answers.events import START, Place, read_cursor, write_cursor
from gateway.auth import Principal
from gateway.ordering import (
    Late,
    explain_reference,
    find_by_reference,
    make_envelope,
    order_by_key,
    order_by_reference,
    stamp_again,
)
from gateway.queries import paging
from gateway.sharing import Shared
from tests.making import NOON

MAYOR = Principal("mayor", Role.MAYOR, None, "시장")
OTHER = Principal("operator", Role.OPERATOR, "planning-audit", "총괄")
BODY = IssueDirective(text="지시", kind=DirectiveKind.SIMPLE)
REF = ExternalRef(system="groupware", id="GW-1")
keys = st.text(min_size=1, max_size=60)


@given(keys)
def test_no_key_leads_to_the_id_of_a_reference(key: str) -> None:
    assert order_by_key(MAYOR, BODY, key).id != find_by_reference(MAYOR, "directives", REF)
    spelt = f"directives:{REF.system}:{REF.id}"
    assert order_by_key(MAYOR, BODY, spelt).id != find_by_reference(MAYOR, "directives", REF)


def test_a_reference_is_its_senders_and_its_collections_own() -> None:
    ids = {find_by_reference(who, what, REF) for who in (MAYOR, OTHER) for what in ("directives", "projects")}
    assert len(ids) == 4


TAKEN = "IDEMPOTENCY_CONFLICT"


def test_a_taken_reference_is_told_with_what_stands_there() -> None:
    order = order_by_reference(MAYOR, BODY, "directives", REF)
    told = explain_reference([order], Rejected(TAKEN, "아니요"))
    assert (told.code, told.details) == ("EXTERNAL_REF_TAKEN", {"id": str(order.id), "external_ref": "groupware:GW-1"})
    assert explain_reference([order_by_key(MAYOR, BODY, "k")], Rejected(TAKEN, "아니요")).code == TAKEN


@pytest.mark.parametrize("part", [0, 1, 2])
def test_of_several_orders_the_refused_one_is_told(part: int) -> None:
    references = [ExternalRef(system="groupware", id=f"GW-{n}") for n in range(3)]
    orders = [order_by_reference(MAYOR, BODY, "directives", reference) for reference in references]
    told = explain_reference(orders, Rejected(TAKEN, "아니요", {"part": str(part), "part_id": "x"}))
    assert told.details == {"id": str(orders[part].id), "external_ref": f"groupware:GW-{part}", "part": str(part)}


def test_the_reference_of_one_order_is_not_blamed_for_another() -> None:
    orders = [order_by_reference(MAYOR, BODY, "directives", REF), order_by_key(MAYOR, BODY, "k")]
    refused = Rejected("WRONG_STATE", "아니요", {"part": "1"})
    assert explain_reference(orders, refused) is refused


def test_a_bundle_is_one_envelope_in_the_order_of_its_items() -> None:
    orders = [order_by_key(MAYOR, BODY, key) for key in ("a", "b", "c")]
    envelope = make_envelope(MAYOR, orders, NOON, {"registry": 7}, dry_run=True)
    assert [envelope.id, *(part.id for part in envelope.also)] == [order.id for order in orders]
    assert (envelope.after, envelope.dry_run, envelope.actor.user) == ({"registry": 7}, True, "mayor")


def test_what_happened_before_is_stamped_so_and_stays_so() -> None:
    """CAL-14: when it happened and when it was entered; a clock that moves on meanwhile changes the latter only."""
    then, ground = NOON - timedelta(days=2_000), "2018년 결재 문서"
    late = make_envelope(OTHER, [order_by_key(OTHER, BODY, "k")], NOON, {}, dry_run=False, late=Late(then, ground))
    assert late.effective_at == then
    assert late.entry == Entry(entered_at=NOON, ground=ground)
    again = stamp_again(late, NOON + timedelta(hours=1))
    assert (again.effective_at, again.entered_at) == (then, NOON + timedelta(hours=1))
    plain = stamp_again(make_envelope(OTHER, [order_by_key(OTHER, BODY, "k")], NOON, {}, dry_run=False), then)
    assert (plain.effective_at, plain.entry) == (then, None)


@given(st.integers(0, 2**53), st.none() | st.integers(1, 2**20), st.integers(0, 2**53))
def test_a_cursor_of_events_is_read_as_written(registry: int, epoch: int | None, directives: int) -> None:
    others = {"coordination": Place(0), "projects": Place(0), "engagement": Place(0), "evaluations": Place(0)}
    cursor = {"registry": Place(registry, epoch), "directives": Place(directives), **others}
    assert read_cursor(write_cursor(cursor)) == cursor
    assert read_cursor("") == START


@given(st.tuples(st.integers(0, 2**62), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))))
def test_a_place_is_read_as_written_under_its_own_conditions_only(place: tuple[int, str]) -> None:
    cursor = paging.make_cursor(paging.bind("a", 1), *place)
    assert paging.read_cursor(cursor, paging.bind("a", 1), paging.read_whole, paging.read_text) == list(place)
    with pytest.raises(Rejected):
        paging.read_cursor(cursor, paging.bind("a", 2), paging.read_whole, paging.read_text)


@given(st.text(max_size=80))
def test_rubbish_is_no_cursor(text: str) -> None:
    with pytest.raises(Rejected):
        paging.read_cursor(text, paging.bind("a"), paging.read_whole)


def test_the_ids_are_those_of_every_build() -> None:
    """Worked out once with uuid5 by hand: a changed namespace would make every retry a new directive."""
    assert find_by_reference(MAYOR, "directives", REF) == UUID("67115bdb-e9c6-564d-88ec-6db7d59fd999")


async def test_many_who_ask_for_the_same_cause_one_read() -> None:
    shared: Shared[str] = Shared()
    may_end, is_last, reads = asyncio.Event(), asyncio.Event(), Counter[str]()

    async def read(name: str) -> str:
        reads[name] += 1
        if name == "other":
            is_last.set()
        await may_end.wait()
        return name

    names = ["same"] * 50 + ["other"]
    asking = [asyncio.create_task(shared.read(name, partial(read, name))) for name in names]
    await is_last.wait()
    asking[0].cancel()
    may_end.set()
    found = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(found[0], asyncio.CancelledError)
    assert (found[1:], reads) == (names[1:], {"same": 1, "other": 1})
    assert await shared.read("same", partial(read, "same")) == "same"
    assert reads["same"] == 2


async def test_a_read_that_fails_fails_for_all_and_is_tried_again() -> None:
    shared: Shared[int] = Shared()

    async def fail() -> int:
        raise ConnectionError("away")

    for _ in range(2):
        found = await asyncio.gather(*(shared.read("same", fail) for _ in range(3)), return_exceptions=True)
        assert [type(one) for one in found] == [ConnectionError] * 3
