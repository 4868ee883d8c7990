"""Compile `amllint/facts/data/schema_v1.toml` and `schema_v2.toml` into `amllint/facts/tables/`.

    python tools/compile_schema.py [--check]

With `--check` nothing is written; exit code 1 tells that a table is stale.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

FACTS = Path(__file__).resolve().parents[1] / "amllint" / "facts"
NAMES = {"schema_v2": "v2 YAML files", "schema_v1": "files of CLI v1"}

FORMS = {
    *("text", "int", "float", "bool", "version", "enum", "reference", "asset", "component", "any", "ignored"),
    *("block", "mapping", "list"),
    *("number", "flag", "port", "name"),
}
OPTIONS = {"type", "required", "values", "fold", "keys", "items", "range", "most", "file", "null", "needs"}

HEAD = '''"""The {title}; written by `tools/compile_schema.py` from `facts/data/{name}.toml`; do not edit.

A row is (forms, required, enum values, fold, shapes of a block, row of list items or mapping values, range, most,
file, null, needs); see `schema.Field`.
"""

from __future__ import annotations

'''


def row(stated: str | dict[str, Any], null: bool = False) -> tuple[Any, ...]:
    """The row of one field; raise ValueError for what the notation does not have.

    `null` tells that a scalar may be null where nothing else is said.
    """
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
        field.get("null", null and "block" not in forms),
        field.get("needs", ""),
    )


def compiled(name: str, data: dict[str, Any]) -> str:
    """The text of the table `name`."""
    null = data.get("null_scalars", False)
    shapes: dict[str, dict[str, Any]] = {}
    for shape_name, shape in data["shapes"].items():
        base = shapes[shape["extends"]] if "extends" in shape else {}
        shapes[shape_name] = base | {key: row(field, null) for key, field in shape["keys"].items()}
    used = {kind["shape"] for kind in data["kinds"].values()}
    rows = [row for shape in shapes.values() for row in shape.values()]
    for keys in (key for field in rows for key in (*field[4], *(field[5][4] if field[5] else ()))):
        if keys not in shapes:
            raise ValueError(f"no shape {keys!r}")
        used.add(keys)
    distinct = list(dict.fromkeys(rows))
    lines = [HEAD.format(title=NAMES[name], name=name), "ROWS: tuple[tuple[object, ...], ...] = (\n"]
    lines += [f"    {field!r},\n" for field in distinct]
    lines.append(")\n\nKINDS: dict[str, tuple[str, str, str]] = {\n")
    for kind_name, kind in data["kinds"].items():
        lines.append(f"    {kind_name!r}: {(kind['shape'], kind['title'], kind['file'])!r},\n")
    lines.append("}\n\nSHAPES: dict[str, dict[str, int]] = {\n")
    for shape_name in (shape for shape in shapes if shape in used):
        lines.append(f"    {shape_name!r}: {{\n")
        lines += [f"        {key!r}: {distinct.index(field)},\n" for key, field in shapes[shape_name].items()]
        lines.append("    },\n")
    lines.append("}\n")
    return formatted("".join(lines))


def formatted(text: str) -> str:
    """The text as `ruff format` writes it, so that a formatter run leaves the table fresh."""
    import subprocess

    ruff = Path(sys.executable).with_name("ruff")
    place = str(FACTS / "tables" / "schema.py")
    command = [str(ruff) if ruff.exists() else "ruff", "format", "--stdin-filename", place, "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def main() -> int:
    """Write the tables, or with --check compare them."""
    stale = 0
    for name in NAMES:
        data, table = FACTS / "data" / f"{name}.toml", FACTS / "tables" / f"{name}.py"
        text = compiled(name, tomllib.loads(data.read_text(encoding="utf-8")))
        if "--check" in sys.argv[1:]:
            stale |= table.read_text(encoding="utf-8") != text
        else:
            table.write_text(text, encoding="utf-8")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
