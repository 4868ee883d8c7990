"""AML106 init-signature: `init()` has a parameter that somebody would have to give.

The server calls `init()` without arguments. With a required parameter that is a TypeError ("init() missing 1 required
positional argument"), and the container does not boot. A parameter with a default value is fine.

## Bad
`code/score.py`
```python
import json

settings = {}


def init(path):  # <-
    settings["path"] = path


def run(data):
    return json.loads(data)
```

## Good
`code/score.py`
```python
import json

settings = {}


def init(path="settings.json"):
    settings["path"] = path


def run(data):
    return json.loads(data)
```
"""

from __future__ import annotations

from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML106", "init-signature", "error", on="unit", needs=("script",))
def init_signature(unit: Unit) -> Iterator[Problem]:
    """Ask how init is defined; a decorator may change that."""
    init = unit.boot.function("init")
    if init is None or init.decorators:
        return
    for parameter in init.parameters:
        if parameter.required:
            yield Problem(
                parameter.span,
                f"`init()` is called without arguments, and `{parameter.name}` has no default: TypeError, and the "
                "container does not boot",
                help="take it from an environment variable or a module constant, or give it a default",
                subject=parameter.name,
            )
            return
