"""Settings show no secret: their representation may stand in a traceback."""

from pathlib import Path

import pytest

from infra.settings import GatewaySettings, RoleSettings, ServiceSettings

SHOWN = {"health_port", "health_host", "tenant", "head_s", "port", "host", "head_keys", "files_dir", "file_bytes"} | {
    "rate_per_minute", "roles", "backup_marker", "training_door", "mail_from", "office", "console_url",
    "import_bytes", "alimtalk_window_s", "password_kib",
}  # fmt: skip
"""What no secret stands in: the keys of signed heads are public."""


@pytest.mark.parametrize("kind", [RoleSettings, ServiceSettings, GatewaySettings])
def test_no_secret_is_shown(kind: type[RoleSettings]) -> None:
    """A new setting is a secret here until somebody says otherwise."""
    hidden = {name: f"secret-{name}" for name in kind.model_fields if name not in SHOWN}
    given = {"files_dir": Path("/files"), "head_keys": ""} if kind is GatewaySettings else {}
    settings = kind.model_validate(hidden | given)
    assert [getattr(settings, name) for name in hidden] == list(hidden.values())
    assert "secret" not in f"{settings!r} {settings}"
