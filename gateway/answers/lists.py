"""Comma lists in addresses: `state=LATE,SHARED`."""

from collections.abc import Callable, Collection


def allow(names: Collection[str]) -> Callable[[str], str]:
    """Return a check that lets a comma list of some names through. It raises ValueError for any other name."""

    def check(text: str) -> str:
        if not set(split(text)) <= set(names):
            raise ValueError(f"a comma list of {', '.join(names)}")
        return text

    return check


def split(text: str) -> tuple[str, ...]:
    """Return the names of a comma list; none for an empty text."""
    return tuple(text.split(",")) if text else ()
