"""The shape of the tree: what lies at the top, how long files are, and that each says what it is."""

import re
import subprocess

import pytest

from tests.architecture import rules
from tests.architecture.sources import PACKAGES, ROOT, Source, find_sources

pytestmark = pytest.mark.xdist_group("sources")  # parsed once
SOURCES = find_sources(*PACKAGES)

TOP = frozenset(
    {
        "contracts", "gateway", "infra", "services", "tests", "docker-compose.yml", "Makefile", "README.md",
        "pyproject.toml", "package.json", "package-lock.json", "LICENSE", "NOTICE", "requirements.lock",
        "requirements-dev.lock", "requirements-local.lock",
    }
)  # fmt: skip

HOSTS = ("docker", "gcr", "ghcr", "quay", "npmjs", "pypi", "pythonhosted", "yarnpkg")
OF_ONE_MACHINE = re.compile(
    rf"\b(?:{'|'.join(HOSTS)})\.(?:io|org|com)\b|(?<![\w.~*-])/(?:home|Users|root|work|mnt|opt/[a-z]+/work)/\w"
)
"""Addresses of package registries, and folders of somebody's own machine."""


def list_files() -> list[str]:
    """Return the files that git tracks or would track."""
    git = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(git, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return [path for path in listed if (ROOT / path).is_file()]


def list_top() -> set[str]:
    return {path.split("/")[0] for path in list_files()}


def find_ties_to_one_machine(path: str, text: str) -> list[str]:
    return [f"{path}: {found.group()}" for found in OF_ONE_MACHINE.finditer(text)]


def find_strangers(names: set[str]) -> set[str]:
    return {name for name in names - TOP if not name.startswith(".")}


def test_the_top_folder_holds_only_the_agreed_names() -> None:
    assert find_strangers(list_top()) == set()


def test_a_stranger_at_the_top_is_seen() -> None:
    assert find_strangers({"contracts", ".gitignore", "utils"}) == {"utils"}


def test_no_file_is_tied_to_one_machine_or_one_package_registry() -> None:
    texts = {path: (ROOT / path).read_bytes().decode("utf-8", "ignore") for path in list_files()}
    assert [tie for path, text in texts.items() for tie in find_ties_to_one_machine(path, text)] == []


@pytest.mark.parametrize(
    "parts", [("https://pypi", ".org/simple"), ("ghcr", ".io/x"), ("cp /", "home/x ."), ("/", "root/x")]
)
def test_a_tie_to_one_machine_is_seen(parts: tuple[str, str]) -> None:
    assert find_ties_to_one_machine("x", "".join(parts)) != []


def test_every_module_says_what_it_is() -> None:
    assert [said for source in find_sources(*PACKAGES, "tests") for said in rules.find_missing_docstrings(source)] == []


def test_a_module_without_docstring_is_seen() -> None:
    assert rules.find_missing_docstrings(Source("infra/new.py", "X = 1\n")) == ["infra/new.py: no docstring"]


def test_files_and_functions_are_short() -> None:
    assert [said for source in SOURCES for said in rules.find_long_parts(source)] == []


@pytest.mark.parametrize(
    "text", ["X = 1\n" * 401, "def f():\n" + "    g()\n" * 50, "async def f():\n" + "    g()\n" * 50]
)
def test_a_long_file_or_function_is_seen(text: str) -> None:
    assert rules.find_long_parts(Source("infra/new.py", text)) != []


def test_the_longest_allowed_file_and_function_pass() -> None:
    assert rules.find_long_parts(Source("infra/new.py", "def f():\n" + "    g()\n" * 49 + "X = 1\n" * 350)) == []
