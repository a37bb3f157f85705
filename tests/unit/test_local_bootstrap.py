"""Set-up does nothing twice and says in one sentence what is missing."""

import sys
from pathlib import Path

import pytest

from infra.local import bootstrap


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bootstrap, "CHECKOUT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv/bin/python")
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").touch()
    for lock in bootstrap.LOCKS.values():
        (tmp_path / lock).write_text(lock, encoding="utf-8")
    return tmp_path


def stamp(kind: str) -> None:
    bootstrap._stamp(kind).write_text(bootstrap._hash(bootstrap.LOCKS[kind]), encoding="utf-8")


@pytest.mark.parametrize(
    ("installed", "asked", "expected"),
    [("dev", "dev", True), ("dev", "local", True), ("local", "local", True), ("local", "dev", False)],
)
def test_what_working_on_the_project_needs_contains_what_running_needs(
    checkout: Path, installed: str, asked: str, *, expected: bool
) -> None:
    stamp(installed)
    assert bootstrap.is_installed(asked) is expected


def test_a_changed_lock_is_installed_again(checkout: Path) -> None:
    stamp("dev")
    (checkout / bootstrap.LOCKS["dev"]).write_text("newer", encoding="utf-8")
    assert not bootstrap.is_installed("dev")


def test_a_changed_npm_lock_builds_the_assets_again(checkout: Path) -> None:
    assert bootstrap.are_assets_built()
    (checkout / "package.json").write_text("{}", encoding="utf-8")
    assert not bootstrap.are_assets_built()
    bootstrap._stamp("assets").write_text(bootstrap._asset_hash(), encoding="utf-8")
    assert bootstrap.are_assets_built()


def test_a_python_without_venv_and_pip_is_told_which_package_it_lacks(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "_succeeds", lambda command: "--without-pip" in command)
    with pytest.raises(bootstrap.SetupFailed, match=r"install the package python3\.\d+-venv"):
        bootstrap._make_venv()


def test_a_python_with_pip_but_without_ensurepip_is_enough(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def succeed_without_ensurepip(command: list[str]) -> bool:
        tried.append(command)
        return "venv" not in command or "--without-pip" in command

    monkeypatch.setattr(bootstrap, "_succeeds", succeed_without_ensurepip)
    bootstrap._make_venv()
    assert [command[2] for command in tried] == ["venv", "venv", "pip"]


def test_an_old_python_is_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert bootstrap.main(["local"]) == 1
    assert capsys.readouterr().err == "Hwanryu needs Python 3.11 or newer; set PYTHON to one.\n"
