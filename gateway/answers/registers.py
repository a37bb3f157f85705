"""What the API tells of registers: one entry, a page of them; shapes that read a view's row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from contracts.calendar.periods import Period
from gateway.access import Links, Meta, Parameters
from gateway.answers.past import KnownParameters, PastParameters
from gateway.labels import label
from gateway.queries.rows import Page, Place
from infra.clock import SEOUL

CONTEXT: Final = "registry"
ShownT = TypeVar("ShownT", bound=BaseModel)
RowT = TypeVar("RowT")


InSeoul = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(SEOUL))]
"""A moment as the API tells it, with +09:00."""


class Shown(BaseModel):
    """An entry as a view's row has it."""

    model_config = ConfigDict(from_attributes=True)


class Listing(BaseModel, Generic[ShownT]):
    """One page of a register."""

    data: list[ShownT]
    links: Links
    total: int | None
    """How many entries match; null unless `total=true`."""
    meta: Meta


class One(BaseModel, Generic[ShownT]):
    """One entry of a register."""

    data: ShownT
    meta: Meta


class When(BaseModel):
    """A date as precise as it was given."""

    value: str
    precision: str
    shown: str
    """As it was written."""
    candidates: list[str]
    """The dates between which nothing is decided yet."""


class Paging(Parameters):
    """Which page."""

    limit: Annotated[int, Field(ge=1, le=200, description="한 쪽의 건수")] = 50
    cursor: Annotated[str | None, Field(max_length=1_000, description="앞 쪽의 links.next; 같은 조건과 차례로")] = None
    total: Annotated[bool, Field(description="전체 건수도")] = False

    def place(self, *, is_falling: bool = False) -> Place:
        """Return where the page begins; its cursor is bound to the other parameters."""
        bound = self.model_dump_json(exclude={"after", "limit", "cursor", "total"})
        return Place(self.limit, self.cursor, bound, is_falling)


class PageWanted(Paging, PastParameters):
    """Which page of a register, as it is or was."""


class PageOfDayWanted(Paging, KnownParameters):
    """Which page of a register that is dated by days of its own."""


def labelled(labels: Mapping[str, str]) -> BeforeValidator:
    """Return what reads a code as the code with its Korean word."""
    return BeforeValidator(lambda code: label(str(code), labels) if isinstance(code, str) else code)


def show_period(period: Mapping[str, object]) -> When:
    """Return a stored period as the API tells it (CAL-06, CAL-09)."""
    read = Period.model_validate(period)
    return When(
        value=read.value,
        precision=read.precision,
        shown=read.show(),
        candidates=[each.value for each in read.candidates],
    )


def make_listing(
    kind: type[Listing[ShownT]], page: Page[RowT], shown: list[ShownT], meta: Meta | None = None
) -> Listing[ShownT]:
    """Return a page of entries."""
    return kind(
        data=shown,
        links=Links(next=page.next_cursor),
        total=page.total,
        meta=meta or Meta(position={CONTEXT: page.position}),
    )
