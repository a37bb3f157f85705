"""The containers: every role is one of them, hardened, checked for readiness, and handed no password in the clear."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from ruamel.yaml import YAML

from infra.local.roles import ROLES
from tests.architecture.sources import ROOT

Service = Mapping[str, Any]

COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "infra/deploy/docker/Dockerfile"
IMAGE_USER = "10001:10001"
ONCE = {"keys", "setup", "accounts", "sample"}
"""Services that end by themselves."""
PASSWORD = re.compile(r"(PASSWORD|SECRET|TOKEN|KEY|_URL)$")


def read_services() -> dict[str, Service]:
    return cast("dict[str, Service]", YAML(typ="safe").load(COMPOSE)["services"])


SERVICES = read_services()
ROLE_NAMES = [role.name for role in ROLES]
STAYING = sorted(SERVICES.keys() - ONCE)


def find_softness(service: Service) -> set[str]:
    """Return the ways in which a service is less locked up than it must be."""
    user = str(service.get("user", "0"))
    limits = service.get("deploy", {}).get("resources", {}).get("limits", {})
    hard = {
        "writable root": service.get("read_only") is True,
        "capabilities": service.get("cap_drop") == ["ALL"] and "cap_add" not in service,
        "new privileges": "no-new-privileges:true" in service.get("security_opt", []),
        "root or named user": re.fullmatch(r"[1-9]\d*:[1-9]\d*", user) is not None,
        "privileged": not service.get("privileged"),
        "unlimited": {"cpus", "memory"} <= limits.keys(),
        "unbounded log": "max-size" in service.get("logging", {}).get("options", {}),
        "no /tmp": any(str(mount).startswith("/tmp") for mount in service.get("tmpfs", [])),
    }
    return {softness for softness, is_hard in hard.items() if not is_hard}


def find_clear_passwords(service: Service) -> set[str]:
    """Return the environment variables that would hold a password rather than the file it is in."""
    return {name for name in service.get("environment", {}) if PASSWORD.search(name)}


def read_instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", " ", DOCKERFILE.read_text("utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in lines]


def run_tool(*command: str) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).parent / command[0]
    return subprocess.run([str(tool), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_dockerfile_is_clean() -> None:
    checked = run_tool("hadolint", "--no-color", DOCKERFILE.relative_to(ROOT).as_posix())
    assert (checked.returncode, checked.stdout) == (0, "")


def test_the_compose_file_follows_its_specification() -> None:
    checked = run_tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE.name)
    assert checked.returncode == 0, checked.stdout


def test_every_role_is_a_service_that_runs_its_module() -> None:
    commands = {role.name: SERVICES[role.name]["command"] for role in ROLES}
    assert commands == {role.name: ["python", "-m", "infra.role", role.module] for role in ROLES}


def test_there_is_no_service_but_the_roles_their_stores_and_what_ends_by_itself() -> None:
    assert SERVICES.keys() == {*ROLE_NAMES, "postgres", "rabbitmq", *ONCE}


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_locked_up(name: str) -> None:
    assert find_softness(SERVICES[name]) == set()


@pytest.mark.parametrize(
    ("change", "softness"),
    [
        ({"read_only": False}, "writable root"),
        ({"cap_add": ["NET_ADMIN"]}, "capabilities"),
        ({"cap_drop": ["NET_RAW"]}, "capabilities"),
        ({"security_opt": []}, "new privileges"),
        ({"user": "0:0"}, "root or named user"),
        ({"user": "postgres"}, "root or named user"),
        ({"privileged": True}, "privileged"),
        ({"deploy": {}}, "unlimited"),
        ({"logging": {}}, "unbounded log"),
        ({"tmpfs": []}, "no /tmp"),
    ],
)
def test_a_service_that_is_not_locked_up_is_seen(change: Service, softness: str) -> None:
    assert find_softness({**SERVICES["gateway"], **change}) == {softness}


@pytest.mark.parametrize("name", STAYING)
def test_every_service_that_stays_is_checked_and_comes_back(name: str) -> None:
    assert not SERVICES[name]["healthcheck"].get("disable")
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ROLE_NAMES)
def test_a_role_waits_for_its_stores_and_its_set_up(name: str) -> None:
    waits = {other: rule["condition"] for other, rule in SERVICES[name]["depends_on"].items()}
    assert waits == {
        "setup": "service_completed_successfully",
        "postgres": "service_healthy",
        "rabbitmq": "service_healthy",
    }


@pytest.mark.parametrize("name", ROLE_NAMES)
def test_a_role_sees_its_own_secrets_only_and_cannot_change_them(name: str) -> None:
    [mount] = [mount for mount in SERVICES[name]["volumes"] if mount["source"] == "secrets"]
    assert (mount["read_only"], mount["volume"]["subpath"]) == (True, name)
    assert SERVICES[name]["environment"]["SECRETS_DIR"] == mount["target"]


def test_only_the_gateway_has_a_folder_of_its_own_beside_its_secrets() -> None:
    """The file store, which the image makes for the roles' user."""
    others = {name: {mount["source"] for mount in SERVICES[name]["volumes"]} - {"secrets"} for name in ROLE_NAMES}
    assert others == {name: {"files"} if name == "gateway" else set() for name in ROLE_NAMES}
    assert f'"{SERVICES["gateway"]["environment"]["FILES_DIR"]}"' in DOCKERFILE.read_text("utf-8")


