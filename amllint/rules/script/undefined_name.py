"""AML110 undefined-name: the script reads a name that is defined nowhere.

On import or in `init()` that is a NameError and the container does not boot; in `run()` each request fails (502). The
usual causes are a forgotten import, a cell of the notebook that defined the name, and a typing error.

Reported are names that no statement of the file binds, on the way of import, `init()` or `run()`. Where a handler stops
the NameError, or only some requests come that way, it is a warning. Files with star imports, `exec` or `globals()` are
not judged.

## Bad
`code/score.py`
```python
import json


def init():
    pass


def run(data):
    rows = np.array(json.loads(data)["data"])  # <-
    return rows.tolist()
```

## Good
`code/score.py`
```python
import json

import numpy as np


def init():
    pass


def run(data):
    rows = np.array(json.loads(data)["data"])
    return rows.tolist()
```
"""

from __future__ import annotations

from ...boot import outcome
from ...finding import Label, Problem
from ...registry import rule
from ...spelling import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import NameUse, Unit


@rule("AML110", "undefined-name", "error", on="unit", needs=("script",))
def undefined_name(unit: Unit) -> Iterator[Problem]:
    """Ask about each name that was read unbound, each name once a file, at its worst place."""
    boot = unit.boot
    worst: dict[tuple[str, str], NameUse] = {}
    for use in boot.unbound:
        names = boot.names_of(use.span.path)
        if names is None or not names.undefined(use.name):
            continue
        key = (use.span.path, use.name)
        if key not in worst or (_fails(use) and not _fails(worst[key])):
            worst[key] = use
    for use in worst.values():
        names = boot.names_of(use.span.path)
        near = nearest(use.name, tuple(names.bound) if names is not None else ())
        meant = f"; did you mean `{near[0]}`?" if near else ""
        end = outcome(use.phase) if _fails(use) else f"where it is reached {_when(use)}"
        yield Problem(
            use.span,
            f"`{use.name}` is defined nowhere{meant}: NameError {end}",
            (Label(use.span, " → ".join(use.chain)),) if len(use.chain) > 1 else (),
            "import or define it",
            subject=use.name,
            severity=None if _fails(use) else "warning",
        )


def _fails(use: NameUse) -> bool:
    return use.certain and use.handled is None


def _when(use: NameUse) -> str:
    where = {"import": "on import", "init": "in init()"}.get(use.phase, "in run()")
    return where if use.handled is None else f"{where}, which a handler stops"
