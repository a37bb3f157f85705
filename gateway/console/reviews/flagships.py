"""역점사업: a year's list, chosen among the projects and then frozen, with the ratings of its quarters (PRJ-80)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from pydantic import ValidationError
from starlette.datastructures import FormData

from contracts.projects.flagships import ListFlagships
from gateway.console.present import Chip
from gateway.console.reviews.grid import PATH, rating_chip
from gateway.views import flagship_list, project, review

QUARTERS: Final = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Choice:
    """One project that is a flagship, or may be one."""

    project: str
    name: str
    lead_name: str
    is_chosen: bool
    ratings: tuple[Chip, ...] = ()
    """Of the four quarters, once the list is approved."""


@dataclass(frozen=True, slots=True)
class Flagships:
    """A year's list as a page shows it."""

    year: int
    choices: list[Choice]
    is_approved: bool
    version: int
    others: list[Choice] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Its address."""
        return f"{PATH}/flagships/{self.year}"


def lay_out(
    year: int,
    row: flagship_list.Row | None,
    ones: Mapping[str, project.Row],
    found: Sequence[project.Row],
    names: Mapping[str, str],
    reviews: Sequence[review.Row],
    today: date,
) -> Flagships:
    """Return the list in its order, and the projects found that could come onto it."""
    keys = row.projects if row is not None else []
    is_approved = row is not None and row.is_approved
    rated = {(each.project, each.quarter): each.rating for each in reviews}
    choices = [
        Choice(
            key,
            ones[key].name,
            names.get(ones[key].lead, ones[key].lead),
            is_chosen=True,
            ratings=tuple(rating_chip(rated.get((key, f"{year}-Q{n}")), today) for n in QUARTERS)
            if is_approved
            else (),
        )
        for key in keys
        if key in ones
    ]
    others = [
        Choice(each.project, each.name, names.get(each.lead, each.lead), is_chosen=False)
        for each in found
        if each.project not in set(keys)
    ]
    version = row.version if row is not None else 0
    return Flagships(year, choices, is_approved, version, others)


def read_choice(year: int, form: FormData) -> ListFlagships | None:
    """Return the list that was ticked, in its order; None of an empty or unreadable one."""
    ticked = dict.fromkeys(str(value) for value in form.getlist("project"))
    try:
        return ListFlagships(year=year, projects=tuple(UUID(each) for each in ticked))
    except (ValueError, ValidationError):
        return None
