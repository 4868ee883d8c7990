"""AML125 batch-run-return: in batch, `run(mini_batch)` returns what is no list and no DataFrame.

One element for each input that succeeded is what the batch driver counts. With None, a dict, text or a number it stops:
"There is no succeeded mini batch item returned from run()", "actual type of output is NoneType". A `run()` that only
writes files still has to return something for each of them.

## Bad
Base: batch

`code/score.py`
```python
import logging
import os


def init():
    global folder
    folder = os.environ["AZUREML_MODEL_DIR"]


def run(mini_batch):  # <-
    for path in mini_batch:
        logging.info("scored %s with %s", path, folder)
```

## Good
Base: batch

`code/score.py`
```python
import logging
import os


def init():
    global folder
    folder = os.environ["AZUREML_MODEL_DIR"]


def run(mini_batch):
    done = []
    for path in mini_batch:
        logging.info("scored %s with %s", path, folder)
        done.append(path)
    return done
```
"""

from __future__ import annotations

from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


_WRONG = {"NoneType": "None", "dict": "a dict", "str": "text", "int": "a number", "float": "a number", "bool": "a bool"}


@rule("AML125", "batch-run-return", "error", on="unit", kinds=("v2-batch", "v1-batch"), needs=("script",))
def batch_run_return(unit: Unit) -> Iterator[Problem]:
    """Report returns of a wrong type; where only some ways end so, it is a warning."""
    for one in unit.boot.returned:
        kind = _WRONG.get(one.encoded.kind)
        if kind is None or one.dumped:
            continue
        source = one.span.source
        span = source.line_span(source.position(one.span.start)[0])
        yield Problem(
            span,
            f"run() returns {kind} and must return a list or DataFrame with one element an input: the batch fails"
            + ("" if one.certain else " where it ends so"),
            help="collect a result for each input in a list and return it",
            subject=kind,
            severity=None if one.certain else "warning",
        )
