"""The log of reads: who has read what is confidential, looked through by the auditor in person (DIR-22, ENG-63)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from contracts.errors import Rejected
from gateway.auth import Principal
from gateway.gate import Gate, Snapshot
from gateway.queries import directive_sealed, survey
from gateway.queries.paging import bind, make_cursor, read_cursor, read_whole
from gateway.reads import Read, Sought

BOUND: Final = "reads"


@dataclass(frozen=True, slots=True)
class ReadsFound:
    """One page of the log, the latest first."""

    reads: Sequence[Read]
    numbers: Mapping[str, str]
    """Of the confidential directives, by id."""
    titles: Mapping[str, str]
    """Of the surveys, by id."""
    following: str | None
    """The cursor of the next page."""


async def find_reads(
    gate: Gate, principal: Principal, *, directive: str | None, q: str | None, limit: int, cursor: str | None
) -> ReadsFound:
    """Return a page of the log. Raises: Rejected with NOT_PERMITTED, BAD_SHAPE for a foreign cursor."""
    words = q.strip().lower() if q and q.strip() else None
    bound = bind(BOUND, directive) if words is None else bind(BOUND, directive, words)
    before = None if cursor is None else cast("int", read_cursor(cursor, bound, read_whole)[0])
    async with gate.reading() as snapshot:
        opener = await directive_sealed.find_admitted(snapshot, principal)
        if opener is None:
            raise Rejected("NOT_PERMITTED", "감사가 직접 볼 수 있습니다. 대리와 연계 시스템은 볼 수 없습니다.")
        numbers = await directive_sealed.list_numbers(snapshot, principal)
        ids = await _find_ids(snapshot, words, numbers) if words else []
    reads = await opener.list_reads(before, Sought(directive, words, ids), limit + 1)
    async with gate.reading() as snapshot:
        titles = await survey.find_titles(snapshot, of={each for read in reads for each in read.surveys})
    following = make_cursor(bound, reads[limit - 1].id) if len(reads) > limit else None
    return ReadsFound(reads[:limit], numbers, titles, following)


async def _find_ids(snapshot: Snapshot, words: str, numbers: Mapping[str, str]) -> list[str]:
    """Return what words stand for: directives by number, surveys by title."""
    directives = [key for key, number in numbers.items() if words in number.lower()]
    return [*directives, *await survey.find_titles(snapshot, words)]
