"""AML105 init-or-run-missing: the scoring script defines no `init()` or no `run()` at module level.

The inference server imports the script and takes `init` and `run` from the module. Defined inside a class, or under
`if __name__ == "__main__":`, they do not exist there: the container does not boot (`UserScriptFunctionNotFound`,
`ResourceNotReady`).

Names that come from a star import of something unknown are unknown.

## Bad
`code/score.py`
```python
import json  # <-


class Scorer:
    def init(self):
        pass

    def run(self, data):
        return json.loads(data)
```

## Good
`code/score.py`
```python
import json


def init():
    pass


def run(data):
    return json.loads(data)
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML105", "init-or-run-missing", "error", on="unit", needs=("script",))
def init_or_run_missing(unit: Unit) -> Iterator[Problem]:
    """Report what is proven not to be defined, both in one finding."""
    boot = unit.boot
    missing = [name for name, answer in (("init", boot.init), ("run", boot.run)) if answer.no]
    if boot.script is None or not missing or unit.code is None:
        return
    source = boot.script.source
    nested = boot.init.span if boot.init.no else boot.run.span
    labels = [Label(unit.code.span, "the deployment starts this script")]
    if nested is not None:
        labels.append(Label(nested, "a definition here does not count"))
    names = " and ".join(f"`{name}()`" for name in missing)
    yield Problem(
        source.line_span(1),
        f"{source.path.rpartition('/')[2]} defines no {names} at module level: the container does not boot "
        "(UserScriptFunctionNotFound)",
        tuple(labels),
        "define init() and run() as functions of the module",
        subject=" ".join(missing),
    )
