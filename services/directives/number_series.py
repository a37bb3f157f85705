"""The year's number series: a stream written in the same append as what it numbers."""

from contracts.directives import DirectivesEvent, NumberTaken


def evolve(last: int, event: DirectivesEvent) -> int:
    """Return the last number taken; 0 before the first."""
    return event.number if isinstance(event, NumberTaken) else last


def format_number(year: int, number: int) -> str:
    """Return `<year>-<four digits>`, such as 2024-0001 (DIR-01)."""
    return f"{year}-{number:04d}"
