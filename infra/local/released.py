"""`python -m infra.local.released`: the gate that holds released messages to the schemas of the last tag."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from contracts.schemas import FOLDER, find_released_changes
from infra.local.places import CHECKOUT
from infra.local.report import say, say_problem

SCHEMAS: Final = FOLDER.relative_to(CHECKOUT).as_posix()
TAGS: Final = "v*"


def find_last_tag(checkout: Path) -> str | None:
    """Return the newest release that the commit descends from; None where nothing is released."""
    found = _run_git(checkout, "describe", "--tags", "--abbrev=0", f"--match={TAGS}")
    return found.stdout.strip() if found.returncode == 0 else None


def read_released(checkout: Path, tag: str) -> dict[str, str]:
    """Return the schema files of a tag by name. Raises: CalledProcessError."""
    listed = _run_git(checkout, "ls-tree", "--name-only", tag, f"{SCHEMAS}/")
    listed.check_returncode()
    files = [name for name in listed.stdout.splitlines() if name.endswith(".json")]
    return {Path(name).name: _read(checkout, tag, name) for name in files}


def _read(checkout: Path, tag: str, name: str) -> str:
    shown = _run_git(checkout, "show", f"{tag}:{name}")
    shown.check_returncode()
    return shown.stdout


def _run_git(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *words], cwd=checkout, check=False, capture_output=True, text=True)


def main(checkout: Path = CHECKOUT) -> int:
    """Return 1 after naming every released message that has changed or gone, else 0."""
    tag = find_last_tag(checkout)
    if tag is None:
        say("released: no tag v* yet, so every message may still change")
        return 0
    changes = find_released_changes(read_released(checkout, tag), checkout / SCHEMAS)
    for change in changes:
        say_problem(f"{change} (released with {tag})")
    return 1 if changes else 0


if __name__ == "__main__":
    sys.exit(main())
