"""AML119 run-may-raise: nothing in `run()` handles a body that cannot be parsed.

A caller who sends a wrong body gets an answer without a word about it: 502 (v1), or 424 with "An unexpected error
occurred in scoring script. Check the logs for more info." (v2), as if the service itself had failed; monitoring
counts it as a failure of yours. Catch what the caller can mend, log it, and answer with `AMLResponse(message, 400)`.

A note, because a script without it works.

## Bad
`code/score.py`
```python
import json


def init():
    pass


def run(data):
    return {"rows": len(json.loads(data)["data"])}  # <-
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
        rows = json.loads(data)["data"]
    except (ValueError, KeyError, TypeError):
        logging.warning("a request without data")
        return AMLResponse({"error": "send a JSON object with data"}, 400, json_str=True)
    return {"rows": len(rows)}
```
"""

from __future__ import annotations

from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML119", "run-may-raise", "note", on="unit", needs=("script",))
def run_may_raise(unit: Unit) -> Iterator[Problem]:
    """Report the first place in run() that parses the body without any handler, where run() has none at all."""
    boot = unit.boot
    if not unit.online or boot.body_kind != "text":
        return
    in_run = [site for site in boot.raises if site.phase == "run"]
    if any(site.handled is not None for site in in_run):
        return
    for site in in_run:
        if site.kind == "parse" and site.call.endswith("loads"):
            yield Problem(
                site.span,
                "nothing handles a body that cannot be parsed: the caller gets 502 or 424 without a reason",
                help="catch ValueError, KeyError and TypeError, log them, and answer with AMLResponse(message, 400)",
                subject="run",
            )
            return
