"""AML113 module-shadowed: a module of the code folder is hidden by another module of the same name.

The container appends the code folder to `sys.path`; the standard library, installed packages, and the inference
server's own folder come before it. A sibling called `utils`, `config`, `exceptions`, `routes`, `swagger` or `entry`
is therefore never found: the import gets the server's file of that name and dies with "'utils' is not a package",
"cannot import name 'f' from 'utils'" or "attempted relative import with no known parent package". The worker does not
boot. In plain Python on your desk the same script works, so the cause is hard to see.

A sibling with the name of a standard module is hidden in the same way (error where the imported name does not occur in
that module), and one with the name of an installed package (warning). Setting PYTHONPATH to the folder puts it first;
renaming the module is simpler.

## Bad
`code/score.py`
```python
import json

from utils import scale  # <-


def init():
    pass


def run(data):
    return scale(json.loads(data)["data"])
```

`code/utils.py`
```python
def scale(rows):
    return [value / 100 for value in rows]
```

## Good
`code/score.py`
```python
import json

from scoring_utils import scale


def init():
    pass


def run(data):
    return scale(json.loads(data)["data"])
```

`code/scoring_utils.py`
```python
def scale(rows):
    return [value / 100 for value in rows]
```
"""

from __future__ import annotations

from ...boot import has_server, outcome
from ...facts import server, stdlib
from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import ImportUse, Unit
    from ...finding import Severity


@rule("AML113", "module-shadowed", "error", on="unit", needs=("script",))
def module_shadowed(unit: Unit) -> Iterator[Problem]:
    """Hold each import of a sibling's name against what comes before the code folder on sys.path."""
    told: set[tuple[str, str]] = set()
    pythonpath = unit.container.env("PYTHONPATH")
    if pythonpath.yes and pythonpath.span is not None:
        return
    for use in unit.boot.imports:
        top = use.module.partition(".")[0]
        if not top or use.optional or use.open or not use.certain or (use.source, top) in told:
            continue
        sibling = unit.boot.sibling(top)
        found = _hidden(unit, use, top) if sibling is not None else None
        if found is None or sibling == use.source:
            continue
        told.add((use.source, top))
        message, severity = found
        end = outcome(use.phase) if severity is None else "where a name is missing"
        yield Problem(
            use.span,
            f"`{sibling}` is not what this imports: {message}; the import fails {end}",
            help=f"rename {sibling}: the code folder comes last on sys.path",
            subject=top,
            severity=severity,
        )


def _hidden(unit: Unit, use: ImportUse, top: str) -> tuple[str, Severity | None] | None:
    """A clause that tells what hides the sibling, and the severity (None: error); None where nothing does."""
    hides = server.hidden_by_server(top)
    if hides is not False and has_server(unit):
        clause = f"the inference server's own module `{top}` comes first"
        if hides is None:
            return clause, "warning"
        wanted = (use.module.split(".")[1],) if "." in use.module else use.names
        known = [server.hidden_defines(top, name) for name in wanted]
        if "." in use.module or server.hidden_defines(top, "") is None or False in known:
            return clause, None
        return (clause, "warning") if known else None
    if not unit.container.imports(top).yes:
        return None
    if not stdlib.is_stdlib(top, unit.container.python):
        return f"the installed package `{top}` comes first", "warning"
    wanted = (use.module.split(".")[1],) if "." in use.module else use.names
    if any(stdlib.defines(top, name) is False for name in wanted if name != "*"):
        return f"the standard library's `{top}` comes first and has no `{wanted[0]}`", None
    return None
