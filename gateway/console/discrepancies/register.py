"""불일치 대장 laid out: what a source states beside what is computed, about what, and every decision (PLT-08)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import Field

from contracts.errors import CODES
from contracts.projects import Decision
from gateway.answers.differences import tell_difference
from gateway.console.discrepancies.telling import name_about, name_code, name_field, show_value
from gateway.console.listing import ListQuery
from gateway.console.present import Chip, ChipKind, format_day, format_moment
from gateway.console.words import _
from gateway.labels.projects import ABOUT_LABELS, DECISION_LABELS, DISCREPANCY_STATE_LABELS
from gateway.views.discrepancy import Row
from infra.clock import SEOUL

PATH: Final = "/discrepancies"
PAGE: Final = 50
"""Lines at once (decided.md, Limits)."""
PAGES: Final[Mapping[str, str]] = {
    "PROJECT": "/projects/%s",
    "REVIEW": "/reviews/%s",
    "APPROVAL": "/approvals/%s",
    "CALL": "/calls#call-%s",
    "BID": "/calls#bid-%s",
}
"""Where a thing that a discrepancy is about has its page, by its kind."""
MEANINGS: Final[Mapping[str, str]] = {
    Decision.KEEP_STATED: "문서에 적힌 값을 그대로 씁니다.",
    Decision.USE_COMPUTED: "계산한 값을 씁니다.",
    Decision.CORRECTED: "원 자료를 바로잡았습니다.",
    Decision.NOTED: "고칠 것 없이 알아만 둡니다.",
}
"""What each decision says."""


class Query(ListQuery):
    """Which discrepancies."""

    path = PATH

    state: str = Field(default="", max_length=20)
    code: str = Field(default="", max_length=60)
    source: str = Field(default="", max_length=40)
    after: int = Field(default=0, ge=0)
    """Position of what was just written and is not shown yet."""

    @property
    def wanted(self) -> str:
        """The state asked for."""
        return self.state if self.state in DISCREPANCY_STATE_LABELS else ""

    @property
    def chosen(self) -> dict[str, str | None]:
        """What a register's `choose` is asked, but the state."""
        return {"code": self.code or None, "source": self.source or None, "q": self.q or None}


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision."""

    decision: str
    reason: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Line:
    """One discrepancy as it is shown."""

    key: str
    path: str
    about: str
    about_name: str
    about_link: str
    field: str
    stated: str
    computed: str
    difference: str
    code: str
    title: str
    """What the code means, in a few words."""
    cause: str
    source: str
    note: str
    state: Chip
    decision: str
    reason: str
    by: str
    on: str
    decisions: tuple[Decided, ...]
    """The last one first: none replaces the one before."""
    recorded: str
    version: int
    may_compute: bool
    """Whether there is a computed value that could be used."""


def lay_out(row: Row, names: Mapping[tuple[str, str], str], people: Mapping[str, str]) -> Line:
    """Return one discrepancy; `names` are those of the things, by kind and id, `people` of the accounts."""
    explained = CODES.get(row.code)
    decisions = tuple(_lay_out_decision(each, people) for each in reversed(row.decisions))
    last = decisions[0] if decisions else None
    name = names.get((row.about_kind, row.about_id), "")
    return Line(
        key=row.discrepancy,
        path=f"{PATH}/{row.discrepancy}",
        about=_(ABOUT_LABELS.get(row.about_kind, row.about_kind)),
        about_name=name or name_about(row.about_kind, row.about_id),
        about_link=PAGES[row.about_kind] % row.about_id if name and row.about_kind in PAGES else "",
        field=name_field(row.about_field),
        stated=show_value(row.stated),
        computed=show_value(row.computed),
        difference=tell_difference(row.stated, row.computed),
        code=row.code,
        title=name_code(row.code),
        cause=explained.cause if explained else "",
        source=row.source or "",
        note=row.note or "",
        state=state_chip(row.state),
        decision=last.decision if last else "",
        reason=last.reason if last else "",
        by=last.by if last else "",
        on=format_day(row.decided_at.astimezone(SEOUL).date()) if row.decided_at else "",
        decisions=decisions,
        recorded=format_moment(row.recorded_at),
        version=row.version,
        may_compute=row.computed is not None,
    )


def _lay_out_decision(told: Mapping[str, str], people: Mapping[str, str]) -> Decided:
    return Decided(
        _(DECISION_LABELS[told["decision"]]),
        told["reason"],
        people.get(told["decided_by"], told["decided_by"]),
        format_moment(datetime.fromisoformat(told["decided_at"])),
    )


def state_chip(state: str) -> Chip:
    """Return the state in shape, word and colour."""
    kind = ChipKind.DONE if state == "DECIDED" else ChipKind.WAITING
    return Chip(kind, _(DISCREPANCY_STATE_LABELS[state]), "")
