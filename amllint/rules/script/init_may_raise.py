"""AML101 init-may-raise: an exception can leave `init()` and nobody handles it.

`init()` runs once when the container starts. An exception that leaves it ends the process; the container is started
again, fails again, and the deployment ends, after up to half an hour, in `CrashLoopBackOff` or `ResourceNotReady`
("User container has crashed or terminated"). What the log then shows is a bare traceback.

A model load, a network call or the parsing of a file can fail. Handle it: log what was tried (the path, the versions)
and raise a clear error from it, or bind a fallback. A handler that only says `raise` adds nothing, and one that
swallows the error hides it until the first request.

One finding for each `init()`: the first place is the primary one, the others are labelled. What the container proves to
be missing is an error of its own (AML103, AML202, AML203, AML301), not repeated here.

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

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import RaiseSite, Unit


@rule("AML101", "init-may-raise", "warning", on="unit", fix="unsafe")
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
        subject="init",
    )


def _said(site: RaiseSite) -> str:
    names = [*site.chain, site.call] if site.call not in site.chain[-1:] else list(site.chain)
    chain = " → ".join(name for name in names if name)
    return f"{chain} may raise {' or '.join(site.unhandled[:2] or site.exceptions[:2])}: {site.reason}"
