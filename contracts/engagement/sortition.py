"""Stratified sortition that anybody can repeat with a sha256 and whole numbers: `hwanryu-sortition-1` (ENG-60).

1. Frame. Each subject has an id, a sex, an age band and a region, all ASCII without comma, quote or line break. They
   are sorted by id, by bytes. The canonical form is the line `id,sex,age_band,region` and then one such line for each
   subject, each ended by one LF. Its sha256 in lower-case hex is published before there is a seed.
2. Quotas. A cell is one (sex, age band, region) that occurs; cells are sorted by sex, then age band, then region, by
   bytes. With S seats and N subjects, of whom n are in the cell: S * n // N seats and the remainder S * n % N. Seats
   that are left go one each to the cells with the largest remainders, of equal ones to the cell that is sorted first.
   As S <= N, no cell gets more seats than it has people.
3. Order. The key of a subject is the lower-case hex of sha256 over the UTF-8 of `<seed>|<id>`; all subjects of the
   frame are sorted by key. No random number generator takes part, so that any language gives the same order.
4. Draw. In this order each subject is taken whose cell has seats left. Whoever of the same cell comes next in the order
   takes the place of one who falls out; where the cell has nobody left the seat stays empty.

`infra/decisions/` holds a program of a page that checks the published files by itself.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

ALGORITHM: Final = "hwanryu-sortition-1"
HEADER: Final = "id,sex,age_band,region"
Cell = tuple[str, str, str]
"""Sex, age band, region."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One of those among whom is drawn: an opaque id and the cell."""

    id: str
    cell: Cell


def write_frame(frame: Iterable[Subject]) -> str:
    """Return the canonical form of a frame, the same for any order of its subjects."""
    lines = (",".join((subject.id, *subject.cell)) for subject in sorted(frame, key=lambda each: each.id))
    return "\n".join((HEADER, *lines, ""))


def hash_frame(frame: Iterable[Subject]) -> str:
    """Return the lower-case hex of the sha256 of the canonical form."""
    return sha256(write_frame(frame).encode()).hexdigest()


def count_cells(frame: Iterable[Subject]) -> dict[Cell, int]:
    """Return how many people each cell has, in the order of cells."""
    return dict(sorted(Counter(subject.cell for subject in frame).items()))


def apportion(people: Mapping[Cell, int], seats: int) -> dict[Cell, int]:
    """Return the seats of each cell by largest remainder, in the order of cells; ties go to the cell sorted first.

    Raises: ValueError for fewer than one seat, or more than there are people.
    """
    total = sum(people.values())
    if not 1 <= seats <= total:
        raise ValueError(f"{seats} seats for {total} people")
    cells = sorted(people)
    quotas = {cell: seats * people[cell] // total for cell in cells}
    by_remainder = sorted(cells, key=lambda cell: (-(seats * people[cell] % total), cell))
    for cell in by_remainder[: seats - sum(quotas.values())]:
        quotas[cell] += 1
    return quotas


def find_key(seed: str, name: str) -> tuple[str, str]:
    """Return by what a seed puts a name in its place among others."""
    return sha256(f"{seed}|{name}".encode()).hexdigest(), name


def order_frame(frame: Iterable[Subject], seed: str) -> list[Subject]:
    """Return the subjects in the order that a seed gives them."""
    return sorted(frame, key=lambda subject: find_key(seed, subject.id))


def draw(frame: Collection[Subject], seats: int, seed: str) -> list[Subject]:
    """Return who is drawn, in the order of the draw. Raises: ValueError as `apportion`."""
    left = apportion(count_cells(frame), seats)
    drawn = []
    for subject in order_frame(frame, seed):
        if left[subject.cell]:
            left[subject.cell] -= 1
            drawn.append(subject)
    return drawn


def find_replacement(order: Sequence[Subject], cell: Cell, taken: Collection[str]) -> Subject | None:
    """Return who of a cell comes next in the order, of those whose ids are not `taken`; None where nobody is left."""
    return next((subject for subject in order if subject.cell == cell and subject.id not in taken), None)
