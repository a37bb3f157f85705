"""Makes .venv and the browser assets, or sees within a moment that nothing is to do; standard library only.

`python infra/local/bootstrap.py local|dev` is called by the Makefile with whatever Python it finds, so this file keeps
to the syntax of Python 3.8 and says in one sentence when that Python is too old.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"local": "requirements-local.lock", "dev": "requirements-dev.lock"}
BASE = getattr(sys, "_base_executable", sys.executable)
"""The Python outside of .venv, also when this file is run by the one inside."""
OLDEST = (3, 11)
UV = "uv>=0.8,<1"
"""The installer; it reads hashes from the lock, so its own version does not matter."""


class SetupFailed(Exception):
    """One sentence for the person at the terminal."""


def main(words: list[str]) -> int:
    """Set up for `make run` (local) or for working on the project (dev); return the exit code."""
    if sys.version_info < OLDEST:
        return _complain(f"Hwanryu needs Python {OLDEST[0]}.{OLDEST[1]} or newer; set PYTHON to one.")
    if words not in (["local"], ["dev"]):
        return _complain("usage: python infra/local/bootstrap.py local|dev")
    try:
        set_up(words[0])
    except SetupFailed as problem:
        return _complain(str(problem))
    return 0


def set_up(kind: str) -> None:
    """Bring .venv and the browser assets up to the lock files; nothing is done twice."""
    if is_installed(kind) and are_assets_built():
        return
    descriptor = os.open(CHECKOUT / LOCKS["dev"], os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)  # two makes at once: the second waits and then finds it done
        if not is_installed(kind):
            _install(kind)
        if not are_assets_built():
            _build_assets()
    finally:
        os.close(descriptor)


def is_installed(kind: str) -> bool:
    """Tell whether .venv holds the lock of `kind`, or that of dev, which contains local's."""
    return PYTHON.exists() and any(_read(_stamp(name)) == _hash(LOCKS[name]) for name in {kind, "dev"})


def are_assets_built() -> bool:
    """Tell whether the browser assets match the npm lock and the script that copies them."""
    return not (CHECKOUT / "package.json").exists() or _read(_stamp("assets")) == _asset_hash()


def _install(kind: str) -> None:
    if not PYTHON.exists() or not _succeeds([str(PYTHON), "-c", "import sys"]):
        _make_venv()
    if not (VENV / "bin" / "uv").exists():
        _install_uv()
    print(f"Installing {LOCKS[kind]} into .venv (a few minutes the first time)", flush=True)
    options = ["--quiet", "--require-hashes", "--compile-bytecode", "--python", str(PYTHON), "-r", LOCKS[kind]]
    environment = dict(os.environ, UV_PYTHON_DOWNLOADS="never", VIRTUAL_ENV=str(VENV))
    _run([str(VENV / "bin" / "uv"), "pip", "install", *options], environment)
    _write_command()
    _stamp(kind).write_text(_hash(LOCKS[kind]))


def _write_command() -> None:
    """Put `hwanryu` beside the interpreter: the checkout is run where it lies, not built and installed."""
    command = VENV / "bin" / "hwanryu"
    lines = (
        f"#!{PYTHON}",
        "import sys",
        f"sys.path.insert(0, {str(CHECKOUT)!r})",
        "from infra.cli import main",
        "main()",
    )
    command.write_text("\n".join(lines) + "\n")
    command.chmod(0o755)


def _make_venv() -> None:
    """Make .venv, also where Debian ships Python without ensurepip but with pip."""
    if _succeeds([BASE, "-m", "venv", "--clear", str(VENV)]):
        return
    if not _succeeds([BASE, "-m", "venv", "--clear", "--without-pip", str(VENV)]) or not _has_pip():
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        raise SetupFailed(f"{BASE} cannot make a virtual environment: install the package {version}-venv.")


def _has_pip() -> bool:
    return _succeeds([BASE, "-m", "pip", "--python", str(PYTHON), "--version"])


def _install_uv() -> None:
    own = _succeeds([str(PYTHON), "-m", "pip", "--version"])
    pip = [str(PYTHON), "-m", "pip"] if own else [BASE, "-m", "pip", "--python", str(PYTHON)]
    _run([*pip, "install", "--quiet", "--disable-pip-version-check", UV])


def _build_assets() -> None:
    """Install the npm packages of package-lock.json and copy what the console serves."""
    npm = VENV / "bin" / "npm"
    environment = dict(os.environ, PATH=f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}")
    _run([str(npm), "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], environment)
    if (CHECKOUT / "gateway" / "console" / "assets.py").exists():
        _run([str(PYTHON), "-m", "gateway.console.assets"], environment)
    _stamp("assets").write_text(_asset_hash())


def _asset_hash() -> str:
    return _hash("package.json", "package-lock.json", "gateway/console/assets.py")


def _hash(*names: str) -> str:
    files = [CHECKOUT / name for name in names]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files if file.exists())).hexdigest()


def _stamp(name: str) -> Path:
    return VENV / f".hwanryu-{name}"


def _read(file: Path) -> str:
    return file.read_text() if file.exists() else ""


def _succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True, cwd=CHECKOUT).returncode == 0
    except OSError:
        return False


def _run(command: list[str], environment: dict[str, str] | None = None) -> None:
    ended = subprocess.run(command, check=False, cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL)
    if ended.returncode != 0:
        raise SetupFailed(f"`{Path(command[0]).name} {command[1]}` failed; its message stands above.")


def _complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
