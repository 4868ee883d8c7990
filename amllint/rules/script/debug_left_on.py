"""AML129 debug-left-on: a debugging aid is left in what is deployed.

`debugpy.wait_for_client()` waits for a debugger that never comes: the container does not get ready. A server that
listens for a debugger lets whoever reaches the port run code. With AZUREML_DEBUG_PORT set, the inference server
itself waits for one. `breakpoint()` ends a request in an exception, because no terminal is attached. The root logger
at DEBUG writes every library's talk, with addresses and headers, into the log, which costs money and time.

An aid behind a switch (`if os.environ.get("DEBUG")`) is fine.

## Bad
`code/score.py`
```python
import json
import logging


def init():
    logging.basicConfig(level=logging.DEBUG)  # <-


def run(data):
    return json.loads(data)
```

## Good
`code/score.py`
```python
import json
import logging
import os


def init():
    logging.basicConfig(level=os.environ.get("LOG_LEVEL", "INFO"))
    logging.getLogger("scoring").setLevel(logging.DEBUG)


def run(data):
    return json.loads(data)
```
"""

from __future__ import annotations

from ...finding import Problem
from ...python.values import Const, External, Made
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Call, Unit
    from ...text import Span


_WAITING = ("debugpy.wait_for_client", "ptvsd.wait_for_attach", "pydevd.settrace", "pydevd_pycharm.settrace")
_LISTENING = ("debugpy.listen", "debugpy.connect", "ptvsd.enable_attach")
_STOPPING = ("breakpoint", "pdb.set_trace", "ipdb.set_trace", "IPython.embed")


@rule("AML129", "debug-left-on", "warning", on="unit", needs=("script", "variables"))
def debug_left_on(unit: Unit) -> Iterator[Problem]:
    """Ask about debugging aids that surely run, and about the variable that makes the server wait."""
    port = unit.variables.get("AZUREML_DEBUG_PORT")
    if port is not None and unit.online and (port.text or not port.known):
        yield _problem(
            port.key or unit.span, "with AZUREML_DEBUG_PORT set, the server waits for a debugger", "AZUREML_DEBUG_PORT"
        )
    for call in unit.boot.calls:
        if not call.certain:
            continue
        if call.dotted in _WAITING:
            message = f"`{call.dotted}` waits for a debugger that never comes"
        elif call.dotted in _LISTENING:
            message = f"`{call.dotted}` lets a debugger into the container"
        elif call.dotted in _STOPPING:
            message = f"`{call.dotted}` stops here, and no terminal is attached"
        elif _root_at_debug(call):
            message = "the root logger at DEBUG writes what every library says, with addresses and headers"
        else:
            continue
        yield _problem(call.span, message, call.dotted)


def _root_at_debug(call: Call) -> bool:
    if call.dotted == "logging.basicConfig":
        level = call.argument("level")
    elif call.dotted == "logging.getLogger.setLevel" and _is_root(call):
        level = call.argument("level", 0)
    else:
        return False
    value = level.value if level is not None else None
    if isinstance(value, External):
        return value.dotted == "logging.DEBUG"
    return isinstance(value, Const) and value.data in ("DEBUG", 10)


def _is_root(call: Call) -> bool:
    """Whether `logging.getLogger(...)` was called without a name."""
    owner = call.owner
    return isinstance(owner, Made) and not owner.args and not owner.keywords and not owner.open


def _problem(span: Span, message: str, subject: str) -> Problem:
    return Problem(span, message, help="take it out, or put it behind a variable that is off", subject=subject)
