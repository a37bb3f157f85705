"""Settings of a process, from its environment or from files of the same names in SECRETS_DIR."""

import os
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class RoleSettings(BaseSettings):
    """What every role needs."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", secrets_dir=os.environ.get("SECRETS_DIR"))

    database_url: str
    rabbitmq_url: str
    health_port: Annotated[int, Field(ge=1, le=65_535)] = 9_000
    health_host: str = "127.0.0.1"
    tenant: Annotated[str, Field(validation_alias="HWANRYU_TENANT")] = "nonsan"


class GatewaySettings(RoleSettings):
    """What the gateway needs beside that."""

    port: Annotated[int, Field(ge=0, le=65_535)] = 8_080
    host: Annotated[str, Field(validation_alias="HWANRYU_HOST")] = "127.0.0.1"
    token_key: str
    """Secret that signs API tokens: at least 32 bytes."""
    roles: Annotated[str, Field(validation_alias="HWANRYU_ROLES")] = ""
    """`role=http://host:port,...`: where each role tells its health."""

    def list_roles(self) -> dict[str, str]:
        """Return each role's health address."""
        return dict(pair.split("=", 1) for pair in self.roles.split(",") if pair)
