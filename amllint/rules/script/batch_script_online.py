"""AML126 batch-script-online: a script written for batch is deployed online, or the reverse.

Online, `run()` gets the body of a request as text; in batch a list of file paths, or a table. `for path in
mini_batch:` over a request's text takes it character by character, and the first `open(path)` fails: each request is
answered with 500. The other way, `json.loads(mini_batch)` raises "the JSON object must be str, bytes or bytearray,
not list", and the batch fails.

## Bad
`code/score.py`
```python
def init():
    pass


def run(mini_batch):
    sizes = []
    for path in mini_batch:  # <-
        with open(path) as file:
            sizes.append(len(file.read()))
    return sizes
```

## Bad: an online script in batch
Base: batch

`code/score.py`
```python
import json


def init():
    pass


def run(data):
    return [len(json.loads(data)["data"])]  # <-
```

## Good
Base: batch

`code/score.py`
```python
def init():
    pass


def run(mini_batch):
    sizes = []
    for path in mini_batch:
        with open(path) as file:
            sizes.append(len(file.read()))
    return sizes
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


_NAMES = ("mini_batch", "minibatch", "mini_batches", "batch_files", "file_list")


@rule("AML126", "batch-script-online", "error", on="unit", needs=("script",))
def batch_script_online(unit: Unit) -> Iterator[Problem]:
    """Report a loop over the text of a request under the name of a batch, and decoding of a batch."""
    boot = unit.boot
    run = boot.function("run")
    batch_like = run is not None and bool(run.parameters) and run.parameters[0].name in _NAMES
    for use in boot.body_uses:
        if not use.certain or (use.kind == "loop" and not batch_like) or use.kind not in ("loop", "decode"):
            continue
        if use.kind == "loop":
            message = "online, run() gets the text of one request: this loop goes over its characters"
            help = "decode the body with json.loads, or deploy the script to a batch endpoint"
        else:
            message = f'in batch, run() gets a list of paths or a table: {use.exception}, "{use.reason}"'
            help = "go over the items of the mini batch, or deploy the script to an online endpoint"
        yield Problem(
            use.span,
            message,
            (Label(unit.span, f"this is {'an online' if unit.online else 'a batch'} deployment"),),
            help,
            subject=use.kind,
            severity="warning" if use.handled else None,
        )
        return
