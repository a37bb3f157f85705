"""What a source says otherwise than the rules compute it, shown beside the sums that it is about (domain.md 1.10)."""

from collections.abc import Collection
from typing import Final

from pydantic import BaseModel

from contracts.projects import AboutKind
from gateway.gate import Snapshot
from gateway.labels import Labelled, label
from gateway.labels.projects import DECISION_LABELS, DISCREPANCY_STATE_LABELS
from gateway.queries import discrepancy, rows
from gateway.queries.choosing import equals
from gateway.views.discrepancy import Row

OF_FUNDING: Final = frozenset(
    {"FUNDING_SUM_MISMATCH", "YEAR_SPLIT_MISMATCH", "BREAKDOWN_MISMATCH", "ROLLUP_MISMATCH", "RATE_DEVIATION"}
)
OF_LAND: Final = frozenset({"PARCEL_SUM_MISMATCH", "PYEONG_MISMATCH"})
OF_SCHEDULE: Final = frozenset({"MILESTONE_ORDER"})


class Flag(BaseModel):
    """A discrepancy of the register (/v1/discrepancies)."""

    id: str
    code: str
    field: str | None
    stated: str | None
    computed: str | None
    source: str | None
    """Document and line: A177."""
    state: Labelled
    decision: Labelled | None


async def list_flags(snapshot: Snapshot, about: AboutKind, key: str, codes: Collection[str]) -> list[Flag]:
    """Return the discrepancies about something whose codes are among some."""
    table = discrepancy.TABLE
    conditions = [*equals(table, about_kind=about, about_id=key), table.c.code.in_(codes)]
    found = await rows.list_all(snapshot, discrepancy.VIEW, conditions, discrepancy.ORDER)
    return [_show(row) for row in found]


def _show(row: Row) -> Flag:
    return Flag(
        id=row.discrepancy,
        code=row.code,
        field=row.about_field,
        stated=row.stated,
        computed=row.computed,
        source=row.source,
        state=label(row.state, DISCREPANCY_STATE_LABELS),
        decision=label(row.decision, DECISION_LABELS) if row.decision else None,
    )
