"""The systems of these tests: with two replicas of every role, requests taking turns between the gateways, or one."""

from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.visiting import Visit, Visitor
from tests.running import Running, run_in_thread

LONGEST = frozenset(
    f"test_{name}.py"
    for name in ("schema", "sample", "examples", "quarters_console", "half_year", "documents", "outlets", "ballots")
)


@pytest.fixture(scope="session")
def system(worker_id: str) -> Iterator[Running]:
    """A whole system of its own with the sample loaded; of the first worker's two processes of every role."""
    replicas = 2 if worker_id in {"master", "gw0"} else 1
    with run_in_thread("whole", replicas=replicas) as running:
        yield running


@pytest.fixture(scope="module")
def visit(system: Running) -> Iterator[Visit]:
    """Return a function that signs somebody in at the first gateway."""
    clients: list[httpx.Client] = []

    def sign_in(user: str) -> Visitor:
        client = httpx.Client(base_url=system.base_url, follow_redirects=True, timeout=20.0, trust_env=False)
        clients.append(client)
        return Visitor(client, user, system.logins[user]["password"])

    yield sign_in
    for client in clients:
        client.close()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files: where two workers share the work, neither ends alone with one of them."""
    items.sort(key=lambda item: item.path.name not in LONGEST)
