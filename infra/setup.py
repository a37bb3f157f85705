"""`python -m infra.setup`: makes databases, logins and the broker's definitions for containers; safe to run again.

Reads `postgres_url` (the administrator's) in SECRETS_DIR. Writes there one folder a role with what that role may know
(`database_url`, `rabbitmq_url`, its keys, the gateway also `vault_url`), `rabbitmq/definitions.json` for the broker,
and an empty `sample/` for the accounts. Where somebody has put `smtp_url` there, the role that mails notices is told
that, too, and where it reads the keys of addresses; where it is gone these are taken away again.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from infra.local.secrets import Secrets, keep_secrets
from infra.lost_keys import KeysLost, locate_vault, require_keys
from infra.messaging import VHOST
from infra.migrate import LOGINS, prepare
from infra.topology import CONTEXTS, definitions, list_rights

BROKER: Final = "rabbitmq:5672"
DATABASES: Final = {"projector": ("hwanryu_projector", "hwanryu_gateway"), "gateway": ("hwanryu_gateway",) * 2}
"""Login and database of the roles whose names do not give them."""
MAILS: Final = "coordination"
"""The role that mails notices."""
MAIL: Final = ("smtp_url", "vault_url", "vault_key")
"""What it needs for that."""


async def set_up(folder: Path) -> None:
    """Set everything up from a folder of secrets. Raises: OSError, asyncpg.PostgresError, KeysLost."""
    admin_url = (folder / "postgres_url").read_text(encoding="utf-8").strip()
    drawn = keep_secrets(folder / "secrets.json", LOGINS, list_rights(), CONTEXTS)
    await prepare(admin_url, drawn.databases)
    await require_keys(locate_vault(admin_url), drawn.vault_key, str(folder / "secrets.json"))
    host = urlsplit(admin_url).netloc.rpartition("@")[2]
    for role in list_rights().keys() - {"admin"}:
        _write_role(folder / role, role, host, drawn)
    (folder / "sample").mkdir(exist_ok=True)
    broker = folder / "rabbitmq"
    broker.mkdir(mode=0o755, exist_ok=True)
    _write(broker / "definitions.json", json.dumps(definitions(drawn.broker)), 0o444)  # the broker's user is another


def _write_role(folder: Path, role: str, host: str, drawn: Secrets) -> None:
    login, database = DATABASES.get(role, (f"hwanryu_{role}", f"hwanryu_{role}"))
    settings = {
        "database_url": f"postgresql://{login}:{drawn.databases[login]}@{host}/{database}",
        "rabbitmq_url": f"amqp://{role}:{drawn.broker[role]}@{BROKER}/{VHOST}",
        **{name.lower(): key for name, key in drawn.list_keys(role).items()},
    }
    if role == "gateway":
        settings["vault_url"] = f"postgresql://hwanryu_vault:{drawn.databases['hwanryu_vault']}@{host}/hwanryu_vault"
    folder.mkdir(mode=0o700, exist_ok=True)
    if role == MAILS:
        for name in MAIL:
            (folder / name).unlink(missing_ok=True)
        server = folder.parent / "smtp_url"
        if server.is_file():
            vault_url = f"postgresql://{login}:{drawn.databases[login]}@{host}/hwanryu_vault"
            values = server.read_text(encoding="utf-8").strip(), vault_url, drawn.vault_key
            settings |= dict(zip(MAIL, values, strict=True))
    for name, text in settings.items():
        _write(folder / name, text, 0o400)


def _write(path: Path, text: str, mode: int) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.chmod(mode)
    fresh.replace(path)


if __name__ == "__main__":
    try:
        asyncio.run(set_up(Path(os.environ["SECRETS_DIR"])))
    except KeysLost as lost:
        sys.exit(str(lost))
