"""AML109 global-not-declared: a name that `run()` reads is assigned without `global`.

An assignment in a function makes a local name. Where `init()` says `model = joblib.load(...)` without `global model`,
the model is dropped when `init()` returns, and `run()` finds nothing: `NameError: name 'model' is not defined`, or
the None of the module level ("'NoneType' object has no attribute 'predict'"). The container boots; each request
fails.

The same word is missing where a function changes a name of the module and reads it before (`count = count + 1`):
UnboundLocalError.

## Bad
`code/score.py`
```python
import json

import numpy as np

weights = None


def init():
    weights = np.array([0.2, 0.8])  # <-


def run(data):
    return {"score": float(weights.dot(json.loads(data)["data"]))}
```

## Bad: read before it is assigned
`code/score.py`
```python
import json

served = 0


def init():
    pass


def run(data):
    served = served + 1  # <-
    return {"rows": len(json.loads(data)["data"]), "served": served}
```

## Good
`code/score.py`
```python
import json

import numpy as np

weights = None


def init():
    global weights
    weights = np.array([0.2, 0.8])


def run(data):
    return {"score": float(weights.dot(json.loads(data)["data"]))}
```
"""

from __future__ import annotations

from ...finding import Edit, Fix, Label, Problem
from ...registry import rule
from ...script.names import local_names, parameters_of, read_before_bound, read_names, tested_for_none

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Container, Iterator

    from ...boot import Boot, Unit
    from ...python.syntax import Module
    from ...python.trace import Phase
    from ...python.values import FunctionNode
    from ...text import Span
else:
    import _ast as ast


@rule("AML109", "global-not-declared", "error", on="unit", fix="safe", needs=("script",))
def global_not_declared(unit: Unit) -> Iterator[Problem]:
    """Hold the local names of init() against what run() reads, and each function against its own order."""
    yield from _lost(unit)
    yield from _too_early(unit)


def _lost(unit: Unit) -> Iterator[Problem]:
    """Names that init() binds locally and that run() reads from the module, which does not have them."""
    boot = unit.boot
    init = next((one for one in boot.entered("init") if one.name == "init"), None)
    names = boot.names_of(init.module.source.path) if init is not None else None
    if init is None or names is None or isinstance(init.node, ast.Lambda):
        return
    own = {name: node for name, node in local_names(init.node).items() if name not in names.declared}
    read = _reads(boot, init.module.source.path, own) if own and not names.open else {}
    for name, node in own.items():
        use = read.get(name)
        if use is None:
            continue
        if name not in names.top:
            end = f"NameError: name '{name}' is not defined"
        elif names.only_none(name) and not use[1]:
            end = f"`{name}` is still None"
        else:
            continue
        yield Problem(
            init.module.span(node),
            f"`{name}` is local to `init()`: in `run()` {end}, and each request fails (502)",
            (Label(use[0], "run() reads the module's name"),),
            f"write `global {name}` as the first line of init()",
            _declare(init.module, init.node, name),
            subject=name,
        )


def _reads(boot: Boot, path: str, wanted: Container[str]) -> dict[str, tuple[Span, bool]]:
    """Which of the names functions reached by run() read from their module: the place, and whether for None first."""
    found: dict[str, tuple[Span, bool]] = {}
    for function in boot.entered("run"):
        inside = function.scope.function is not None
        if function.module.source.path != path or function.name == "init" or inside:
            continue
        hidden = {*local_names(function.node), *parameters_of(function.node)}
        for name, node in read_names(function.node).items():
            if name in wanted and name not in hidden and name not in found:
                found.setdefault(name, (function.module.span(node), tested_for_none(function.node, name)))
    return found


def _too_early(unit: Unit) -> Iterator[Problem]:
    """Local names that are read before they are bound, where the module has a name of that kind."""
    boot = unit.boot
    told: set[object] = set()
    phases: tuple[Phase, ...] = ("init", "run")
    for phase in phases:
        for function in boot.entered(phase):
            names = boot.names_of(function.module.source.path)
            if names is None or function.node in told:
                continue
            told.add(function.node)
            for node in read_before_bound(function.node):
                if node.id not in names.top or function.scope.function is not None:
                    continue
                end = "the container does not boot" if phase == "init" else "each request fails (502)"
                yield Problem(
                    function.module.span(node),
                    f"`{node.id}` is assigned in `{function.name}()` and so local to it: reading it before is an "
                    f"UnboundLocalError, and {end}",
                    (Label(function.module.span(names.top[node.id][0]), "this is another name, the module's"),),
                    f"write `global {node.id}` in {function.name}()",
                    _declare(function.module, function.node, node.id),
                    subject=f"{function.name} {node.id}",
                )
                break


def _declare(module: Module, node: FunctionNode, name: str) -> Fix | None:
    """Insert `global NAME` before the first statement that is no docstring."""
    if isinstance(node, ast.Lambda):
        return None
    body = node.body
    docstring = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    first = body[1] if docstring and len(body) > 1 else body[0]
    start = module.span(first).start
    line = module.source.text.rfind("\n", 0, start) + 1
    indent = module.source.text[line:start]
    if indent.strip() or isinstance(first, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return None
    return Fix("safe", f"declare `global {name}`", (Edit(module.source.span(line, line), f"{indent}global {name}\n"),))
