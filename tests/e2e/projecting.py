"""Projects over HTTP for tests: registered, funded, and what is done with them; money in 백만원."""

import httpx

from tests.e2e.asking import Json, add_project, own, post, read, refuse
from tests.running import eventually

MILLION = 1_000_000
LEAD = "planning-audit"
Sources = dict[str, int]


def money(million: int, **more: object) -> Json:
    """Return so many 백만원."""
    return {"won": million * MILLION, **more}


def lines(sources: Sources) -> list[Json]:
    """Return what each source gives, in 백만원."""
    return [{"source": source, "amount": money(million)} for source, million in sources.items()]


def plan(total: int, sources: Sources | None = None, **more: object) -> Json:
    """Return a plan of funding in 백만원."""
    return {"total": money(total), "sources": lines(sources or {}), **more}


def add(client: httpx.Client, name: str, lead: str = LEAD, **more: object) -> str:
    """Register a project of a name that nobody else has; return its address."""
    return f"/v1/projects/{add_project(client, own(name), lead, **more)}"


def act(client: httpx.Client, project: str, name: str, body: Json, **query: str) -> Json:
    """Do something with a project."""
    return post(client, f"{project}/{name}", body, 200, **query)


def deny(client: httpx.Client, project: str, name: str, body: Json, **query: str) -> tuple[int, str]:
    """Return status and code of what cannot be done with a project."""
    return refuse(client, f"{project}/{name}", body, **query)


def tell(client: httpx.Client, address: str, after: Json | None = None, **query: str) -> Json:
    """Return what stands under an address, once it reflects what `after` made."""
    return dict(read(client, address, after, **query)["data"])


def fix_round(operator: httpx.Client, year: int, number: int, on: str) -> None:
    """See to it that a budget of a year is fixed, whoever fixed it."""
    kind = "SUPPLEMENTARY" if number else "ORIGINAL"
    body = {"round": {"year": year, "kind": kind, "number": number}, "fixed_on": on}
    answer = refuse(operator, "/v1/budget-rounds", body)
    assert answer[0] == 201 or answer[1] == "ALREADY_REGISTERED", answer


def define(operator: httpx.Client, code: str, name: str, rates: Sources) -> None:
    """Define a programme by rates in percent, in 백만원."""
    shares = [{"source": source, "rate": 100 * percent} for source, percent in rates.items()]
    body = {"code": code, "name": name, "rates": shares, "unit": "MILLION", "valid_from": "2018-01-01"}
    post(operator, "/v1/programmes", body)


def await_shown(client: httpx.Client, address: str, status: int = 200) -> None:
    """Return once something stands under an address."""
    eventually(lambda: client.get(address).status_code == status, address)


def tell_millions(shown: list[Json]) -> Sources:
    """Return what each source gives, in 백만원, of a list of an answer."""
    return {each["source"]["code"]: each["amount"]["won"] // MILLION for each in shown}
