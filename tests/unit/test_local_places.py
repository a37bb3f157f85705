"""Folders of the local servers: whose they are, and which may be removed."""

import os
import stat
from pathlib import Path

import pytest

from infra.local import places
from infra.local.errors import SetupError


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(places, "LOCAL", tmp_path / ".local")
    monkeypatch.setattr(places, "SHARED_PARENT", tmp_path / "shared")
    (tmp_path / "shared").mkdir()
    return tmp_path / ".local"


def read_mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_local_folder_is_private_and_marked(local: Path) -> None:
    assert places.local_folder() == local
    assert read_mode(local) == 0o700
    assert places.is_ours(local)


def test_a_folder_that_someone_else_filled_is_refused(local: Path) -> None:
    local.mkdir()
    (local / "thesis.txt").write_text("three years of work", encoding="utf-8")
    with pytest.raises(SetupError, match="was not made by Hwanryu"):
        places.local_folder()


def test_a_moved_checkout_keeps_its_own_folder(local: Path) -> None:
    local.mkdir()
    (local / places.MARKER).write_text("/where/it/was\n", encoding="utf-8")
    assert places.is_ours(places.local_folder())


def test_a_link_in_place_of_the_folder_is_refused(local: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    local.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SetupError, match="another user"):
        places.local_folder()


def test_reset_removes_only_what_bears_our_marker(tmp_path: Path) -> None:
    (tmp_path / places.MARKER).write_text("/another/checkout\n", encoding="utf-8")
    assert not places.remove_ours(tmp_path)
    assert tmp_path.is_dir()


def test_reset_removes_what_bears_our_marker(local: Path) -> None:
    places.local_folder()
    assert places.remove_ours(local)
    assert not local.exists()


def test_a_path_with_blanks_keeps_its_servers_elsewhere(local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """RabbitMQ's scripts do not quote their own path."""
    monkeypatch.setattr(places, "LOCAL", local.parent / "my files" / ".local")
    assert not any(letter.isspace() for letter in str(places.server_root()))


def test_root_keeps_its_servers_where_their_user_may_enter(local: Path) -> None:
    expected = "shared" if os.geteuid() == 0 else ".local"
    assert expected in places.server_root().parts[-2:]


def test_a_private_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    file = places.write_private(tmp_path / "secret", "s", places.current_identity())
    assert read_mode(file) == 0o600


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "memory"
    folder.mkdir()
    monkeypatch.setattr(places, "MEMORY_PARENT", folder)
    monkeypatch.setattr(places, "MEMORY_BYTES", 1)
    return folder


def test_a_folder_in_memory_is_private_and_found_by_its_instance(local: Path, memory: Path) -> None:
    made = places.memory_folder("test1-2-3")
    assert made is not None
    assert (made.parent, read_mode(made), places.is_ours(made)) == (memory, 0o700, True)
    (memory / "hwanryu-another-test1-2-3").mkdir()
    assert [(each, places.read_instance(each)) for each in places.list_instances()] == [(made, "test1-2-3")]


@pytest.mark.usefixtures("local", "memory")
def test_without_room_in_memory_there_is_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MEMORY_BYTES", 2**60)
    assert places.memory_folder("test1-2-3") is None
    monkeypatch.setattr(places, "MEMORY_BYTES", 1)
    monkeypatch.setattr(places, "MEMORY_PARENT", Path("/nonexistent"))
    assert places.memory_folder("test1-2-3") is None
