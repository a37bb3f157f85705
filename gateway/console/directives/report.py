"""보고 쓰기: what confirms a report before it goes, and how it looks in print."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from contracts.directives import DirectivesEvent, OutcomeSubmitted, PriorityReportSubmitted, ProgressUpdated, Visibility
from contracts.registry import Post
from gateway.console.directives.acts import Act, FieldKind
from gateway.console.directives.forms import Entry
from gateway.console.words import _
from gateway.drafts import Confirmation
from gateway.queries.directive_board import Item
from gateway.queries.heads import Head

RANKS: Final = (Post.OFFICER, Post.TEAM_HEAD, Post.DEPARTMENT_HEAD)
"""담당자 -> 팀장 -> 과장."""
MARKS: Final = "□❍○◦-·*ㆍ•"
"""Signs with which a line of a report may already begin."""


@dataclass(frozen=True, slots=True)
class Step:
    """One post of the confirmation line: who may confirm, and who has."""

    post: Post
    accounts: tuple[str, ...]
    confirmed: Confirmation | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report in print: 1 is □, 2 is ❍, 3 is -."""

    level: int
    text: str


def may_keep(department: str | None, item: Item) -> bool:
    """Tell whether a department's draft is kept: where it takes part, and never what is the audit's alone."""
    return item.visibility != Visibility.AUDIT_ONLY and department in {item.lead, *item.replies}


def take_digest(act: Act, entry: Entry) -> str:
    """Return the sha256 of what would be sent: a confirmation holds for it alone."""
    sent = {name: list(values) for name, values in sorted(entry.values.items()) if values}
    return sha256(json.dumps([act.name, sent], ensure_ascii=False).encode()).hexdigest()


def list_steps(
    heads: Sequence[Head], author: str, team: str | None, confirmations: Iterable[Confirmation], digest: str
) -> list[Step]:
    """Return the confirmation line above an author; posts up to his own, and those that nobody holds, are left out.

    `team` works on the directive: its head confirms, where it has one.
    """
    own = max((RANKS.index(Post(head.post)) for head in heads if head.account == author), default=0)
    given = {each.post: each for each in confirmations if each.digest == digest}
    steps: list[Step] = []
    for post in RANKS[own + 1 :]:
        of_post = [head for head in heads if head.post == post and head.account != author]
        of_team = [head for head in of_post if team is not None and head.team == team]
        accounts = tuple(dict.fromkeys(head.account for head in of_team or of_post))
        if accounts:
            confirmed = given.get(post)
            steps.append(Step(post, accounts, confirmed if confirmed and confirmed.by in accounts else None))
    return steps


def find_next(steps: Iterable[Step]) -> Step | None:
    """Return the post whose turn it is; None once nothing is missing."""
    return next((step for step in steps if step.confirmed is None), None)


def list_confirmed(steps: Iterable[Step]) -> tuple[str, ...]:
    """Return who confirmed, in the order of the line."""
    return tuple(step.confirmed.by for step in steps if step.confirmed is not None)


def prefill(act: Act, events: Iterable[DirectivesEvent]) -> dict[str, str]:
    """Return what the lead wrote last, by field of an act: who goes on changes only what has changed."""
    told: dict[str, str] = {}
    for event in events:
        match event:
            case PriorityReportSubmitted() | OutcomeSubmitted():
                told = {"text": event.text, "plan": event.plan or "", "problem": event.problem or ""}
            case ProgressUpdated():
                told |= {"text": event.note, "percent": str(event.percent)}
            case _other:
                continue
    names = {asked.name for asked in act.fields}
    return {name: text for name, text in ({**told, "note": told.get("text", "")}).items() if text and name in names}


def lay_out_print(act: Act, entry: Entry) -> list[Line]:
    """Return the text as it is printed: □ field, ❍ line, - line that begins with a sign of its own or is indented."""
    texts = [asked for asked in act.fields if asked.kind is FieldKind.TEXT]
    return [line for asked in texts for line in _print(asked.label, entry, asked.name)]


def _print(label: str, entry: Entry, name: str) -> Iterator[Line]:
    text = entry.one(name)
    if not text:
        return
    yield Line(1, _(label))
    for raw in text.splitlines():
        bare = raw.strip()
        if bare:
            is_under = raw[0].isspace() or bare[0] in "-·*ㆍ•"
            yield Line(3 if is_under else 2, bare.lstrip(MARKS).strip() if bare[0] in MARKS else bare)
