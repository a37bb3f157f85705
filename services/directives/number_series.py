"""The year's number series: a stream written in the same append as what it numbers."""

from contracts.directives import DirectivesEvent, NumberTaken, Visibility


def evolve(last: int, event: DirectivesEvent) -> int:
    """Return the last number taken; 0 before the first."""
    return event.number if isinstance(event, NumberTaken) else last


def name_series(year: int, visibility: Visibility) -> str:
    """Return the stream of a series; what only the audit may know of has its own (DIR-22)."""
    return f"{'audit' if visibility is Visibility.AUDIT_ONLY else 'directive'}_number-{year}"


def format_number(year: int, number: int, visibility: Visibility = Visibility.OPEN) -> str:
    """Return `<year>-<four digits>`, such as 2024-0001 (DIR-01); 감-2024-0001 in the audit's own series."""
    return f"{'감-' if visibility is Visibility.AUDIT_ONLY else ''}{year}-{number:04d}"
