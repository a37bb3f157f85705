"""`python -m gateway.documents` writes contracts/openapi.json and asyncapi.json; `--check` says what differs."""

import argparse
import json
import sys
from pathlib import Path
from typing import Final, cast

import contracts
from gateway.app import build_app
from gateway.documents import asyncapi, openapi
from gateway.documents.tree import Json
from gateway.gate import Gate

FOLDER: Final = Path(contracts.__file__).parent


def write_documents() -> dict[str, str]:
    """Return the text of each document by file name."""
    app = build_app(cast("Gate", None), {})  # its routes are described, none is asked
    return {"openapi.json": _dump(openapi.describe(app)), "asyncapi.json": _dump(asyncapi.build())}


def main() -> int:
    """Return 1 after naming every document that is not as the program, else 0."""
    parser = argparse.ArgumentParser(prog="gateway.documents", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    differs = False
    for name, text in write_documents().items():
        file = FOLDER / name
        if check and (not file.exists() or file.read_text("utf-8") != text):
            print(f"{name}: differs from the program; run make schemas", file=sys.stderr)
            differs = True
        elif not check:
            file.write_text(text, "utf-8")
    return int(differs)


def _dump(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main())
