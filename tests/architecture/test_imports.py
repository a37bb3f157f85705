"""The import rules of pyproject.toml: kept by the tree, and each one seen when a copy of the tree breaks it."""

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, ROOT

BREAKS = {
    "layers: infra on services": ("layers", {"infra/new.py": "import services.one.thing"}),
    "layers: infra on gateway": ("layers", {"infra/new.py": "import gateway.views.new"}),
    "layers: contracts on infra": ("layers", {"contracts/new.py": "import infra.clock"}),
    "layers: gateway on services": ("layers", {"gateway/new.py": "import services.one.thing"}),
    "layers: services on gateway": ("layers", {"services/one/app.py": "import gateway.views.new"}),
    "services": ("services", {"services/one/policies.py": "import services.two.thing"}),
    "inside-a-service: index on handlers": (
        "inside-a-service",
        {"services/one/index.py": "import services.one.handlers"},
    ),
    "inside-a-service: siblings": ("inside-a-service", {"services/one/handlers.py": "import services.one.policies"}),
    "app": ("app", {"services/one/thing.py": "import services.one.app"}),
    "handlers": ("handlers", {"services/one/thing.py": "import services.one.handlers"}),
    "handlers: policies": ("handlers", {"services/one/thing.py": "import services.one.policies"}),
    "index": ("index", {"services/one/thing.py": "import services.one.index"}),
    "folds: database": ("folds", {"gateway/views/new.py": "import sqlalchemy"}),
    "folds: clock": ("folds", {"gateway/views/new.py": "import time"}),
    "folds: infra": ("folds", {"gateway/views/new.py": "import infra.clock"}),
    "views": ("views", {"gateway/views/new.py": "import gateway.views.other"}),
    "routers": ("routers", {"gateway/routers/new.py": "import gateway.routers.other"}),
}
"""What breaks which rule; the copy also holds two made-up services, two views and two routers."""


LINTER = """
import contextlib, io, json, sys
from importlinter.cli import lint_imports
for line in sys.stdin:
    with contextlib.redirect_stdout(io.StringIO()) as said:
        code = lint_imports(limit_to_contracts=tuple(line.split()), no_cache=True, no_logo=True)
    print(json.dumps([code, said.getvalue()]), flush=True)
"""
"""Lints the folder it is started in again for each line of contracts' ids, every time from its files."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder of sources, with a linter that waits there."""

    folder: Path
    linter: subprocess.Popen[str]

    def lint(self, *contracts: str) -> tuple[int, str]:
        """Return the exit code and what was said of some contracts, of all without a name."""
        assert self.linter.stdin is not None
        assert self.linter.stdout is not None
        print(*contracts, file=self.linter.stdin, flush=True)
        code, said = json.loads(self.linter.stdout.readline())
        return code, said

    @contextmanager
    def broken(self, files: Mapping[str, str]) -> Iterator[None]:
        """Write files, and leave the tree as it was."""
        were = {path: path.read_text("utf-8") if path.exists() else None for path in map(self.folder.joinpath, files)}
        for path, text in files.items():
            write(self.folder, path, text)
        yield
        for file, was in were.items():
            file.unlink() if was is None else file.write_text(was, "utf-8")


pytestmark = pytest.mark.xdist_group("imports")  # one copy of the tree


@contextmanager
def linted(folder: Path) -> Iterator[Tree]:
    with subprocess.Popen(
        [sys.executable, "-c", LINTER], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as linter:
        yield Tree(folder, linter)


def list_contract_ids() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return [contract["id"] for contract in settings["tool"]["importlinter"]["contracts"]]


def write(tree: Path, path: str, text: str) -> None:
    file = tree / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'"""Made up."""\n{text}\n', "utf-8")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    """A copy of the sources with made-up services, views and routers that keep every rule."""
    tmp_path = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=_ignore_all_but_python)
    for service in ("one", "two"):
        for name in ("__init__", "app", "handlers", "policies", "index", "thing"):
            write(tmp_path, f"services/{service}/{name}.py", "")
    for folder in ("gateway/views", "gateway/routers"):
        for name in ("new", "other"):
            write(tmp_path, f"{folder}/{name}.py", "")
    with linted(tmp_path) as tree:
        yield tree


def _ignore_all_but_python(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if not (name.endswith(".py") or (Path(folder) / name).is_dir())} | {"__pycache__"}


def test_the_tree_keeps_every_import_rule() -> None:
    with linted(ROOT) as whole:
        code, said = whole.lint()
    assert code == 0, said


def test_the_copy_keeps_every_import_rule(tree: Tree) -> None:
    code, said = tree.lint()
    assert code == 0, said


@pytest.mark.parametrize("case", BREAKS)
def test_a_broken_import_rule_is_seen(tree: Tree, case: str) -> None:
    """And is kept again without what breaks it: each case starts from the same files."""
    contract, breaking = BREAKS[case]
    with tree.broken(breaking):
        code, said = tree.lint(contract)
    assert (code, "Contracts: 0 kept, 1 broken." in said) == (1, True), said


def test_every_import_rule_is_broken_once() -> None:
    assert {contract for contract, _ in BREAKS.values()} == set(list_contract_ids())