@pytest.mark.parametrize("name", SERVICES)
def test_no_password_is_handed_over_in_the_clear(name: str) -> None:
    assert find_clear_passwords(SERVICES[name]) == set()


def test_a_password_in_the_clear_is_seen() -> None:
    service = {"environment": {"POSTGRES_PASSWORD": "x", "DATABASE_URL": "x", "POSTGRES_PASSWORD_FILE": "/x"}}
    assert find_clear_passwords(service) == {"POSTGRES_PASSWORD", "DATABASE_URL"}


def test_only_the_gateway_is_reached_from_outside_and_only_from_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"gateway": ["127.0.0.1:${PORTS:-${PORT:-8080}}:8080"]}
    assert {name for name, service in SERVICES.items() if "front" in service.get("networks", [])} == {
        "gateway",
        "sample",
    }


@pytest.mark.parametrize("name", ROLE_NAMES)
def test_a_role_may_have_replicas(name: str) -> None:
    """Nothing in it can exist only once: no name of its container, no host name, no address, no one published port."""
    service = SERVICES[name]
    assert not {"container_name", "hostname", "mac_address"} & service.keys()
    assert isinstance(service["networks"], list), "a fixed address"
    assert all("${PORTS:-" in port for port in service.get("ports", []))


def test_stores_stand_in_networks_without_a_way_out() -> None:
    networks = YAML(typ="safe").load(COMPOSE)["networks"]
    assert SERVICES["postgres"]["networks"] == ["db"]
    assert SERVICES["rabbitmq"]["networks"] == ["broker"]
    assert all(networks[name]["internal"] for name in ("db", "broker"))


def test_the_gateway_is_told_where_every_role_tells_its_health() -> None:
    told = SERVICES["gateway"]["environment"]["HWANRYU_ROLES"].split(",")
    assert sorted(told) == sorted(f"{name}=http://{name}:9000" for name in ROLE_NAMES)


def test_a_report_is_never_printed_with_a_wildcards_address() -> None:
    """DIR-10: the gateway listens on every address of its container, none of which a paper may bear."""
    gateway = SERVICES["gateway"]["environment"]
    assert gateway["HWANRYU_HOST"] == "0.0.0.0"  # noqa: S104 - what is published decides who reaches it
    assert gateway["HWANRYU_CONSOLE"] == "${HWANRYU_CONSOLE:-http://localhost:${PORT:-8080}}"


def test_the_image_runs_as_a_user_without_rights_and_tells_its_health() -> None:
    last = dict(read_instructions())
    assert last["USER"] == IMAGE_USER
    assert {SERVICES[name]["user"] for name in (*ROLE_NAMES, *ONCE)} == {IMAGE_USER}
    assert "/readyz" in last["HEALTHCHECK"]


def test_the_image_starts_programs_without_a_shell() -> None:
    starts = [rest for name, rest in read_instructions() if name in ("CMD", "ENTRYPOINT", "HEALTHCHECK")]
    assert [rest for rest in starts if not re.search(r'(^|CMD )\["[^"]+"', rest)] == []


def test_the_image_installs_only_what_the_lock_names_by_hash() -> None:
    installs = [rest for name, rest in read_instructions() if name == "RUN" and "uv pip install" in rest]
    assert len(installs) == 1
    assert "--require-hashes --requirement requirements.lock" in installs[0]
