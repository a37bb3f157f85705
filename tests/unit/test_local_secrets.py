"""Secrets of one installation."""

import stat
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra.local.secrets import CLASS_HOLDERS, keep_secrets, make_secrets
from infra.sealing import read_ring, read_rings


def test_secrets_are_the_same_the_next_time(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    assert keep_secrets(file, ["a"], ["b"], ["s"]) == keep_secrets(file, ["a"], ["b"], ["s"])


def test_a_new_login_gets_a_password_and_the_others_keep_theirs(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    before = keep_secrets(file, ["a"], ["b"], ["s"])
    after = keep_secrets(file, ["a", "c"], ["b"], ["s"])
    assert after.databases["a"] == before.databases["a"]
    assert len(after.databases["c"]) == 32


def test_the_file_of_secrets_is_private(tmp_path: Path) -> None:
    keep_secrets(tmp_path / "secrets.json", ["a"], ["b"], ["s"])
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_two_installations_share_no_secret() -> None:
    first, second = make_secrets(["a"], ["b"], ["s"]), make_secrets(["a"], ["b"], ["s"])
    assert first.token_key != second.token_key
    assert first.databases["a"] != second.databases["a"]


def test_a_token_key_has_256_bits() -> None:
    assert len(bytes.fromhex(make_secrets([], [], []).token_key)) == 32


def test_keys_stay_for_ever_and_a_new_service_gets_its_own(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    before, after = keep_secrets(file, [], [], ["s"]), keep_secrets(file, [], [], ["s", "t"])
    assert (after.vault_key, after.class_keys) == (before.vault_key, before.class_keys)
    assert after.signing_keys["s"] == before.signing_keys["s"] != after.signing_keys["t"]


def test_only_the_gateway_is_handed_the_vaults_key_and_no_private_key_of_a_head() -> None:
    secrets = make_secrets([], [], ["registry", "directives"])
    gateway = secrets.list_keys("gateway")
    assert gateway["VAULT_KEY"] == secrets.vault_key
    assert not set(secrets.signing_keys.values()) & set(",".join(gateway.values()).replace("=", ",").split(","))
    assert [role for role in ("registry", "directives", "projector") if "VAULT_KEY" in secrets.list_keys(role)] == []


def test_a_service_signs_with_its_own_key_and_the_gateway_knows_the_public_one() -> None:
    secrets = make_secrets([], [], ["registry", "directives"])
    public = read_rings(secrets.list_keys("gateway")["HEAD_KEYS"])
    for service in ("registry", "directives"):
        private = read_ring(secrets.list_keys(service)["SIGNING_KEY"]).current[1]
        derived = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
        assert list(public[service].keys.values()) == [derived]


def test_a_class_key_is_handed_to_its_holders_only() -> None:
    secrets = make_secrets([], [], ["registry", "directives"])
    for role in ("registry", "directives", "projector", "gateway"):
        held = read_rings(secrets.list_keys(role).get("CLASS_KEYS", ""))
        assert held.keys() == {name for name, holders in CLASS_HOLDERS.items() if role in holders}


def test_after_a_rotation_both_keys_are_handed_down_the_new_one_first() -> None:
    old, new = make_secrets([], [], ["registry"]), make_secrets([], [], ["registry"])
    turned = replace(
        new,
        vault_key=f"{new.vault_key},{old.vault_key}",
        class_keys={name: f"{key},{old.class_keys[name]}" for name, key in new.class_keys.items()},
        signing_keys={"registry": f"{new.signing_keys['registry']},{old.signing_keys['registry']}"},
    ).list_keys("gateway")
    both = [secrets.list_keys("gateway") for secrets in (new, old)]
    assert turned["VAULT_KEY"] == ",".join(keys["VAULT_KEY"] for keys in both)
    assert turned["HEAD_KEYS"] == ",".join(keys["HEAD_KEYS"] for keys in both)
    held = [pair for keys in both for pair in keys["CLASS_KEYS"].split(",")]
    assert turned["CLASS_KEYS"].split(",") == sorted(held, key=lambda pair: pair.partition("=")[0])
