"""The dry run of an import: what would be stored, what is refused, what would become a discrepancy; nothing is stored.

A rule of sums that the file breaks and does not claim is tried again with the claim, so that all that is wrong is
found; the operator accepts those claims as he applies it. None is mended silently, none refused silently.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from contracts.errors import Rejected
from contracts.projects import Claim
from gateway.imports.planning import Plan, count_rows
from gateway.imports.report import Note, Report, Weight, sum_up
from gateway.imports.sending import Sender, find_part, is_passing, walk
from gateway.imports.steps import Step

CHANGED: Final = "이 참조로 이미 다른 내용을 가져왔습니다. 원문이 다르면 참조를 바꾸고, 고친 것이면 정정으로 넣으세요."
CLAIMS: Final = 50
"""Of one command."""
_OWN: Final = frozenset({"part", "part_id", "stated", "computed"})


@dataclass(slots=True)
class Trial:
    """What a dry run has found so far."""

    plan: Plan
    sender: Sender
    known: Mapping[str, Sequence[Claim]]
    """What earlier imports of the source took over, by command."""
    advance: Callable[[], None]
    """Called after each chunk."""
    steps: dict[str, Step] = field(default_factory=dict)
    """Each with the claims that it needs."""
    claims: dict[str, tuple[Claim, ...]] = field(default_factory=dict)
    stored: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    """Refused, or resting on what was."""
    notes: list[Note] = field(default_factory=list)

    async def run(self) -> Report:
        """Return the report of all chunks. Raises: Rejected where the service stays busy, Unavailable."""
        steps = self.plan.steps
        for step in steps:
            self.steps[step.key] = step.claim(self.known[step.key]) if step.key in self.known else step
            self.notes += (_tell_claim(step, claim) for claim in step.claims)
        self.claims = {key: tuple(claims) for key, claims in self.known.items() if key in self.steps}
        await walk(self.plan, self._try_one)
        return sum_up(
            self.notes,
            rows=count_rows(self.plan.document),
            commands=len(steps),
            stored=len(self.stored),
            lost=len(self.lost),
        )

    async def _try_one(self, number: int) -> None:
        await self._try(number)
        self.advance()

    async def _try(self, number: int) -> None:
        """Try one chunk until what is left of it would be stored."""
        chunk, ground = self.plan.chunks[number].steps, self.plan.list_ground(number)
        if await self.sender.find_stored(chunk[:1]):
            await self._look_for_stored(chunk)
        while True:
            self._lose_followers(chunk)
            left = self._leave(chunk)
            if not left:
                return
            bundle = [*self._leave(ground), *left]
            try:
                await self.sender.try_dry(bundle)
            except Rejected as no:
                if is_passing(no):
                    raise
                await self._take_refusal(no, bundle, chunk, ground)
            else:
                return

    def _leave(self, steps: Sequence[Step]) -> list[Step]:
        """Return those that are still to be stored, with their claims."""
        return [self.steps[step.key] for step in steps if step.key not in self.stored | self.lost]

    def _lose_followers(self, chunk: Sequence[Step]) -> None:
        """Give up what names something that is not made."""
        gone = {ref for key in self.lost for ref in self.steps[key].makes}
        for step in chunk:  # in order: what names one of these comes after it
            if step.key not in self.lost and step.needs & gone:
                self.lost.add(step.key)
                gone.update(step.makes)

    async def _look_for_stored(self, chunk: Sequence[Step]) -> None:
        """Note what an earlier import has stored; refuse what it stored otherwise."""
        stored = await self.sender.find_stored(chunk)
        for step in chunk:
            if step.key not in stored - self.stored:
                continue
            self.stored.add(step.key)
            try:
                await self.sender.compare(self.steps[step.key])
            except Rejected as no:
                if is_passing(no):
                    raise
                self.notes.append(step.place.note(Weight.REFUSED, "IDEMPOTENCY_CONFLICT", CHANGED))
                self.lost.add(step.key)

    async def _take_refusal(
        self, no: Rejected, bundle: Sequence[Step], chunk: Sequence[Step], ground: Sequence[Step]
    ) -> None:
        """Take a refusal in: claim what may be claimed, give up what may not."""
        step = bundle[find_part(no)]
        if no.code == "IDEMPOTENCY_CONFLICT":  # some of it came in with an earlier file
            before = len(self.stored)
            await self._look_for_stored([*ground, *chunk])
            if len(self.stored) > before:
                return
        claimable = {"stated", "computed"} <= no.details.keys() and "claims" in type(step.body).model_fields
        if claimable and len(step.claims) < CLAIMS:
            claim = Claim(code=no.code, stated=no.details["stated"][:200], source=step.place.line)
            self.steps[step.key] = step.claim([claim])
            self.claims[step.key] = (*self.claims.get(step.key, ()), claim)
            self.notes.append(_tell_refusal(step, no, Weight.BECOMES))
            return
        self.lost.add(step.key)
        self.notes.append(_tell_refusal(step, no, Weight.REFUSED))


def _tell_refusal(step: Step, no: Rejected, weight: Weight) -> Note:
    details = {name: value for name, value in no.details.items() if name not in _OWN}
    field_name = details.get("field")
    return step.place.note(
        weight, no.code, no.message, field_name, stated=no.details.get("stated"), computed=no.details.get("computed")
    )


def _tell_claim(step: Step, claim: Claim) -> Note:
    message = claim.note or "파일이 출처의 불일치로 적은 것입니다."
    return step.place.note(Weight.CLAIMED, claim.code, message, stated=claim.stated)
