"""AML102 init-always-raises: `init()`, or the import of the script, surely ends in an exception.

A `raise`, a failing `assert` or `sys.exit()` that every way through `init()` reaches ends the process when the
container starts. It is started again, ends again, and the deployment ends in `CrashLoopBackOff` or
`ResourceNotReady`. The usual causes are a template that was never filled in, and a check that the container cannot
pass. `sys.exit(0)` is no success here: the server takes any exit for a failure (exit code 3).

## Bad
`code/score.py`
```python
import json


def init():
    raise NotImplementedError("load the model here")  # <-


def run(data):
    return json.loads(data)
```

## Bad: sys.exit
`code/score.py`
```python
import json
import sys


def init():
    print("ready")
    sys.exit(0)  # <-


def run(data):
    return json.loads(data)
```

## Good
`code/score.py`
```python
import json
import os


def init():
    if "AZUREML_MODEL_DIR" not in os.environ:
        raise RuntimeError("the deployment names no model")


def run(data):
    return json.loads(data)
```
"""

from __future__ import annotations

from ...boot import outcome
from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML102", "init-always-raises", "error", on="unit", needs=("script",))
def init_always_raises(unit: Unit) -> Iterator[Problem]:
    """Report the first statement that surely raises what nothing stops."""
    for site in unit.boot.raises:
        if site.phase == "run" or not (site.always and site.certain) or site.handled is not None:
            continue
        what = "the process exits" if site.kind == "exit" else f"this always raises {site.exceptions[0]}"
        yield Problem(
            site.span,
            f"{what} {outcome(site.phase)}",
            (Label(site.span, " → ".join(site.chain)),) if len(site.chain) > 1 else (),
            "raise only where something is wrong, and let init() return otherwise",
            subject=site.call,
        )
        return
