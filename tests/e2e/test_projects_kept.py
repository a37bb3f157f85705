"""First pages of projects are kept (ADR 0026): everybody's page is his own, and a change is seen at once."""

from typing import Any

import httpx
import pytest

from tests.e2e.asking import add_project, own, post, read
from tests.running import Running

TERM = "97"
"""An electoral term that no other test's projects have."""


@pytest.fixture(scope="module")
def operator(system: Running) -> httpx.Client:
    return system.open("operator")


def list_cards(client: httpx.Client, made: dict[str, Any] | None = None, **query: str) -> list[dict[str, Any]]:
    return list(read(client, "/v1/projects", made, term=TERM, **query)["data"])


def test_a_kept_page_offers_each_reader_his_own_acts_and_follows_each_change(
    system: Running, operator: httpx.Client
) -> None:
    """PRJ-44: the office, an officer of another department and the auditor read the same page, one after the other."""
    name = own("사업")
    made = add_project(operator, name, term=int(TERM))
    (first,) = list_cards(operator)
    assert (first["id"], first["name"]) == (made, name)
    assert {"correct", "start", "fund"} <= set(first["allowed"])
    for reader in (system.open("officer"), system.open("auditor")):
        (other,) = list_cards(reader)
        assert other == {**first, "allowed": []}
    assert list_cards(operator) == [first]
    (shown,) = list_cards(operator, unit="MILLION")
    assert shown["secured"] == {**first["secured"], "shown": "0백만원"}

    corrected = post(
        operator, f"/v1/projects/{made}/correct", {"field": "NAME", "value": f"{name} 2", "reason": "오기"}, 200
    )
    (after,) = list_cards(operator, corrected)
    assert (after["name"], after["version"]) == (f"{name} 2", first["version"] + 1)
    assert list_cards(operator, fields="name") == [{"id": made, "name": f"{name} 2"}]
