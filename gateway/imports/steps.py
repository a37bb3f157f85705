"""The commands of an import, each with its place in the file and the refs that it rests on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from uuid import UUID

from pydantic import ValidationError

from contracts.errors import Rejected
from contracts.messages import Command
from contracts.projects import Claim
from gateway.imports.report import Note, Weight
from gateway.imports.rows import Row, name_imported
from gateway.shapes import tell


class Rank(IntEnum):
    """In which order the commands of a chunk go, where nothing else says so."""

    DEFINITION = 0
    PROJECT = 1
    FUNDING = 2
    PROGRAMME = 3
    BUDGET = 4
    PLANNED = 5
    FORECAST = 6
    REACHED = 7
    LAND = 8
    CONTRACT = 9
    OTHER = 10
    DISCREPANCY = 11
    ENDING = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command comes from."""

    sheet: str
    row: int
    ref: str
    line: str

    def note(
        self,
        weight: Weight,
        code: str,
        message: str,
        column: str | None = None,
        *,
        stated: str | None = None,
        computed: str | None = None,
    ) -> Note:
        """Return something that is told of it."""
        return Note(
            weight=weight,
            sheet=self.sheet,
            row=self.row,
            column=column,
            ref=self.ref,
            line=self.line,
            code=code,
            message=message,
            stated=stated,
            computed=computed,
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One command of an import."""

    key: str
    """The ref, or with `#` which command of the row: unique within the source."""
    id: UUID
    body: Command
    place: Place
    rank: Rank
    subject: UUID | None = None
    owner: str | None = None
    """Ref of what it belongs to and goes with; None of what stands by itself."""
    needs: frozenset[str] = frozenset()
    """Refs of this file that it names."""
    makes: tuple[str, ...] = ()
    """Refs that others may name after it."""

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What it takes over with open eyes."""
        claims: tuple[Claim, ...] = getattr(self.body, "claims", ())
        return claims

    def claim(self, claims: Sequence[Claim]) -> "Step":
        """Return the step with further claims."""
        return replace(self, body=self.body.model_copy(update={"claims": (*self.claims, *claims)}))


@dataclass(slots=True)
class Making:
    """Steps on their way, and what is wrong with rows."""

    source: str
    numbers: Mapping[str, Sequence[int]]
    steps: list[Step] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def add(
        self,
        place: Place,
        rank: Rank,
        build: Callable[[], Command],
        *,
        what: str = "",
        on: str | None = None,
        owner: str | None = None,
        needs: Iterable[str | None] = (),
        makes: Sequence[str] = (),
    ) -> None:
        """Add the step of a command, or note why there is none."""
        key = f"{place.ref}#{what}" if what else place.ref
        try:
            body = build()
        except Rejected as rejected:
            self.notes.append(place.note(Weight.REFUSED, rejected.code, rejected.message))
            return
        except ValidationError as error:
            for each in error.errors(include_url=False):
                name = "/".join(map(str, each["loc"]))
                self.notes.append(place.note(Weight.REFUSED, "BAD_SHAPE", tell(each), name or None))
            return
        named = {ref for ref in (on, owner, *needs) if ref is not None and ":" not in ref}
        self.steps.append(
            Step(
                key,
                name_imported(self.source, key),
                body,
                place,
                rank,
                self.find_id(on) if on is not None else None,
                owner or on,
                frozenset(named),
                tuple(makes),
            )
        )

    def find_id(self, target: str) -> UUID:
        """Return the id of what a ref names, in this source or in the one that it says."""
        source, colon, ref = target.rpartition(":")
        return name_imported(source if colon else self.source, ref)

    def place(self, sheet: str, index: int, row: Row) -> Place:
        """Return where a row stands."""
        numbers = self.numbers.get(sheet, ())
        return Place(sheet, numbers[index] if index < len(numbers) else index + 1, row.ref, row.line)
