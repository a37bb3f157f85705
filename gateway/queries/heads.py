"""Who confirms a department's reports: the accounts that hold its posts on a day (ADR 0022)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from contracts.registry import Post
from gateway.gate import Snapshot
from gateway.queries import assignment, person
from gateway.queries.rows import is_valid_on

HEADS: Final = (Post.TEAM_HEAD, Post.DEPARTMENT_HEAD)
MOST: Final = 100
"""Heads of one department: it has some five teams."""


@dataclass(frozen=True, slots=True)
class Head:
    """An account that holds a post of a department."""

    post: str
    team: str | None
    account: str


async def list_heads(snapshot: Snapshot, department: str, day: date) -> list[Head]:
    """Return the heads of a department's teams and its own who have an account, the day's."""
    posts, people = assignment.TABLE, person.TABLE
    held = posts.join(people, people.c.person == posts.c.person)
    conditions = [posts.c.department == department, posts.c.post.in_(HEADS), people.c.account.is_not(None)]
    query = (
        select(posts.c.post, posts.c.team, people.c.account)
        .select_from(held)
        .where(*conditions, *is_valid_on(assignment.VIEW, day))
        .order_by(posts.c.post, people.c.account)
        .limit(MOST)
    )
    return [Head(*row) for row in await snapshot.execute(query)]
