"""Secrets of one installation."""

import stat
from pathlib import Path

from infra.local.secrets import keep_secrets, make_secrets


def test_secrets_are_the_same_the_next_time(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    assert keep_secrets(file, ["a"], ["b"]) == keep_secrets(file, ["a"], ["b"])


def test_a_new_login_gets_a_password_and_the_others_keep_theirs(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    before = keep_secrets(file, ["a"], ["b"])
    after = keep_secrets(file, ["a", "c"], ["b"])
    assert after.databases["a"] == before.databases["a"]
    assert len(after.databases["c"]) == 32


def test_the_file_of_secrets_is_private(tmp_path: Path) -> None:
    keep_secrets(tmp_path / "secrets.json", ["a"], ["b"])
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_two_installations_share_no_secret() -> None:
    first, second = make_secrets(["a"], ["b"]), make_secrets(["a"], ["b"])
    assert first.token_key != second.token_key
    assert first.databases["a"] != second.databases["a"]


def test_a_token_key_has_256_bits() -> None:
    assert len(bytes.fromhex(make_secrets([], []).token_key)) == 32
