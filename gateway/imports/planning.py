"""Puts the commands of an import into order and into chunks, each stored in one append (PLT-14).

Definitions go first; then a chunk a project, with all that hangs on it; last what names several or stands alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import chain
from typing import Final

from gateway.imports.making import make_steps
from gateway.imports.report import Note, Weight
from gateway.imports.rows import Document
from gateway.imports.steps import Rank, Step

MOST: Final = 499
"""Commands of one append (Envelope.also), beside the one that a dry run begins with."""
FIRST: Final = ""
"""The chunk of definitions."""
LAST: Final = "~"
"""The chunk of what nothing else hangs on."""
ENDING: Final = "~~"
"""The chunk of what rests on everything: it waits until all others are stored (publish_work_plan)."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is stored together."""

    name: str
    steps: tuple[Step, ...]
    needs: tuple[int, ...]
    """Numbers of the chunks that come before it: all that its refs name, and the definitions."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An import in its order: each chunk comes after those that it needs."""

    document: Document
    chunks: tuple[Chunk, ...]

    @property
    def steps(self) -> list[Step]:
        """All commands in order."""
        return [step for chunk in self.chunks for step in chunk.steps]

    def list_ground(self, number: int) -> list[Step]:
        """Return what a chunk rests on within this file, in order: whole chunks, or where those are too many, steps.

        A dry run decides them before it, so that what it names is there.
        """
        whole = self._reach(number)
        steps = [step for each in sorted(whole) for step in self.chunks[each].steps]
        if len(steps) + len(self.chunks[number].steps) <= MOST:
            return steps
        return self._list_makers(number)

    def _reach(self, number: int) -> set[int]:
        found: set[int] = set()
        left = list(self.chunks[number].needs)
        while left:
            if (each := left.pop()) not in found:
                found.add(each)
                left += self.chunks[each].needs
        return found

    def _list_makers(self, number: int) -> list[Step]:
        """Return the definitions, and what makes the refs that a chunk names, with what that acts on."""
        makers = {ref: (at, index) for at, index, ref in self._list_made()}
        found: set[tuple[int, int]] = set()
        left = [makers[ref] for step in self.chunks[number].steps for ref in step.needs if ref in makers]
        while left:
            at, index = left.pop()
            if at == number or (at, index) in found:
                continue
            found.add((at, index))
            step = self.chunks[at].steps[index]
            left += (makers[ref] for ref in step.needs if ref in makers)
            if step.owner is not None:  # it acts on something: on how that stands then
                left += ((at, before) for before in range(index))
        definitions = [(at, index) for at in self.chunks[number].needs for index in range(self._count_first(at))]
        return [self.chunks[at].steps[index] for at, index in sorted(found | set(definitions))]

    def _count_first(self, at: int) -> int:
        return len(self.chunks[at].steps) if self.chunks[at].name == FIRST else 0

    def _list_made(self) -> Iterable[tuple[int, int, str]]:
        for at, chunk in enumerate(self.chunks):
            for index, step in enumerate(chunk.steps):
                for ref in step.makes:
                    yield at, index, ref


def plan_import(document: Document, numbers: Mapping[str, Sequence[int]]) -> tuple[Plan, list[Note]]:
    """Return the plan of a document, and what is wrong with its rows and refs; then the plan is of no use."""
    steps, notes = make_steps(document, numbers)
    notes += _find_twice(steps)
    notes += _find_dangling(steps)
    if notes:
        return Plan(document, ()), notes
    ordered, circular = _sort(steps)
    if circular:
        message = "참조가 서로를 가리켜 먼저 넣을 것이 없습니다. 한쪽의 참조를 끊으세요."
        return Plan(document, ()), [step.place.note(Weight.REFUSED, "BAD_SHAPE", message) for step in circular]
    plan = Plan(document, _make_chunks(ordered))
    return plan, list(_find_long(plan))


def _find_twice(steps: Sequence[Step]) -> Iterable[Note]:
    """Yield a refusal of each ref of a part that something else has, too; those of rows were looked at before."""
    taken = {step.place.ref for step in steps}
    for step in steps:
        for ref in step.makes:
            if ref == step.place.ref:
                continue
            if ref in taken:
                message = f"참조 ‘{ref}’가 이미 있습니다. 세부사업에 다른 참조를 적으세요."
                yield step.place.note(Weight.REFUSED, "BAD_SHAPE", message, "parts")
            taken.add(ref)


def _find_dangling(steps: Sequence[Step]) -> Iterable[Note]:
    made = {ref for step in steps for ref in step.makes}
    for step in steps:
        for ref in sorted(step.needs - made):
            message = (
                f"참조 ‘{ref}’가 이 파일에 없습니다. 참조를 확인하거나, 다른 문서의 것이면 ‘문서:참조’로 적으세요."
            )
            yield step.place.note(Weight.REFUSED, "BAD_SHAPE", message)


