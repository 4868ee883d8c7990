"""Counts the v2 deployments that are written as YAML in a checkout by plain text search, and compares with the units.

    python tools/count_units.py CHECKOUT... [--list]

A YAML file counts if a line names a deployment's schema, or if `code_configuration:` or `endpoint_name:` stands at the
margin. Nothing of amllint takes part in that. Of each counted file that is no unit, the reason is told: by what its
text says, else "unexplained". The exit code is 1 if any is unexplained.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterator

from amllint.config import Config
from amllint.lint import lint

_SCHEMA = re.compile(r"^[\"']?\$schema[\"']?\s*:\s*\S*deployment\.schema\.json", re.IGNORECASE | re.MULTILINE)
_KEY = re.compile(r"^(code_configuration|endpoint_name)\s*:", re.MULTILINE)

_REASONS = (
    ("it deploys a prompt flow, which has no scoring script", re.compile(r"PROMPTFLOW_|promptflow", re.IGNORECASE)),
    (
        "a job, component or schedule with a key of that name",
        re.compile(r"^(jobs|inputs|command|trigger)\s*:", re.MULTILINE),
    ),
)


def counted(checkout: str) -> Iterator[tuple[str, str]]:
    """Path and text of each YAML file that looks like a deployment."""
    for folder, folders, names in os.walk(checkout):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(names):
            if not name.lower().endswith((".yml", ".yaml")):
                continue
            full = os.path.join(folder, name)
            with open(full, encoding="utf-8", errors="replace") as file:
                text = file.read()
            if _SCHEMA.search(text) or _KEY.search(text):
                yield os.path.relpath(full, checkout).replace(os.sep, "/"), text


def reason(text: str) -> str:
    """Why a counted file is no unit, as far as its text tells."""
    return next((why for why, pattern in _REASONS if pattern.search(text)), "unexplained")


def main(arguments: list[str]) -> int:
    unexplained = 0
    for checkout in (one for one in arguments if one != "--list"):
        report = lint(checkout, (), Config(), units_only=True)
        units = {unit.path for unit in report.units if unit.path.lower().endswith((".yml", ".yaml")) and not unit.v1}
        files = dict(counted(checkout))
        left = {path: reason(text) for path, text in files.items() if path not in units}
        reasons = Counter(left.values())
        bound = len(files) - len(left)
        share = f" ({100 * bound / len(files):.0f}%)" if files else ""
        only = sorted(units - set(files))
        print(f"{os.path.basename(os.path.normpath(checkout))}: counted {len(files)}, bound {bound}{share}")
        for why, number in sorted(reasons.items()):
            print(f"    left out {number:3}: {why}")
        for path, why in sorted(left.items()):
            if why == "unexplained" or "--list" in arguments:
                print(f"        {path}: {why}")
        for path in only:
            print(f"    not counted, but a unit: {path}")
        unexplained += reasons["unexplained"]
    return int(bool(unexplained))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
