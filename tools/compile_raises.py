"""Compile amllint/facts/data/raises.toml into amllint/facts/tables/raises.py: `python tools/compile_raises.py`."""

from __future__ import annotations

import pprint
import tomllib
from pathlib import Path
from typing import Any

FACTS = Path(__file__).parent.parent / "amllint" / "facts"
SOURCE = FACTS / "data" / "raises.toml"
TARGET = FACTS / "tables" / "raises.py"
HEADER = '''"""What library calls raise: compiled from data/raises.toml by tools/compile_raises.py; do not edit."""

# ruff: noqa

from __future__ import annotations

'''


def row(call: dict[str, Any]) -> tuple[Any, ...]:
    """One call as the loader reads it."""
    keyword, position = call.get("path", ("", -1))
    return (
        call["kind"],
        tuple(call["exceptions"]),
        call["reason"],
        keyword,
        position,
        call.get("wants", ""),
        call.get("missing", ""),
        call.get("absent", False),
        call.get("silenced", ""),
    )


def compiled() -> str:
    """The text of the table."""
    data = tomllib.loads(SOURCE.read_text("utf-8"))
    rows = []
    exact: dict[str, int] = {}
    patterns: dict[tuple[str, str], int] = {}
    for number, call in enumerate(data["call"]):
        rows.append(row(call))
        for name in call["names"]:
            if ".*." in name:
                first, last = name.split(".*.")
                key = (first, last)
                if key in patterns:
                    raise ValueError(f"{name} stands twice")
                patterns[key] = number
            elif name in exact:
                raise ValueError(f"{name} stands twice")
            else:
                exact[name] = number
    bases = {name: tuple(of) for name, of in data["base"].items()}
    tables = {"ROWS": tuple(rows), "EXACT": exact, "PATTERNS": patterns, "ALIASES": data["alias"], "BASES": bases}
    types = {
        "ROWS": "tuple[tuple[str, tuple[str, ...], str, str, int, str, str, bool, str], ...]",
        "EXACT": "dict[str, int]",
        "PATTERNS": "dict[tuple[str, str], int]",
        "ALIASES": "dict[str, str]",
        "BASES": "dict[str, tuple[str, ...]]",
    }
    parts = [f"{name}: {types[name]} = {pprint.pformat(value, width=118)}\n" for name, value in tables.items()]
    return HEADER + "\n".join(parts)


if __name__ == "__main__":
    TARGET.write_text(compiled(), "utf-8")
