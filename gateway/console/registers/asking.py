"""What the address of a register's list asks for."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import Field
from starlette.datastructures import QueryParams

from gateway.console.listing import clean_words
from gateway.console.past import Past
from gateway.console.registers.declaring import Book, Filter

PAGE_SIZE: Final = 50
LONGEST: Final = 100
"""Characters of what is searched for."""
LONGEST_CURSOR: Final = 1_000


class Query(Past):
    """What is asked for; a value that is not offered counts as none."""

    path: str
    q: str = ""
    cursor: str = ""
    wanted: dict[str, str] = Field(default_factory=dict)
    """By the name of the filter."""

    @property
    def conditions(self) -> dict[str, str]:
        """Return what is asked for, whatever the day."""
        return ({"q": self.q} if self.q else {}) | self.wanted

    def link(self, **changes: str) -> str:
        """Return the list's address with changes; a changed filter starts at the first page again."""
        values = {**self.conditions, **self.kept, **changes}
        kept = {name: value for name, value in values.items() if value}
        return f"{self.path}?{urlencode(kept)}" if kept else self.path


def read_query(asked: QueryParams, book: Book[Any]) -> Query:
    """Return what an address asks of a register."""
    return Query(
        path=book.path,
        q=clean_words(asked.get("q", ""))[:LONGEST] if book.search else "",
        cursor=clean_words(asked.get("cursor", ""))[:LONGEST_CURSOR],
        as_of=asked.get("as_of", "")[:40],
        known_at=asked.get("known_at", "")[:40],
        wanted={each.name: value for each in book.filters if (value := _read(asked, each))},
    )


def choose(query: Query, book: Book[Any]) -> Mapping[str, str | None]:
    """Return the values of a list's conditions, by name."""
    of_filters = {each.name: query.wanted.get(each.name) for each in book.filters}
    return of_filters | ({"q": query.q or None} if book.search else {})


def _read(asked: QueryParams, wanted: Filter) -> str:
    value = clean_words(asked.get(wanted.name, ""))[:LONGEST]
    return value if not wanted.options or value in wanted.options else ""
