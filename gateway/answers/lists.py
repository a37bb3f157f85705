"""Comma lists in addresses: `state=LATE,SHARED`."""

from collections.abc import Callable, Collection


class Unlisted(ValueError):
    """A comma list with a name that is none of those allowed; its text names these."""


def allow(names: Collection[str]) -> Callable[[str], str]:
    """Return a check that lets a comma list of some names through. It raises Unlisted for any other name."""

    def check(text: str) -> str:
        if not set(split(text)) <= set(names):
            raise Unlisted(", ".join(names))
        return text

    return check


def split(text: str) -> tuple[str, ...]:
    """Return the names of a comma list; none for an empty text."""
    return tuple(text.split(",")) if text else ()
