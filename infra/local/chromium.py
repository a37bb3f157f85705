"""A Chromium for browser tests: the environment's, the machine's, else Debian's headless shell unpacked."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

from infra.local.debian import library_folders, unpack_packages
from infra.local.errors import SetupError, Unavailable
from infra.local.places import current_identity, write_private
from infra.local.processes import read_output

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PACKAGES = ("chromium-headless-shell", "chromium-common", "fonts-nanum", "fonts-dejavu-core", "fontconfig-config")
"""fonts-nanum draws Hangul, fonts-dejavu-core the rest."""
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
</fontconfig>
"""


@dataclass(frozen=True, slots=True)
class Chromium:
    """A browser that starts."""

    executable: str
    """The browser, or a script that starts it with its own libraries and fonts."""
    no_sandbox: bool
    """True where Chromium's sandbox cannot work: as root, or without user namespaces."""
    reason: str

    def list_variables(self) -> dict[str, str]:
        """Return the environment that hands it to tests."""
        return {"CHROMIUM": self.executable, "CHROMIUM_NO_SANDBOX": "1" if self.no_sandbox else "0"}


async def find_chromium() -> Chromium:
    """Return the browser of CHROMIUM, of the machine, or of Debian's packages.

    Raises:
        SetupError: there is none, or it does not start.
    """
    executable, reason = await _find_executable()
    no_sandbox = await _needs_no_sandbox()
    await _check_start(executable, no_sandbox=no_sandbox)
    return Chromium(executable, no_sandbox, reason)


async def _find_executable() -> tuple[str, str]:
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        return chosen, f"{chosen} from CHROMIUM"
    for name in NAMES:
        installed = shutil.which(name)
        if installed is not None and await _draws_hangul():
            return installed, f"{installed} installed on this machine"
    try:
        tree = await unpack_packages("chromium", PACKAGES)
    except Unavailable as why:
        raise SetupError(f"No Chromium ({why}): install chromium and fonts-nanum, or set CHROMIUM.") from why
    return str(await asyncio.to_thread(_write_script, tree)), "chromium-headless-shell from Debian's packages, unpacked"


async def _draws_hangul() -> bool:
    """Tell whether the machine has a font for Korean; without one every page is empty boxes."""
    try:
        return bool((await read_output(["fc-list", ":lang=ko", "family"])).strip())
    except Unavailable:
        return False


def _write_script(tree: Path) -> Path:
    """Write the script that starts the unpacked browser with the unpacked libraries and fonts."""
    cache = tree / "font-cache"
    cache.mkdir(exist_ok=True)
    identity = current_identity()
    fonts = FONTS.format(fonts=tree / "usr/share/fonts", cache=cache)
    configuration = write_private(tree / "fonts.conf", fonts, identity)
    libraries = ":".join(map(str, [tree / "usr/lib/chromium", *library_folders(tree)]))
    lines = (
        "#!/bin/sh",
        f"export LD_LIBRARY_PATH={shlex.quote(libraries)}",
        f"export FONTCONFIG_FILE={shlex.quote(str(configuration))}",
        f'exec {shlex.quote(str(tree / "usr/lib/chromium/chromium-headless-shell"))} "$@"',
    )
    script = write_private(tree / "chromium", "\n".join(lines) + "\n", identity)
    script.chmod(0o700)
    return script


async def _needs_no_sandbox() -> bool:
    if os.geteuid() == 0:
        return True
    try:
        await read_output(["unshare", "--user", "--map-root-user", "true"])
    except Unavailable:
        return True
    return False


async def _check_start(executable: str, *, no_sandbox: bool) -> None:
    """Draw an empty page once: a missing library is named here, not by forty failing tests."""
    flags = ["--headless", "--disable-gpu", *(["--no-sandbox"] if no_sandbox else []), "--dump-dom", "about:blank"]
    try:
        await read_output([executable, *flags], wait_s=60)
    except Unavailable as why:
        raise SetupError(f"{executable} does not start: {why}.") from why
