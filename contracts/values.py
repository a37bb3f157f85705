"""Shared value types: strings that can be stored, and values whose JSON form is a string."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, TypeVar
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints

DayT = TypeVar("DayT", bound=date)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Unstorable(ValueError):
    """A text with signs that cannot be stored."""


class NoDate(ValueError):
    """What is no date as it is written here."""


class TooFar(ValueError):
    """A day or moment that calendars and time zones cannot carry on from."""


def refuse_unstorable(text: str) -> str:
    """Return the text, refusing U+0000 and lone surrogates, which neither JSON peers nor PostgreSQL can hold.

    Raises: Unstorable (pydantic turns it into a validation error).
    """
    if "\x00" in text or not (text.isascii() or _SURROGATE.search(text) is None):
        raise Unstorable("U+0000 and lone surrogates are not allowed")
    return text


def refuse_timestamps(value: object) -> object:
    """Return the value, refusing numbers that pydantic would read as seconds since 1970.

    Raises: NoDate (pydantic turns it into a validation error).
    """
    if not isinstance(value, date) and not (isinstance(value, str) and value[4:5] == "-"):
        raise NoDate("a date is written as 2024-12-02")
    return value


def refuse_far_away(value: DayT) -> DayT:
    """Return a day or moment of the years 1900 to 2199: the only ones that calendars and time zones can carry on from.

    Raises: TooFar (pydantic turns it into a validation error).
    """
    if not 1900 <= value.year <= 2199:
        raise TooFar("a date lies between 1900 and 2199")
    return value


Storable = AfterValidator(refuse_unstorable)
Near = AfterValidator(refuse_far_away)
NoTimestamp = BeforeValidator(refuse_timestamps)

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\r\n]*$"), Storable
]
"""A name or title on one line: 1 to 200 characters."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000), Storable]
"""Free text: 1 to 4,000 characters (decided.md, Limits)."""

Detail = Annotated[str, StringConstraints(max_length=4_000), Storable]
"""A detail of a refusal, possibly empty."""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40), Storable]
"""A lower-case key that people may read in an address: letters, digits and single hyphens."""

Stream = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+(-[a-z0-9_]+)*$", max_length=120), Storable]
"""The name of a stream of a log: `<aggregate>-<key>`."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Storable]
"""Lower-case hex of a sha256."""

Wire = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z0-9_]+\.v[0-9]+$", max_length=120), Storable]
"""A wire name, `<context>.<snake_name>.v<N>`."""

Box = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{38,}$", max_length=1_400_000), Storable]
"""Something sealed: base64url of a nonce and at most 1 MiB of ciphertext."""

KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$"), Storable]
"""Lower-case hex of the first 8 bytes of a key's sha256."""

Uuid = Annotated[UUID, Field(strict=False)]
"""A UUID; strict models would refuse its JSON string without `strict=False`."""

Day = Annotated[date, NoTimestamp, Near, Field(strict=False)]
"""A calendar day in Seoul."""

Instant = Annotated[AwareDatetime, NoTimestamp, Near, Field(strict=False)]
"""A moment with its offset."""

Count = Annotated[int, Field(ge=0, le=2**53)]
"""A whole number from 0 that every JSON reader can hold: positions, versions, days."""


class Role(StrEnum):
    """Who acts (ORG-06, decided.md Rights); SYSTEM is a policy of a service."""

    MAYOR = "MAYOR"
    EXECUTIVE = "EXECUTIVE"
    OPERATOR = "OPERATOR"
    OFFICER = "OFFICER"
    AUDITOR = "AUDITOR"
    ADMINISTRATOR = "ADMINISTRATOR"
    CITIZEN = "CITIZEN"
    EVALUATOR = "EVALUATOR"
    """외부평가자: a contractor who rates the scorecards that are assigned to him, and sees nothing else (EVL-16)."""
    SYSTEM = "SYSTEM"
