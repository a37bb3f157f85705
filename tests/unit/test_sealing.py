"""Sealing: what opens, what must not, and rings of keys."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from contracts.sealed import SEALED_TEXT, Sealed, read_subject
from infra.sealing import (
    SealBroken,
    make_key,
    name_key,
    open_bytes,
    pack_fields,
    read_base64,
    read_ring,
    read_rings,
    seal_bytes,
    write_base64,
)

KEY = bytes(range(32))
SUBJECT = "0b0e7d5c-7c1e-5a7e-9b1c-3d5f7a9b1c3d"


def test_what_was_sealed_opens_at_its_place() -> None:
    assert open_bytes(KEY, seal_bytes(KEY, b"content", b"place"), b"place") == b"content"


def test_the_same_content_never_seals_to_the_same_bytes() -> None:
    assert len({seal_bytes(KEY, b"content", b"place") for _ in range(100)}) == 100


@pytest.mark.parametrize(
    ("key", "place"),
    [(make_key(), b"place"), (KEY, b"another place"), (KEY, b"")],
    ids=["another key", "another place", "no place"],
)
def test_it_opens_with_no_other_key_and_at_no_other_place(key: bytes, place: bytes) -> None:
    with pytest.raises(SealBroken):
        open_bytes(key, seal_bytes(KEY, b"content", b"place"), place)


@given(st.integers(min_value=0, max_value=12 + 7 + 16 - 1), st.integers(min_value=1, max_value=255))
def test_any_changed_byte_is_seen(index: int, flip: int) -> None:
    sealed = bytearray(seal_bytes(KEY, b"content", b"place"))
    sealed[index] ^= flip
    with pytest.raises(SealBroken):
        open_bytes(KEY, bytes(sealed), b"place")


@pytest.mark.parametrize("length", [0, 5, 12, 27])
def test_what_is_cut_short_does_not_open(length: int) -> None:
    with pytest.raises(SealBroken):
        open_bytes(KEY, seal_bytes(KEY, b"content", b"place")[:length], b"place")


@given(st.lists(st.text()), st.lists(st.text()))
def test_different_fields_never_pack_to_the_same_bytes(one: list[str], other: list[str]) -> None:
    assert (pack_fields(*one) == pack_fields(*other)) == (one == other)


@given(st.binary(max_size=200))
def test_base64url_goes_there_and_back(raw: bytes) -> None:
    assert read_base64(write_base64(raw)) == raw


@pytest.mark.parametrize("text", ["AB", "A", "A+B/", "A B=", "가나다라"])
def test_what_is_no_canonical_base64url_is_refused(text: str) -> None:
    """`AB` ends in bits that no byte holds: a second spelling of `AA`."""
    with pytest.raises(SealBroken):
        read_base64(text)


def test_a_ring_seals_with_its_first_key_and_opens_with_each() -> None:
    old, new = make_key(), make_key()
    ring = read_ring(f"{write_base64(new)}, {write_base64(old)}")
    assert ring.current == (name_key(new), new)
    assert (ring.find(name_key(old)), ring.oldest) == (old, old)
    with pytest.raises(SealBroken):
        ring.find(name_key(make_key()))


@pytest.mark.parametrize("text", ["", ",", "short", write_base64(b"x" * 31), write_base64(b"x" * 33)])
def test_a_ring_without_a_proper_key_is_refused_and_never_repeated(text: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the class is all there is: its text must not tell more
        read_ring(text)
    assert len(text) < 10 or text not in str(refused.value)


def test_rings_are_read_by_name() -> None:
    audit, older, personnel = make_key(), make_key(), make_key()
    pairs = [f"audit={write_base64(audit)}", f"personnel={write_base64(personnel)}", f"audit={write_base64(older)}"]
    rings = read_rings(",".join(pairs))
    assert {name: list(ring.keys.values()) for name, ring in rings.items()} == {
        "audit": [audit, older],
        "personnel": [personnel],
    }
    assert read_rings("") == {}


def test_a_ring_does_not_show_its_keys() -> None:
    ring = read_ring(write_base64(KEY))
    assert "keys" not in repr(ring)
    assert str(KEY) not in repr(ring)


SEALED: TypeAdapter[str] = TypeAdapter(Sealed)


def test_a_sealed_field_tells_its_subject() -> None:
    sealed = SEALED.validate_json(json.dumps(f"sealed.1.{SUBJECT}.{write_base64(bytes(28))}"))
    assert str(read_subject(sealed)) == SUBJECT


def test_the_longest_text_fits_into_a_sealed_field() -> None:
    """4,000 characters of four bytes each, and 28 bytes of nonce and tag: 21,371 characters of base64url."""
    longest = f"sealed.1.{SUBJECT}.{write_base64(bytes(4_000 * 4 + 28))}"
    assert (len(longest), SEALED.validate_python(longest)) == (21_371 + 46, longest)
    with pytest.raises(ValidationError):
        SEALED.validate_python(longest + "A" * (SEALED_TEXT + 1 - len(longest)))


@pytest.mark.parametrize(
    "text",
    [
        "혁신기획팀 담당자",
        f"sealed.1.{SUBJECT}.",
        f"sealed.2.{SUBJECT}.{'A' * 38}",
        f"sealed.1.{SUBJECT.upper()}.{'A' * 38}",
        f"sealed.1.{SUBJECT}.{'A' * 38}\n",
        f"sealed.1.{SUBJECT}.{'A' * 37}=",
        f" sealed.1.{SUBJECT}.{'A' * 38}",
    ],
)
def test_what_is_not_sealed_is_no_sealed_field(text: str) -> None:
    with pytest.raises(ValidationError):
        SEALED.validate_python(text)
