"""Write amllint/rules/index.py, the table of all rules, from the rules themselves.

Run `python tools/index_rules.py` after adding, removing or renaming a rule; `--check` only tells whether it is fresh.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import amllint.rules  # noqa: E402
from amllint.pages import parse  # noqa: E402
from amllint.record import replace  # noqa: E402
from amllint.registry import RuleInfo  # noqa: E402

INDEX = ROOT / "amllint" / "rules" / "index.py"

HEAD = '''"""All rules, by code. Written by tools/index_rules.py: do not edit."""

# ruff: noqa: E501
# fmt: off

from __future__ import annotations

from ..registry import RuleInfo

RULES: tuple[RuleInfo, ...] = (
'''


def declared(module: ModuleType) -> list[RuleInfo]:
    """The rules that a module declares, not those that it imports."""
    found = []
    for value in vars(module).values():
        info = value if isinstance(value, RuleInfo) else getattr(value, "rule", None)
        if isinstance(info, RuleInfo) and info.module == module.__name__:
            found.append(info)
    return found


def rules() -> list[RuleInfo]:
    """Import every module below amllint.rules and collect what they declare; raise ValueError for what is wrong."""
    found: list[RuleInfo] = []
    for entry in pkgutil.walk_packages(amllint.rules.__path__, "amllint.rules."):
        if entry.ispkg or entry.name == "amllint.rules.index":
            continue
        module = importlib.import_module(entry.name)
        here = declared(module)
        if len(here) != 1:
            raise ValueError(f"{entry.name} declares {len(here)} rules: a rule is one file")
        page = parse(module.__doc__ or "")
        if (page.code, page.name) != (here[0].code, here[0].name):
            raise ValueError(f"{entry.name}: the page begins with `{page.code} {page.name}`")
        found.append(replace(here[0], summary=page.summary))
    for field in ("code", "name"):
        values = [getattr(info, field) for info in found]
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise ValueError(f"used twice: {', '.join(twice)}")
    return sorted(found, key=lambda info: info.code)


def text() -> str:
    """What the index should hold."""
    rows = []
    for info in rules():
        values = ", ".join(repr(getattr(info, field)) for field in RuleInfo._fields)  # type: ignore[attr-defined]
        rows.append(f"    RuleInfo({values}),\n")
    return HEAD + "".join(rows) + ")\n"


def main() -> int:
    if "--check" in sys.argv:
        fresh = INDEX.is_file() and INDEX.read_text(encoding="utf-8") == text()
        print("fresh" if fresh else "stale: run python tools/index_rules.py")
        return 0 if fresh else 1
    INDEX.write_text(text(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
