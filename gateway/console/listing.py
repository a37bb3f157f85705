"""What the address of a list asks for: what is searched, its filters, its page, of which day."""

from typing import ClassVar, Final
from urllib.parse import urlencode

from pydantic import Field, field_validator

from gateway.console.past import Past

PLACED: Final = {"cursor": "", "start": 1}
"""Where a page begins, by field: of the first one."""
MOMENTS: Final = frozenset({"as_of", "known_at", "after"})
"""Fields that choose the day, and wait for what was just written."""


class ListQuery(Past):
    """The filters of a list as its address has them; a value that is not offered counts as none."""

    path: ClassVar[str]
    looks: ClassVar[frozenset[str]] = frozenset()
    """Fields that leave no row out: how rows are ordered and shown."""

    q: str = Field(default="", max_length=100)
    cursor: str = Field(default="", max_length=1_000)

    @field_validator("*", mode="after")
    @classmethod
    def clean(cls, value: object) -> object:
        """Return words without what no text of the store can hold."""
        return clean_words(value) if isinstance(value, str) else value

    @classmethod
    def list_filters(cls) -> list[str]:
        """Return the names of the fields by which rows are left out."""
        return [name for name in cls.model_fields if name not in {*PLACED, *MOMENTS, *cls.looks}]

    @property
    def conditions(self) -> dict[str, str]:
        """The filters that are set: neither the order, nor the place, nor the day."""
        return {name: str(value) for name in self.list_filters() if (value := getattr(self, name))}

    @property
    def is_filtered(self) -> bool:
        """Tell whether rows may be hidden."""
        return bool(self.conditions)

    @property
    def stays(self) -> dict[str, str]:
        """What stays where another day is chosen."""
        return {**self.conditions, **{name: str(getattr(self, name)) for name in sorted(self.looks)}}

    def spell(self, **changes: str | int) -> str:
        """Return the query string with the changes; a changed filter starts at the first row again."""
        fields = type(self).model_fields
        begins = {} if "cursor" in changes else {name: place for name, place in PLACED.items() if name in fields}
        values = self.model_dump(exclude={"after"}) | begins | changes
        return urlencode({name: value for name, value in values.items() if value != fields[name].default})

    def link(self, **changes: str | int) -> str:
        """Return the list's address with the changes."""
        spelt = self.spell(**changes)
        return f"{self.path}?{spelt}" if spelt else self.path

    def link_export(self, ending: str) -> str:
        """Return the address of all matching rows as a file."""
        spelt = self.spell()
        return f"{self.path}/export.{ending}?{spelt}" if spelt else f"{self.path}/export.{ending}"


def clean_words(words: str) -> str:
    """Return words without what no text of the store can hold, and without blanks around them."""
    return "".join(letter for letter in words if letter != "\x00" and not "\ud800" <= letter <= "\udfff").strip()
