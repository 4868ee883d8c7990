"""Compile `amllint/facts/data/schema_v2.toml` into `amllint/facts/tables/schema_v2.py`.

    python tools/compile_schema.py [--check]

With `--check` nothing is written; exit code 1 tells that the table is stale.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

FACTS = Path(__file__).resolve().parents[1] / "amllint" / "facts"
DATA = FACTS / "data" / "schema_v2.toml"
TABLE = FACTS / "tables" / "schema_v2.py"

FORMS = {
    *("text", "int", "float", "bool", "version", "enum", "reference", "asset", "component", "any", "ignored"),
    *("block", "mapping", "list"),
}
OPTIONS = {"type", "required", "values", "fold", "keys", "items", "range", "most", "file", "null", "needs"}

HEAD = '''"""The v2 YAML files; written by `tools/compile_schema.py` from `facts/data/schema_v2.toml`; do not edit.

A row is (forms, required, enum values, fold, shapes of a block, row of list items or mapping values, range, most,
file, null, needs); see `schema.Field`.
"""

from __future__ import annotations

'''


def row(stated: str | dict[str, Any]) -> tuple[Any, ...]:
    """The row of one field; raise ValueError for what the notation does not have."""
    field = {"type": stated} if isinstance(stated, str) else stated
    forms = tuple(field["type"].split("|"))
    wrong = (set(forms) - FORMS) | (field.keys() - OPTIONS)
    if wrong:
        raise ValueError(f"unknown {sorted(wrong)} in {stated!r}")
    enum: Any = field.get("values", ()) if "enum" in forms else ()
    inner: Any = field.get("items") if "enum" in forms else field.get("items", field.get("values"))
    return (
        forms,
        field.get("required", ""),
        tuple(enum),
        field.get("fold", ""),
        tuple(field["keys"].split("|")) if "keys" in field else (),
        row(inner) if inner else None,
        tuple(field["range"]) if "range" in field else None,
        field.get("most"),
        field.get("file", False),
        field.get("null", False),
        field.get("needs", ""),
    )


def compiled(data: dict[str, Any]) -> str:
    """The text of the table."""
    shapes: dict[str, dict[str, Any]] = {}
    for name, shape in data["shapes"].items():
        base = shapes[shape["extends"]] if "extends" in shape else {}
        shapes[name] = base | {key: row(field) for key, field in shape["keys"].items()}
    used = {kind["shape"] for kind in data["kinds"].values()}
    rows = [row for shape in shapes.values() for row in shape.values()]
    for keys in (name for field in rows for name in (*field[4], *(field[5][4] if field[5] else ()))):
        if keys not in shapes:
            raise ValueError(f"no shape {keys!r}")
        used.add(keys)
    distinct = list(dict.fromkeys(rows))
    lines = [HEAD, "ROWS: tuple[tuple[object, ...], ...] = (\n"]
    lines += [f"    {field!r},\n" for field in distinct]
    lines.append(")\n\nKINDS: dict[str, tuple[str, str, str]] = {\n")
    for name, kind in data["kinds"].items():
        lines.append(f"    {name!r}: {(kind['shape'], kind['title'], kind['file'])!r},\n")
    lines.append("}\n\nSHAPES: dict[str, dict[str, int]] = {\n")
    for name in (name for name in shapes if name in used):
        lines.append(f"    {name!r}: {{\n")
        lines += [f"        {key!r}: {distinct.index(field)},\n" for key, field in shapes[name].items()]
        lines.append("    },\n")
    lines.append("}\n")
    return formatted("".join(lines))


def formatted(text: str) -> str:
    """The text as `ruff format` writes it, so that a formatter run leaves the table fresh."""
    import subprocess

    ruff = Path(sys.executable).with_name("ruff")
    command = [str(ruff) if ruff.exists() else "ruff", "format", "--stdin-filename", str(TABLE), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def main() -> int:
    """Write the table, or with --check compare it."""
    text = compiled(tomllib.loads(DATA.read_text(encoding="utf-8")))
    if "--check" in sys.argv[1:]:
        return int(TABLE.read_text(encoding="utf-8") != text)
    TABLE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
