"""`python -m contracts.schemas` adds the schemas that are missing; with `--check` it only says what differs."""

import argparse
import sys

from contracts.schemas import FOLDER, add_schemas, find_differences, find_messages


def main() -> int:
    """Return 1 after naming every schema file that is not as its message, else 0."""
    parser = argparse.ArgumentParser(prog="contracts.schemas", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    messages = find_messages()
    frozen = [] if parser.parse_args().check else add_schemas(FOLDER, messages)
    differences = frozen or find_differences(FOLDER, messages)
    for difference in differences:
        print(difference, file=sys.stderr)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
