"""찾기: what was found of each kind, laid out for one page; how reports and people are told apart by words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from gateway.console.present import format_count, format_day
from gateway.console.words import _
from gateway.labels import DEPARTMENT_KIND_LABELS, MEETING_LABELS, STATE_LABELS
from gateway.queries.directive_board import Item
from gateway.queries.finding import MOST, Found
from gateway.views.department import Row as Department
from gateway.views.meeting import Row as Meeting
from gateway.views.quarterly_report import Row as Report
from gateway.views.team import Row as Team

SHORTEST: Final = 2
"""Letters that words need: one syllable is found nearly everywhere."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found."""

    title: str
    link: str
    """Empty where no page of this build shows it."""
    note: str
    mark: str = ""
    """What stands before the title, such as a number."""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind."""

    name: str
    hits: tuple[Hit, ...]
    total: int
    more: str = ""
    """Where all of them are."""

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.total - len(self.hits)


def squeeze(text: str) -> str:
    """Return a text as searches compare it: without spaces, in small letters."""
    return "".join(text.split()).lower()


def group_directives(items: Iterable[Item], total: int, words: str) -> Group:
    """Return the directives; all of them are on the board."""
    hits = tuple(
        Hit(
            item.text,
            f"/directives/{item.directive}",
            " · ".join((_(STATE_LABELS[item.state]), item.lead_name or _("미지정"), format_day(item.issued_on))),
            item.number,
        )
        for item in items
    )
    return Group(_("지시사항"), hits, total, f"/directives?{urlencode({'q': words})}")


def group_departments(departments: Found[Department], teams: Found[Team], names: Mapping[str, str]) -> Group:
    """Return the departments and teams."""
    hits = [
        Hit(
            row.name,
            f"/org/{row.code}",
            _(DEPARTMENT_KIND_LABELS[row.kind])
            + (f" · {_('%(day)s까지', day=format_day(row.valid_until))}" if row.valid_until else ""),
        )
        for row in departments.rows
    ]
    hits += [Hit(row.name, f"/org/{row.department}", names.get(row.department, row.department)) for row in teams.rows]
    return Group(_("부서와 팀"), tuple(hits), departments.total + teams.total, "/org")


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """A person whose name or address has the words."""

    name: str
    person: str


def find_named(named: Mapping[str, tuple[str, str]], words: str) -> list[Named]:
    """Return the people whose name or address has the words, by name; `named` are those that the asker may read."""
    wanted = squeeze(words)
    return sorted(
        Named(name, who) for who, (name, email) in named.items() if wanted in squeeze(name) + " " + email.lower()
    )


def group_people(found: Sequence[Named], held: Mapping[str, tuple[str, str]]) -> Group:
    """Return the people, each with the page of the department where he is; `held`: its code and the post, by person."""
    hits = []
    for each in found[:MOST]:
        code, post = held.get(each.person, ("", ""))
        hits.append(Hit(each.name, f"/org/{code}" if code else "/org/list/people", post))
    return Group(_("사람"), tuple(hits), len(found), "/org/list/people")


def group_meetings(meetings: Found[Meeting], *, has_page: bool) -> Group:
    """Return the meetings."""
    hits = tuple(
        Hit(
            row.title,
            f"/meetings/{row.meeting}" if has_page else "",
            f"{_(MEETING_LABELS[row.kind])} · {format_day(row.first_day)}",
        )
        for row in meetings.rows
    )
    return Group(_("회의"), hits, meetings.total, "/meetings" if has_page else "")


def group_reports(reports: Iterable[Report], words: str, *, has_page: bool) -> Group:
    """Return the quarterly reports by their titles."""
    titled = [(name_report(row), row) for row in reports]
    found = [(title, row) for title, row in titled if squeeze(words) in squeeze(title) or words in row.key]
    hits = tuple(
        Hit(
            title,
            f"/reports/{row.quarter}/{row.edition}" if has_page else "",
            _("지시 %(n)s건 · %(day)s 발행", n=format_count(row.entries), day=format_day(row.published_on)),
        )
        for title, row in found[:MOST]
    )
    return Group(_("분기 보고서"), hits, len(found), "/reports" if has_page else "")


def name_report(row: Report) -> str:
    """Return the title of an edition, as its first page has it."""
    year, _sep, quarter = row.quarter.partition("-Q")
    return _("%(year)s년 %(quarter)s분기 총괄보고 제%(edition)s판", year=year, quarter=quarter, edition=row.edition)
