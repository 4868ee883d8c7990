"""AML122 run-exposes-errors: callers of the service read the text of exceptions, or take a failure for a success.

The text of an exception names paths, addresses, versions and sometimes data; a traceback shows code. That belongs
into the log, and the caller gets an answer of your own. And what `run()` returns is sent with HTTP 200: clients,
retries and monitoring take `{"error": ...}` for a success. Let the exception go (500), or answer with
`AMLResponse(message, 400)` where the caller is to blame.

## Bad
`code/score.py`
```python
import json


def init():
    pass


def run(data):
    try:
        return {"rows": len(json.loads(data)["data"])}
    except Exception as error:
        return {"error": str(error)}  # <-
```

## Good
`code/score.py`
```python
import json
import logging

from azureml_inference_server_http.api.aml_response import AMLResponse


def init():
    pass


def run(data):
    try:
        return {"rows": len(json.loads(data)["data"])}
    except (ValueError, KeyError):
        logging.exception("a body that cannot be read")
        return AMLResponse({"error": "send a JSON object with data"}, 400, json_str=True)
```
"""

from __future__ import annotations

from ...finding import Problem
from ...registry import rule
from ...script.handlers import told_to_caller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML122", "run-exposes-errors", "warning", on="unit", needs=("script",))
def run_exposes_errors(unit: Unit) -> Iterator[Problem]:
    """Ask about the handlers of the functions that run() reaches: what of the exception do they return."""
    boot = unit.boot
    if not unit.online:
        return
    for function in boot.entered("run"):
        for place in told_to_caller(function.node):
            span = function.module.span(place.node)
            if place.text:
                message = "the caller reads the text of the exception"
                message += "" if place.response else ", with HTTP 200"
            else:
                message = "the caller gets this failure with HTTP 200, as if it were a success"
            yield Problem(
                span,
                message,
                help="log the exception; answer with AMLResponse and a status and message of your own, or raise",
                subject=function.name,
            )
