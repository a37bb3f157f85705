"""Settings of a process, from its environment or from files of the same names in SECRETS_DIR."""

import os
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

Hidden = Annotated[str, Field(repr=False)]
"""A secret, or an address that holds a password: no log or traceback shows it."""


IMPORT_BYTES: Final = 64 * 1024 * 1024
"""The longest that an import file may ever be: it is read as a whole."""
PASSWORD_KIB: Final = 65_536
"""As argon2's authors advise (RFC 9106): a sixth of a second of one core a try."""
LEAST_PASSWORD_KIB: Final = 19_456
"""The least that OWASP advises, with fewer passes than ours."""


class RoleSettings(BaseSettings):
    """What every role needs."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", secrets_dir=os.environ.get("SECRETS_DIR"))

    database_url: Hidden
    rabbitmq_url: Hidden
    health_port: Annotated[int, Field(ge=1, le=65_535)] = 9_000
    health_host: str = "127.0.0.1"
    tenant: Annotated[str, Field(validation_alias="HWANRYU_TENANT")] = "nonsan"
    class_keys: Hidden = ""
    """Keys of confidential classes that this role holds: `class=key,...`, of each class the current one first."""


class ServiceSettings(RoleSettings):
    """What a service needs beside that."""

    signing_key: Hidden
    """Ed25519 private keys of the log's heads, base64url, the current one first."""
    head_s: Annotated[float, Field(gt=0, validation_alias="HWANRYU_HEAD_S")] = 300.0
    """Seconds between two signed heads of a log that moves."""
    smtp_url: Hidden = ""
    """Where notices are mailed, `smtp://user:password@host:port` or `smtps://...`; empty sends none."""
    mail_from: str = ""
    """The address that they come from."""
    alimtalk_url: Hidden = ""
    """Where 알림톡 goes out, `https://secret@host/appkey?sender=...&template=...`; empty sends none."""
    alimtalk_window_s: Annotated[float, Field(ge=0, validation_alias="HWANRYU_ALIMTALK_WINDOW_S")] = 600.0
    """Seconds for which its provider keeps an idempotency key; 0 where it takes none."""
    vault_url: Hidden = ""
    """Database of the keys of persons, to read only; needed where notices are mailed."""
    vault_key: Hidden = ""
    """Master keys of the vault, as the gateway's."""
    office: Annotated[str, Field(validation_alias="HWANRYU_OFFICE")] = ""
    """Department of the coordinating office: who is mailed what is told the office itself; empty mails nobody that."""
    console_url: Annotated[str, Field(validation_alias="HWANRYU_CONSOLE")] = ""
    """Where the console is reached from a mailbox; letters hold no link without it."""


class ProjectorSettings(RoleSettings):
    """What the projector needs beside that."""

    workspaces: Annotated[int, Field(ge=1, validation_alias="HWANRYU_WORKSPACES")] = 16
    """Replay workspaces that are kept (ADR 0028): each is a copy of the tables of the views that it folds."""


class GatewaySettings(RoleSettings):
    """What the gateway needs beside that."""

    port: Annotated[int, Field(ge=0, le=65_535)] = 8_080
    host: Annotated[str, Field(validation_alias="HWANRYU_HOST")] = "127.0.0.1"
    token_key: Hidden
    """Secret that signs API tokens: at least 32 bytes."""
    vault_url: Hidden
    """Database of the keys of persons and files."""
    vault_key: Hidden
    """Master keys of the vault, base64url, the current one first."""
    head_keys: str
    """Public keys of the services' signed heads: `context=key,...`, base64url."""
    files_dir: Path
    """Folder of the file store, shared by every gateway."""
    file_bytes: Annotated[int, Field(gt=0, validation_alias="HWANRYU_FILE_BYTES")] = 20 * 1024 * 1024
    """Bytes of the longest file."""
    import_bytes: Annotated[int, Field(gt=0, le=IMPORT_BYTES, validation_alias="HWANRYU_IMPORT_BYTES")] = (
        8 * 1024 * 1024
    )
    """Bytes of the longest import file."""
    rate_per_minute: Annotated[int, Field(ge=1, validation_alias="HWANRYU_RATE_PER_MINUTE")] = 600
    """Requests a minute of each principal (decided.md, Limits); a client may have a rate of its own."""
    password_kib: Annotated[int, Field(ge=LEAST_PASSWORD_KIB, validation_alias="HWANRYU_PASSWORD_KIB")] = PASSWORD_KIB
    """Memory of one argon2 computation, with three passes in four lanes; a hash keeps what it was made with."""
    training_door: Annotated[bool, Field(validation_alias="HWANRYU_TRAINING_DOOR")] = False
    """Whether who sits at this machine may take the parts of a training installation without a password."""
    console_url: Annotated[str, Field(validation_alias="HWANRYU_CONSOLE")] = ""
    """Where people reach the console, printed on every report; empty takes this gateway's own host and port,
    which on a wildcard lead nowhere: containers are handed it (docker-compose.yml)."""
    roles: Annotated[str, Field(validation_alias="HWANRYU_ROLES")] = ""
    """`role=http://host:port,...`: where each role tells its health."""

    backup_marker: Annotated[Path | None, Field(validation_alias="HWANRYU_BACKUP_MARKER")] = None
    """A file that each successful backup writes anew; its age is the age of the backup."""

    def list_roles(self) -> dict[str, str]:
        """Return each role's health address."""
        return dict(pair.split("=", 1) for pair in self.roles.split(",") if pair)
