"""What the fields of the small forms offer, and what an act acts on, in words; names for who may read them alone."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from contracts.errors import Rejected
from gateway.answers.people import EMAIL, NAME, READERS
from gateway.auth import Principal
from gateway.console.org.fields import Field, Source
from gateway.console.present import format_day
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.gate import Gate, Snapshot
from gateway.labels import POST_LABELS, ROLE_LABELS
from gateway.queries import assignment, deadline_policy, delegation, department, partner, person, programme, rows, team
from gateway.views.department import Row as Department
from gateway.views.person import Row as Person

ERASED: Final = "파기됨"


async def load_options(visit: Visit, fields: Iterable[Field]) -> dict[Source, dict[str, str]]:
    """Return the choices that some fields take from rows."""
    wanted = {each.source for each in fields if each.source is not None}
    if not wanted:
        return {}
    async with visit.gate.reading() as snapshot:
        return {source: await _load(visit, snapshot, source) for source in sorted(wanted)}


async def _load(visit: Visit, snapshot: Snapshot, source: Source) -> dict[str, str]:
    load = LOADERS.get(source)
    return {} if load is None else await load(visit, snapshot)  # the others are of one project


async def _load_departments(visit: Visit, snapshot: Snapshot) -> dict[str, str]:
    columns = department.TABLE.c
    order = [columns.kind, columns.name, columns.code]
    found = await rows.list_all(snapshot, department.VIEW, rows.lasts_to(department.VIEW, visit.today), order)
    return {row.code: _name_department(row, visit.today) for row in found}


async def _load_people(visit: Visit, snapshot: Snapshot) -> dict[str, str]:
    people = await rows.list_all(snapshot, person.VIEW, [], [person.TABLE.c.person])
    return await name_people(visit.gate, visit.session.principal, people)


async def _load_partners(_visit: Visit, snapshot: Snapshot) -> dict[str, str]:
    columns = partner.TABLE.c
    return {row.code: row.name for row in await rows.list_all(snapshot, partner.VIEW, [], [columns.name, columns.code])}


async def _load_policies(_visit: Visit, snapshot: Snapshot) -> dict[str, str]:
    return {each.id: each.id for each in await deadline_policy.load_policies(snapshot)}


async def _load_programmes(_visit: Visit, snapshot: Snapshot) -> dict[str, str]:
    return {row.programme: row.name for row in await rows.list_all(snapshot, programme.VIEW, [], programme.ORDER)}


def _name_department(row: Department, today: date) -> str:
    name = row.name if row.name_known else f"{row.name} ({row.code})"
    return name + tell_days(row.valid_from, row.valid_until, today)


def tell_days(first: date, last: date | None, today: date) -> str:
    """Return the days of what begins later or is about to end, to be put behind its name; nothing for what just is."""
    told = [_("%(day)s부터", day=format_day(first))] if first > today else []
    told += [_("%(day)s까지", day=format_day(last))] if last else []
    return f" ({' '.join(told)})" if told else ""


async def _load_teams(visit: Visit, snapshot: Snapshot) -> dict[str, str]:
    today, columns = visit.today, team.TABLE.c
    found = await rows.list_all(
        snapshot, team.VIEW, rows.lasts_to(team.VIEW, today), [columns.department, columns.code]
    )
    names = await department.find_names(snapshot, {row.department for row in found})
    return {
        row.code: f"{names.get(row.department, row.department)} {row.name}"
        + tell_days(row.valid_from, row.valid_until, today)
        for row in found
    }


async def _load_accounts(visit: Visit, _snapshot: Snapshot) -> dict[str, str]:
    found = await visit.gate.accounts.list_all()
    return {each.user: f"{each.label} ({each.user}, {_(ROLE_LABELS[each.role])})" for each in found}


LOADERS: Final[Mapping[Source, Callable[[Visit, Snapshot], Awaitable[dict[str, str]]]]] = {
    Source.DEPARTMENTS: _load_departments,
    Source.TEAMS: _load_teams,
    Source.PEOPLE: _load_people,
    Source.ACCOUNTS: _load_accounts,
    Source.PARTNERS: _load_partners,
    Source.POLICIES: _load_policies,
    Source.PROGRAMMES: _load_programmes,
}


async def name_people(gate: Gate, principal: Principal, found: Sequence[Person]) -> dict[str, str]:
    """Return people's names by id, the living ones first; ids stand for names that the asker may not read (ORG-06)."""
    living = [row for row in found if not row.is_erased and row.name is not None]
    if principal.role not in READERS:
        return {row.person: row.account or row.person[:8] for row in living}
    opened = await gate.vault.open_many([(row.name, NAME) for row in living if row.name is not None])
    named = [(str(name), row) for name, row in zip(opened, living, strict=True)]
    return {
        row.person: name + (f" ({row.account})" if row.account else "") for name, row in sorted(named, key=_by_name)
    }


