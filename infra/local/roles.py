"""The roles of Hwanryu as data: the module and database of each, and the environment that it is handed."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from infra.local.management import VHOST
from infra.local.ports import LOOPBACK
from infra.local.processes import INSTANCE_VARIABLE
from infra.local.secrets import Secrets
from infra.local.services import Services

LOCAL_RATE = "60000"
"""Requests a minute of each principal on one machine: the sample comes in by the same door as everybody."""
ADMINISTRATORS = ("POSTGRES_URL", "RABBITMQ_URL", "RABBITMQ_MANAGEMENT_URL")
"""Settings that no role is handed down: they hold administrators' passwords."""
SENDING = ("SMTP_URL", "ALIMTALK_URL")
"""Settings that one role only is handed down: they may hold a password."""


@dataclass(frozen=True, slots=True)
class Role:
    """One process of the product."""

    name: str
    """Also its RabbitMQ login."""
    module: str
    database: str
    sends_mail: bool = False
    """True for the one that is handed SMTP_URL or ALIMTALK_URL and, with it, the keys of addresses to read."""
    serves_http: bool = False
    """True for the one that is handed PORT, the vault, the files and everyone's health address."""
    own_login: str | None = None
    """PostgreSQL login when it is not named after the database."""

    @property
    def login(self) -> str:
        """PostgreSQL login."""
        return self.own_login or self.database


GATEWAY = Role("gateway", "gateway.app", "hwanryu_gateway", serves_http=True)
ROLES = (
    Role("registry", "services.registry.app", "hwanryu_registry"),
    Role("directives", "services.directives.app", "hwanryu_directives"),
    Role("coordination", "services.coordination.app", "hwanryu_coordination", sends_mail=True),
    Role("projects", "services.projects.app", "hwanryu_projects"),
    Role("engagement", "services.engagement.app", "hwanryu_engagement"),
    Role("evaluations", "services.evaluations.app", "hwanryu_evaluations"),
    Role("projector", "gateway.projector", "hwanryu_gateway", own_login="hwanryu_projector"),
    GATEWAY,
)
"""Every role of `make run`; a new context adds its line here."""
BROKER_LOGINS = ("admin", *(role.name for role in ROLES))
VAULT_LOGIN = "hwanryu_vault"
"""Also the name of its database; only the gateway is handed it, and who sends mail may read there."""
DATABASE_LOGINS = (*(role.login for role in ROLES), VAULT_LOGIN)
SERVICES = tuple(role.name for role in ROLES if role.module.startswith("services."))
"""Roles that have a log, whose heads they sign."""


@dataclass(frozen=True, slots=True)
class Replica:
    """One process of a role."""

    role: Role
    number: int = 1

    @property
    def name(self) -> str:
        """The role's name; from the second replica on with its number, such as `directives-2`."""
        return self.role.name if self.number == 1 else f"{self.role.name}-{self.number}"


def list_replicas(each: int = 1) -> tuple[Replica, ...]:
    """Return the processes of a system in which every role has `each` (at least 1) replicas."""
    return tuple(Replica(role, number) for number in range(1, each + 1) for role in ROLES)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the environments of all roles are made of."""

    services: Services
    """As the roles reach them."""
    secrets: Secrets
    instance: str
    """Marker of this system's processes."""
    ports: Mapping[str, int]
    """Where each replica of the gateway serves HTTP, on 127.0.0.1."""
    health_ports: Mapping[str, int]
    """By the replica's name."""
    files: Path
    """Folder of the file store; every gateway sees the same."""
    password_kib: int | None = None
    """Memory of one computation of a password's hash; None leaves it to the settings."""
    is_training: bool = False
    """Whether the sample is loaded: who sits at this machine may take its parts without a password."""

    @property
    def port(self) -> int:
        """Where the first gateway serves HTTP."""
        return self.ports[GATEWAY.name]

    def environment_of(self, replica: Replica) -> dict[str, str]:
        """Return the environment of a replica: the caller's own without administrators' logins, and its settings."""
        role = replica.role
        settings = {
            "DATABASE_URL": self._database_url(role.login, role.database),
            "RABBITMQ_URL": self._rabbitmq_url(role),
            "HEALTH_PORT": str(self.health_ports[replica.name]),
        }
        if role.serves_http:
            settings |= {
                "PORT": str(self.ports[replica.name]),
                "HWANRYU_ROLES": self._addresses(),
                "HWANRYU_RATE_PER_MINUTE": os.environ.get("HWANRYU_RATE_PER_MINUTE", LOCAL_RATE),
                "VAULT_URL": self._database_url(VAULT_LOGIN, VAULT_LOGIN),
                "FILES_DIR": str(self.files),
                "HWANRYU_TRAINING_DOOR": str(self.is_training),
            }
            settings |= {"HWANRYU_PASSWORD_KIB": str(self.password_kib)} if self.password_kib else {}
        ways = {name: os.environ[name] for name in SENDING if os.environ.get(name)}
        if role.sends_mail and ways:
            vault = self._database_url(role.login, VAULT_LOGIN)
            settings |= ways | {"VAULT_URL": vault, "VAULT_KEY": self.secrets.vault_key}
        return make_base_environment(self.instance) | settings | self.secrets.list_keys(role.name)

    def _database_url(self, login: str, database: str) -> str:
        parts = urlsplit(self.services.postgres_url)
        authority = f"{login}:{self.secrets.databases[login]}@{parts.netloc.rpartition('@')[2]}"
        return urlunsplit(parts._replace(netloc=authority, path=f"/{database}"))

    def _rabbitmq_url(self, role: Role) -> str:
        if self.services.management_url is None:
            return self.services.rabbitmq_url
        parts = urlsplit(self.services.rabbitmq_url)
        login = f"{role.name}:{self.secrets.broker[role.name]}"
        authority = f"{login}@{parts.netloc.rpartition('@')[2]}"
        return urlunsplit(parts._replace(netloc=authority, path=f"/{VHOST}"))

    def _addresses(self) -> str:
        return ",".join(f"{name}=http://{LOOPBACK}:{port}" for name, port in self.health_ports.items())


def make_base_environment(instance: str) -> dict[str, str]:
    """Return the caller's environment without administrators' logins, with the marker and no proxy for loopback.

    What Python compiles it may keep: each of a dozen processes would compile the same modules again.
    """
    left_out = (*ADMINISTRATORS, *SENDING, "PYTHONDONTWRITEBYTECODE")
    inherited = {name: value for name, value in os.environ.items() if name not in left_out}
    direct = f"{LOOPBACK},localhost"
    own = {INSTANCE_VARIABLE: instance, "NO_PROXY": direct, "no_proxy": direct, "PYTHONUNBUFFERED": "1"}
    return inherited | own


def run_module(module: str, *arguments: str) -> tuple[str, ...]:
    """Return the command line that runs `module` with this interpreter."""
    return (sys.executable, "-m", module, *arguments)
