"""Applies an import that was tried dry: chunk by chunk, each in one append; what is stored already stays as it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from contracts.errors import Rejected
from contracts.projects import Claim
from gateway.imports.planning import Plan
from gateway.imports.report import Note, Weight
from gateway.imports.sending import Sender, find_part, is_passing, walk
from gateway.imports.steps import Step


class Stopped(Exception):
    """A rule refused what the dry run had let pass: something has changed meanwhile."""

    def __init__(self, note: Note) -> None:
        super().__init__(note.message)
        self.note = note


@dataclass(frozen=True, slots=True)
class Applying:
    """One run over a plan: from the beginning each time, for ids follow from refs and nothing is stored twice."""

    plan: Plan
    sender: Sender
    claims: Mapping[str, Sequence[Claim]]
    """That the operator has accepted, by command."""
    advance: Callable[[], None]
    """Called after each chunk."""

    async def run(self) -> None:
        """Store every chunk. Raises: Stopped; Rejected where the service stays busy; Unavailable."""
        await walk(self.plan, self._apply)

    async def _apply(self, number: int) -> None:
        steps = [self._claim(step) for step in self.plan.chunks[number].steps]
        try:
            await self.sender.store(steps)
        except Rejected as no:
            if no.code != "IDEMPOTENCY_CONFLICT":
                raise _stop(steps, no) from no
            await self._apply_rest(steps)
        self.advance()

    async def _apply_rest(self, steps: Sequence[Step]) -> None:
        """Store what an earlier file of the source has not brought in."""
        stored = await self.sender.find_stored(steps)
        left = [step for step in steps if step.key not in stored]
        if not left:
            return
        try:
            await self.sender.store(left)
        except Rejected as no:
            raise _stop(left, no) from no

    def _claim(self, step: Step) -> Step:
        return step.claim(self.claims[step.key]) if step.key in self.claims else step


def _stop(steps: Sequence[Step], no: Rejected) -> Exception:
    """Return what ends the run: the refusal itself where it will pass, else with its place."""
    if is_passing(no):
        return no
    return Stopped(steps[find_part(no)].place.note(Weight.REFUSED, no.code, no.message))
