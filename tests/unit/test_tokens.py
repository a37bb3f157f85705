"""API tokens: who signed them, for whom, until when; everything else is refused."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import ValidationError

from contracts.values import Role
from gateway.auth import Passwords, Principal, TokenRefused, Tokens
from infra.settings import LEAST_PASSWORD_KIB
from tests.making import make_gateway_settings
from tests.running import eventually

KEY = "0123456789abcdef0123456789abcdef"
OFFICER = Principal("officer", Role.OFFICER, "town-yeonmu", "연무읍 담당자")
TOKENS = Tokens(KEY)
NOW = datetime.now(UTC)
CLAIMS: dict[str, object] = {
    "iss": "hwanryu", "aud": "hwanryu-api", "sub": "officer", "role": "OFFICER", "department": "town-yeonmu",
    "label": "연무읍 담당자", "exp": int((NOW + timedelta(hours=1)).timestamp()),
}  # fmt: skip


def forge(key: str = KEY, algorithm: str = "HS256", **changes: object) -> str:
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not ...}
    return jwt.encode({"alg": algorithm}, claims, OctKey.import_key(key), algorithms=[algorithm])


def encode(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def test_a_token_says_who_holds_it() -> None:
    assert TOKENS.read(TOKENS.sign(OFFICER)) == OFFICER
    assert TOKENS.read(forge()) == OFFICER


def test_a_token_lasts_ten_minutes() -> None:
    payload = TOKENS.sign(OFFICER).split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert claims["exp"] - claims["iat"] == 600


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="nothing"),
        pytest.param("a.b.c", id="no token"),
        pytest.param(f"{encode({'alg': 'none'})}.{encode(CLAIMS)}.", id="unsigned"),
        pytest.param(forge(key="another key another key another "), id="signed by another"),
        pytest.param(forge(algorithm="HS512"), id="another algorithm"),
        pytest.param(forge(exp=int(NOW.timestamp()) - 1), id="expired"),
        pytest.param(forge(exp=...), id="for ever"),
        pytest.param(forge(aud="another-api"), id="for another audience"),
        pytest.param(forge(aud=...), id="for nobody"),
        pytest.param(forge(iss="somebody"), id="by another issuer"),
        pytest.param(forge(sub=...), id="of nobody"),
        pytest.param(forge(role="EMPEROR"), id="in no role"),
        pytest.param(forge(role=...), id="without role"),
    ],
)
def test_any_other_token_is_refused(token: str) -> None:
    with pytest.raises(TokenRefused):
        TOKENS.read(token)


def test_a_token_that_was_accepted_is_refused_once_it_expires() -> None:
    """It is verified once, its expiry at each request."""
    token = forge(exp=int(datetime.now(UTC).timestamp()) + 1)
    assert TOKENS.read(token) is TOKENS.read(token)
    eventually(lambda: is_refused(token), "its last second passes")


def is_refused(token: str) -> bool:
    try:
        TOKENS.read(token)
    except TokenRefused:
        return True
    return False


def test_the_oldest_of_many_tokens_is_verified_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.auth.TOKENS_KNOWN", 2)
    tokens = Tokens(KEY)
    first = tokens.sign(OFFICER)
    holder = tokens.read(first)
    for other in ("a", "b"):
        tokens.read(tokens.sign(replace(OFFICER, user=other)))
    assert len(tokens._known) == 2
    assert tokens.read(first) == holder
    assert tokens.read(first) is not holder


def test_a_changed_token_is_refused() -> None:
    head, _, signature = TOKENS.sign(OFFICER).split(".")
    with pytest.raises(TokenRefused):
        TOKENS.read(f"{head}.{encode({**CLAIMS, 'role': 'MAYOR'})}.{signature}")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Tokens("short")


async def test_a_password_costs_64_mebibytes() -> None:
    """decided.md, Limits: argon2id, as its authors advise."""
    assert (await Passwords().make("any")).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


async def test_what_was_hashed_at_another_cost_is_still_known() -> None:
    """What the setting says holds for new passwords; no account is locked out by it."""
    made = await Passwords(LEAST_PASSWORD_KIB).make("any")
    assert made.startswith("$argon2id$v=19$m=19456,t=3,p=4$")
    assert await Passwords().check("any", made)


def test_no_setting_makes_passwords_cheaper_than_is_advised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HWANRYU_PASSWORD_KIB", str(LEAST_PASSWORD_KIB - 1))
    with pytest.raises(ValidationError, match="HWANRYU_PASSWORD_KIB"):
        make_gateway_settings("postgresql://any", "amqp://any")
