"""Who may read the words of a directive, and what is left of its events for everyone else (DIR-12, DIR-22)."""

import json
from datetime import datetime
from functools import reduce
from typing import Final, get_args
from uuid import UUID

import pytest

from contracts.directives import DirectivesEvent, DirectiveShared, NoteTaken, Visibility
from contracts.messages import Entry, Event
from contracts.values import Role
from gateway.answers.directives import show_entry
from gateway.auth import Principal
from gateway.secrecy import TOLD, WITHHELD, may_read, withhold
from gateway.views import directive_board, history
from gateway.views.directive_board import Row
from infra.clock import SEOUL
from infra.cloudevents import Decoder
from tests.contract.examples import read_examples
from tests.making import make_issued
from tests.unit.items import make_item
from tests.unit.test_directive_views import SHARED, read

WORDS: Final = {
    "text", "meeting", "origin", "external_ref", "plan", "problem", "attachments", "note", "reason", "mayor_report",
    "cause", "remedy", "ground",
}  # fmt: skip
"""What people write, by hand."""
ELSEWHERE: Final = ("quarter", "number_taken", "sealed", "recorded", "holiday")
"""Events on no directive and no memo: reports leave hidden words out themselves."""
OF_DIRECTIVES: Final = [
    each
    for each in get_args(get_args(DirectivesEvent)[0])
    if not any(word in each.wire() for word in ELSEWHERE) or "quarterly_check" in each.wire()
]


def make_row(visibility: Visibility) -> Row:
    issued = make_issued().model_copy(update={"visibility": visibility})
    row: Row | None = reduce(directive_board.apply, read("directive-1", issued, SHARED), None)
    assert row is not None
    return row


def ask(role: Role, department: str | None = None, user: str = "somebody") -> Principal:
    return Principal(user, role, department, "누구")


@pytest.mark.parametrize(
    ("principal", "reads"),
    [
        (ask(Role.MAYOR), True),
        (ask(Role.OPERATOR), True),
        (ask(Role.AUDITOR), True),
        (ask(Role.EXECUTIVE), False),
        (ask(Role.EXECUTIVE, user="operator"), True),
        (ask(Role.ADMINISTRATOR), False),
        (ask(Role.OFFICER, "welfare"), True),
        (ask(Role.OFFICER, "roads"), True),
        (ask(Role.OFFICER, "town-yeonmu"), True),
        (ask(Role.OFFICER, "planning-audit"), False),
        (ask(Role.OFFICER), False),
        (ask(Role.EXECUTIVE, "welfare"), False),
        (None, False),
    ],
)
def test_the_parties_read_what_is_hidden(principal: Principal | None, *, reads: bool) -> None:
    """decided.md, Rights: M, issuer, O, D, S, A; the sample's issuer is `operator`, whatever role he has by now."""
    assert may_read(principal, make_row(Visibility.TEXT_HIDDEN)) is reads
    assert may_read(principal, make_row(Visibility.OPEN))


def test_every_field_of_an_event_is_told_or_words() -> None:
    """A new field is nobody's until somebody has decided: what is not named is withheld."""
    for message in OF_DIRECTIVES:
        fields = set(message.model_fields) | set(Entry.model_fields)
        assert fields - {"entry"} - TOLD - WORDS == set(), message.wire()
    assert not TOLD & WORDS


def test_an_event_without_its_words_is_still_one() -> None:
    """Whoever reads events by their schema reads these too."""
    for message in OF_DIRECTIVES:
        withhold_words(message)


def withhold_words(message: type[Event]) -> None:
    decoder: Decoder[Event] = Decoder(DirectivesEvent)
    example = message.model_validate(read_examples()[message.wire()])
    whole = example.model_copy(update={"entry": Entry(acting_for="kim", ground="늦게 알게 됨")}).model_dump_json()
    left = json.loads(withhold(whole))
    assert decoder.read_data(withhold(whole).encode()).wire() == message.wire()
    told = {name: value for name, value in json.loads(whole).items() if name in TOLD}
    assert {name: value for name, value in left.items() if name in TOLD} == told
    assert all(left.get(name) in (None, [], WITHHELD) for name in WORDS)
    assert left["entry"] == {"acting_for": "kim", "entered_at": None, "ground": WITHHELD}


def test_a_hidden_memo_keeps_its_shape() -> None:
    taken = NoteTaken(text="감사 결과를 논의함", meeting="간부회의", origin=None)
    assert json.loads(withhold(taken.model_dump_json()))["text"] == WITHHELD
    assert "감사" not in withhold(taken.model_dump_json())


def test_what_is_told_of_a_share_is_whole() -> None:
    data = SHARED.model_dump_json()
    assert DirectiveShared.model_validate_json(withhold(data)) == SHARED


@pytest.mark.parametrize(("entry", "acting_for"), [('{"acting_for":"officer"}', "officer"), ("null", None)])
@pytest.mark.parametrize("is_withheld", [True, False])
def test_in_whose_place_somebody_acted_is_told_to_everybody(
    entry: str, acting_for: str | None, *, is_withheld: bool
) -> None:
    """ORG-12: the history names both, as it names who acted."""
    at = datetime(2024, 1, 25, 10, tzinfo=SEOUL)
    row = history.Row(
        position=1, source="/city/directives", stream="directive-d1", version=1, type="directives.outcome_submitted.v1",
        actor="operator", role="OFFICER", department="town-yeonmu", command_id=UUID(int=1), correlation_id=UUID(int=1),
        causation_id=None, effective_at=at, recorded_at=at, chain="", data=f'{{"text":"마침","entry":{entry}}}',
    )  # fmt: skip
    shown = show_entry(row, make_item(is_withheld=is_withheld))
    assert (shown.actor, shown.acting_for) == ("operator", acting_for)
