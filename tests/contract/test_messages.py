"""Every message keeps the rules of contracts: wire names, unions, and strings that can be stored."""

import inspect
import re
import sys
import types
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import StringConstraints, TypeAdapter, ValidationError

from contracts.messages import Command, Event, Message, Typed
from contracts.schemas import find_messages
from contracts.sealed import SealedCommand
from contracts.values import Name, Storable, Wire
from tests.contract.examples import read_examples, refuses

MESSAGES = find_messages()
UNSTORABLE = ["\x00", "\ud800", "\udfff"]


class Careless(Message):
    """Breaks the rule on strings wherever a string can hide."""

    plain: str
    optional: str | None
    bounded: Annotated[str, StringConstraints(max_length=9)]
    listed: tuple[str, ...]
    keyed: dict[str, Name]
    anything: Any
    fine: Name | None
    kind: Literal["fine"]
    shared: ClassVar[str] = "fine"


def walk_messages(parent: type[Message] = Message) -> Iterator[type[Message]]:
    """Yield the message classes of contracts, envelopes and replies included, without their parametrised copies."""
    for child in parent.__subclasses__():
        if child.__module__.startswith("contracts.") and "[" not in child.__name__:
            yield child
        yield from walk_messages(child)


def list_strings(message: type[Message]) -> Iterator[tuple[str, Any]]:
    """Yield (field, type) of every string within the message's own fields, and of what could be anything."""
    hints = get_type_hints(message, include_extras=True)
    for field in message.model_fields:
        for leaf in walk_strings(hints[field]):
            yield f"{message.__name__}.{field}", leaf


def walk_strings(hint: object) -> Iterator[object]:
    if hint in (str, Any, object) or (get_origin(hint) is Annotated and get_args(hint)[0] is str):
        yield hint
    elif get_origin(hint) is Annotated:
        yield from walk_strings(get_args(hint)[0])
    elif get_origin(hint) in (Union, types.UnionType, tuple, list, dict, set, frozenset):
        for part in get_args(hint):
            yield from walk_strings(part)


def refuses_unstorable(leaf: object) -> bool:
    return get_origin(leaf) is Annotated and Storable in get_args(leaf)


STRINGS = sorted({name: leaf for message in walk_messages() for name, leaf in list_strings(message)}.items())


def test_every_string_of_every_message_refuses_what_cannot_be_stored() -> None:
    assert [name for name, leaf in STRINGS if not refuses_unstorable(leaf)] == []


def test_the_walk_sees_strings_wherever_they_hide() -> None:
    careless = {name.split(".")[1] for name, leaf in list_strings(Careless) if not refuses_unstorable(leaf)}
    assert careless == {"plain", "optional", "bounded", "listed", "keyed", "anything"}


@given(before=st.text(max_size=20), bad=st.sampled_from(UNSTORABLE), after=st.text(max_size=20))
def test_no_string_type_lets_an_unstorable_character_through(before: str, bad: str, after: str) -> None:
    for leaf in {leaf for _, leaf in STRINGS}:
        with pytest.raises(ValidationError):
            TypeAdapter[str](leaf).validate_python(before + bad + after)


@pytest.mark.parametrize("bad", UNSTORABLE)
def test_no_message_lets_an_unstorable_character_through(bad: str) -> None:
    for wire, example in read_examples().items():
        for field in [field for field, value in example.items() if isinstance(value, str)]:
            spoilt = {**example, field: f"{example[field]}{bad}"}
            assert refuses(MESSAGES[wire], spoilt), (wire, field)


def test_a_wire_name_says_context_name_and_version() -> None:
    assert [wire for wire, message in MESSAGES.items() if not is_named_after(wire, message)] == []


def is_named_after(wire: str, message: type[Typed]) -> bool:
    """Tell whether a wire name says the context, the class in words, and the version."""
    context, name, version = TypeAdapter[str](Wire).validate_python(wire).split(".")
    words = re.sub(r"(?<!^)(?=[A-Z])", "_", message.__name__).lower()
    is_versioned = f"{name}.{version}" in (f"{words}.v1", re.sub(r"_?v(\d+)$", r".v\1", words))
    return is_versioned and context == message.__module__.split(".")[1]


@pytest.mark.parametrize("kind", [Command, Event])
def test_every_message_is_in_its_contexts_union(kind: type[Typed]) -> None:
    for wire, message in MESSAGES.items():
        if issubclass(message, kind):
            context = wire.split(".")[0]
            union = getattr(sys.modules[f"contracts.{context}"], f"{context.capitalize()}{kind.__name__}")
            one, *_ = get_args(union)
            assert message in (get_args(one) or (one,)), wire


def test_every_command_says_who_may_send_it() -> None:
    """A sealed one says it inside: as it is nobody may."""
    commands = {wire: m for wire, m in MESSAGES.items() if issubclass(m, Command)}
    nobody = [wire for wire, m in commands.items() if not m.roles]
    assert nobody == [wire for wire, m in commands.items() if issubclass(m, SealedCommand)]


def test_every_message_is_explained() -> None:
    assert [m.__name__ for m in walk_messages() if not inspect.getdoc(m)] == []
