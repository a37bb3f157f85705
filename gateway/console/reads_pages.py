"""열람기록: who has read what is confidential, looked through by the auditor (DIR-22, ENG-63)."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from gateway.answers.reads import ReadsFound, find_reads
from gateway.console.present import format_moment
from gateway.console.registers.asking import LONGEST, LONGEST_CURSOR, PAGE_SIZE
from gateway.console.registers.declaring import Cell, Ground, Part
from gateway.console.registers.pages import read_ground
from gateway.console.rendering import ConsoleRoute, show
from gateway.console.visits import SignedIn
from gateway.console.words import _
from gateway.labels import READ_LABELS, ROLE_LABELS
from gateway.reads import Read

PATH: Final = "/reads"
TOLD: Final = 3
"""Of what a list has shown, so many are named."""

router = APIRouter(prefix=PATH, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def list_reads(
    request: Request,
    visit: SignedIn,
    q: Annotated[str, Query(max_length=LONGEST)] = "",
    cursor: Annotated[str, Query(max_length=LONGEST_CURSOR)] = "",
) -> Response:
    """Show who has read what and when, the latest first (DIR-22, ENG-63)."""
    words = q.replace("\x00", "").strip()
    found = await find_reads(
        visit.gate, visit.session.principal, directive=None, q=words, limit=PAGE_SIZE, cursor=cursor or None
    )
    ground, _departments = await read_ground(visit)
    people = {each.user: each.label for each in await visit.gate.accounts.list_all()}
    asked = {"q": words} if words else {}
    return await show(
        request,
        "reads.html",
        part=_lay_out(found, ground, people),
        asked=words,
        is_later=bool(cursor),
        first_link=f"{PATH}?{urlencode(asked)}" if asked else PATH,
        next_link=f"{PATH}?{urlencode(asked | {'cursor': found.following})}" if found.following else "",
    )


def _lay_out(found: ReadsFound, ground: Ground, people: Mapping[str, str]) -> Part:
    return Part(
        "열람기록",
        heads=(("무엇을", "main"), ("누가", "text"), ("역할", ""), ("부서", ""), ("어떻게", ""), ("언제", "")),
        rows=tuple(
            (
                _tell_what(read, found),
                Cell(f"{people[read.account]} ({read.account})" if read.account in people else read.account),
                Cell(_(ROLE_LABELS[read.role])),
                Cell(ground.name(read.department)),
                Cell(_(READ_LABELS[read.act])),
                Cell(format_moment(read.read_at)),
            )
            for read in found.reads
        ),
    )


def _tell_what(read: Read, found: ReadsFound) -> Cell:
    """Return what was read: a list names some and counts the others, and an anonymous report has nothing but an id."""
    names = list(_list_names(read, found))
    told = ", ".join(names[:TOLD])
    if len(names) > TOLD:
        return Cell(_("%(names)s 외 %(n)s건", names=told, n=len(names) - TOLD))
    return Cell(told, link=_find_way(read, found) if len(names) == 1 else "")


def _list_names(read: Read, found: ReadsFound) -> Iterator[str]:
    for each in read.directives:
        yield _("지시사항 %(number)s", number=found.numbers.get(each, each[:8]))
    for each in read.reports:
        yield _("익명 신고 %(id)s", id=each[:8])
    for each in read.surveys:
        yield _("설문 “%(title)s”", title=found.titles.get(each, each[:8]))


def _find_way(read: Read, found: ReadsFound) -> str:
    """Return where a single one is found by whoever sees the log; an anonymous report is its readers' alone."""
    if read.surveys:
        return f"/surveys/{read.surveys[0]}"
    known = [each for each in read.directives if each in found.numbers]
    return f"/directives/{known[0]}" if known else ""
