"""AML101 init-may-raise: an exception can leave `init()` and nobody handles it.

`init()` runs once when the container starts. An exception that leaves it ends the process; the container is started
again, fails again, and the deployment ends, after up to half an hour, in `CrashLoopBackOff` or `ResourceNotReady`
("User container has crashed or terminated"). What the log then shows is a bare traceback.

A model load, a network call or the parsing of a file can fail. Handle it: log what was tried (the path, the versions)
and raise a clear error from it, or bind a fallback. A handler that only says `raise` adds nothing, and one that
swallows the error hides it until the first request.

One finding for each `init()`: the first place is the primary one, the others are labelled. What the container proves to
be missing is an error of its own (AML103, AML202, AML203, AML301), not repeated here.

The fix puts each such statement into a `try` that logs what failed and raises a clear error from it. It is unsafe: you
may know a fallback, or a better message. There is none where a statement stands outside of functions, or raises itself.

## Bad
`code/score.py`
```python
import json
import os

import joblib

model = None


def load_model():
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "classifier.pkl")
    return joblib.load(path)  # <-


def init():
    global model
    model = load_model()


def run(data):
    return model.predict(json.loads(data)["data"]).tolist()
```

## Good
`code/score.py`
```python
import json
import logging
import os

import joblib

model = None


def init():
    global model
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "classifier.pkl")
    try:
        model = joblib.load(path)
    except Exception as error:
        logging.exception("cannot load the model from %s", path)
        raise RuntimeError(f"cannot load the model from {path}") from error


def run(data):
    return model.predict(json.loads(data)["data"]).tolist()
```
"""

from __future__ import annotations

from ...edit import Guard
from ...finding import Fix, Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import RaiseSite, Unit


@rule("AML101", "init-may-raise", "warning", on="unit", fix="unsafe", needs=("script",))
def init_may_raise(unit: Unit) -> Iterator[Problem]:
    """Gather the sites of import and `init()` that no handler stops."""
    sites = unit.boot.hazards
    if not sites:
        return
    yield Problem(
        sites[0].span,
        "an exception can leave `init()` and nothing handles it: the container ends in a crash loop, and the "
        "deployment in ResourceNotReady",
        tuple(Label(site.span, _said(site), site=True) for site in sites),
        "catch it, log what was tried (the path, the address), and raise a clear error from it",
        _fix(sites),
        "init",
    )


def _fix(sites: tuple[RaiseSite, ...]) -> Fix | None:
    """Guard every site; None where one is a raise of its own, which has said what it means to."""
    if any(site.phase == "import" or site.kind in ("raise", "assert", "exit") for site in sites):
        return None
    guards = tuple(Guard(site.span, site.call) for site in sites)
    return Fix("unsafe", "log what failed and raise a clear error from it", guards)


def _said(site: RaiseSite) -> str:
    names = [*site.chain, site.call] if site.call not in site.chain[-1:] else list(site.chain)
    chain = " → ".join(name for name in names if name)
    raised = [name.rpartition(".")[2] for name in site.unhandled[:2] or site.exceptions[:2]]
    return f"{chain} may raise {' or '.join(raised)}: {site.reason}"