def _sort(steps: Sequence[Step]) -> tuple[list[Step], list[Step]]:
    """Return the steps, each after what makes its refs, else by rank and row; and those in circles."""
    makers = {ref: index for index, step in enumerate(steps) for ref in step.makes}
    waits = {i: {makers[ref] for ref in step.needs} - {i} for i, step in enumerate(steps)}
    order, circular = sort_after(waits, {index: (step.rank, index) for index, step in enumerate(steps)})
    return [steps[index] for index in order], [steps[index] for index in circular]


def sort_after(waits: Mapping[int, set[int]], ranks: Mapping[int, tuple[int, ...]]) -> tuple[list[int], list[int]]:
    """Return numbers each after those that it waits for, the lowest rank first; and those that wait for themselves."""
    left = {number: len(others) for number, others in waits.items()}
    followers: dict[int, list[int]] = {number: [] for number in waits}
    for number, others in waits.items():
        for other in others:
            followers[other].append(number)
    ready = [(ranks[number], number) for number, count in left.items() if not count]
    heapify(ready)
    order: list[int] = []
    while ready:
        _, number = heappop(ready)
        order.append(number)
        for follower in followers[number]:
            left[follower] -= 1
            if not left[follower]:
                heappush(ready, (ranks[follower], follower))
    return order, sorted(set(waits) - set(order))


def _make_chunks(steps: Sequence[Step]) -> tuple[Chunk, ...]:
    """Return the chunks of ordered steps, in their order."""
    roots = _find_roots(steps)
    while True:
        names = list(dict.fromkeys((FIRST, *(roots[step.key] for step in steps), LAST, ENDING)))
        made = {ref: names.index(roots[step.key]) for step in steps for ref in step.makes}
        held: list[list[Step]] = [[] for _ in names]
        waits: dict[int, set[int]] = {number: {0} - {number} for number in range(len(names))}
        numbers = {name: number for number, name in enumerate(names)}
        for step in steps:
            own = numbers[roots[step.key]]
            held[own].append(step)
            waits[own] |= {made[ref] for ref in step.needs} - {own}
        last, ending = numbers[LAST], numbers[ENDING]
        order, circular = sort_after(waits, {n: (n in {last, ending}, n) for n in waits})
        if not circular:
            if order[-1] == ending:  # nothing waits for it
                waits[ending] = set(order[:-1])
            return _number(names, held, waits, order)
        together = {names[number] for number in circular}  # their rows name one another: they go as one
        whole = min(together, key=names.index)
        roots = {key: whole if root in together else root for key, root in roots.items()}


def _number(
    names: Sequence[str], held: Sequence[Sequence[Step]], waits: Mapping[int, set[int]], order: Sequence[int]
) -> tuple[Chunk, ...]:
    kept = [number for number in order if held[number]]
    places = {number: place for place, number in enumerate(kept)}
    return tuple(
        Chunk(names[n], tuple(held[n]), tuple(sorted(places[each] for each in waits[n] if each in places)))
        for n in kept
    )


def _find_roots(steps: Sequence[Step]) -> dict[str, str]:
    """Return the name of each step's chunk: of what it hangs on in the end."""
    makers = {ref: step for step in steps for ref in step.makes}
    owners = {step.owner for step in steps}
    roots: dict[str, str] = {}
    for step in steps:
        if step.rank is Rank.ENDING:
            roots[step.key] = ENDING
        elif step.owner is not None:
            maker = makers.get(step.owner)
            roots[step.key] = step.owner if maker is None or maker is step else roots[maker.key]
        elif step.rank is Rank.DEFINITION and not step.needs:
            roots[step.key] = FIRST
        elif step.rank is Rank.PROJECT or owners.intersection(step.makes):
            roots[step.key] = step.key
        else:
            roots[step.key] = LAST
    return roots


def _find_long(plan: Plan) -> Iterable[Note]:
    """Yield a refusal of each chunk that no append can hold with what it rests on."""
    for number, chunk in enumerate(plan.chunks):
        if len(chunk.steps) + len(plan.list_ground(number)) > MOST:
            message = f"함께 저장할 것이 {MOST}건을 넘습니다. 한 사업에 딸린 줄을 줄이거나 파일을 나누세요."
            yield chunk.steps[0].place.note(Weight.REFUSED, "TOO_LARGE", message)


def count_rows(document: Document) -> int:
    """Return how many rows a document has."""
    sheets = (value for value in document.__dict__.values() if isinstance(value, tuple))
    return len(list(chain.from_iterable(sheets)))
