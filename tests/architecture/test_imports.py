"""The import rules of pyproject.toml: kept by the tree, and each one seen when a copy of the tree breaks it."""

import shutil
import subprocess
import sys
import tomllib
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


def lint_imports(tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command as run; run()"
    command = [sys.executable, "-c", program, "--no-cache", "--no-logo", *options]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


def list_contract_ids() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return [contract["id"] for contract in settings["tool"]["importlinter"]["contracts"]]


def write(tree: Path, path: str, text: str) -> None:
    file = tree / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'"""Made up."""\n{text}\n', "utf-8")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a copy of the sources with made-up services, views and routers that keep every rule."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=_ignore_all_but_python)
    for service in ("one", "two"):
        for name in ("__init__", "app", "handlers", "policies", "index", "thing"):
            write(tmp_path, f"services/{service}/{name}.py", "")
    for folder in ("gateway/views", "gateway/routers"):
        for name in ("new", "other"):
            write(tmp_path, f"{folder}/{name}.py", "")
    return tmp_path


def _ignore_all_but_python(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if not (name.endswith(".py") or (Path(folder) / name).is_dir())} | {"__pycache__"}


def test_the_tree_keeps_every_import_rule() -> None:
    linted = lint_imports(ROOT)
    assert linted.returncode == 0, linted.stdout


def test_the_copy_keeps_every_import_rule(tree: Path) -> None:
    linted = lint_imports(tree)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize("case", BREAKS)
def test_a_broken_import_rule_is_seen(tree: Path, case: str) -> None:
    contract, breaking = BREAKS[case]
    for path, text in breaking.items():
        write(tree, path, text)
    linted = lint_imports(tree, "--contract", contract)
    assert linted.returncode == 1, linted.stdout + linted.stderr
    assert "Contracts: 0 kept, 1 broken." in linted.stdout


def test_every_import_rule_is_broken_once() -> None:
    assert {contract for contract, _ in BREAKS.values()} == set(list_contract_ids())
