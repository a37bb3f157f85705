"""`python -m infra.local.migrations`: every folder of migrations is one line of revisions, without a second head."""

from __future__ import annotations

import sys

from alembic.script import ScriptDirectory

from infra.migrate import build_config, list_databases


def find_broken_lines() -> list[str]:
    """Return one sentence for each folder whose revisions do not form one line."""
    broken = []
    for kind in sorted(set(list_databases().values())):
        scripts = ScriptDirectory.from_config(build_config("", "nonsan", kind))
        heads, bases = scripts.get_heads(), scripts.get_bases()
        if len(heads) != 1 or len(bases) != 1:
            broken.append(f"infra/migrations/{kind}: heads {heads}, first revisions {bases}")
    return broken


if __name__ == "__main__":
    said = find_broken_lines()
    print("\n".join(said) or "each database has one line of revisions")
    sys.exit(bool(said))
