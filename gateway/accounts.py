"""`python -m gateway.accounts ensure --out FILE`: an administrator and one account a sample role.

With `--departments` an officer of each department of the sample, too. An account that the file does not hold gets a new
password; the others are left alone.
"""

import argparse
import asyncio
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import asyncpg

from contracts.directives.sealed import AUDIT_TEAM
from contracts.values import Role
from gateway.auth import Accounts, Passwords, Principal
from infra.sample.data import list_departments, name_officer
from infra.settings import GatewaySettings

SAMPLE: Final = (
    Principal("administrator", Role.ADMINISTRATOR, None, "시스템 관리자"),
    Principal("mayor", Role.MAYOR, None, "시장"),
    Principal("executive", Role.EXECUTIVE, None, "부시장"),
    Principal("operator", Role.OPERATOR, "planning-audit", "혁신기획팀 담당자"),
    Principal("officer", Role.OFFICER, "town-yeonmu", "연무읍 담당자"),
    Principal("inspector", Role.OFFICER, "planning-audit", "감사팀 조사 담당자", team=AUDIT_TEAM),
    Principal("auditor", Role.AUDITOR, "planning-audit", "감사팀 담당자"),
    Principal("citizen", Role.CITIZEN, None, "시민"),
    Principal("evaluator", Role.EVALUATOR, None, "외부평가자"),
)
"""Roles, never invented names."""


def list_officers() -> Iterator[Principal]:
    """Yield the officers of the departments that are there today, but for the one that the sample's roles have."""
    for department in list_departments():
        code = str(department["code"])
        if department["valid_until"] is None and name_officer(code) not in {each.user for each in SAMPLE}:
            yield Principal(name_officer(code), Role.OFFICER, code, f"{department['name']} 담당자")


async def ensure_accounts(settings: GatewaySettings, out: Path, *, with_officers: bool = False) -> None:
    """Give the sample accounts that the file lacks a password each; the file is its owner's alone.

    The departments' officers have one password together: sixty argon2 hashes would take ten seconds at every start.
    """
    logins = _read(out)
    async with asyncpg.create_pool(settings.database_url, min_size=1, max_size=2) as pool:
        accounts = Accounts(pool, Passwords(settings.password_kib), settings.token_key)
        missing = [[each] for each in SAMPLE if each.user not in logins]
        if with_officers:
            missing.append([each for each in list_officers() if each.user not in logins])
        for principals in filter(None, missing):
            password = secrets.token_urlsafe(12)
            await accounts.put(principals[0], password, *principals[1:])
            for each in principals:
                logins[each.user] = {"password": password, "role": each.role, "label": each.label}
    _write_private(out, json.dumps(logins, ensure_ascii=False, indent=2) + "\n")


def _read(path: Path) -> dict[str, dict[str, str]]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("act", choices=["ensure"])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--departments", action="store_true")
    arguments = parser.parse_args()
    asyncio.run(ensure_accounts(GatewaySettings(), arguments.out, with_officers=arguments.departments))


if __name__ == "__main__":
    main()
