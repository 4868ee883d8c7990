"""AML108 async-entry-point: `init` or `run` is `async def`.

The server calls both as plain functions. `async def init` boots, but its body never runs: the call only makes a
coroutine, which nobody awaits; what it should have loaded is missing at the first request. `async def run` answers
every request with 500, because a coroutine is no JSON.

An `init` that leaves nothing behind for `run()` is a warning. The fix takes the word `async` away where the body
awaits nothing.

## Bad
`code/score.py`
```python
import json

limits = None


async def init():  # <-
    global limits
    limits = {"low": 1}


def run(data):
    return {"above": json.loads(data)["score"] > limits["low"]}
```

## Bad: run
`code/score.py`
```python
import json


def init():
    pass


async def run(data):  # <-
    return json.loads(data)
```

## Good
`code/score.py`
```python
import asyncio
import json


async def scored(body):
    return json.loads(body)


def init():
    pass


def run(data):
    return asyncio.run(scored(data))
```
"""

from __future__ import annotations

from ...finding import Edit, Fix, Problem
from ...python.values import LocalFunction
from ...registry import rule
from ...script.names import bindings, is_none_assignment, read_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from ...boot import Unit
    from ...script.script import FunctionFact
else:
    import _ast as ast


@rule("AML108", "async-entry-point", "error", on="unit", fix="safe", needs=("script",))
def async_entry_point(unit: Unit) -> Iterator[Problem]:
    """Ask how both entry points are defined."""
    for name in ("init", "run"):
        fact = unit.boot.function(name)
        if fact is None or not fact.is_async or fact.decorators:
            continue
        lost = _lost(unit) if name == "init" else ""
        if name == "init":
            end = f"its body never runs{f', and `{lost}` is missing at the first request' if lost else ''}"
        elif unit.online:
            end = "it returns a coroutine, and each request fails with 500"
        else:
            end = "it returns a coroutine, and the batch fails"
        yield Problem(
            fact.span,
            f"the server does not await `{name}()`: {end}",
            help=f"write `def {name}`, and asyncio.run(...) inside it for what must be awaited",
            fix=_fix(unit, fact),
            subject=name,
            severity="warning" if name == "init" and not lost else None,
        )


def _lost(unit: Unit) -> str:
    """A global name that only init() binds and that run() reads, "" if there is none."""
    boot = unit.boot
    init = boot.value("init")
    names = boot.names_of(init.module.source.path) if isinstance(init, LocalFunction) else None
    if not isinstance(init, LocalFunction) or names is None or isinstance(init.node, ast.Lambda):
        return ""
    filled = {name for statement in init.node.body for name, _ in bindings(statement)} & names.declared
    for function in boot.entered("run"):
        for name in read_names(function.node):
            if name in filled and all(map(is_none_assignment, names.top.get(name, []))):
                return name
    return ""


def _fix(unit: Unit, fact: FunctionFact) -> Fix | None:
    """Take `async` away; None where the body awaits something."""
    if fact.awaits or fact.is_generator:
        return None
    text = fact.span.source.text
    at = text.rfind("async", 0, fact.span.start)
    end = text.find("def", at)
    if at < 0 or text[at + 5 : end].strip() or end > fact.span.start:
        return None
    span = fact.span.source.span(at, end)
    return Fix("safe", "take `async` away: the body awaits nothing", (Edit(span, ""),))
