"""One memo: what came of it, row by row, and who has opened it (DIR-03)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from contracts.calendar import Calendar
from gateway.console.directives.board import report_chip, share_chip
from gateway.console.present import Chip, state_chip
from gateway.queries.directive_board import Item


@dataclass(frozen=True, slots=True)
class Child:
    """One directive of a memo."""

    item: Item
    state: Chip
    due: date | None
    chip: Chip | None
    seen: list[str]
    """Names of the departments that have opened it."""
    unseen: list[str]
    """Names of those that have not."""

    @property
    def parties(self) -> int:
        """Return how many departments have it."""
        return len(self.seen) + len(self.unseen)


def lay_out_note(items: Iterable[Item], names: Mapping[str, str], today: date, calendar: Calendar) -> list[Child]:
    """Return what came of a memo, in the order of its lines."""
    ordered = sorted(items, key=lambda item: (item.origin_item or 0, item.ordinal))
    return [_lay_out_child(item, names, today, calendar) for item in ordered]


def _lay_out_child(item: Item, names: Mapping[str, str], today: date, calendar: Calendar) -> Child:
    lead = [item.lead] if item.lead else []
    parties = dict.fromkeys((*lead, *item.supporting, *item.replies))
    is_shared = item.shared_on is not None
    return Child(
        item=item,
        state=state_chip(item.state),
        due=item.report_due if is_shared else item.share_due,
        chip=report_chip(item, today, calendar) if is_shared else share_chip(item, today, calendar),
        seen=[names.get(code, code) for code in parties if code in item.seen_by],
        unseen=[names.get(code, code) for code in parties if code not in item.seen_by],
    )
