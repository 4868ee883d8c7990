"""AML133 double-encoded-json: `run()` returns JSON text, which the server encodes once more.

The server puts what `run()` returns through `json.dumps` itself. Text that is JSON already arrives as a JSON string in
quotes (`"{\\"rows\\": 2}"`), which each client has to decode twice. Return the dict or list itself. A note, because
clients that know it live with it; changing it changes what they get.

## Bad
`code/score.py`
```python
import json


def init():
    pass


def run(data):
    return json.dumps({"rows": len(json.loads(data))})  # <-
```

## Good
`code/score.py`
```python
import json


def init():
    pass


def run(data):
    return {"rows": len(json.loads(data))}
```
"""

from __future__ import annotations

from ...finding import Edit, Fix, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Returned, Unit


@rule("AML133", "double-encoded-json", "note", on="unit", fix="unsafe", needs=("script",))
def double_encoded_json(unit: Unit) -> Iterator[Problem]:
    """Report returns whose value is what json.dumps made."""
    if not unit.online:
        return
    for one in unit.boot.returned:
        if one.dumped or one.made is None or one.made.dotted != "json.dumps":
            continue
        yield Problem(
            one.span,
            "the server encodes this JSON text once more: clients get a string in quotes",
            help="return the value itself",
            fix=_fix(one),
            subject="json.dumps",
        )


def _fix(one: Returned) -> Fix | None:
    """Return the argument itself, where the call stands in the return and says nothing but its value."""
    made = one.made
    if made is None or len(made.args) != 1 or made.keywords or one.span != made.span:
        return None
    return Fix("unsafe", "return the value itself", (Edit(one.span, made.args[0].span.text),))
