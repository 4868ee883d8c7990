"""AML132 sample-request-mismatch: the sample request beside the deployment lacks what `run()` takes out of it.

`az ml online-endpoint invoke --request-file sample-request.json` is the first thing that is tried after a deployment.
If the file says `{"input_data": ...}` and the script `json.loads(data)["data"]`, the answer is a KeyError (502 or
424), and nobody knows which of the two is right. With `@input_schema` the keys are the names of the parameters.

Files called sample-request*.json beside the deployment or in the code folder are looked at; one that fits is enough.

## Bad
`sample-request.json`
```json
{"input_data": [[1, 2], [3, 4]]}
```

`code/score.py`
```python
import json


def init():
    pass


def run(data):
    rows = json.loads(data)["data"]  # <-
    return {"rows": len(rows)}
```

## Good
`sample-request.json`
```json
{"data": [[1, 2], [3, 4]]}
```

`code/score.py`
```python
import json


def init():
    pass


def run(data):
    rows = json.loads(data)["data"]
    return {"rows": len(rows)}
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...text import Span


@rule("AML132", "sample-request-mismatch", "warning", on="unit", needs=("script",))
def sample_request_mismatch(unit: Unit) -> Iterator[Problem]:
    """Hold the keys that run() surely takes out of the body against the sample requests."""
    if not unit.online:
        return
    needed = _needed(unit)
    if not needed:
        return
    samples = [sample for sample in unit.container.sample_requests() if not sample.error]
    missing = [_missing(sample.data, needed) for sample in samples]
    if not samples or "" in missing:
        return
    key, sample = missing[0], samples[0]
    yield Problem(
        needed[key],
        f"run() needs `{key}`, and {sample.source.path} does not have it: KeyError, and the request fails",
        (Label(sample.source.line_span(1), "the sample request"),),
        "let the sample request and the script use the same keys",
        subject=key,
    )


def _needed(unit: Unit) -> dict[str, Span]:
    """The keys of the body, with the place that needs each."""
    boot = unit.boot
    run = boot.function("run")
    needed = {one.key: one.span for one in boot.body_keys if one.certain and one.handled is None}
    if run is not None and boot.schema_parameters:
        for parameter in run.parameters:
            if parameter.required and parameter.name != "request_headers":
                needed.setdefault(parameter.name, parameter.span)
    return needed


def _missing(data: object, needed: dict[str, Span]) -> str:
    """The first key that a sample lacks, "" if it lacks none."""
    if not isinstance(data, dict):
        return next(iter(needed))
    return next((key for key in needed if key not in data), "")