def _by_name(named: tuple[str, Person]) -> tuple[str, str]:
    return named[0], named[1].person


async def open_people(gate: Gate, principal: Principal, found: Sequence[Person]) -> dict[str, tuple[str, str]]:
    """Return name and address by person, for who may read them; nothing for anybody else."""
    if principal.role not in READERS:
        return {}
    living = [row for row in found if not row.is_erased]
    sealed = [
        (row.person, value, name) for row in living for value, name in ((row.name, NAME), (row.email, EMAIL)) if value
    ]
    opened = await gate.vault.open_many([(value, name) for _person, value, name in sealed])
    told: dict[str, dict[str, str]] = {}
    for (who, _value, name), text in zip(sealed, opened, strict=True):
        told.setdefault(who, {})[name] = str(text)
    return {who: (each.get(NAME, ""), each.get(EMAIL, "")) for who, each in told.items()}


async def tell_subject(visit: Visit, slug: str, subject: UUID | None) -> str:
    """Return in words what an act is on; empty for one that makes something. Raises: Rejected with NOT_FOUND."""
    if subject is None:
        return ""
    async with visit.gate.reading() as snapshot:
        match slug:
            case "erase":
                told = await _tell_person(visit, snapshot, str(subject))
            case "revoke-delegation":
                told = await _tell_delegation(visit.gate, snapshot, str(subject))
            case _:
                told = await _tell_post(visit, snapshot, str(subject))
    if told is None:
        raise Rejected("NOT_FOUND", _("바꿀 것을 찾지 못했습니다. 목록에서 다시 고르세요."))
    return told


async def _tell_person(visit: Visit, snapshot: Snapshot, who: str) -> str | None:
    row = await rows.find_row(snapshot, person.VIEW, who)
    if row is None or row.is_erased:
        return None
    return (await name_people(visit.gate, visit.session.principal, [row])).get(who)


async def _tell_post(visit: Visit, snapshot: Snapshot, key: str) -> str | None:
    row = await rows.find_row(snapshot, assignment.VIEW, key)
    if row is None:
        return None
    names = await department.find_names(snapshot, {row.department or ""})
    people = await person.find_people(snapshot, [row.person])
    named = await name_people(visit.gate, visit.session.principal, list(people.values()))
    where = names.get(row.department or "", "")
    return " ".join(part for part in (where, _(POST_LABELS[row.post]), named.get(row.person, _(ERASED))) if part)


async def _tell_delegation(gate: Gate, snapshot: Snapshot, key: str) -> str | None:
    row = await rows.find_row(snapshot, delegation.VIEW, key)
    if row is None:
        return None
    labels = {each.user: each.label for each in await gate.accounts.list_all()}
    acting, absent = (labels.get(user, user) for user in (row.acting, row.absent))
    days = f"{format_day(row.valid_from)} ~ {format_day(row.valid_until)}"
    return _("%(acting)s → %(absent)s 대행, %(days)s", acting=acting, absent=absent, days=days)
