"""AML124 unbounded-work-in-run: `run()` may take as long as it likes.

A request that takes longer than the request timeout (5 s by default) ends in 504 or 408 for the caller, while the
worker goes on; then no worker is left, and the next requests get 503. A loop without an exit, waiting for something
without a limit (`time.sleep` in a loop, `join()`, `queue.get()`), and `requests` calls, which have no timeout of
their own, may all take for ever. A worker that is busy for 300 s is killed.

## Bad
`code/score.py`
```python
import json

import requests


def init():
    pass


def run(data):
    answer = requests.post("https://features.contoso.com/lookup", json=json.loads(data))  # <-
    return answer.json()
```

`environment/conda.yaml`
```yaml
name: credit
channels:
  - conda-forge
dependencies:
  - python=3.11.9
  - pip=24.2
  - pip:
      - azureml-inference-server-http==1.5.1
      - requests==2.32.3
```

## Good
`code/score.py`
```python
import json

import requests


def init():
    pass


def run(data):
    answer = requests.post("https://features.contoso.com/lookup", json=json.loads(data), timeout=2)
    return answer.json()
```

`environment/conda.yaml`
```yaml
name: credit
channels:
  - conda-forge
dependencies:
  - python=3.11.9
  - pip=24.2
  - pip:
      - azureml-inference-server-http==1.5.1
      - requests==2.32.3
```
"""

from __future__ import annotations

from ...finding import Problem
from ...python.values import Const
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Call, Loop, Unit


_REQUESTS = frozenset(
    f"requests.{module}{verb}"
    for module in ("", "Session.", "session.")
    for verb in ("get", "post", "put", "delete", "head", "patch", "request")
)
_WAITS = {
    "urllib.request.urlopen": 2,
    "threading.Thread.join": 0,
    "multiprocessing.Process.join": 0,
    "queue.Queue.get": 1,
    "threading.Event.wait": 0,
}
"""Calls that wait without a limit unless the argument at this position, or `timeout`, gives one."""


@rule("AML124", "unbounded-work-in-run", "warning", on="unit", needs=("script",))
def unbounded_work(unit: Unit) -> Iterator[Problem]:
    """Report loops without an exit, sleeps, and calls that wait without a limit."""
    if not unit.online:
        return
    for loop in unit.boot.loops:
        if loop.phase == "run" and not loop.exits:
            yield _problem(loop, "nothing ends this loop: the request never returns", "loop")
    for call in unit.boot.calls_in("run"):
        if call.dotted == "time.sleep" and call.args and _seconds(call) >= 1:
            yield _problem(call, f"run() sleeps for {_seconds(call):g} s while the request waits", "time.sleep")
        elif _endless(call):
            yield _problem(call, f"`{call.dotted}` waits without a limit: it has no timeout", call.dotted)


def _endless(call: Call) -> bool:
    if call.open or not (call.dotted in _REQUESTS or call.dotted in _WAITS):
        return False
    return call.argument("timeout", _WAITS.get(call.dotted)) is None


def _seconds(call: Call) -> float:
    value = call.args[0].value
    data = value.data if isinstance(value, Const) else 0
    return float(data) if isinstance(data, (int, float)) else 0.0


def _problem(seen: Call | Loop, message: str, subject: str) -> Problem:
    source = seen.span.source
    span = source.line_span(source.position(seen.span.start)[0]) if subject == "loop" else seen.span
    return Problem(
        span,
        f"{message}; callers get 504 or 408, and others 503",
        help="give it a limit below the request timeout",
        subject=subject,
    )
