"""What each role tells of itself after a few commands: every metric, with a value that can be right."""

import math
import re
import uuid

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.running import Running, eventually

SamplesByName = dict[str, list[tuple[dict[str, str], float]]]
VIEWS = {"department", "clock", "holiday", "directive_board"}


def scrape(system: Running, process: str) -> SamplesByName:
    text = httpx.get(f"http://127.0.0.1:{system.system.plan.health_ports[process]}/metrics", trust_env=False).text
    found: SamplesByName = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def total(system: Running, role: str, name: str, **labels: str) -> float:
    """Return the sum over a role's processes of what carries these labels."""
    return sum(
        value
        for process in system.list_replicas(role)
        for found, value in scrape(system, process).get(f"hwanryu_{name}", [])
        if labels.items() <= found.items()
    )


def highest(system: Running, role: str, name: str, **labels: str) -> float:
    return max(
        value
        for process in system.list_replicas(role)
        for found, value in scrape(system, process).get(f"hwanryu_{name}", [])
        if labels.items() <= found.items()
    )


@pytest.fixture(scope="module")
def head(system: Running) -> int:
    """The position after three commands, one of which a rule refused."""
    mayor = system.open("mayor")
    for _ in range(2):
        made = mayor.post("/v1/directives", json={"text": "점검할 것", "kind": "SIMPLE"}, headers=new_key())
        assert made.status_code == 201
    refused = system.open("operator").post(
        f"/v1/directives/{made.json()['id']}/share", json={"lead": "nobody", "supporting": []}, headers=new_key()
    )
    assert refused.status_code == 422
    position = int(made.json()["meta"]["position"]["directives"])
    eventually(
        lambda: highest(system, "directives", "relay_position", context="directives") >= position, "it is published"
    )
    return position


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


def test_the_log_tells_its_head_and_its_groups(system: Running, head: int) -> None:
    assert highest(system, "directives", "log_head_position", context="directives") >= head
    assert highest(system, "registry", "log_head_position", context="registry") > 100  # the sample's departments
    groups = total(system, "directives", "append_group_appends_count", context="directives")
    assert groups >= 2
    assert total(system, "directives", "append_group_appends_sum", context="directives") >= groups
    assert 0 < total(system, "directives", "append_group_duration_seconds_sum", context="directives") < 60


def test_the_relay_is_level_and_one_replica_publishes(system: Running, head: int) -> None:
    def come_level() -> bool:
        lags = ("relay_lag_events", "relay_lag_seconds")
        return all(highest(system, "directives", each, context="directives") == 0 for each in lags)

    eventually(come_level, "all that is stored has been published")
    assert total(system, "directives", "relay_active", context="directives") == 1


def test_every_view_and_policy_tells_how_far_it_is(system: Running, head: int) -> None:
    def come_level() -> bool:
        return highest(system, "projector", "reader_position", reader="directive_board") >= head

    eventually(come_level, "the board has taken the commands in")
    lags = [scrape(system, each).get("hwanryu_reader_lag_seconds", []) for each in system.list_replicas("projector")]
    readers = {labels["reader"] for samples in lags for labels, _ in samples}
    assert readers >= VIEWS
    assert highest(system, "directives", "reader_position", context="registry") > 100
    for role in ("projector", "directives"):
        assert highest(system, role, "reader_lag_events") == 0
        assert highest(system, role, "consumer_stopped") == 0
        assert highest(system, role, "consumer_waiting_for_upgrade") == 0


def test_commands_are_timed_on_both_sides_by_outcome(system: Running, head: int) -> None:
    for role, side in (("gateway", "gateway"), ("directives", "service")):
        done = total(system, role, "command_duration_seconds_count", side=side, context="directives", outcome="done")
        assert done >= 2
        seconds = total(system, role, "command_duration_seconds_sum", side=side, context="directives", outcome="done")
        assert 0 < seconds < done * 5
        assert total(system, role, "command_duration_seconds_count", context="directives", outcome="refused") >= 1


def test_http_requests_are_counted_by_route_template(system: Running, head: int) -> None:
    name = "http_request_duration_seconds_count"
    assert total(system, "gateway", name, method="POST", route="/v1/directives", status="201") >= 2
    shared = "/v1/directives/{directive}/share"
    assert total(system, "gateway", name, method="POST", route=shared, status="422") >= 1
    assert total(system, "gateway", "http_rate_limited_requests_total") >= 0


def test_queues_stores_and_disk_are_told(system: Running, head: int) -> None:
    assert highest(system, "gateway", "queue_messages", queue="dead.directives") == 0
    assert highest(system, "gateway", "queue_messages", queue="commands.directives") >= 0
    for role in ("registry", "directives", "projector", "gateway"):
        assert highest(system, role, "database_up") == 1
        assert highest(system, role, "broker_up") == 1
        assert highest(system, role, "database_seen_seconds") < 10
        assert highest(system, role, "parked_streams") == 0
        assert highest(system, role, "operator_tasks") == 0
        assert 0 < highest(system, role, "disk_free_bytes") < highest(system, role, "disk_size_bytes")


def test_no_label_holds_an_id(system: Running, head: int) -> None:
    for process in system.system.plan.health_ports:
        for name, samples in scrape(system, process).items():
            for labels, value in samples:
                assert not re.search(r"[0-9a-f]{8}-?[0-9a-f]{4}|\d{4}", _join(labels)), (name, labels)
                assert not math.isnan(value)


def _join(labels: dict[str, str]) -> str:
    return " ".join(value for label, value in labels.items() if label != "le")
