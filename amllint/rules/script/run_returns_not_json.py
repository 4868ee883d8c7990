"""AML120 run-returns-not-json: `run()` returns what JSON cannot hold.

The server puts what `run()` returns through `json.dumps`. A numpy array, a DataFrame or Series, float32, int64 and
bool_ scalars, sets, bytes, dates, Decimal, ranges, dict views and generators are refused ("Object of type ndarray is
not JSON serializable"), also deep inside a list or dict: the model has done its work, and the caller gets 500 (502 on
v1). The same error comes from a `json.dumps` of one's own. `@output_schema` describes a type and converts nothing.

Fine are text, numbers, None, lists, tuples and dicts of these, np.float64 and np.str_ (they are Python's by
inheritance), and AMLResponse or Flask responses. What a model's `predict` gives is unknown.

The fix converts an array, a table or a date that is returned, or made by a call inside of what is returned. It is
unsafe: callers may want another form. Where several conversions are possible, or the value comes from elsewhere, there
is none.

## Bad
`code/score.py`
```python
import json

import numpy as np


def init():
    pass


def run(data):
    rows = np.array(json.loads(data)["data"])
    scores = rows / rows.max()
    return {"rows": np.asarray(scores)}  # <-
```

## Bad: in json.dumps
`code/score.py`
```python
import datetime
import json


def init():
    pass


def run(data):
    answer = {"rows": len(json.loads(data)), "at": datetime.datetime.now()}
    return json.dumps(answer)  # <-
```

## Good
`code/score.py`
```python
import datetime
import json

import numpy as np


def init():
    pass


def run(data):
    rows = np.array(json.loads(data)["data"])
    return {"rows": rows.tolist(), "top": float(rows.max()), "at": datetime.datetime.now().isoformat()}
```
"""

from __future__ import annotations

from ...finding import Edit, Fix, Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Returned, Unit
    from ...text import Span


@rule("AML120", "run-returns-not-json", "error", on="unit", fix="unsafe", needs=("script",))
def run_returns_not_json(unit: Unit) -> Iterator[Problem]:
    """Report each return, and each call of json.dumps, whose value is proven not to be JSON."""
    boot = unit.boot
    run = boot.function("run")
    if not unit.online or (run is not None and run.is_async):
        return
    if run is not None and run.is_generator and not run.decorators:
        yield Problem(
            run.span,
            'run() yields, so what it returns is a generator: "Object of type generator is not JSON serializable", and '
            "each request fails with 500",
            help="collect the parts in a list and return it",
            subject="generator",
        )
        return
    for one in boot.returned:
        found = one.encoded
        if found.ok is not False:
            continue
        where = f" at {found.inside}" if found.inside else ""
        labels: tuple[Label, ...] = ()
        if found.span is not None and found.span != one.span:
            labels = (Label(found.span, f"the {found.kind} is made here"),)
        what = "this" if one.dumped else "what run() returns"
        end = "the handler's answer is all that a caller ever gets" if one.handled else "the request fails with 500"
        yield Problem(
            one.span,
            f'{what} is no JSON{where}: "{found.error}", and {end}',
            labels,
            _HELP.get(found.kind, "convert it to text, numbers, lists and dicts"),
            _fix(one),
            f"{found.kind} {found.inside}",
            "warning" if one.handled else None,
        )


def _fix(one: Returned) -> Fix | None:
    """Convert the value itself, or the call inside a list or dict that makes it."""
    found = one.encoded
    method = _METHODS.get(found.kind)
    span: Span | None = one.span
    if found.inside and found.span is not None:
        own = one.span
        within = found.span.source is own.source and own.start <= found.span.start and found.span.end <= own.end
        span = found.span if within and found.span.text.endswith(")") else None
    elif found.inside:
        span = None
    if method is None or span is None or span.text.startswith("return"):
        return None
    simple = span is found.span or span.text.replace(".", "").replace("_", "").isalnum()
    value = span.text if simple else f"({span.text})"
    return Fix("unsafe", f"convert it with {method}", (Edit(span, value + method),))


_METHODS = {
    "ndarray": ".tolist()",
    "Series": ".tolist()",
    "Tensor": ".tolist()",
    "DataFrame": '.to_dict(orient="records")',
    "datetime": ".isoformat()",
    "date": ".isoformat()",
    "Timestamp": ".isoformat()",
}


_HELP = {
    "ndarray": "convert it with .tolist()",
    "Series": "convert it with .tolist()",
    "DataFrame": 'convert it with .to_dict(orient="records")',
    "float32": "convert it with float()",
    "float16": "convert it with float()",
    "int64": "convert it with int()",
    "bool_": "convert it with bool()",
    "Tensor": "convert it with .tolist()",
    "set": "convert it with sorted() or list()",
    "bytes": "decode it, or answer with AMLResponse(data, 200)",
    "datetime": "convert it with .isoformat()",
    "date": "convert it with .isoformat()",
    "Timestamp": "convert it with .isoformat()",
    "Decimal": "convert it with float() or str()",
    "generator": "collect it with list()",
    "Exception": "answer with a message of your own",
}
