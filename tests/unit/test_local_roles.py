"""The environment that each role is handed."""

from dataclasses import replace
from pathlib import Path

import pytest

from infra.local.roles import BROKER_LOGINS, DATABASE_LOGINS, GATEWAY, ROLES, SERVICES, Plan, Replica, list_replicas
from infra.local.secrets import make_secrets
from infra.local.services import Services

SECRETS = replace(
    make_secrets([], [], SERVICES),
    databases={login: f"pg-{login}" for login in DATABASE_LOGINS},
    broker={login: f"mq-{login}" for login in BROKER_LOGINS},
    token_key="k",
)
BY_NAME = {replica.name: replica for replica in list_replicas(2)}


def make_plan(management_url: str | None = "http://admin:a@h:3") -> Plan:
    services = Services("postgresql://postgres:a@h:1/postgres", "amqp://admin:a@h:2/hwanryu", management_url, ())
    ports = {name: 9_001 + number for number, name in enumerate(BY_NAME)}
    return Plan(services, SECRETS, "hwanryu-test", {"gateway": 8_080, "gateway-2": 8_081}, ports, Path("/files"))


def test_a_service_gets_its_own_database_and_login() -> None:
    environment = make_plan().environment_of(BY_NAME["registry"])
    assert environment["DATABASE_URL"] == "postgresql://hwanryu_registry:pg-hwanryu_registry@h:1/hwanryu_registry"
    assert environment["RABBITMQ_URL"] == "amqp://registry:mq-registry@h:2/hwanryu"
    assert environment["HEALTH_PORT"] == "9001"


def test_the_projector_has_its_own_login_on_the_gateways_database() -> None:
    url = make_plan().environment_of(BY_NAME["projector"])["DATABASE_URL"]
    assert url == "postgresql://hwanryu_projector:pg-hwanryu_projector@h:1/hwanryu_gateway"


def test_only_the_gateway_gets_the_port_the_key_and_the_health_addresses() -> None:
    environment = make_plan().environment_of(Replica(GATEWAY))
    assert (environment["PORT"], environment["TOKEN_KEY"]) == ("8080", "k")
    assert environment["HWANRYU_ROLES"].startswith("registry=http://127.0.0.1:9001,directives=http://127.0.0.1:9002,")
    assert "TOKEN_KEY" not in make_plan().environment_of(BY_NAME["registry"])


def test_only_the_gateway_gets_the_vault_and_the_files() -> None:
    environment = make_plan().environment_of(Replica(GATEWAY))
    assert environment["VAULT_URL"] == "postgresql://hwanryu_vault:pg-hwanryu_vault@h:1/hwanryu_vault"
    assert environment["FILES_DIR"] == "/files"
    others = [make_plan().environment_of(Replica(role)) for role in ROLES if role is not GATEWAY]
    assert not any({"VAULT_URL", "VAULT_KEY", "FILES_DIR"} & other.keys() for other in others)


def test_a_broker_without_management_gives_all_roles_one_login() -> None:
    assert make_plan(None).environment_of(BY_NAME["registry"])["RABBITMQ_URL"] == "amqp://admin:a@h:2/hwanryu"


def test_no_role_is_handed_an_administrators_login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_URL", "postgresql://postgres:secret@h/postgres")
    monkeypatch.setenv("RABBITMQ_MANAGEMENT_URL", "http://admin:secret@h")
    environments = [make_plan().environment_of(Replica(role)) for role in ROLES]
    assert not any({"POSTGRES_URL", "RABBITMQ_MANAGEMENT_URL"} & environment.keys() for environment in environments)


def test_replicas_are_numbered_from_the_second_on() -> None:
    names = [replica.name for replica in list_replicas(2)]
    firsts = [role.name for role in ROLES]
    assert names == [*firsts, *(f"{name}-2" for name in firsts)]


def test_a_second_replica_has_the_logins_of_its_role_and_ports_of_its_own() -> None:
    first, second = (make_plan().environment_of(BY_NAME[name]) for name in ("gateway", "gateway-2"))
    assert {name for name in first if first[name] != second[name]} == {"PORT", "HEALTH_PORT"}
    assert second["PORT"] == "8081"


def test_every_gateway_is_told_the_health_address_of_every_replica() -> None:
    told = make_plan().environment_of(BY_NAME["gateway-2"])["HWANRYU_ROLES"].split(",")
    assert [pair.partition("=")[0] for pair in told] == list(BY_NAME)
