"""AML112 relative-import-in-entry-script: the entry script imports relative to a package that it is no part of.

The server loads the entry script by its path, as a module without a package. `from .features import scale` then raises
"attempted relative import with no known parent package", and the container does not boot. Modules that the script
imports may use relative imports if they lie in a package themselves.

## Bad
`code/score.py`
```python
import json

from .features import scale  # <-


def init():
    pass


def run(data):
    return scale(json.loads(data)["data"])
```

`code/features.py`
```python
def scale(rows):
    return [value / 100 for value in rows]
```

## Good
`code/score.py`
```python
import json

from features import scale


def init():
    pass


def run(data):
    return scale(json.loads(data)["data"])
```

`code/features.py`
```python
def scale(rows):
    return [value / 100 for value in rows]
```
"""

from __future__ import annotations

from ...boot import outcome
from ...finding import Edit, Fix, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import ImportUse, Unit


@rule("AML112", "relative-import-in-entry-script", "error", on="unit", fix="safe", needs=("script",))
def relative_import(unit: Unit) -> Iterator[Problem]:
    """Report relative imports of the entry script that nothing stops; in batch they fail in the same way."""
    boot = unit.boot
    for use in boot.imports:
        if boot.script is None or use.source != boot.script.source.path or not use.module.startswith("."):
            continue
        if use.optional or not use.certain:
            continue
        yield Problem(
            use.span,
            f"`from {use.module} import` fails in the entry script, which belongs to no package: ImportError "
            f"{outcome(use.phase)}",
            help="import the module by its name: the folder of the code is on sys.path",
            fix=_fix(unit, use),
            subject=use.module,
        )


def _fix(unit: Unit, use: ImportUse) -> Fix | None:
    """Take the dot away, where a module of that name lies in the uploaded folder."""
    name = use.module.removeprefix(".")
    if not name or name.startswith(".") or unit.boot.sibling(name, below_script=False) is None:
        return None
    return Fix("safe", f"import `{name}`", (Edit(use.span, name),))
