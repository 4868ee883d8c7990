"""AML107 run-signature: `run()` cannot be called the way the server calls it.

The server reads the signature of `run()` when it starts. It refuses to boot ("run() cannot accept positional-only
arguments, *args, or **kwargs", "run() needs to accept an argument for input data") for `*args`, `**kwargs`,
positional-only parameters, no parameter besides `request_headers`, and for `@rawhttp` together with `@input_schema`.

It gives the body to the first parameter. A second parameter without a default boots, and each request then fails with
"run() missing 1 required positional argument" (500), unless `@input_schema` names the parameters. A decorator of one's
own without `functools.wraps` turns the signature into that of its wrapper, usually `*args, **kwargs`.

There is no fix: which parameter the body belongs to, and what becomes of the others, the text does not tell.

## Bad
`code/score.py`
```python
import json


def init():
    pass


def run(data, threshold):  # <-
    return {"above": json.loads(data)["score"] > threshold}
```

## Bad: a decorator hides the signature
`code/score.py`
```python
import json


def logged(function):
    def wrapper(*args, **kwargs):  # <-
        print("a request")
        return function(*args, **kwargs)

    return wrapper


def init():
    pass


@logged
def run(data):
    return json.loads(data)
```

## Bad: any arguments
`code/score.py`
```python
import json


def init():
    pass


def run(*args):  # <-
    return json.loads(args[0])
```

## Good
`code/score.py`
```python
import functools
import json


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        print("a request")
        return function(*args, **kwargs)

    return wrapper


def init():
    pass


@logged
def run(data, threshold=0.5, request_headers=None):
    return {"above": json.loads(data)["score"] > threshold}
```
"""

from __future__ import annotations

from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...text import Span


_BOOT = "the server refuses to boot"


@rule("AML107", "run-signature", "error", on="unit", needs=("script",))
def run_signature(unit: Unit) -> Iterator[Problem]:
    """Hold the parameters of what `run` finally is against what the server does with them."""
    boot = unit.boot
    run = boot.run_signature
    if run is None or not unit.online:
        return
    raw, schema = boot.decorator("rawhttp"), boot.decorator("input_schema")
    if raw is not None and schema is not None:
        yield _problem(raw.span or run.span, f"`@rawhttp` and `@input_schema` exclude each other: {_BOOT}")
        return
    for parameter in run.parameters:
        if parameter.kind in ("*args", "**kwargs", "positional-only"):
            shown = {"*args": "*", "**kwargs": "**"}.get(parameter.kind, "") + parameter.name
            what = "a positional-only parameter" if parameter.kind == "positional-only" else f"`{shown}`"
            wraps = "" if run.name == "run" else " (the decorator lacks functools.wraps)"
            yield _problem(parameter.span, f"`run()` may not have {what}{wraps}: {_BOOT}")
            return
    body = [parameter for parameter in run.parameters if parameter.name != "request_headers"]
    if not body:
        yield _problem(run.span, f"`run()` has no parameter for the body of the request: {_BOOT}")
        return
    second = next((parameter for parameter in body[1:] if parameter.required), None)
    if second is not None and boot.body_kind == "text":
        yield _problem(
            second.span,
            f"the server gives the body to `{body[0].name}` and nothing to `{second.name}`: each request fails with "
            f"\"run() missing 1 required positional argument: '{second.name}'\" (500)",
        )


def _problem(span: Span, message: str) -> Problem:
    return Problem(
        span,
        message,
        help="write `def run(data):` and take everything out of the JSON in data, or name each parameter with "
        "`@input_schema`",
        subject="run",
    )
