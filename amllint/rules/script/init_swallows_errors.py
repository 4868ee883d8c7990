"""AML104 init-swallows-errors: a handler in `init()` hides a failure and leaves undefined what `run()` needs.

The container starts, its probes answer, the deployment is reported healthy, and then each request fails: `run()` uses a
name that `init()` never bound (NameError), or that is still None. The caller sees 502 (v1) or 424 (v2) and the cause
stands in an old log, if anywhere. Let `init()` fail: a deployment that does not start is seen at once, and the old one
goes on serving.

A handler that binds a fallback, and a `run()` that asks first whether the name holds anything, are fine.

## Bad
`code/score.py`
```python
import json
import logging
import os

import joblib


def init():
    global model
    try:
        model = joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "classifier.pkl"))
    except Exception:  # <-
        logging.exception("cannot load the model")


def run(data):
    return model.predict(json.loads(data)["data"]).tolist()
```

## Good
`code/score.py`
```python
import json
import logging
import os

import joblib


def init():
    global model
    try:
        model = joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "classifier.pkl"))
    except Exception:
        logging.exception("cannot load the model")
        raise


def run(data):
    return model.predict(json.loads(data)["data"]).tolist()
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule
from ...script.names import bindings, is_none_assignment, local_names, read_names, tested_for_none

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from ...boot import Boot, RaiseSite, Unit
    from ...text import Span
else:
    import _ast as ast


@rule("AML104", "init-swallows-errors", "warning", on="unit", needs=("script",))
def init_swallows_errors(unit: Unit) -> Iterator[Problem]:
    """Hold what a handler leaves unbound against what run() reads without asking."""
    boot = unit.boot
    needed: dict[str, Span] | None = None
    told: set[Span] = set()
    for site in boot.raises:
        handler = site.handled
        if site.phase == "run" or handler is None or handler.ends == "raises" or handler.span in told:
            continue
        needed = _needed(boot) if needed is None else needed
        left = [name for name in handler.leaves if name in needed and not _bound_before(boot, site, name)]
        if not left:
            continue
        told.add(handler.span)
        labels = [Label(site.span, f"where this raises {site.exceptions[0]}, `{left[0]}` is not bound")]
        labels.append(Label(needed[left[0]], f"run() needs `{left[0]}`"))
        yield Problem(
            handler.heading,
            f"this handler goes on without `{left[0]}`: the container looks healthy, and each request fails (502)",
            tuple(labels),
            "log and raise again, so that the deployment fails where it can be seen",
            subject=left[0],
        )


def _bound_before(boot: Boot, site: RaiseSite, name: str) -> bool:
    """Whether init() has bound a name to something before it gets to the place that may raise."""
    for function in boot.entered("init"):
        if function.module.source.path != site.span.path or isinstance(function.node, ast.Lambda):
            continue
        for statement in function.node.body:
            for found, node in bindings(statement):
                if found == name and not is_none_assignment(node) and function.module.span(node).end <= site.span.start:
                    return True
    return False


def _needed(boot: Boot) -> dict[str, Span]:
    """Global names that run() reads without asking whether they hold anything, and that only init() fills."""
    found: dict[str, Span] = {}
    for function in boot.entered("run"):
        names = boot.names_of(function.module.source.path)
        if names is None or function.scope.function is not None:
            continue
        own = local_names(function.node)
        for name, node in read_names(function.node, tried=False).items():
            empty = name in names.declared and all(map(is_none_assignment, names.top.get(name, [])))
            if empty and name not in own and not tested_for_none(function.node, name):
                found.setdefault(name, function.module.span(node))
    return found
