"""What a tag has released cannot change any more: the gate compares with the last tag's own files."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from infra.local import released
from tests.architecture.sources import ROOT

FILE: Final = "contracts/schemas/directives.share_directive.v1.json"
IDENTITY: Final = ("-c", "user.name=tester", "-c", "user.email=tester@example.invalid")


def git(checkout: Path, *words: str) -> None:
    subprocess.run(["git", *IDENTITY, *words], cwd=checkout, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository that holds the schemas as they are, released with v1.0.0."""
    shutil.copytree(ROOT / "contracts/schemas", tmp_path / "contracts/schemas")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "contracts")
    git(tmp_path, "commit", "--quiet", "--message=Release")
    git(tmp_path, "tag", "v1.0.0")
    return tmp_path


def change(checkout: Path, old: str, new: str) -> None:
    text = (checkout / FILE).read_text("utf-8")
    assert old in text
    (checkout / FILE).write_text(text.replace(old, new), "utf-8")
    git(checkout, "commit", "--quiet", "--all", "--message=Change")


def test_what_is_as_released_passes(checkout: Path) -> None:
    assert released.main(checkout) == 0


def test_a_released_message_may_not_change(checkout: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The frozen file was edited together with its message, so only the tag still knows."""
    change(checkout, '"maxItems": 100', '"maxItems": 101')
    assert released.main(checkout) == 1
    assert "directives.share_directive.v1.json: a released message may not change" in "".join(capfd.readouterr())


def test_a_released_message_may_not_disappear(checkout: Path, capfd: pytest.CaptureFixture[str]) -> None:
    git(checkout, "rm", "--quiet", FILE)
    assert released.main(checkout) == 1
    assert "may not disappear" in "".join(capfd.readouterr())


def test_a_new_message_and_better_words_may_come(checkout: Path) -> None:
    new = checkout / "contracts/schemas/directives.share_directive.v2.json"
    new.write_text(json.dumps({"type": "object"}), "utf-8")
    schema = json.loads((checkout / FILE).read_text("utf-8"))
    (checkout / FILE).write_text(json.dumps(schema | {"description": "In better words."}), "utf-8")
    git(checkout, "add", "contracts")
    git(checkout, "commit", "--quiet", "--message=Add")
    assert released.main(checkout) == 0


def test_before_the_first_tag_everything_may_change(checkout: Path) -> None:
    git(checkout, "tag", "--delete", "v1.0.0")
    change(checkout, '"maxItems": 100', '"maxItems": 101')
    assert released.main(checkout) == 0
